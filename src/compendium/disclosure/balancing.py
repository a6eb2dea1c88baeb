"""Balancing: how alike two arms are, shown where the groups that are told of are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from compendium.disclosure.averaging import COMPLETE, mean
from compendium.disclosure.contrasting import contrast
from compendium.disclosure.counting import count, share
from compendium.disclosure.deriving import given
from compendium.disclosure.profiles import Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.safe import ALL, Safe, cut, sealed
from compendium.instruments import Quantity
from compendium.outcomes.effects import Balance, Line
from compendium.tables import Absent

PARTS = (
    *("treated", "before", "after", "difference_before", "difference_after"),
    *("ratio_before", "ratio_after"),
)
"""What a line of a table of balance tells, by the names of its attributes."""
RATIOS = PARTS[-2:]
"""What only numbers have: of a share the mean tells the variance."""
NESTED = {"group": "arm"}

Stack = Mapping[str, Safe | Absent]


@dataclass(frozen=True, eq=False)
class Balanced:
    """A table of balance as it may be shown.

    Attributes
    ----------
    parts
        For each of `PARTS` a table of one cell a line, by the id of the line; absent where the
        balance is.
    effective
        The effective number of comparison people.
    """

    parts: Mapping[str, Stack | Absent]
    effective: Safe | Absent


def balanced(
    found: Balance | Absent,
    frame: pd.DataFrame | Absent,
    *,
    of: str,
    profile: str | Profile,
    needs: Sequence[Safe | Absent] = (),
) -> Balanced:
    """Return a table of balance, each number of it shown where the groups it is about are.

    Shares are shown where the persons with the level are, of the participants and of both parts of
    the pool together; what is told of a level by weights, only where the persons are whom the
    weights are of, though these are many and the weights nobody's number: with all levels but one
    the last one's share could be worked out. Numbers are shown where their means are.

    Parameters
    ----------
    found
        As `outcomes.effects.balance` returns it.
    frame
        The people it is of, as `outcomes.effects.described` returns them.
    of
        Name of the population, which is theirs alone: who was dropped is not in it.
    profile
        As of `count`.
    needs
        Tables of what became of the participants. Where a number of them is hidden nothing is
        shown, for a share tells of how many it is, and with the total that tells of the rest.
    """
    if absent := _absent(found, frame, *needs):
        return Balanced(dict.fromkeys(PARTS, absent), absent)
    assert isinstance(found, Balance)  # noqa: S101 - what is absent has been handed on
    assert isinstance(frame, pd.DataFrame)  # noqa: S101 - and so is this
    needed = [each for each in needs if isinstance(each, Safe)]
    persons = _under(count(frame, ["arm", "group"], of=of, profile=profile, nested=NESTED), needed)
    parts: dict[str, dict[str, Safe | Absent]] = {part: {} for part in PARTS}
    for name in dict.fromkeys(line.covariate for line in found.lines):
        lines = [line for line in found.lines if line.covariate == name]
        for line, arms, groups in _known(frame, lines, of, profile, needed):
            for part in PARTS:
                if line.level and part in RATIOS:
                    continue
                known = arms if part.endswith("before") else groups
                told = contrast(getattr(line, part), known)
                parts[part][line.id] = _of_all(told, getattr(line, part), persons)
    return Balanced(parts, contrast(found.effective, _by_group(persons)))


def dropped(
    frame: pd.DataFrame | Absent,
    found: Balance | Absent,
    beside: Stack | Absent,
    *,
    of: str,
    profile: str | Profile,
    needs: Sequence[Safe | Absent] = (),
) -> Mapping[str, Stack | Absent]:
    """Return means and shares of those who were dropped, beside those of others.

    Parameters
    ----------
    frame
        Those who were dropped, as `outcomes.effects.described` returns them.
    found
        The table of balance whose lines they are.
    beside
        Means and shares of those who were kept, a part of `Balanced`.
    of, profile, needs
        As of `balanced`; the population are those who were dropped.

    Returns
    -------
    dict
        Under ``kept`` and ``dropped`` tables of one cell by the id of the line. Both are absent
        where fewer were dropped than a mean needs: a share of few jumps with each of them.
    """
    least = profile_of(profile).least
    few = Absent(
        f"a description of those whom the matching dropped: it takes {least} persons, and there "
        "are fewer"
    )
    absent = _absent(found, frame, beside, *needs)
    if absent or isinstance(found, Absent) or isinstance(frame, Absent) or len(frame) < least:
        return dict.fromkeys(("kept", "dropped"), absent or few)
    needed = [each for each in needs if isinstance(each, Safe)]
    told: dict[str, Safe | Absent] = {}
    for line in found.lines:
        name = line.covariate
        if line.level:
            shares = share(frame, [name], of=of, profile=profile, within=[])
            told[line.id] = cut(_under(shares, needed), **{name: line.level})
        else:
            told[line.id] = _under(_mean(frame, name, [], of, profile), needed)
    return {"kept": beside, "dropped": told}


def _known(
    frame: pd.DataFrame,
    lines: list[Line],
    of: str,
    profile: str | Profile,
    needs: Sequence[Safe],
) -> Iterable[tuple[Line, Safe, Safe]]:
    """Give each line of a covariate with what is known of it by arm, and by group."""
    name = lines[0].covariate
    if not lines[0].level:
        by_arm, by_group = (
            _under(_mean(frame, name, [column], of, profile), needs) for column in ("arm", "group")
        )
        yield lines[0], by_arm, by_group
        return
    shares = _under(
        share(
            frame,
            ["arm", "group", name],
            of=of,
            profile=profile,
            within=["arm", "group"],
            nested=NESTED,
        ),
        needs,
    )
    for line in lines:
        here = cut(shares, **{name: line.level})
        yield line, cut(here, group=ALL), _by_group(here)


def _mean(frame: pd.DataFrame, name: str, by: list[str], of: str, profile: str | Profile) -> Safe:
    """Return means of a number, of those whose number is known."""
    known = frame[name].notna()
    answered = pd.Categorical(known.map({True: COMPLETE, False: "none"}), [COMPLETE, "none"])
    told = frame.assign(**{f"{name}_told": answered})
    return mean(told, name, by, of=of, profile=profile, answered=f"{name}_told", unit="mean")


def _absent(*things: object) -> Absent | None:
    """Return the first of them that is absent."""
    return next((each for each in things if isinstance(each, Absent)), None)


def _under(table: Safe, needs: Sequence[Safe]) -> Safe:
    """Return `given`, of tables of which none is absent."""
    found = given(table, needs)
    assert isinstance(found, Safe)  # noqa: S101 - only what is absent is handed on
    return found


def _by_group(table: Safe) -> Safe:
    """Return the rows of a table that are of a group."""
    groups = table.frame["group"].astype(str)
    return cut(table, group=[level for level in dict.fromkeys(groups) if level != ALL])


def _of_all(told: Safe, one: Quantity, persons: Safe) -> Safe:
    """Return what is told of a level with the persons of its groups, not those at the level."""
    rows, frame = told.frame, persons.frame
    if one.by == "arm":
        frame = frame[frame["group"].astype(str) == ALL]
    behind = frame.loc[frame[one.by].astype(str).isin(one.groups), "n"]
    rows["n"] = pd.NA if behind.isna().any() else int(behind.sum())
    told_of_all: Safe = sealed("estimate", rows, told.record(), by=(), of=told.of, unit=one.unit)
    return told_of_all
