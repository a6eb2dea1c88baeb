"""Counting: persons and shares of persons, by any cross-classification."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from compendium.disclosure.bars import summed
from compendium.disclosure.cube import Cube, Marks, cube
from compendium.disclosure.profiles import Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.rows import Gather, laid_out
from compendium.disclosure.safe import ALL, Safe, sealed
from compendium.disclosure.suppression import protect, silent
from compendium.tables import hands_on_absent

#: Why a cell is hidden. That it is small itself, or protects one that is, or would tell of all
#: persons of its line, is one reason: a reader who could tell them apart would know too much.
FEW = "few"
#: Why a share, a mean or an estimate is hidden whose persons are shown: they are too few for it.
LEAST = "least"
#: Why there is no share or mean: there is nobody.
NONE = "none"

#: The dimensions along which the same persons recur.
SLICES = ("wave", "week", "round")


@dataclass(frozen=True)
class Counted:
    """Protected counts on their way to a `Safe`: the rows, and what an attacker sees of them."""

    cube: Cube
    gather: Gather
    rows: pd.DataFrame
    record: dict[str, Any]


@hands_on_absent
def count(
    frame: pd.DataFrame,
    by: Sequence[str],
    *,
    of: str,
    profile: str | Profile,
    person: str = "participant_id",
    slices: Sequence[str] = SLICES,
    nested: Mapping[str, str] | None = None,
    sensitive: Collection[str] = (),
    totals: bool = True,
) -> Safe:
    """Return protected counts of distinct persons.

    Parameters
    ----------
    frame
        Any rows with a person each; a person may have several in one cell.
    by
        The dimensions. A categorical one has its categories for levels, also the empty ones.
    of
        Name of the population. Calls that name the same one must count the same persons; the
        audit reads their tables together and finds it out where they do not.
    profile
        ``dk``, ``strict``, or a `Profile`.
    person
        Column of the pseudonyms.
    slices
        Dimensions along which the same persons recur; those not in `by` are passed over.
    nested
        Inner dimension to the outer one within which its levels lie, as ``gad7_band`` to
        ``gad7_answered``. Only an inner dimension may be missing.
    sensitive
        Further dimensions of which a level that holds everybody of a line is a disclosure; bands
        and sides of a cut always are. Runs that share a dimension must agree in this.
    totals
        Whether margins are rows, with the level ``all``; they are protected in any case.

    Returns
    -------
    Safe
        One row a cell; value and n are the persons.

    Raises
    ------
    TypeError
        Where `frame` is no DataFrame.
    ValueError
        Where the rows can't be counted so; see `cube.cube`.
    """
    found = counted(frame, by, of, profile, person, slices, nested, sensitive)
    rows = found.rows.assign(value=found.rows["n"])
    return _sealed("count", rows, found, by, of, totals, unit="persons")


@hands_on_absent
def share(
    frame: pd.DataFrame,
    by: Sequence[str],
    *,
    of: str,
    profile: str | Profile,
    within: Sequence[str] | None = None,
    person: str = "participant_id",
    slices: Sequence[str] = SLICES,
    nested: Mapping[str, str] | None = None,
    sensitive: Collection[str] = (),
    totals: bool = True,
) -> Safe:
    """Return protected shares of distinct persons, n / base.

    Parameters
    ----------
    frame, by, of, profile, person, slices, nested, sensitive, totals
        As of `count`: the same call hides the same cells.
    within
        Dimensions within whose levels the shares add up to one; by default all but the last.
        Slices always are.

    Returns
    -------
    Safe
        One row a cell; value the share (0 to 1), n the persons it counts, base those it is a
        share of. It is hidden where either of them is, and where there is nobody.

    Raises
    ------
    TypeError, ValueError
        As of `count`, and for a dimension in `within` that is not in `by`.
    """
    kept = list(by[:-1] if within is None else within)
    unknown = [dimension for dimension in kept if dimension not in by]
    if unknown:
        raise ValueError(f"within names {', '.join(unknown)}, which is not in by")
    found = counted(frame, by, of, profile, person, slices, nested, sensitive)
    rows = found.rows
    whole = [d for d in by if d in found.cube.dims and d not in kept]
    at = rows[list(by)].astype(str)
    margin = pd.MultiIndex.from_frame(at.assign(**dict.fromkeys(whole, ALL)))
    base = rows["n"].set_axis(pd.MultiIndex.from_frame(at)).reindex(margin).to_numpy()
    nobody = rows["shown"].to_numpy() & (base == 0)
    rows = rows.assign(base=base)
    rows["value"] = rows["n"] / rows["base"].where(~nobody)
    rows["shown"] &= ~np.isnan(rows["value"].to_numpy())
    rows.loc[~rows["shown"], "why"] = FEW
    rows.loc[nobody, "why"] = NONE
    return _sealed("share", rows, found, by, of, totals, unit="share")


def counted(
    frame: pd.DataFrame,
    by: Sequence[str],
    of: str,
    profile: str | Profile,
    person: str,
    slices: Sequence[str],
    nested: Mapping[str, str] | None = None,
    sensitive: Collection[str] = (),
) -> Counted:
    """Return protected counts with all margins: by, n (NaN where hidden), shown, why."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"disclosure counts the rows of a DataFrame, not of {type(frame).__name__}")
    if isinstance(by, str):
        raise TypeError("by is a list of columns")
    rule = profile_of(profile)
    table = cube(frame, by, person, slices, nested)
    sums = summed(table, frame, person)
    shown = protect(table, rule, sensitive, sums=sums)
    rows, gather = laid_out(table, by)
    rows["shown"] = gather(shown)
    counts = gather({axes: table.margin(axes) for axes in shown}).astype(float)
    rows["n"] = np.where(rows["shown"], counts, np.nan)
    rows["why"] = np.where(rows["shown"], "", FEW)
    claimed = np.ones(len(rows), dtype=bool)
    for axis in sums:
        # Where no bar is shown the mean alone may say that few have the highest score.
        gone = silent(table, shown, axis)
        claimed &= ~gather({axes: _along(gone, n, axis in axes) for axes, n in shown.items()})
    record = {
        "kind": "count",
        "of": of,
        "by": list(by),
        "slices": list(table.slices),
        "nested": dict(table.nested),
        "threshold": rule.threshold,
        "cells": _known(rows[claimed], by),
    }
    return Counted(table, gather, rows, record)


def _along(slices: Marks, margin: Marks, whether: bool) -> Marks:
    """Return marks of slices, or none, in the shape of a margin."""
    return np.broadcast_to((slices & whether).reshape(-1, *[1] * (margin.ndim - 1)), margin.shape)


def _known(rows: pd.DataFrame, by: Sequence[str]) -> list[list[Any]]:
    """Return the cells as an attacker sees them: their levels, and the persons or None."""
    columns = [rows[dimension].astype(str).tolist() for dimension in by]
    persons = [None if np.isnan(n) else int(n) for n in rows["n"]]
    return [list(cell) for cell in zip(*columns, persons, strict=True)]


def _sealed(
    kind: str,
    rows: pd.DataFrame,
    found: Counted,
    by: Sequence[str],
    of: str,
    totals: bool,
    unit: str,
) -> Safe:
    if not totals:
        rows = rows[(rows[list(found.cube.dims)].astype(str) != ALL).all(axis=1)]
    return sealed(
        kind,
        rows,
        found.record | {"kind": kind},
        by=tuple(by),
        of=of,
        slices=found.cube.slices,
        unit=unit,
    )
