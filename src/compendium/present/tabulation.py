"""Tables: protected cells as plain, readable HTML that says what it does not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import TypeVar

from compendium.disclosure import ALL, Safe
from compendium.present.columns import Column, Printed, Style
from compendium.present.grid import Grid, Part, lay_out, pieces, plain_parts
from compendium.present.labelling import Labels, bands_called
from compendium.present.outputs import Output, absence, markup, require, shown
from compendium.present.reading import Key
from compendium.present.rows import rows_by_key
from compendium.present.speaking import Field
from compendium.present.speaking import caption as spoken_caption
from compendium.present.wording import known, word
from compendium.tables import Absent

T = TypeVar("T", str, int)

DASH = "–"
_HREFS = ("https://", "http://", "#", "../", "./")


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

    Raises
    ------
    UnprotectedError
        A TypeError: where anything shown is not a `Safe`.
    LayoutError
        Where a table has not the columns it is laid out by, or two cells fall in one place.
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
    printer = _Printer(grid, labels or Labels(), tuple(symbols), _anchors(grid, anchor))
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


class _Printer:
    """A grid as HTML."""

    def __init__(
        self,
        grid: Grid,
        labels: Labels,
        symbols: tuple[str, ...],
        anchors: Mapping[Key, str],
    ) -> None:
        self.grid = grid
        self.labels = labels
        self.symbols = symbols
        self.anchors = anchors

    def html(self, caption: str) -> str:
        """Return the table, scrolling by itself where it is wide, and its notes."""
        return (
            '<div class="compendium-tablebox"><div class="table-wrap">'
            f'<table class="compendium-table"><caption>{escape(caption)}</caption>'
            f"{self._head()}<tbody>{''.join(self._body())}</tbody></table></div>"
            f"{''.join(self._notes())}</div>"
        )

    def _head(self) -> str:
        grouped = any(column.group for column in self.grid.columns)
        span = ' rowspan="2"' if grouped else ""
        first = "".join(
            f'<th scope="col"{span}>{escape(self.labels.title(_spoken(row)))}</th>'
            for row in self.grid.rows
        )
        if not grouped:
            return f"<thead><tr>{first}{''.join(map(_heading, self.grid.columns))}</tr></thead>"
        second = ""
        for group, columns in groupby(self.grid.columns, lambda column: column.group):
            members = list(columns)
            if group:
                first += f'<th scope="colgroup" colspan="{len(members)}">{escape(group)}</th>'
                second += "".join(map(_heading, members))
            else:
                first += "".join(_heading(column, span) for column in members)
        return f"<thead><tr>{first}</tr><tr>{second}</tr></thead>"

    def _body(self) -> Iterator[str]:
        keys = self.grid.keys
        for place, key in enumerate(keys):
            heads = ""
            for depth, level in enumerate(key[: len(self.grid.rows)]):
                start = key[: depth + 1]
                if (
                    place
                    and depth + 1 < len(self.grid.rows)
                    and keys[place - 1][: depth + 1] == start
                ):
                    continue
                # Only rows that follow without a break are joined under one heading.
                span = _run(keys[place:], start) if depth + 1 < len(self.grid.rows) else 1
                joined = f' rowspan="{span}"' if span > 1 else ""
                scope = "rowgroup" if span > 1 else "row"
                label = escape(self.labels.level(_spoken(self.grid.rows[depth]), level))
                heads += f'<th scope="{scope}"{joined}>{label}</th>'
            cells = "".join(self._cell(column, key) for column in self.grid.columns)
            name = f' id="source-{escape(self.anchors[key])}"' if key in self.anchors else ""
            total = ' class="total"' if ALL in key else ""
            yield f"<tr{name}{total}>{heads}{cells}</tr>"

    def _cell(self, column: Column, key: Key) -> str:
        absent = Printed(silence="absent") if column.source == "absent" else Printed()
        printed = column.printed.get(key, absent)
        if printed.silence:
            why = escape(word(f"hidden.{printed.silence}"))
            return f'<td class="num hidden"><abbr title="{why}">{DASH}</abbr></td>'
        if column.source in self.symbols:
            marks = "".join(self._symbol(column.source, level) for level in printed.texts)
            return f'<td class="symbol">{marks}</td>'
        said = "; ".join(self._text(column.source, text) for text in printed.texts)
        return f'<td class="num">{said}</td>' if column.numeric else f"<td>{said}</td>"

    def _text(self, source: str, text: str) -> str:
        if not source:
            return escape(text)
        if source in self.labels.links:
            return ", ".join(self._link(source, each) for each in text.split(";"))
        return escape(self.labels.level(source, text))

    def _link(self, source: str, text: str) -> str:
        label = escape(self.labels.level(source, text))
        address = self.labels.links[source].get(text, "")
        safe_address = address.startswith(_HREFS)
        return f'<a href="{escape(address)}">{label}</a>' if safe_address else label

    def _symbol(self, column: str, level: str) -> str:
        label = escape(self.labels.level(column, level))
        return (
            f'<span class="symbol-{escape(level)}" role="img" aria-label="{label}" '
            f'title="{label}">{escape(_mark(level))}</span>'
        )

    def _key(self, source: str) -> str:
        """Return what the symbols of a column stand for."""
        texts = dict.fromkeys(
            text
            for column in self.grid.columns
            if column.source == source
            for printed in column.printed.values()
            for text in printed.texts
        )
        ordered = self.labels.in_order(source, list(texts))
        return ", ".join(f"{_mark(level)} {self.labels.level(source, level)}" for level in ordered)

    def _notes(self) -> Iterator[str]:
        silences = dict.fromkeys(
            printed.silence for column in self.grid.columns for printed in column.printed.values()
        )
        said = [
            word(f"table_notes.{why}", threshold=_threshold(self.grid.parts))
            for why in silences
            if why not in ("", "absent")
        ]
        said += dict.fromkeys(word("absent.box", why=each.why) for each in self.grid.absences)
        for source in dict.fromkeys(column.source for column in self.grid.columns):
            if source in self.symbols:
                said.append(self._key(source))
        for note in said:
            yield f'<p class="compendium-tablenote">{escape(note)}</p>'


def _anchors(grid: Grid, column: str) -> dict[Key, str]:
    if not column:
        return {}
    return {
        key: row[column]
        for part in grid.parts
        for key, row in rows_by_key(part, grid.rows).items()
        if column in row
    }


def _heading(column: Column, span: str = "") -> str:
    kind = ' class="num"' if column.numeric else ""
    return f'<th scope="col"{span}{kind}>{escape(column.title)}</th>'


def _run(keys: Sequence[Key], start: Key) -> int:
    length = 0
    for key in keys:
        if key[: len(start)] != start:
            break
        length += 1
    return length


def _mark(level: str) -> str:
    return word(f"symbols.{level}") if known(f"symbols.{level}") else word("symbols.other")


def _spoken(column: str) -> str:
    return column.removesuffix("_en").removesuffix("_da")


def _threshold(parts: Sequence[Safe]) -> str:
    found = [part.threshold for part in parts if part.threshold]
    return str(max(found, default=5))
