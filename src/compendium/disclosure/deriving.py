"""Deriving: tables worked out of what other protected tables show, and of nothing else.

What is derived from shown numbers alone tells nobody anything new, so the record of a derived
table, which the audit reads, is that of the table it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from compendium.disclosure.counting import FEW, LEAST, NONE
from compendium.disclosure.profiles import Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.safe import ALL, Safe, sealed
from compendium.tables import Absent, hands_on_absent

#: Numbers of persons are whole; what is off by less than this is rounding.
CLOSE = 1e-6


@hands_on_absent
def cumulated(safe: Safe, along: str, *, falling: bool = False) -> Safe:
    """Return how many persons lie in each level of a dimension or in one before it.

    A sum is shown where it follows from numbers that are shown, margins among them: beyond a
    hidden score the sum may be known again, from the whole band that the score lies in.

    Parameters
    ----------
    safe
        Counts or shares in one line: all dimensions but `along`, and those it is nested in, stand
        at one level or have a total.
    along
        The dimension, its levels in their order.
    falling
        Whether each level is joined by those after it, in place of those before.

    Returns
    -------
    Safe
        Of the kind of `safe`, one row a level: n the persons, value n, or n / base of shares.

    Raises
    ------
    ValueError
        Where the table is of another kind, is not in one line, or its margins count others than
        the persons in the levels.
    """
    if safe.kind not in ("count", "share"):
        raise ValueError(f"a table of kind {safe.kind!r} has no numbers of persons to add up")
    frame = _line(safe, along)
    chain = [along, *_outer(safe, along)]
    leaves = frame[frame[along].astype(str) != ALL].reset_index(drop=True)
    levels = _levels(frame[along])
    place = leaves[along].astype(str).map({str(level): at for at, level in enumerate(levels)})
    inside = np.array(
        [_within(row, leaves, chain) for row in frame.to_dict("records")], dtype=float
    )
    shown = frame["shown"].to_numpy(dtype=bool)
    n = frame["n"].to_numpy(dtype=float, na_value=np.nan)
    # A level that is no row of the table has nobody in it.
    at, others = place.to_numpy()[np.newaxis, :], np.arange(len(levels))[:, np.newaxis]
    wanted = (at >= others if falling else at <= others).astype(float)
    sums = _solved(inside[shown], n[shown], wanted)
    rows = _rows(frame, along, levels, chain).assign(n=sums, shown=~np.isnan(sums))
    nobody = (frame["why"] == NONE).all()
    rows["why"] = np.where(rows["shown"], "", NONE if nobody else FEW)
    rows["value"] = rows["n"]
    if safe.kind == "share":
        # All shares in one line are of the same persons, so any that is shown tells how many.
        rows["base"] = frame["base"].astype("Float64").max(skipna=True)
        rows["value"] = rows["n"] / rows["base"].astype("Float64")
    return sealed(safe.kind, rows, safe.record(), by=safe.by, of=safe.of, slices=safe.slices)


def given(
    safe: Safe | Absent, needs: Iterable[Safe | Absent], *, along: str | None = None
) -> Safe | Absent:
    """Return a table where all cells of those it needs are shown, else one that shows nothing.

    For a table whose margins another one has, which counts more persons, so that the difference of
    the two would tell of the few who are in that one alone.

    Parameters
    ----------
    safe
        The table.
    needs
        Tables, or parts that were cut out of them; what is absent is handed on.
    along
        A dimension of all of them, as the wave, by each level of which the table stands or falls.
    """
    if isinstance(safe, Absent):
        return safe
    closed: set[str] = set()
    for need in needs:
        if isinstance(need, Absent):
            return need
        hidden = need.frame.loc[~need.frame["shown"]]
        closed |= set(_at(hidden, along))
    if not closed:
        return safe
    frame, record = safe.frame, safe.record()
    silent = _at(frame, along).isin(closed)
    rows = frame.assign(shown=frame["shown"] & ~silent, why=frame["why"].mask(silent, FEW))
    # It claims nothing there, so an attacker learns nothing from it, not even what is hidden.
    place = None if along is None else record["by"].index(along)
    claims = [cell for cell in record["cells"] if place is not None and cell[place] not in closed]
    told = record | {"cells": claims}
    return sealed(safe.kind, rows, told, by=safe.by, of=safe.of, slices=safe.slices)


@hands_on_absent
def enough(shares: Safe, *, profile: str | Profile) -> Safe:
    """Return shares without those that are of fewer persons than a mean needs.

    A share of very few persons jumps with each of them and reads as if it were more than it is.
    Their numbers may be shown, so that nothing is protected by it.

    Parameters
    ----------
    shares
        What `share` returned.
    profile
        As of `count`; `least` is the number.

    Raises
    ------
    ValueError
        Where the table is none of shares.
    """
    if shares.kind != "share":
        raise ValueError(f"a table of kind {shares.kind!r} has no shares")
    rows = shares.frame
    few = rows["shown"] & (rows["base"] < profile_of(profile).least).fillna(False).astype(bool)
    rows = rows.assign(shown=rows["shown"] & ~few, why=rows["why"].mask(few, LEAST))
    record = shares.record()
    return sealed("share", rows, record, by=shares.by, of=shares.of, slices=shares.slices)


@hands_on_absent
def beside(safe: Safe, inner: str, **levels: str) -> Safe:
    """Return a table in which outer levels without inner ones stand beside the inner ones.

    As those who did not answer beside the bands of those who did, so that one bar holds all. The
    cells are those that the table has, under another name.

    Parameters
    ----------
    safe
        A table by a dimension that is nested.
    inner
        That dimension.
    **levels
        What each such level of its outer dimension is called among the inner ones.

    Raises
    ------
    ValueError
        Where the dimension is not nested, an outer level has inner ones, or a name is taken.
    """
    if inner not in safe.nested:
        raise ValueError(f"{inner!r} is nested in no dimension of this table")
    rows = safe.frame
    outer, names = rows[safe.nested[inner]].astype("str"), rows[inner].astype("str")
    if set(levels.values()) & set(names) or (outer.isin(levels) & (names != ALL)).any():
        raise ValueError(f"only a level without any of {inner!r} takes a new name beside them")
    order = [*map(str, _levels(rows[inner])), *levels.values(), ALL]
    called = names.mask(outer.isin(levels), outer.map(levels))
    rows[inner] = pd.Categorical(called, order, ordered=True)
    return sealed(safe.kind, rows, safe.record(), by=safe.by, of=safe.of, slices=safe.slices)


def _at(frame: pd.DataFrame, along: str | None) -> pd.Series[str]:
    """Return the level of a dimension by row, and one and the same where none is named."""
    if along is None:
        return pd.Series(ALL, index=frame.index, dtype="str")
    return frame[along].astype("str")


def _line(safe: Safe, along: str) -> pd.DataFrame:
    """Return the rows of a table at one level of every dimension that has nothing to do with it."""
    frame = safe.frame
    if along not in safe.by:
        raise ValueError(f"no dimension {along!r}; there are: {', '.join(safe.by)}")
    for dimension in set(safe.by) - {along, *_outer(safe, along)}:
        levels = frame[dimension].astype(str)
        if len(set(levels)) > 1:
            if not (levels == ALL).any():
                raise ValueError(f"{dimension!r} has several levels and no total; cut it to one")
            frame = frame[levels == ALL]
    return frame


def _levels(column: pd.Series[Any]) -> list[Any]:
    """Return the levels of a dimension in their order, also those that are no row."""
    categorical = isinstance(column.dtype, pd.CategoricalDtype)
    levels = column.cat.categories if categorical else column.unique()
    return [level for level in levels if str(level) != ALL]


def _rows(frame: pd.DataFrame, along: str, levels: list[Any], chain: list[str]) -> pd.DataFrame:
    """Return a row a level; a sum runs across the levels that it is nested in, so it has none."""
    rows = frame.iloc[np.zeros(len(levels), dtype=int)].reset_index(drop=True)
    for dimension in chain[1:]:
        if len(set(frame[dimension].astype(str))) > 1:
            rows[dimension] = pd.Series(ALL, index=rows.index).astype(frame[dimension].dtype)
    return rows.assign(**{along: pd.Series(levels, dtype=frame[along].dtype)})


def _outer(safe: Safe, dimension: str) -> list[str]:
    """Return the dimensions that one is nested in, the nearest first."""
    found: list[str] = []
    while (dimension := safe.nested.get(dimension, "")) and dimension not in found:
        found.append(dimension)
    return found


def _within(row: dict[Any, Any], leaves: pd.DataFrame, chain: list[str]) -> npt.NDArray[np.bool_]:
    """Return which levels a row is made of."""
    inside = np.ones(len(leaves), dtype=bool)
    for dimension in chain:
        if str(row[dimension]) != ALL:
            inside &= (leaves[dimension].astype(str) == str(row[dimension])).to_numpy()
    return inside


def _solved(
    parts: npt.NDArray[np.float64],
    sums: npt.NDArray[np.float64],
    wanted: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return each wanted sum that follows from the known ones, NaN where it does not.

    It follows where it is a linear combination of them.
    """
    if not len(sums):
        return np.full(len(wanted), np.nan)
    if np.abs(parts @ np.linalg.lstsq(parts, sums, rcond=None)[0] - sums).max() > CLOSE:
        raise ValueError("the margins count others than the levels; cut the table to one line")
    weights = np.linalg.lstsq(parts.T, wanted.T, rcond=None)[0]
    follows = np.abs(parts.T @ weights - wanted.T).max(axis=0) < CLOSE
    return np.where(follows, np.round(weights.T @ sums), np.nan)
