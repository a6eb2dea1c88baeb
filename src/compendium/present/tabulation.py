"""Tables: one line in a notebook, one table with its caption and record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from compendium.disclosure import Safe
from compendium.present.columns import Style
from compendium.present.grid import Grid, Part, lay_out, pieces, plain_parts
from compendium.present.labelling import Labels, bands_called
from compendium.present.outputs import Output, absence, markup, require, shown
from compendium.present.printing import Printer, spoken
from compendium.present.reading import Key, LayoutError
from compendium.present.rows import rows_by_key
from compendium.present.speaking import Field
from compendium.present.speaking import caption as spoken_caption
from compendium.tables import Absent

T = TypeVar("T", str, int)


def table_output(
    safe: Part | Mapping[str, Part],
    *,
    name: str,
    caption: str,
    rows: Sequence[str],
    columns: Sequence[str] = (),
    show: Sequence[str] | Mapping[str, Sequence[str]] = (),
    as_: str | Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] | None = None,
    labels: Labels | None = None,
    fields: Mapping[str, Field] | None = None,
    symbols: Sequence[str] = (),
    anchor: str = "",
    filters: Sequence[str] = (),
) -> Output:
    """Show a table of protected cells.

    Parameters
    ----------
    safe
        One `Safe`; or several side by side, as a mapping from a heading (a word key below
        ``columns``) to a `Safe` that has the row columns, or to a mapping from the levels of the
        row column to `Safe` tables of one cell (estimates).
    name
        What the table is called within its page.
    caption
        Word key below ``captions``.
    rows, columns
        The dimensions down the side and across the top.
    show
        What is printed of each cell: ``n``, ``value``, ``full`` (value and interval), ``interval``,
        or any text column of the table; by heading where there are several.
    as_, digits
        How values are written (see `result`) and with how many decimals; by heading where there
        are several.
    labels
        Titles, names of levels and addresses (of sources) beyond those of the words.
    fields
        Protected cells, and names, for the fields of the caption.
    symbols
        Text columns whose levels are printed as symbols, explained below the table.
    anchor
        A column whose values become addresses of the rows: ``#source-<value>``.
    filters
        Columns in print that get a choice above the table, beside a box that searches its rows, in
        the reader's own browser. Each row then has all its headings.

    Raises
    ------
    UnprotectedError
        A TypeError: where anything shown is not a `Safe`.
    LayoutError
        Where a table has not the columns it is laid out by, or two cells fall in one place; where
        a column to filter by is not in print.
    """
    parts: Mapping[str, Part] = safe if isinstance(safe, Mapping) else {"": safe}
    for piece in pieces(parts):
        require(piece, Safe, Absent, where="present.table")
    absences = [piece for piece in pieces(parts) if isinstance(piece, Absent)]
    if len(absences) == len(list(pieces(parts))):
        return absence(absences[0], name)
    grid = lay_out(
        parts,
        rows,
        columns,
        show if isinstance(show, Mapping) else dict.fromkeys(parts, show),
        {heading: Style(_for(as_, heading), _for(digits, heading)) for heading in parts},
        labels or Labels(),
    )
    text = spoken_caption(caption, fields)
    _in_print(grid, filters)
    printer = Printer(
        grid, labels or Labels(), tuple(symbols), _anchors(grid, anchor), tuple(filters)
    )
    record = {
        "kind": "table",
        "name": name,
        "caption": text,
        "safe": [part.view for part in grid.parts],
        "table": (plain := plain_parts(parts)),
        **bands_called(plain, labels or Labels()),
    }
    return markup(printer.html(text), record)


table = shown(table_output)


def _for(given: T | Mapping[str, T] | None, heading: str) -> T | None:
    return given.get(heading) if isinstance(given, Mapping) else given


def _anchors(grid: Grid, column: str) -> dict[Key, str]:
    if not column:
        return {}
    return {
        key: row[column]
        for part in grid.parts
        for key, row in rows_by_key(part, grid.rows).items()
        if column in row
    }


def _in_print(grid: Grid, filters: Sequence[str]) -> None:
    # Below a heading of several columns a choice would not know which column it is of.
    alone = (each.source for each in grid.columns if not each.group)
    printed = {spoken(name) for name in (*grid.rows, *alone)}
    for name in filters:
        if name not in printed:
            raise LayoutError(
                f"The table is to be filtered by '{name}', which is not in print by itself.",
                where="present.table",
                remedy="Filter by some of: " + ", ".join(sorted(filter(None, printed))) + ".",
            )
