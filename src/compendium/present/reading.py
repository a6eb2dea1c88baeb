"""Reading: the cells of a `Safe` table, found by the levels a form or table is laid out by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from compendium.disclosure import ALL, Cell, Safe
from compendium.errors import CompendiumError
from compendium.present.numerals import manner_of, with_interval, written
from compendium.present.wording import known, language, word

Key = tuple[str, ...]
"""The levels of a cell as text, in the order of the columns it is laid out by."""

LISTS = ("published", "definitions")
"""Kinds of `Safe` whose rows are facts and not cells of a cross-classification."""

MEASURES = ("value", "low", "high", "n", "base", "unit", "shown", "why")


class LayoutError(CompendiumError):
    """A table or figure is laid out by a column that its data have not, or not as needed."""


def focus(safe: Safe, keep: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a `Safe` in which every dimension not kept is brought to one level.

    A list of facts or definitions stays whole, for its dimensions are none to sum over. Of any
    other table a dimension that is not laid out stands at its total; one without a total must have
    a single level, for anything else would show several cells in one place.

    Raises
    ------
    LayoutError
        Where a kept column is missing, or another one has several levels and no total.
    """
    frame = safe.frame
    need_columns(frame, keep)
    if safe.kind in LISTS:
        return frame
    for column in (column for column in safe.by if column not in keep):
        if column not in frame:
            continue
        values = frame[column].astype(str)
        if len(set(values)) <= 1:
            continue
        if within := [inner for inner in keep if column in _outer(inner, safe.nested)]:
            # An inner level lies in one outer level, and has no row at the outer one's total.
            frame = frame[(values == ALL) | (frame[within].astype(str) != ALL).any(axis=1)]
        elif (values == ALL).any():
            frame = frame[values == ALL]
        else:
            raise LayoutError(
                f"The dimension '{column}' has several levels and no total, and is not laid out.",
                where="the call of present",
                remedy=f"Name '{column}' among the rows or columns, or cut the table to one level.",
            )
    return frame


def _outer(dimension: str, nested: Mapping[str, str]) -> list[str]:
    """Return the dimensions that one is nested in, the nearest first."""
    found: list[str] = []
    while dimension in nested:
        dimension = nested[dimension]
        found.append(dimension)
    return found


def need_columns(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse a layout by a column that the table has not.

    Raises
    ------
    LayoutError
        Where one is missing; it names those there are.
    """
    for column in columns:
        if column not in frame:
            raise LayoutError(
                f"There is no column '{column}' in the table that is shown.",
                where="the call of present",
                remedy="Name one that it has: " + ", ".join(map(str, frame.columns)) + ".",
            )


def levels(frame: pd.DataFrame, column: str, *, totals: bool = False) -> list[str]:
    """Return the levels of a column in their order, the total last or left out."""
    values = frame[column]
    if isinstance(values.dtype, pd.CategoricalDtype):
        seen = set(values.astype(str))
        found = [str(level) for level in values.cat.categories if str(level) in seen]
    else:
        found = list(dict.fromkeys(values.astype(str)))
    plain = [level for level in found if level != ALL]
    return plain + [level for level in found if level == ALL] if totals else plain


def cells(safe: Safe, by: Sequence[str]) -> dict[Key, Cell]:
    """Return the cells of a `Safe` by their levels of the columns `by`, totals included.

    Raises
    ------
    LayoutError
        Where two cells would stand in one place.
    """
    frame = focus(safe, by)
    found: dict[Key, Cell] = {}
    for row in frame.to_dict("records"):
        key = tuple(str(row[column]) for column in by)
        if key in found:
            raise LayoutError(
                "Two cells of the table would stand in one place.",
                where="laid out by " + (", ".join(by) or "nothing"),
                remedy="Name one more column among the rows or columns.",
            )
        found[key] = cell_of(safe, row)
    return found


def cell_of(safe: Safe, row: dict[Any, Any]) -> Cell:
    """Return one row of a `Safe` as its cell, without the record of the whole table."""
    return Cell(
        value=_float(row["value"]),
        low=_float(row["low"]),
        high=_float(row["high"]),
        n=_whole(row["n"]),
        unit=str(row["unit"]),
        shown=bool(row["shown"]),
        why=str(row["why"]),
        of=safe.of,
        kind=safe.kind,
        base=_whole(row.get("base")),
        digits=_whole(row.get("digits")),
    )


def value_text(cell: Cell, as_: str | None = None, digits: int | None = None) -> str:
    """Return the value of a shown cell as text, with its unit where its manner says none."""
    return written(cell.value, as_ or _manner(cell), _digits(cell, digits)) + _unit(cell, as_)


def full_text(cell: Cell, as_: str | None = None, digits: int | None = None) -> str:
    """Return the value of a shown cell with its interval, where it has one."""
    manner = as_ or _manner(cell)
    text = with_interval(cell.value, cell.low, cell.high, manner, _digits(cell, digits))
    return text + _unit(cell, as_)


def _digits(cell: Cell, digits: int | None) -> int | None:
    return cell.digits if digits is None else digits


def _manner(cell: Cell) -> str:
    return manner_of(cell.kind, cell.unit)


def _unit(cell: Cell, as_: str | None) -> str:
    if as_ is not None or not cell.unit or _manner(cell) != "plain":
        return ""
    key = f"units.{cell.unit}"
    return " " + (word(key) if known(key) else cell.unit)


def holding(frame: pd.DataFrame, column: str) -> tuple[str, ...]:
    """Return the columns that hold what is asked for in the language of the moment.

    ``label`` is held by ``label`` itself, else by ``label_da`` (or ``label_en``), else, as a
    range, by ``label_from`` and ``label_to``. A column that every table has for itself, as ``why``,
    is held by ``why_da`` first: the fact's own reason, and not why its cell is hidden.

    Raises
    ------
    LayoutError
        Where none of them is in the table.
    """
    ways = [(column,), (f"{column}_{language()}",), (f"{column}_from", f"{column}_to")]
    for names in ways[1:2] * (column in MEASURES) + ways:
        if all(name in frame for name in names):
            return names
    need_columns(frame, [column])
    return ()


def plain_rows(safe: Safe) -> list[dict[str, object]]:
    """Return the rows of a `Safe` as plain values, for the record beside a figure."""
    return [
        {str(column): _plain(value) for column, value in row.items()}
        for row in safe.frame.to_dict("records")
    ]


def _plain(value: Any) -> object:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "item"):
        return _plain(value.item())
    return value if isinstance(value, bool | int | float | str) else str(value)


def _float(value: Any) -> float:
    return math.nan if value is None or pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
