"""Rows: what a row of a table says, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from compendium.present.numerals import MINUS, number


def text_of(row: Mapping[Any, Any], holders: Sequence[str]) -> str:
    """Return what a row says in the columns that hold a text, a range with a dash between."""
    said = [_text(row[name]) for name in holders]
    return "–".join(dict.fromkeys(text for text in said if text))


def _text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float) and not value.is_integer():
        return number(value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        # Whole numbers here are years, ages and changes: no separator of thousands.
        return str(int(value)).replace("-", MINUS)
    return str(value)
