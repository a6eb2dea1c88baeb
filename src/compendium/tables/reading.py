"""Read a file as text: CSV, Excel, Parquet and SPSS all become columns of text, rows as they lie.

Text first, because guessing destroys: 0101014000 loses its zero, 31.12.2025 becomes a number, and
'NA' may be a person's initials. What the text means is decided afterwards, by the schema alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.errors import CompendiumError
from compendium.tables.announcing import announce
from compendium.tables.faults import Fault, FaultyTableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


Rows = Iterable[Sequence[str]]


class UnreadableTableError(CompendiumError):
    """A file that is not there, or is not what its name says."""


@dataclass(frozen=True)
class Source:
    """Where a table lies and how it is written: its file, and what is particular about it.

    `mapping` names our column and then the file's; `constants` are columns that the file lacks
    because all rows share their value. `delivered` is the last day that the file covers. `layout`
    says how histories lie in it, and `codes` is the file of what its codes mean, where it has any.
    """

    file: str
    sheet: str = ""
    delimiter: str = ","
    decimal: str = "."
    date_format: str = "%Y-%m-%d"
    drop_without_id: bool = False
    delivered: dt.date | None = None
    layout: str = "spells"
    codes: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


def read_text(path: Path, source: Source) -> pd.DataFrame:
    """Return a file's cells as text, under the file's own column names, and announce the file.

    Parameters
    ----------
    path
        The file, whose ending says what it is.
    source
        The sheet, the delimiter, and whether rows without id are to be counted.

    Returns
    -------
    pandas.DataFrame
        Columns of dtype ``str``, stripped of blanks around; an empty cell is the empty text. The
        index is the row as a spreadsheet counts it: 2 is the row beneath the header. Rows without
        any content are left out, except where rows without id are to be counted. A column whose
        name stands there for the second time has it with '(2)'.

    Raises
    ------
    UnreadableTableError
        If the file is missing, cannot be read, or has an ending that is not known.
    FaultyTableError
        If rows of a CSV file have more or fewer cells than its header.
    """
    import pandas as pd

    if not announce(path):
        raise UnreadableTableError(
            "This file is not there.",
            where=path.name,
            remedy="put it there, or name the right file",
        )
    readers: dict[str, Callable[[], tuple[list[str], Rows]]] = {
        ".csv": lambda: _csv_rows(path, source.delimiter),
        ".xlsx": lambda: _excel_rows(path, source),
        ".parquet": lambda: _parquet_rows(path, source.decimal),
        ".sav": lambda: _spss_rows(path, source.decimal),
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableTableError(
            f"Files that end with '{path.suffix}' are not read.",
            where=path.name,
            remedy=f"save it as one of: {', '.join(readers)}",
        )
    try:
        header, rows = reader()
    except CompendiumError:
        raise
    except Exception as fault:  # each format has its own kinds of damage, and all mean the same
        raise UnreadableTableError(
            f"This file cannot be read as {path.suffix[1:]} ({type(fault).__name__}).",
            where=path.name,
            remedy="open it in the program that wrote it, and save it anew",
        ) from fault
    kept = {
        number: row
        for number, row in enumerate(rows, start=2)
        if source.drop_without_id or any(row)
    }
    frame = pd.DataFrame(
        list(kept.values()), index=list(kept), columns=_told_apart(header), dtype="str"
    )
    return frame.loc[:, [name != "" for name in header]]


def _told_apart(header: Sequence[str]) -> list[str]:
    """Return a header whose names differ: the second 'a' is 'a (2)', so that it can be mapped."""
    seen: Counter[str] = Counter()
    names = []
    for name in header:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _csv_rows(path: Path, delimiter: str) -> tuple[list[str], Rows]:
    stream = io.StringIO(decoded(path.read_bytes()), newline="")
    rows = [[cell.strip() for cell in row] for row in csv.reader(stream, delimiter=delimiter)]
    if not rows:
        raise UnreadableTableError(
            "This file is empty.", where=path.name, remedy="give it a header, even without rows"
        )
    header, *body = rows
    if len(header) == 1 and any(other in header[0] for other in ",;\t" if other != delimiter):
        raise UnreadableTableError(
            f"The header is a single column when it is split at '{delimiter}'.",
            where=path.name,
            remedy="name the delimiter, as in: delimiter = ';'",
        )
    ragged = [
        Fault(path.name, number, "", f"must have {len(header)} cells, as the header has")
        for number, row in enumerate(body, start=2)
        if len(row) != len(header) and any(row)
    ]
    if ragged:
        raise FaultyTableError(ragged)
    return header, body


def decoded(content: bytes) -> str:
    """Return text of today's or of older Windows files, which Danish offices still send."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _excel_rows(path: Path, source: Source) -> tuple[list[str], Rows]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        if source.sheet and source.sheet not in book.sheetnames:
            raise UnreadableTableError(
                f"There is no sheet '{source.sheet}'.",
                where=path.name,
                remedy=f"give as sheet one of: {', '.join(book.sheetnames)}",
            )
        sheet = book[source.sheet or book.sheetnames[0]]
        rows = [
            [_text(cell, source.decimal) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    finally:
        book.close()
    if not rows:
        raise UnreadableTableError(
            f"The sheet '{sheet.title}' is empty.",
            where=path.name,
            remedy="name the sheet that holds the table, as in: sheet = 'Data'",
        )
    header, *body = rows
    width = len(header)  # cells beyond the header belong to no column
    return header, [(row + [""] * width)[:width] for row in body]


def _parquet_rows(path: Path, decimal: str) -> tuple[list[str], Rows]:
    import pandas as pd

    frame = pd.read_parquet(path)
    cells = frame.astype(object).where(frame.notna(), None)
    return [str(name) for name in frame.columns], _rowwise(
        (cells[name] for name in frame.columns), decimal
    )


def _spss_rows(path: Path, decimal: str) -> tuple[list[str], Rows]:
    import pyreadstat

    # What the file itself declares as missing is missing here too; codes are kept, not labels.
    columns, _ = pyreadstat.read_sav(path, apply_value_formats=False, output_format="dict")
    return list(columns), _rowwise(columns.values(), decimal)


def _rowwise(columns: Iterable[Iterable[Any]], decimal: str) -> Rows:
    return zip(*([_text(cell, decimal) for cell in column] for column in columns), strict=True)


def _text(cell: Any, decimal: str) -> str:
    """Return a typed cell as a CSV file would hold it: whole numbers without a point, ISO dates."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", decimal)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()  # no column of ours holds a time of day
    return str(cell).strip()
