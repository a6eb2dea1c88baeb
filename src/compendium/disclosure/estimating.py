"""Estimating: estimates of an analysis, each shown where the persons behind it may be.

An estimate is hidden where its persons are, or others that it needs (`few`); where there is none
(`none`); and where its persons are fewer than it needs (`least`). What is shown is rounded, for to
the last digit it could be worked back to the scores. `estimate` has its persons in one cell,
`estimates` in a cell a level; `contrasting` has them in those of the groups that are set apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from compendium.disclosure.counting import FEW, LEAST, NONE
from compendium.disclosure.profiles import PLACE, Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.safe import ALL, Cell, Safe, sealed
from compendium.tables import Absent, hands_on_absent

DIGITS = 4
"""Decimals of a lone estimate: enough for any print, too few to work back from."""


class Estimated(Protocol):
    """Anything frozen that an analysis estimated: a value and its interval."""

    @property
    def value(self) -> float:
        """The estimate."""

    @property
    def low(self) -> float:
        """The lower end of its interval."""

    @property
    def high(self) -> float:
        """The upper end of its interval."""


def estimate(
    estimate: Estimated | Absent,
    persons: Cell | Absent,
    *,
    profile: str | Profile,
    needs: Sequence[Cell | Absent] = (),
    least: int | None = None,
    unit: str = "",
    digits: int = DIGITS,
) -> Safe | Absent:
    """Return an estimate as a table of one cell, shown where its persons are.

    That there is none, and why, tells something of them as well: that an arm is without an event.
    So one that is absent is handed on only where they are shown, and hidden where they are not.

    Parameters
    ----------
    estimate
        A frozen result with value, low, high.
    persons
        The cell of a `count` that holds the persons behind it. Within a municipality they must be
        at least the profile's `least`.
    profile
        As of `count`.
    needs
        Further cells that the estimate tells something of, as the persons with the event in each
        arm of a difference; it is shown only where all of them are.
    least
        Persons that it needs; by default the profile's threshold, and its `least` within a
        municipality. A mean, which with its persons gives a sum, needs the profile's `least`.
    unit
        Word key of what it is a number of; by default the estimate's own attribute `unit`, if any.
    digits
        Decimals; of several estimates of nearly the same persons, as many as are printed.

    Returns
    -------
    Safe or Absent
        One row: value, low, high, and n from `persons`. Absent where `persons` is, or a need.

    Raises
    ------
    TypeError
        Where `persons` or one of `needs` is no `Cell`, or the estimate has no value.
    ValueError
        Where a cell is of a kind that counts no persons.
    """
    cells: list[Cell] = []
    for one in (persons, *needs):
        if isinstance(one, Absent):
            return one
        if not isinstance(one, Cell):
            raise TypeError(f"persons is a Cell of a protected count, not {type(one).__name__}")
        if one.kind not in ("count", "share", "mean"):
            raise ValueError(f"a cell of kind {one.kind!r} counts no persons")
        cells.append(one)
    open_ = all(one.shown for one in cells)
    found = None if isinstance(estimate, Absent) else estimate
    if isinstance(estimate, Absent) and open_:
        return estimate
    if found and not all(hasattr(found, name) for name in ("value", "low", "high")):
        raise TypeError(f"a {type(estimate).__name__} has no value, low and high to show")
    placed = any(name == PLACE and level != ALL for name, level in cells[0].levels)
    rows = told(
        [found],
        [cells[0].n or 0],
        [open_],
        needed=max(_needed(profile, placed), least or 0),
        digits=digits,
    )
    unit = unit or str(getattr(estimate, "unit", ""))
    return sealed("estimate", rows, _record(cells[0]), by=(), of=cells[0].of, unit=unit)


@hands_on_absent
def estimates(
    found: Mapping[str, Estimated],
    persons: Safe,
    *,
    along: str,
    levels: Sequence[str],
    profile: str | Profile,
    needs: Sequence[Safe] = (),
    unit: str = "mean",
    digits: int = 1,
) -> Safe:
    """Return estimates by the levels of a dimension, each shown where its persons are.

    It is `estimate` for several at once, so that they stand in one figure; and as with means, a
    mean times its persons is a sum, so that they are rounded to what is printed before they leave
    this room.

    Parameters
    ----------
    found
        Level to estimate.
    persons
        Counts, shares or means with one row a level: the persons behind each estimate. Within a
        municipality they must be at least the profile's `least`.
    along, levels
        The dimension, and those of its levels that are rows, in their order. One without an
        estimate, or without persons, has nobody to compute it from.
    profile
        As of `count`.
    needs
        Further such tables that the estimates tell something of; each estimate is shown only
        where all of them show as many persons at its level as the threshold asks for.
    unit
        Word key of what they are numbers of.
    digits
        Decimals that they and their intervals are rounded to.

    Returns
    -------
    Safe
        Of kind ``estimate``, one row a level: value, low, high, and n from `persons`.

    Raises
    ------
    ValueError
        Where a table counts no persons, or has two rows of one level.
    """
    rule = profile_of(profile)
    persons_at = _by_level(persons, along)
    behind = persons_at["n"].astype("Float64").reindex(list(levels))
    open_ = persons_at["shown"].reindex(list(levels)).fillna(True).to_numpy(dtype=bool)
    for need in needs:
        theirs = _by_level(need, along)["n"].astype("Float64").reindex(list(levels))
        open_ = open_ & (theirs.fillna(0).to_numpy(dtype=float) >= rule.threshold)
    placed = PLACE in persons_at and bool((persons_at[PLACE].astype(str) != ALL).any())
    rows = told(
        [found.get(level) for level in levels],
        np.asarray(behind.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64),
        open_,
        needed=_needed(rule, placed),
        digits=digits,
    )
    rows = rows.assign(**{along: pd.Categorical(list(levels), list(levels), ordered=True)})
    return sealed(
        "estimate",
        rows,
        _record(persons),
        by=(along,),
        of=persons.of,
        slices=persons.slices,
        unit=unit,
    )


def told(
    found: Sequence[Estimated | None],
    n: Sequence[float] | npt.NDArray[np.float64],
    open_: Sequence[bool] | npt.NDArray[np.bool_],
    *,
    needed: int,
    digits: int,
) -> pd.DataFrame:
    """Return rows of estimates: rounded, with the persons behind them, and shown or why not."""
    parts = {
        name: [np.nan if one is None else round(float(getattr(one, name)), digits) for one in found]
        for name in ("value", "low", "high")
    }
    enough = np.nan_to_num(np.asarray(n, dtype=float)) >= needed
    why = np.select([~np.asarray(open_), np.isnan(parts["value"]), ~enough], [FEW, NONE, LEAST], "")
    return pd.DataFrame({**parts, "n": n, "shown": why == "", "why": why})


def _needed(profile: str | Profile, placed: bool) -> int:
    """Return the persons that an estimate needs, of a municipality or of the whole study."""
    rule = profile_of(profile)
    return max(rule.threshold, rule.least if placed else 0)


def _record(persons: Cell | Safe) -> dict[str, Any]:
    return persons.record() | {"kind": "estimate"}


def _by_level(safe: Safe, along: str) -> pd.DataFrame:
    """Return the rows of a table that counts persons, by the one level that each has."""
    if safe.kind not in ("count", "share", "mean"):
        raise ValueError(f"a table of kind {safe.kind!r} counts no persons")
    rows = safe.frame
    if along not in rows or rows[along].astype(str).duplicated().any():
        raise ValueError(f"the table has not one row for each level of {along!r}")
    return rows.set_index(rows[along].astype(str))
