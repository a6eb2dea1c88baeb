"""Printing: a grid as plain, readable HTML, with notes below it of what it does not show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from compendium.disclosure import ALL, Safe
from compendium.present.columns import Column, Printed
from compendium.present.grid import Grid
from compendium.present.labelling import Labels
from compendium.present.outputs import absence_text
from compendium.present.reading import Key
from compendium.present.wording import known, word

DASH = "–"
FILTER = ("search", "any", "count", "none", "clear")
"""Words of the form above a table that may be filtered."""
_HREFS = ("https://", "http://", "#", "../", "./")


class Printer:
    """A grid as HTML."""

    def __init__(
        self,
        grid: Grid,
        labels: Labels,
        symbols: tuple[str, ...],
        anchors: Mapping[Key, str],
        filters: tuple[str, ...],
    ) -> None:
        self.grid = grid
        self.labels = labels
        self.symbols = symbols
        self.anchors = anchors
        self.filters = filters

    def html(self, caption: str) -> str:
        """Return the table, scrolling by itself where it is wide, and its notes."""
        return (
            f'<div class="compendium-tablebox"{self._filter()}><div class="table-wrap">'
            f'<table class="compendium-table"><caption>{escape(caption)}</caption>'
            f"{self._head()}<tbody>{''.join(self._body())}</tbody></table></div>"
            f"{''.join(self._notes())}</div>"
        )

    def _filter(self) -> str:
        """Return the words of the form that a script sets above the table, as an attribute."""
        if not self.filters:
            return ""
        # The numbers are the script's to fill in.
        said = {name: word(f"filter.{name}", shown="{shown}", all="{all}") for name in FILTER}
        return f' data-filter="{escape(json.dumps(said, ensure_ascii=False))}"'

    def _chosen(self, source: str) -> str:
        return " data-choice" if spoken(source) in self.filters else ""

    def _head(self) -> str:
        grouped = any(column.group for column in self.grid.columns)
        span = ' rowspan="2"' if grouped else ""
        first = "".join(
            f'<th scope="col"{span}{self._chosen(row)}>'
            f"{escape(self.labels.title(spoken(row)))}</th>"
            for row in self.grid.rows
        )
        if not grouped:
            return (
                f"<thead><tr>{first}{''.join(map(self._heading, self.grid.columns))}</tr></thead>"
            )
        second = ""
        for group, columns in groupby(self.grid.columns, lambda column: column.group):
            members = list(columns)
            if group:
                first += f'<th scope="colgroup" colspan="{len(members)}">{escape(group)}</th>'
                second += "".join(map(self._heading, members))
            else:
                first += "".join(self._heading(column, span) for column in members)
        return f"<thead><tr>{first}</tr><tr>{second}</tr></thead>"

    def _heading(self, column: Column, span: str = "") -> str:
        name = "symbol" if column.source in self.symbols else "num" if column.numeric else ""
        kind = f' class="{name}"' if name else ""
        chosen = self._chosen(column.source)
        return f'<th scope="col"{span}{kind}{chosen}>{escape(column.title)}</th>'

    def _body(self) -> Iterator[str]:
        keys = self.grid.keys
        joining = 0 if self.filters else len(self.grid.rows) - 1
        for place, key in enumerate(keys):
            heads = ""
            for depth, level in enumerate(key[: len(self.grid.rows)]):
                start = key[: depth + 1]
                if place and depth < joining and keys[place - 1][: depth + 1] == start:
                    continue
                # Only rows that follow without a break are joined under one heading.
                span = _run(keys[place:], start) if depth < joining else 1
                joined = f' rowspan="{span}"' if span > 1 else ""
                scope = "rowgroup" if span > 1 else "row"
                label = escape(self.labels.level(spoken(self.grid.rows[depth]), level))
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
        said += dict.fromkeys(absence_text(each) for each in self.grid.absences)
        for source in dict.fromkeys(column.source for column in self.grid.columns):
            if source in self.symbols:
                said.append(self._key(source))
        # Two columns of the same symbols are explained once.
        for note in dict.fromkeys(said):
            yield f'<p class="compendium-tablenote">{escape(note)}</p>'


def _run(keys: Sequence[Key], start: Key) -> int:
    length = 0
    for key in keys:
        if key[: len(start)] != start:
            break
        length += 1
    return length


def _mark(level: str) -> str:
    return word(f"symbols.{level}") if known(f"symbols.{level}") else word("symbols.other")


def spoken(column: str) -> str:
    """Return the name of a column without the language that it is in."""
    return column.removesuffix("_en").removesuffix("_da")


def _threshold(parts: Sequence[Safe]) -> str:
    found = [part.threshold for part in parts if part.threshold]
    return str(max(found, default=5))
