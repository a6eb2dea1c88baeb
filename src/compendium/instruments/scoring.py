"""One way of scoring every instrument: items in columns, scores, bands and missing items out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.instruments.answering import Answers, Marks, blocks
from compendium.instruments.definition import (
    BandSet,
    Cut,
    Instrument,
    Method,
    Missing,
    Pair,
    Scale,
    UnknownChoiceError,
)
from compendium.tables import Absent, hands_on_absent

ANSWERED = ("complete", "partial", "none")
COMPLETED = ("complete", "incomplete")
Numbers = NDArray[np.float64]


@hands_on_absent
def score(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    bands: str | None = None,
    max_missing: int | None = None,
    method: Method | None = None,
    pair: Pair = "either",
) -> pd.DataFrame | Absent:
    """Score an instrument for every row of a table.

    A scale is the sum of its items times its factor. An item that is asked in two columns counts
    the higher answer; where only one of the two is answered, that one. With ``prorate`` a scale
    of k items of which at most `max_missing` are missing is the mean of the answered ones times
    k, rounded half up to a whole point before the factor, so that it is a score that the scale
    has and falls into a band; the rounding is our choice, unconfirmed like the rule itself.
    An algorithm is applied to those who answered all its items, whatever the rule.

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
    pair
        Whether an item asked in two columns is answered where ``either`` is, or takes ``both``.

    Returns
    -------
    DataFrame or Absent
        On the index of `frame`, each name after the instrument's id:
        ``_<scale>`` for every scale, whole points (Int16, missing where not scored);
        ``_<algorithm>`` for every algorithm, the id of the grade (ordered category);
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
    if pair not in ("either", "both"):
        raise UnknownChoiceError(
            f"An item asked in two columns cannot take '{pair}'.", remedy="use either or both"
        )
    chosen, cut = instrument.band_set(bands), instrument.cut(bands)
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    arrays: dict[str, NDArray[Any]] = {}
    begin = 0
    for answers in blocks(frame, instrument, pair):
        block = _scored(answers, instrument, rule, chosen, cut)
        if not arrays:
            arrays = {part: np.empty(len(frame), found.dtype) for part, found in block.items()}
        end = begin + len(block["gaps"])
        for part, found in block.items():
            arrays[part][begin:end] = found
        begin = end
    columns = _columns(arrays, instrument, chosen, cut)
    return pd.DataFrame(
        {f"{instrument.id}_{part}": column for part, column in columns.items()},
        index=frame.index,
        copy=False,
    )


def _scored(
    answers: Answers,
    instrument: Instrument,
    rule: Missing,
    chosen: BandSet | None,
    cut: Cut | None,
) -> dict[str, NDArray[Any]]:
    """Return all that is known of a block of rows, by what it is; `_columns` knows the kinds."""
    gaps = _sum((gap.view(np.int8) for gap in answers.gaps.values()), len(instrument.items))
    found: dict[str, NDArray[Any]] = {"gaps": gaps}
    prorated = np.zeros(len(gaps), dtype=np.bool_)
    for scale in instrument.scales:
        points, unknown, filled = _points(answers, scale, rule)
        found[scale.id], found[f"{scale.id}?"] = points, unknown
        prorated |= filled
    if chosen is not None:
        points, unknown = found[chosen.scale], found[f"{chosen.scale}?"]
        passed = [(points >= edge).view(np.int8) for edge in chosen.edges[1:]]
        found["band"] = _unless(unknown, reduce(np.add, passed, np.zeros(1, dtype=np.int8)))
    if cut is not None:
        found["above_cut"] = cut.signals(found[cut.scale])
    for algorithm in instrument.algorithms:
        unknown = reduce(np.logical_or, (answers.gaps[item] for item in algorithm.items))
        found[algorithm.id] = _unless(unknown, algorithm.graded(answers.points))
    partly, nothing = gaps > 0, gaps == len(instrument.items)
    found["answered"] = partly.view(np.int8) + nothing.view(np.int8)
    found["completed"] = found.get("total?", partly).view(np.int8)
    found["prorated"] = prorated
    if answers.single is not None:
        found["single_pair"] = answers.single
    return found


def _columns(
    arrays: dict[str, NDArray[Any]],
    instrument: Instrument,
    chosen: BandSet | None,
    cut: Cut | None,
) -> dict[str, Any]:
    """Return what was found as columns, in their order."""
    gaps = arrays["gaps"]
    columns: dict[str, Any] = {
        scale.id: pd.arrays.IntegerArray(arrays[scale.id], arrays[f"{scale.id}?"])
        for scale in instrument.scales
    }
    if chosen is not None:
        columns["band"] = _category(arrays["band"], [level.id for level in chosen.levels], True)
    if cut is not None:
        unknown = arrays[f"{cut.scale}?"].copy()
        columns["above_cut"] = pd.arrays.BooleanArray(arrays["above_cut"], unknown)
    for algorithm in instrument.algorithms:
        grades = [grade.id for grade in algorithm.grades]
        columns[algorithm.id] = _category(arrays[algorithm.id], grades, True)
    columns["answered"] = _category(arrays["answered"], ANSWERED)
    columns["completed"] = _category(arrays["completed"], COMPLETED)
    columns["missing"] = pd.arrays.IntegerArray(gaps, np.zeros(len(gaps), dtype=np.bool_))
    columns["prorated"] = arrays["prorated"]
    if "single_pair" in arrays:
        columns["single_pair"] = arrays["single_pair"]
    return columns


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
    found = list(blocks(frame, instrument))
    columns = [
        np.concatenate(
            [np.where(part.gaps[item.id], np.nan, part.points[item.id]) for part in found]
        )
        for item in instrument.items
    ]
    singles = [part.single for part in found if part.single is not None]
    return np.column_stack(columns), np.concatenate(singles) if singles else None


def scale_answers(frame: pd.DataFrame, instrument: Instrument, scale: str) -> Numbers:
    """Return the answers to the items of a scale, a row of the table a row, a gap as NaN.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    chosen = instrument.scale(scale)
    answers, _ = answers_of(frame, instrument)
    return answers[:, [item.id in chosen.items for item in instrument.items]]


def complete_answers(frame: pd.DataFrame, instrument: Instrument, scale: str) -> Numbers:
    """Return `scale_answers` of the rows in which all of them are answered."""
    own = scale_answers(frame, instrument, scale)
    return own[~np.isnan(own).any(axis=1)]


def _points(
    answers: Answers, scale: Scale, rule: Missing
) -> tuple[NDArray[np.int16], Marks, Marks]:
    """Return the points on a scale, where they cannot be had, and which rows were prorated."""
    items = len(scale.items)
    most = max(abs(scale.low), abs(scale.high)) // scale.factor
    points = _sum((answers.points[item] for item in scale.items), most).astype(np.int16)
    gaps = _sum((answers.gaps[item].view(np.int8) for item in scale.items), items)
    unknown = gaps > 0
    filled = unknown & (gaps < items) & (gaps <= rule.max_missing)
    if rule.max_missing and filled.any():
        there = [
            np.where(answers.gaps[item][filled], 0, answers.points[item][filled]).astype(float)
            for item in scale.items
        ]
        points[filled] = np.floor(sum(there) * items / (items - gaps[filled]) + 0.5)
        unknown &= ~filled
    if scale.factor != 1:
        points *= np.int16(scale.factor)
    points *= ~unknown
    return points, unknown, filled


def _sum(addends: Iterable[NDArray[np.int8]], most: int) -> NDArray[Any]:
    """Return a sum in the smallest whole numbers that hold so much of it, either side of zero."""
    kind = np.int8 if most <= np.iinfo(np.int8).max else np.int16
    first, *others = addends
    total: NDArray[Any] = first.astype(kind)
    for addend in others:
        np.add(total, addend, out=total)
    return total


def _unless(unknown: Marks, codes: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return codes, and −1, which has all bits, where nothing is known."""
    return codes | -unknown.view(np.int8)


def _category(
    codes: NDArray[np.int8], ids: Iterable[str], ordered: bool = False
) -> pd.Categorical[str]:
    categories = pd.Index(list(ids))
    return pd.Categorical.from_codes(codes, categories, ordered=ordered, validate=False)


def absent(instrument: Instrument) -> Absent:
    """Say that a table has no column of an instrument, or that nobody knows what they would be."""
    if instrument.outline is not None:
        return Absent(f"{instrument.title.en}: its items are not known")
    return Absent(f"{instrument.title.en}: the table has no column of it")
