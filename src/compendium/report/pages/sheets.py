"""Sheets: what a figure or a table shows, as a CSV file of protected cells beside the pages."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

FOLDER = "sheets"
KINDS = ("figure", "table")
MIME = "table"
"""The key of an output's metadata that holds its rows."""

MEASURES = ("value", "low", "high", "n", "base", "unit", "shown", "why")
"""The columns that every table has, after those that say which cell it is."""

FORMULA = ("=", "+", "-", "@")


def place(page: str, name: str) -> str:
    """Return where the sheet of a figure or table lies in a report."""
    return f"{FOLDER}/{page}-{name}.csv"


def title(caption: str) -> str:
    """Return the first sentence of a caption, without its full stop."""
    return caption.partition(". ")[0].rstrip(".")


def written(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as CSV: a head, a line a cell, what is hidden or missing empty.

    Parameters
    ----------
    rows
        As `present` put them beside an output; the columns are those of all, first what says
        which cell it is. A text that a spreadsheet would take for a formula gets an apostrophe.
    """
    found = dict.fromkeys(column for row in rows for column in row)
    columns = [column for column in found if column not in MEASURES]
    columns += [column for column in MEASURES if column in found]
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: _cell(value) for column, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(FORMULA) and not _number(value):
        return f"'{value}"
    return "" if value is None else value


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
