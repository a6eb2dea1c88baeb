"""Profiles: from how many persons on a number may be shown."""

from __future__ import annotations

from dataclasses import dataclass

#: The dimension whose levels are the municipalities, for which further rules hold.
PLACE = "municipality"


@dataclass(frozen=True)
class Profile:
    """A rule of disclosure, chosen by the setting `profile` of a study.

    Attributes
    ----------
    name
        ``dk`` or ``strict``.
    threshold
        A count from 1 up to, not including, this number of persons is hidden, and no hidden
        count may be bounded more narrowly than this.
    least
        Persons that a municipality needs before anything but their number is shown of it, and
        that a mean or an estimate of a municipality needs behind it.
    """

    name: str
    threshold: int
    least: int = 20


_PROFILES = {
    # Sundhedsdatastyrelsen blurs counts under 5.
    "dk": Profile("dk", 5),
    # The default of ACRO (frequency 10), as the ONS Secure Research Service has it by context.
    "strict": Profile("strict", 10),
}


def profile(name: str | Profile) -> Profile:
    """Return a profile by its name; a profile is returned as it is.

    Raises
    ------
    ValueError
        For a name that is not ``dk`` or ``strict``.
    """
    if isinstance(name, Profile):
        return name
    if name not in _PROFILES:
        raise ValueError(f"no profile {name!r}; there are: {', '.join(_PROFILES)}")
    return _PROFILES[name]
