"""Rows: what a row of a table says, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from compendium.present.numerals import MINUS, number


def text_of(row: Mapping[Any, Any], holders: Sequence[str], digits: int | None = None) -> str:
    """Return what a row says in the columns that hold a text, a range with a dash between."""
    said = [_text(row[name], digits) for name in holders]
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
