"""Releasing: tables that show no persons: published facts, definitions, fidelity reviews."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from compendium.disclosure.profiles import PLACE
from compendium.disclosure.safe import Safe, sealed
from compendium.tables import Absent, hands_on_absent

_AUDIENCES = ("public", "internal")


@hands_on_absent
def published(
    frame: pd.DataFrame,
    value: str | None = None,
    *,
    low: str | None = None,
    high: str | None = None,
    n: str | None = None,
    digits: str | None = None,
    by: Sequence[str] = (),
    source: str = "source",
    unit: str = "",
) -> Safe:
    """Return facts that somebody else has published; a published 3 of 37 is no disclosure.

    Parameters
    ----------
    frame
        Rows of data/evidence or data/validation.
    value, low, high, n
        Columns of the figure, its interval and its persons, where it has them.
    digits
        Column of the decimals that each row is written with, where 5.90 is to be no 5.9.
    by
        The dimensions. All other columns are kept as they are.
    source
        Column of the source key, which every row must have: it is what makes a row published.
    unit
        Word key of what the figures are numbers of, where no column `unit` says it.

    Returns
    -------
    Safe
        One row a fact, all shown.

    Raises
    ------
    TypeError
        Where `frame` is no DataFrame.
    ValueError
        Where a column is missing, or the source of a row.
    """
    _check(frame, [*by, source, *(c for c in (value, low, high, n, digits) if c)])
    sources = frame[source]
    if (sources.isna() | (sources.astype(str).str.strip() == "")).any():
        raise ValueError(f"some rows have no {source}, and only what has one is published")
    measures = {"value": value, "low": low, "high": high, "n": n}
    rows = frame.assign(
        **{
            name: pd.to_numeric(frame[column]) if column else np.nan
            for name, column in measures.items()
        },
        shown=True,
        why="",
    )
    rows["n"] = rows["n"].astype("Float64").round().astype("Int64")
    if digits:
        rows["digits"] = frame[digits].astype("Int64")
    return sealed("published", rows, _record("published", by), by=tuple(by), unit=unit)


@hands_on_absent
def definitions(frame: pd.DataFrame, by: Sequence[str] | None = None) -> Safe:
    """Return rows of a catalogue, a schema, a checklist or a build record, never of a study.

    Parameters
    ----------
    frame
        The rows.
    by
        The columns that are dimensions; by default all but ``value``, which is a number.

    Raises
    ------
    TypeError
        Where `frame` is no DataFrame.
    ValueError
        Where a column is missing, or is the pseudonym of a person.
    """
    columns = [c for c in frame.columns if c not in ("value", "low", "high", "n", "unit")]
    dims = list(columns if by is None else by)
    _check(frame, dims)
    if "participant_id" in frame or "consultant_id" in frame:
        raise ValueError("rows with pseudonyms are no definitions")
    rows = frame.assign(shown=True, why="")
    return sealed("definitions", rows, _record("definitions", dims), by=tuple(dims))


@hands_on_absent
def review(
    frame: pd.DataFrame,
    value: str,
    by: Sequence[str],
    *,
    audience: str,
    released: Collection[str],
    item: str = "item",
    section: str = "section",
    sections: Collection[str] = ("organization",),
    agreement: bool = False,
    internal: bool = False,
    low: str | None = None,
    high: str | None = None,
    beside: Sequence[str] = (),
    unit: str = "points",
) -> Safe | Absent:
    """Return scores of fidelity reviews, shown by audience and release.

    They are scores of services, not of persons, so no number of persons hides them. But in a
    public report items are shown only of municipalities whose release is recorded, and those of
    the section on organization never, for with the sum of that section they would tell of the one
    supervisor a municipality has. Sections and totals are public. Agreement between raters is
    public when it is pooled over all reviews.

    Parameters
    ----------
    frame
        Consensus scores, one row a cell.
    value, low, high
        Columns of the score or the agreement, and of its interval.
    by
        The dimensions; with `item` among them the rows are of items.
    audience
        ``public`` or ``internal``, of the study.
    released
        Municipalities whose items are released (`fidelity_items_released` of the study).
    item, section
        Columns of the item and of its section; a public table of items needs both.
    sections
        Sections of which a public report never shows items.
    agreement
        Whether the rows are of agreement between raters instead of scores.
    internal
        Whether the rows are for the teams themselves, as what would lift one to the next band. A
        public report has none of them, not even as hidden rows, for which rows there are may tell.
    beside
        Further columns that say the same score in other words, as its band; they are emptied where
        the score is hidden, and in a public report days among them become half-years.
    unit
        Word key of what the score is a number of.

    Returns
    -------
    Safe or Absent
        One row a cell; why is ``release``, ``organization`` or ``internal`` where hidden. Absent
        where it is all internal and the report is not.

    Raises
    ------
    TypeError
        Where `frame` is no DataFrame.
    ValueError
        For an unknown audience, a missing column, or an item without section.
    """
    _check_audience(audience)
    if internal and audience == "public":
        return Absent("this is for the team, and in internal reports only")
    measures = {"value": value, "low": low, "high": high}
    _check(frame, [*by, *beside, *(column for column in measures.values() if column)])
    why = np.full(len(frame), "", dtype=object)
    if audience == "public" and agreement and set(by) - {item, section}:
        why[:] = "internal"
    elif not agreement and item in by:
        why = items_withheld(frame, by, audience, released, section, sections)
    rows = frame[[*by, *([section] if section in frame and section not in by else [])]].assign(
        **{
            name: pd.to_numeric(frame[column]).astype("Float64") if column else np.nan
            for name, column in measures.items()
        },
        **{column: _coarse(frame[column], audience).mask(why != "") for column in beside},
        why=why,
        shown=why == "",
    )
    return sealed("review", rows, _record("review", by), by=tuple(by), unit=unit)


def items_withheld(
    frame: pd.DataFrame,
    by: Sequence[str],
    audience: str,
    released: Collection[str],
    section: str = "section",
    sections: Collection[str] = ("organization",),
) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return why what is told of an item is withheld from an audience, row by row; "" if not.

    For the modules of this room; `review` says the rule.
    """
    _check_audience(audience)
    why = np.full(len(frame), "", dtype=object)
    if audience == "internal":
        return why
    _check(frame, [section])
    if frame[section].isna().any():
        raise ValueError(f"some items have no {section}, so it can't be told who may see them")
    place = frame[PLACE].astype(str) if PLACE in by else pd.Series("", index=frame.index)
    why[~place.isin(set(released)).to_numpy(dtype=bool)] = "release"
    why[frame[section].astype(str).isin(set(sections)).to_numpy(dtype=bool)] = "organization"
    return why


def _check_audience(audience: str) -> None:
    if audience not in _AUDIENCES:
        raise ValueError(f"no audience {audience!r}; there are: {', '.join(_AUDIENCES)}")


def _coarse(column: pd.Series[Any], audience: str) -> pd.Series[Any]:
    """Return a column as an audience may see it: the public sees half-years in place of days."""
    if audience == "internal":
        return column
    days = pd.to_datetime(column.astype("str"), format="%Y-%m-%d", errors="coerce")
    if days.isna().all():
        return column
    halves = (
        days.dt.year.astype("Int64").astype("str") + "H" + ((days.dt.month > 6) + 1).astype("str")
    )
    return column.astype("str").mask(days.notna(), halves)


def _check(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"a DataFrame is needed, not a {type(frame).__name__}")
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are: {', '.join(frame.columns)}")


def _record(kind: str, by: Sequence[str]) -> dict[str, object]:
    """Return the record of a table that counts nobody: no attack can use it."""
    empty: dict[str, object] = {"of": "", "slices": [], "nested": {}, "threshold": 0, "cells": []}
    return {"kind": kind, "by": list(by)} | empty
