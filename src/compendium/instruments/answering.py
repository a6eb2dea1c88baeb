"""The answers of a table, checked, item by item and in blocks of rows that a cache can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.errors import CompendiumError
from compendium.instruments.definition import Column, Instrument, Item, Pair

ROWS = 1 << 16
"""Rows of a block: few enough for its columns to stay near the processor, many enough to pay."""

Points = NDArray[np.int8]
Marks = NDArray[np.bool_]


class ItemOutOfRangeError(CompendiumError):
    """An answer is none that the item can have."""


class SomeColumnsError(CompendiumError):
    """A table has some of the columns of an instrument, but not all of a layout."""


@dataclass(frozen=True)
class Answers:
    """The answers to the items of an instrument in a block of rows."""

    points: Mapping[str, Points]
    """By item; what stands in a gap is an answer that the item can have, and nobody's."""
    gaps: Mapping[str, Marks]
    """By item, whether it has no answer."""
    single: Marks | None
    """Whether an item asked in two columns was answered in one of them; None without such items."""


def blocks(frame: pd.DataFrame, instrument: Instrument, pair: Pair = "either") -> Iterator[Answers]:
    """Yield the checked answers of a table, block by block; one block where it has no rows.

    Parameters
    ----------
    frame, instrument, pair
        As of `instruments.score`.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError
        As `instruments.score` does.
    """
    asked = {
        item: [_Asked.of(frame[column.name].array, column) for column in layout]
        for item, layout in _layouts(frame, instrument).items()
    }
    for begin in range(0, max(len(frame), 1), ROWS):
        points: dict[str, Points] = {}
        gaps: dict[str, Marks] = {}
        singles: list[Marks] = []
        for item, columns in asked.items():
            if len(columns) == 1:
                points[item], gaps[item] = columns[0].block(begin)
                continue
            # A gap that holds the lowest answer never is the higher of two.
            values, empty = zip(
                *(column.block(begin, lowest=True) for column in columns), strict=True
            )
            points[item] = reduce(np.maximum, values)
            every, some = reduce(np.logical_and, empty), reduce(np.logical_or, empty)
            gaps[item] = every if pair == "either" else some
            singles.append(some & ~every)
        yield Answers(points, gaps, reduce(np.logical_or, singles) if singles else None)


def _layouts(frame: pd.DataFrame, instrument: Instrument) -> dict[str, tuple[Column, ...]]:
    """Return the columns that each item is answered in."""
    if lacking := instrument.lacking(frame.columns):
        raise SomeColumnsError(
            f"The table has some of the columns of {instrument.title.en}, but not all.",
            where=f"missing: {', '.join(lacking)}",
            remedy="add them, empty where nobody was asked, or leave the instrument out",
        )
    return {item.id: _layout(frame, item) for item in instrument.items}


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


@dataclass(frozen=True)
class _Asked:
    """A column that an item is answered in: numbers, whatever stands in the gaps, and the gaps."""

    column: Column
    values: NDArray[Any]
    gaps: Marks

    @classmethod
    def of(cls, array: Any, column: Column) -> _Asked:
        """Return the column of an array as pandas holds it, without a copy of whole numbers."""
        if pd.api.types.is_signed_integer_dtype(array.dtype):
            if isinstance(array, pd.arrays.IntegerArray):
                # What pandas would give out is a copy with the gaps filled one by one, which takes
                # more time than all the rest; so this one place looks at what its array is made of.
                return cls(column, array._data, array._mask)  # type: ignore[attr-defined]
            if isinstance(array, pd.arrays.NumpyExtensionArray):
                return cls(column, array.to_numpy(), np.zeros(len(array), dtype=np.bool_))
        if pd.api.types.is_numeric_dtype(array.dtype):
            numbers = array.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            numbers = np.array([_number(value) for value in array], dtype=np.float64)
        gaps = np.isnan(numbers)
        return cls(column, np.where(gaps, 0, numbers), gaps)

    def block(self, begin: int, *, lowest: bool = False) -> tuple[Points, Marks]:
        """Return the checked answers of a block, and the gaps, which may hold the lowest answer.

        Raises
        ------
        ItemOutOfRangeError
            If an answer is none that the item can have.
        """
        values, gaps = self.values[begin : begin + ROWS], self.gaps[begin : begin + ROWS]
        if lowest or not self.fits(values):
            values = _filled(values, gaps, self.column.low)
        if not self.fits(values):
            raise self.refused()
        return values.astype(np.int8, copy=False), gaps

    def fits(self, values: NDArray[Any]) -> bool:
        """Tell whether all values are whole numbers in the range of the item."""
        return not len(values) or bool(
            values.min() >= self.column.low
            and values.max() <= self.column.high
            and (values.dtype.kind == "i" or np.array_equal(values, np.floor(values)))
        )

    def refused(self) -> ItemOutOfRangeError:
        """Return the fault that names the first row that is wrong, and how many are."""
        values, low, high = self.values, self.column.low, self.column.high
        wrong = ~self.gaps & ((values < low) | (values > high) | (values != np.floor(values)))
        rows = np.flatnonzero(wrong) + 1
        return ItemOutOfRangeError(
            f"The item has answers that are no whole number from {low} to {high}.",
            where=f"column {self.column.name}, row {rows[0]}"
            + (f" and {len(rows) - 1} more" if len(rows) > 1 else ""),
            remedy="correct them, or leave them empty if they stand for a missing answer",
        )


def _filled(values: NDArray[Any], gaps: Marks, low: int) -> NDArray[Any]:
    """Return values with the lowest answer in the gaps."""
    if low or values.dtype != np.int8:
        return np.where(gaps, values.dtype.type(low), values)
    # All bits of an answer and none of a gap, several times as fast.
    keep: Points = gaps.view(np.int8) - np.int8(1)
    return values & keep


def _number(value: Any) -> float:
    """Return a number, NaN where there is none, and infinity for text, or else no number."""
    if isinstance(value, Real):
        return float(value)
    return np.nan if pd.isna(value) else np.inf
