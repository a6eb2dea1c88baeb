"""Rows: which rows of a table are rows in print, and what each says, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from compendium.disclosure import Safe
from compendium.present.numerals import MINUS, number
from compendium.present.reading import LISTS, Key, need_columns


def is_list(safe: Safe, columns: Sequence[str]) -> bool:
    """Tell whether every row of the table is a row in print: facts, not a cross-classification."""
    across = any(column in safe.frame for column in columns)
    return safe.kind in LISTS and not across


def rows_by_key(safe: Safe, rows: Sequence[str]) -> dict[Key, dict[Any, Any]]:
    """Return the rows of a list of facts; their place tells apart those of one name."""
    need_columns(safe.frame, rows)
    return {
        (*(text_of(row, (name,)) for name in rows), str(place)): row
        for place, row in enumerate(safe.frame.to_dict("records"))
    }


def text_of(row: Mapping[Any, Any], holders: Sequence[str], digits: int | None = None) -> str:
    """Return what a row says in the columns that hold a text, a range with a dash between.

    A range of whole numbers that the source leaves open at one end keeps its dash: "–29", "30–".
    """
    said = [_text(row[name], digits) for name in holders]
    open_ended = [row[name] for name, text in zip(holders, said, strict=True) if text]
    if len(open_ended) == 1 < len(said) and isinstance(open_ended[0], int):
        return "–".join(said)
    return "–".join(dict.fromkeys(text for text in said if text))


def digits_of(frame: pd.DataFrame, holders: Sequence[str]) -> int | None:
    """Return the decimals that all numbers of a column are written with: one where any has some."""
    floats = [frame[name] for name in holders if pd.api.types.is_float_dtype(frame[name])]
    return 1 if any((column.dropna() % 1 != 0).any() for column in floats) else None


def _text(value: Any, digits: int | None) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float) and (digits is not None or not value.is_integer()):
        return number(value, digits)
    if isinstance(value, float | int) and not isinstance(value, bool):
        # Whole numbers here are years, ages and changes: no separator of thousands.
        return str(int(value)).replace("-", MINUS)
    return str(value)
