"""One way of scoring every instrument: items in columns, scores, bands and missing items out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.errors import CompendiumError
from compendium.instruments.definition import (
    Column,
    Instrument,
    Item,
    Method,
    Missing,
    UnknownChoiceError,
)
from compendium.tables import Absent, hands_on_absent

ANSWERED = ("complete", "partial", "none")
COMPLETED = ("complete", "incomplete")
Numbers = NDArray[np.float64]


class ItemOutOfRangeError(CompendiumError):
    """An answer is none that the item can have."""


class SomeColumnsError(CompendiumError):
    """A table has some of the columns of an instrument, but not all of a layout."""


@hands_on_absent
def score(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    bands: str | None = None,
    max_missing: int | None = None,
    method: Method | None = None,
) -> pd.DataFrame | Absent:
    """Score an instrument for every row of a table.

    A scale is the sum of its items times its factor. An item that is asked in two columns counts
    the higher answer; where only one of the two is answered, that one. With ``prorate`` a scale
    of k items of which at most `max_missing` are missing is the mean of the answered ones times
    k, rounded half up to a whole point before the factor, so that it is a score that the scale
    has and falls into a band; the rounding is our choice, unconfirmed like the rule itself.

    Parameters
    ----------
    frame
        A table with the columns of the instrument, one answer a cell, missing where there is none.
    instrument
        What is scored.
    bands
        The id of one of its band sets; its first when not given.
    max_missing, method
        What is done about missing items; as the definition says when not given.

    Returns
    -------
    DataFrame or Absent
        On the index of `frame`, each name after the instrument's id:
        ``_<scale>`` for every scale, whole points (Int64, missing where not scored);
        ``_band``, the band's id (ordered category), and ``_above_cut`` (boolean), true on the
        side of the cut that the screening looks for, which for well-being is at most so many
        points; both only where the instrument has bands, or a cut;
        ``_completed``, complete where there is a total, else incomplete;
        ``_answered``, complete, partial or none, and ``_missing``, how many items are missing;
        ``_prorated`` (boolean), whether any scale of the row was; and, where the table has items
        in two columns, ``_single_pair``, whether just one of such a pair was answered.
        Absent when the table has no column of the instrument.

    Raises
    ------
    SomeColumnsError
        If the table has some of the columns only, or two layouts of one item.
    ItemOutOfRangeError
        If an answer is outside its item's range or no whole number; it names column and row.
    UnknownChoiceError
        If the instrument has no such band set, or the missing rule contradicts itself.
    """
    rule = missing_rule(instrument, max_missing, method)
    chosen = instrument.band_set(bands)
    cut = instrument.cut(bands)
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    answers, single = answers_of(frame, instrument)
    place = {item.id: number for number, item in enumerate(instrument.items)}
    name = instrument.id
    columns: dict[str, Any] = {}
    prorated = np.zeros(len(frame), dtype=bool)
    for scale in instrument.scales:
        own = answers[:, [place[item] for item in scale.items]]
        points, filled = _points(own, rule)
        prorated |= filled
        columns[f"{name}_{scale.id}"] = _whole(points * scale.factor)
    if chosen is not None:
        points = columns[f"{name}_{chosen.scale}"].to_numpy(dtype="float64", na_value=np.nan)
        columns[f"{name}_band"] = _banded(points, chosen.edges, [lev.id for lev in chosen.levels])
    if cut is not None:
        columns[f"{name}_above_cut"] = cut.signals(columns[f"{name}_{cut.scale}"])
    gaps = np.isnan(answers).sum(axis=1)
    columns[f"{name}_answered"] = pd.Categorical.from_codes(
        np.where(gaps == 0, 0, np.where(gaps < len(place), 1, 2)), categories=pd.Index(ANSWERED)
    )
    whole = ~pd.isna(columns[f"{name}_total"]) if f"{name}_total" in columns else gaps == 0
    columns[f"{name}_completed"] = pd.Categorical.from_codes(
        np.where(whole, 0, 1), categories=pd.Index(COMPLETED)
    )
    columns[f"{name}_missing"] = pd.array(gaps, dtype="Int8")
    columns[f"{name}_prorated"] = prorated
    if single is not None:
        columns[f"{name}_single_pair"] = single
    return pd.DataFrame(columns, index=frame.index)


def missing_rule(instrument: Instrument, max_missing: int | None, method: Method | None) -> Missing:
    """Return the rule for missing items: the definition's, changed as the caller wishes.

    Raises
    ------
    UnknownChoiceError
        If items may be missing but nothing is done about them, or the method is unknown.
    """
    default = instrument.missing
    most = default.max_missing if max_missing is None else max_missing
    how = default.method if method is None else method
    if how not in ("none", "prorate"):
        raise UnknownChoiceError(
            f"There is no method '{how}' for missing items.", remedy="use none or prorate"
        )
    if most < 0 or (most > 0 and how == "none"):
        raise UnknownChoiceError(
            f"max_missing={most} has no meaning with the method '{how}' for missing items.",
            remedy="say method='prorate' as well, or leave max_missing at 0",
        )
    return Missing(most, how, default.note, default.source, default.status)


def answers_of(
    frame: pd.DataFrame, instrument: Instrument
) -> tuple[Numbers, NDArray[np.bool_] | None]:
    """Return the checked answers, a row a person and a column an item, NaN where missing.

    Returns
    -------
    tuple
        The answers, and for each row whether an item asked in two columns was answered in just
        one of them (None where the table has no such item).

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError
        As `score` does.
    """
    if lacking := instrument.lacking(frame.columns):
        raise SomeColumnsError(
            f"The table has some of the columns of {instrument.title.en}, but not all.",
            where=f"missing: {', '.join(lacking)}",
            remedy="add them, empty where nobody was asked, or leave the instrument out",
        )
    answers = np.empty((len(frame), len(instrument.items)))
    single: NDArray[np.bool_] | None = None
    for number, item in enumerate(instrument.items):
        asked = [_answers(frame, column) for column in _layout(frame, item)]
        answers[:, number] = np.fmax.reduce(asked)
        if len(asked) > 1:
            gaps = np.isnan(asked).sum(axis=0)
            just_one = (gaps > 0) & (gaps < len(asked))
            single = just_one if single is None else single | just_one
    return answers, single


def complete_answers(frame: pd.DataFrame, instrument: Instrument, scale: str) -> Numbers:
    """Return the answers to the items of a scale, of the rows in which all of them are answered.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    chosen = instrument.scale(scale)
    answers, _ = answers_of(frame, instrument)
    own = answers[:, [item.id in chosen.items for item in instrument.items]]
    return own[~np.isnan(own).any(axis=1)]


def _layout(frame: pd.DataFrame, item: Item) -> tuple[Column, ...]:
    found = [
        layout for layout in item.layouts if any(column.name in frame.columns for column in layout)
    ]
    if len(found) > 1:
        names = ", ".join(column.name for layout in found for column in layout)
        raise SomeColumnsError(
            f"The item '{item.id}' is answered in two layouts at once.",
            where=f"columns {names}",
            remedy="keep the columns of one layout",
        )
    return found[0]


def _answers(frame: pd.DataFrame, column: Column) -> Numbers:
    values = frame[column.name].to_numpy(dtype="float64", na_value=np.nan)
    wrong = ~np.isnan(values) & (
        (values < column.low) | (values > column.high) | (values != np.floor(values))
    )
    if wrong.any():
        rows = np.flatnonzero(wrong) + 1
        raise ItemOutOfRangeError(
            f"The item has answers that are no whole number from {column.low} to {column.high}.",
            where=f"column {column.name}, row {rows[0]}"
            + (f" and {len(rows) - 1} more" if len(rows) > 1 else ""),
            remedy="correct them, or leave them empty if they stand for a missing answer",
        )
    return values


def _points(answers: Numbers, rule: Missing) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the sum of each row, NaN where it may not be had, and which rows were prorated."""
    items = answers.shape[1]
    gaps = np.isnan(answers).sum(axis=1)
    points = np.nansum(answers, axis=1)
    filled = (gaps > 0) & (gaps < items) & (gaps <= rule.max_missing)
    points[filled] = np.floor(points[filled] * items / (items - gaps[filled]) + 0.5)
    points[(gaps > 0) & ~filled] = np.nan
    return points, filled


def _whole(points: Numbers) -> pd.arrays.IntegerArray:
    gap = np.isnan(points)
    return pd.arrays.IntegerArray(np.where(gap, 0, points).astype(np.int64), gap)


def _banded(points: Numbers, edges: tuple[int, ...], ids: list[str]) -> pd.Categorical[str]:
    codes = np.searchsorted(np.asarray(edges), points, side="right") - 1
    codes[np.isnan(points)] = -1
    return pd.Categorical.from_codes(codes, categories=pd.Index(ids), ordered=True)


def absent(instrument: Instrument) -> Absent:
    """Say that a table has no column of an instrument."""
    return Absent(f"{instrument.title.en}: the table has no column of it")
