"""The lock beside what is installed: whether a report is made with the versions tested."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from compendium.errors import CompendiumError
from compendium.report.plans import keys
from compendium.tables.announcing import checkout

LOCK = "requirements.lock"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?:\s*;\s*(.*?))?\s*\\?$", re.MULTILINE)
NAMED = 3


class OtherVersionsError(CompendiumError):
    """In CI, something is installed in another version than the lock says, or not at all."""


def checked() -> str:
    """Return in words what is installed otherwise than locked; nothing where all agrees.

    Raises
    ------
    OtherVersionsError
        Where something is, and the variable ``CI`` is set: what CI publishes must be what anybody
        gets who installs the lock.
    """
    path = checkout() / LOCK
    other = [*differing(path.read_text("utf-8"), keys.installed())] if path.is_file() else []
    if not other:
        return ""
    rest = f" and {len(other) - NAMED} more" if len(other) > NAMED else ""
    told = f"Other versions are installed than are locked: {', '.join(other[:NAMED])}{rest}"
    if "CI" in os.environ:
        raise OtherVersionsError(
            f"{told}.",
            where=LOCK,
            remedy="Install the lock anew, or resolve it anew with: make lock.",
        )
    return told


def differing(lock: str, installed: Mapping[str, str]) -> Iterator[str]:
    """Yield in words each locked distribution that is not installed as locked.

    Parameters
    ----------
    lock
        The text of the lock.
    installed
        Distribution to version.
    """
    for name, version in pinned(lock):
        found = installed.get(name)
        if found != version:
            yield f"{name} {found or 'missing'} for {version}"


def pinned(lock: str) -> Iterable[tuple[str, str]]:
    """Yield the distributions that a lock asks for on this machine, with their versions."""
    from packaging.markers import Marker

    for name, version, marker in PIN.findall(lock):
        if not marker or Marker(marker).evaluate():
            yield re.sub(r"[-_.]+", "-", name).lower(), version
