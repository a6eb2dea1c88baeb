"""Accruing: how many persons of each group have come so far by each of several levels.

A number up to a week, less that up to an earlier one, is the number of those in between. So none is
counted by itself: each is added up from a table in which every person has one place, and is shown
where that table tells it.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from compendium.disclosure.counting import FEW
from compendium.disclosure.deriving import cumulated
from compendium.disclosure.safe import ALL, Safe, sealed
from compendium.tables import hands_on_absent


@hands_on_absent
def accrued(
    safe: Safe,
    along: str,
    *,
    within: Sequence[str],
    called: str = "",
    falling: bool = False,
) -> Safe:
    """Return how many persons of each group lie in each level of a dimension or in one before it.

    Parameters
    ----------
    safe
        Counts or shares, cut so that each group is one line as of `cumulated`.
    along
        The dimension, its levels in their order.
    within
        The dimensions whose levels, totals apart, make the groups.
    called
        What the dimension is called in the result, by default as before; so that several tables
        may stand side by side.
    falling
        Whether each level is joined by those after it, in place of those before.

    Returns
    -------
    Safe
        Of the kind of `safe`, by `within` and the dimension.

    Raises
    ------
    ValueError
        As of `cumulated`.
    """
    rows = safe.frame
    groups = rows.loc[(rows[list(within)].astype(str) != ALL).all(axis=1), list(within)]
    lines = [
        cumulated(safe.cut(**dict(zip(within, group, strict=True))), along, falling=falling).frame
        for group in groups.drop_duplicates().itertuples(index=False, name=None)
    ]
    name = called or along
    found = pd.concat(lines) if lines else rows.iloc[:0]
    others = [dimension for dimension in safe.by if dimension not in (*within, along)]
    return sealed(
        safe.kind,
        found.drop(columns=others).rename(columns={along: name}),
        safe.record(),
        by=(*within, name),
        of=safe.of,
        slices=tuple(each for each in safe.slices if each in within),
    )


@hands_on_absent
def confirmed(safe: Safe, others: Safe, *, at: Sequence[str], others_at: Sequence[str]) -> Safe:
    """Return a table with those of its numbers only that another table shows as well.

    For numbers that hang together with yet others, as those who entered for good with all who
    entered: the other table counts what lies between, and hides it where it is few.

    Parameters
    ----------
    safe, others
        Tables of the same persons.
    at, others_at
        The columns of either whose levels say which rows are the same number.

    Raises
    ------
    ValueError
        Where the two show different numbers of persons, and so cannot be of the same.
    """
    rows, theirs = safe.frame, others.frame
    keys = pd.MultiIndex.from_frame(rows[list(at)].astype(str))
    their_keys = pd.MultiIndex.from_frame(theirs[list(others_at)].astype(str))
    shown = pd.Series(theirs["shown"].to_numpy(), index=their_keys).reindex(keys, fill_value=False)
    n = pd.Series(theirs["n"].to_numpy(), index=their_keys).reindex(keys)
    both = rows["shown"].to_numpy() & shown.to_numpy(dtype=bool)
    if (rows["n"].to_numpy()[both] != n.to_numpy()[both]).any():
        raise ValueError("the tables show different numbers of persons in one place")
    silent = rows["shown"].to_numpy() & ~shown.to_numpy(dtype=bool)
    rows = rows.assign(shown=both, why=rows["why"].mask(silent, FEW))
    return sealed(safe.kind, rows, safe.record(), by=safe.by, of=safe.of, slices=safe.slices)
