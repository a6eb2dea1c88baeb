"""Ranking: which values are the highest and which the lowest, among those that are shown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from compendium.disclosure.safe import Safe, sealed
from compendium.tables import Absent, hands_on_absent

STANDING = ("strongest", "weakest")


@hands_on_absent
def extremes(safe: Safe, within: str) -> Safe | Absent:
    """Return the rows with the highest and with the lowest shown value of each group.

    Only what is shown is ranked: were a hidden score among those that are compared, its absence
    from both ends would tell that it lies between them, and its presence what it is.

    Parameters
    ----------
    safe
        Consensus scores of reviews.
    within
        The dimension whose levels are ranked each by itself.

    Returns
    -------
    Safe or Absent
        The rows with a dimension `standing` more, ``strongest`` or ``weakest``. A group whose shown
        values are all the same has neither. Absent where no group has two different values.

    Raises
    ------
    ValueError
        Where the table is of another kind: a number of persons is no rank.
    """
    if safe.kind != "review":
        raise ValueError(f"a table of kind {safe.kind!r} has no scores to rank")
    frame = safe.frame
    shown = frame[frame["shown"]]
    groups = shown.groupby(within, observed=True)["value"]
    high, low = groups.transform("max"), groups.transform("min")
    parts = [
        shown[shown["value"].eq(end) & high.gt(low)].assign(standing=name)
        for name, end in zip(STANDING, (high, low), strict=True)
    ]
    rows = pd.concat(parts)
    rows["standing"] = pd.Categorical(rows["standing"], list(STANDING), ordered=True)
    if rows.empty:
        return Absent("the strongest and the weakest items: none are released, or all score alike")
    rows = rows.sort_values([within, "standing"], kind="stable")
    by = (within, "standing", *(name for name in safe.by if name != within))
    return sealed("review", rows, safe.record(), by=by)


@hands_on_absent
def largest(estimates: Mapping[str, Safe | Absent]) -> Safe | Absent:
    """Return the estimate that lies furthest from zero, of those that are shown.

    Parameters
    ----------
    estimates
        Tables of one cell each by name, as standardised differences.

    Returns
    -------
    Safe or Absent
        One of them, the first of several that lie as far; where none is shown the first of them,
        and what is absent where all are.

    Raises
    ------
    ValueError
        Where there is none at all, or one is no estimate: a number of persons is no rank.
    """
    every = list(estimates.values())
    tables = [each for each in every if isinstance(each, Safe)]
    if not every or any(each.kind != "estimate" for each in tables):
        raise ValueError("what is ranked by its size are estimates, one at least")
    shown = [each for each in tables if each.frame["shown"].all()]
    found = max(shown, key=lambda each: abs(each.frame["value"].iloc[0]), default=None)
    return found or (tables[0] if tables else every[0])
