"""Specifying: one estimate by many analyses of the same people, shown without their persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from compendium.disclosure.counting import FEW, LEAST, NONE
from compendium.disclosure.profiles import Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.safe import Cell, Safe, sealed
from compendium.tables import Absent, hands_on_absent

DIGITS = 3
"""Decimals: as many as are printed of a difference of shares."""

USED = ("n_intervention", "n_comparison")
"""Columns of the persons that an analysis uses, which are looked at and not shown."""


@hands_on_absent
def specified(
    curve: pd.DataFrame,
    persons: Cell | Absent,
    *,
    by: Sequence[str],
    profile: str | Profile,
    needs: Sequence[Safe | Absent] = (),
    parted: Mapping[tuple[str, str], Safe | Absent] | None = None,
    unit: str = "percentage_points",
) -> Safe | Absent:
    """Return the estimates of many analyses of the same people, one row each.

    Analyses differ by whom they can use, and many of them side by side, each with its persons,
    would tell of the few that one uses and the next does not. So no persons stand beside them;
    they are rounded to what is printed; and an analysis that leaves people out by choice is shown
    only where those whom it leaves out are counted, and shown.

    Parameters
    ----------
    curve
        One row an analysis: the columns `by`; value, low, high, missing where there is no
        estimate; n_intervention and n_comparison, the persons used; planned, whether it is the
        planned one.
    persons
        The cell of a `count` that holds everybody of whom an analysis may use a part.
    by
        The dimensions: what the analyses differ in.
    profile
        As of `count`.
    needs
        Tables without a cell of which nothing is shown.
    parted
        By dimension and choice, a table of those whom the choice leaves out and those it keeps.
    unit
        Word key of what the estimates are numbers of.

    Returns
    -------
    Safe or Absent
        Of kind ``estimate``: value, low, high, without n; and the column planned, yes or no. What
        is hidden stands last, in the order of its choices, for its place among the others would
        tell its value.

    Raises
    ------
    TypeError
        Where persons are no `Cell`.
    """
    for one in (persons, *needs, *(parted or {}).values()):
        if isinstance(one, Absent):
            return one
    if not isinstance(persons, Cell):
        raise TypeError(f"persons is a Cell of a protected count, not {type(persons).__name__}")
    rule = profile_of(profile)
    open_ = np.full(len(curve), persons.shown and all(map(_whole, needs)))
    for (dimension, choice), around in (parted or {}).items():
        if dimension in by and not _whole(around):
            open_ &= ~curve[dimension].astype(str).eq(choice).to_numpy(dtype=bool)
    enough = (curve[list(USED)] >= rule.threshold).all(axis=1).to_numpy(dtype=bool)
    gone = curve["value"].isna().to_numpy(dtype=bool)
    why = np.select([~open_, gone, ~enough], [FEW, NONE, LEAST], "")
    rows = curve[list(by)].astype(str)
    rows = rows.assign(
        **{name: curve[name].astype(float).round(DIGITS) for name in ("value", "low", "high")},
        planned=np.where(curve["planned"], "yes", "no"),
        shown=why == "",
        why=why,
    )
    order = ["value", *by]
    rows = pd.concat(
        [
            rows[rows["shown"]].sort_values(order, kind="stable"),
            rows[~rows["shown"]].sort_values(list(by), kind="stable"),
        ]
    )
    record = persons.record() | {"kind": "estimate"}
    return sealed("estimate", rows, record, by=tuple(by), of=persons.of, unit=unit)


def _whole(table: Safe | Absent) -> bool:
    """Return whether every cell of a table is shown."""
    return isinstance(table, Safe) and bool(table.frame["shown"].all())


@hands_on_absent
def summarised(curve: Safe, *, reference: float = 0.0) -> Safe:
    """Return what a curve comes to, worked out of the analyses that are shown.

    Parameters
    ----------
    curve
        As `specified` returns it.
    reference
        The value at which nothing is found.

    Returns
    -------
    Safe
        One row a measure: analyses, how many; least, middle and most, of their estimates; above
        and below, how many have their whole interval on that side of the reference; planned, the
        planned one with its interval, and place, its number from the smallest.
    """
    rows = curve.frame[curve.frame["shown"]].sort_values("value", kind="stable")
    values, unit = rows["value"], str(curve.frame["unit"].iloc[0]) if len(curve.frame) else ""
    planned = np.flatnonzero(rows["planned"] == "yes")
    own = rows.iloc[planned[0]] if len(planned) else None
    measured: dict[str, tuple[float, str]] = {
        "analyses": (len(rows), "count"),
        "least": (values.min(), unit),
        "middle": (values.median(), unit),
        "most": (values.max(), unit),
        "above": ((rows["low"] > reference).sum(), "count"),
        "below": ((rows["high"] < reference).sum(), "count"),
        "planned": (np.nan if own is None else own["value"], unit),
        "place": (np.nan if own is None else planned[0] + 1, "count"),
    }
    table = pd.DataFrame(
        {
            "measure": list(measured),
            "value": [float(value) for value, _ in measured.values()],
            "unit": [unit for _, unit in measured.values()],
        }
    )
    for end in ("low", "high"):
        told = np.nan if own is None else float(own[end])
        table[end] = np.where(table["measure"] == "planned", told, np.nan)
    table["shown"] = table["value"].notna() & bool(len(rows))
    silent = FEW if FEW in set(curve.frame["why"]) else NONE
    table["why"] = np.where(table["shown"], "", silent)
    return sealed("estimate", table, curve.record(), by=("measure",), of=curve.of)
