"""The page of a comparison: what differs first, then what is the same, then both pages whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from compendium.disclosure import ALL
from compendium.present.labelling import Labels
from compendium.present.numerals import number
from compendium.present.wording import word
from compendium.report.comparisons.beside import Move
from compendium.report.comparisons.sides import CASES, Sides
from compendium.report.ledgers.changes import Change
from compendium.report.ledgers.ledger import Ledger
from compendium.report.pages import chapters, markup, outputs, sheets

DOCUMENT = "comparison"
DASH = "–"
DIGITS = 3
"""The most decimals of a number that is no share."""

MANY = 20
"""Cells of one figure or table from which on they are folded."""

SHARES = ("share", "points", "percentage_points")
"""The units of what is told in points of percentage, and kept as a part of one."""


@dataclass(frozen=True)
class Differing:
    """What differs between two sides.

    Attributes
    ----------
    one, other
        The ledgers of the sides, as of a report of one page.
    changes
        What is not the same in them.
    moved
        Each figure and table that both have, to the cells in which they differ.
    withheld
        The names of what stands on the first side only.
    threshold
        Of the study's profile.
    """

    one: Ledger
    other: Ledger
    changes: Sequence[Change]
    moved: Mapping[str, Sequence[Move]]
    withheld: frozenset[str]
    threshold: int


def page(title: str, sides: Sides, found: Differing, labels: Labels, language: str) -> str:
    """Return the page as MyST.

    Parameters
    ----------
    title
        The first heading of the notebook.
    sides, found
        What was compared, and what differs.
    labels
        How the columns of tables and their levels are called, in that language.
    language
        en or da, of the headings.
    """
    return _Page(sides, found, labels, language).text(title)


@dataclass(frozen=True)
class _Page:
    sides: Sides
    found: Differing
    labels: Labels
    language: str

    def text(self, title: str) -> str:
        parts = (
            f"# {self._word('title', title=title)}",
            f"{self._word('lead')}",
            markup.raw(self._parameters()),
            *self._numbers(),
            *self._sheets(),
            f"## {self._word('pages')}",
            self._word("pages_lead"),
            markup.raw(self._frames()),
        )
        return "\n\n".join(parts) + "\n"

    def _word(self, key: str, **fields: object) -> str:
        return word(f"compare.{key}", self.language, **fields)

    def _parameters(self) -> str:
        rows = (
            [
                markup.head(f"<code>{escape(name)}</code>"),
                *(markup.cell(escape(str(each))) for each in pair),
            ]
            for name, pair in self.sides.values.items()
        )
        return self._table(self._word("parameters"), ("parameter", "one", "other"), rows)

    def _numbers(self) -> Iterator[str]:
        changed = {each.name: each for each in self.found.changes if each.kind == "result"}
        names = sorted({*self.found.one.results, *self.found.other.results})
        yield f"## {self._word('numbers')}"
        if not names:
            yield self._word("no_numbers")
            return
        if changed:
            heads = ("result", "one", "other", "difference")
            rows = (self._changed(each) for each in changed.values())
            yield markup.raw(self._table(self._word("numbers_caption"), heads, rows))
        else:
            yield self._word("all_same")
        if same := [name for name in names if name not in changed]:
            rows = (
                [
                    self._named(name, self.found.one),
                    markup.cell(self._said(self.found.one.results[name])),
                ]
                for name in same
            )
            table = self._table(self._word("same_caption"), ("result", "both"), rows)
            yield markup.raw(markup.folded(self._word("same", count=len(same)), table))

    def _changed(self, change: Change) -> list[str]:
        one, other = (side.results.get(change.name) for side in (self.found.one, self.found.other))
        name = self._named(change.name, self.found.other if one is None else self.found.one)
        few = self._word("few", threshold=self.found.threshold)
        # Two counts beside each other tell their difference.
        if change.few and not change.before:
            return [name, f'<td colspan="3">{escape(few)}</td>']
        persons = _behind(escape(few)) if change.few else ""
        return [
            name,
            markup.cell(self._said(one)),
            markup.cell(self._said(other, persons)),
            markup.cell(self._by(change, one)),
        ]

    def _named(self, name: str, ledger: Ledger) -> str:
        definition = str(ledger.results[name]["definition"])
        return markup.head(f"{escape(definition)}<br><code>{escape(name)}</code>")

    def _said(self, record: Mapping[str, Any] | None, persons: str = "") -> str:
        """Return a result with its interval and the persons behind it, as its own page says it."""
        if record is None:
            return DASH
        texts = record["text"]
        said = escape(str(record["absent"] or texts["full"]))
        if not record["shown"] or texts["n"] in ("", texts["value"]):
            return said
        behind = escape(word("units.n", self.language, n=texts["n"]))
        return f"{said} {persons or _behind(behind)}"

    def _by(self, change: Change, record: Mapping[str, Any] | None) -> str:
        if change.by is None or record is None:
            return DASH
        return escape(self._signed(change.by, str(record["unit"])))

    def _sheets(self) -> Iterator[str]:
        found = [each for each in self.found.changes if each.kind in ("figure", "table")]
        shown = {**self.found.one.shown, **self.found.other.shown}
        yield f"## {self._word('sheets')}"
        if not found:
            yield self._word("no_sheets" if not shown else "all_sheets_same")
        for change in found:
            yield markup.raw(self._sheet(change, shown[change.name]))
        changed = {change.name for change in found}
        if found and (same := [name for name in sorted(shown) if name not in changed]):
            lines = "".join(
                f"<li>{escape(_title(shown[name]))} <code>{escape(name)}</code></li>"
                for name in same
            )
            yield markup.raw(
                markup.folded(self._word("same", count=len(same)), f"<ul>{lines}</ul>")
            )

    def _sheet(self, change: Change, record: Mapping[str, Any]) -> str:
        name = change.name.partition("/")[2]
        links = " · ".join(
            f'<a href="{run.document}.html#{outputs.anchor(change.kind, name)}" target="{case}">'
            f"{escape(self._word(case))}</a>"
            for case, run in zip(CASES, self.sides.pages, strict=True)
            if name in _names((self.found.one, self.found.other)[CASES.index(case)])
            and not (case == CASES[1] and name in self.found.withheld)
        )
        head = (
            f'<h3 class="compendium-moved" id="{escape(name)}">{escape(_title(record))}</h3>'
            f"<p><code>{escape(change.name)}</code> · {links}</p>"
        )
        crossed = "".join(
            f"<li>{escape(each.told(self.language))}</li>" for each in change.crossings
        )
        moves = self.found.moved.get(name, ())
        told = [move for move in moves if not move.silent and _number(move)]
        parts = [head, f"<ul>{crossed}</ul>" if crossed else ""]
        if change.what != "moved":
            parts.append(f"<p>{escape(self._word(change.what))}</p>")
        if told:
            heads = ("cell", "one", "other", "difference")
            varying = _varying(told)
            table = self._table("", heads, (self._cell(move, varying) for move in told))
            many = self._word("cells", count=len(told))
            parts.append(markup.folded(many, table) if len(told) > MANY else table)
        if silent := sum(move.silent for move in moves):
            few = self._word("cells_withheld", count=silent, threshold=self.found.threshold)
            parts.append(f'<p class="compendium-tablenote">{escape(few)}</p>')
        elif name in self.found.withheld:
            why = self._word("withheld", threshold=self.found.threshold)
            parts.append(f'<p class="compendium-tablenote">{escape(why)}</p>')
        return "".join(parts)

    def _cell(self, move: Move, varying: Collection[str]) -> list[str]:
        levels = " · ".join(
            f"{self.labels.title(name)}: {self.labels.level(name, level)}"
            for name, level in move.cell
            if name in varying and level != ALL
        )
        return [
            markup.head(escape(levels)),
            markup.cell(self._row(move.one)),
            markup.cell(self._row(move.other)),
            markup.cell(escape(self._apart(move))),
        ]

    def _row(self, row: Mapping[str, Any] | None) -> str:
        if row is None:
            return DASH
        if not row["shown"]:
            return escape(word("hidden.short", self.language))
        if row["value"] is None:
            return DASH
        share = row["unit"] == "share"
        said = self._number(float(row["value"]), share=share) + ("%" if share else "")
        if row["n"] is None or row["n"] == row["value"]:
            return said
        return f"{said} {_behind(escape(word('units.n', self.language, n=row['n'])))}"

    def _apart(self, move: Move) -> str:
        """Return how far a cell moved; of a share in points of percentage."""
        one, other = ((row or {}).get("value") for row in (move.one, move.other))
        if one is None or other is None:
            return DASH
        return self._signed(float(other) - float(one), str((move.one or {})["unit"]))

    def _signed(self, by: float, unit: str) -> str:
        share = unit in SHARES
        sign = chapters.MINUS if by < 0 else "+"
        points = f" {self._word('points')}" if share else ""
        return f"{sign}{self._number(abs(by), share=share)}{points}"

    def _number(self, value: float, *, share: bool) -> str:
        if share:
            return number(value * 100, 1, tongue=self.language)
        return number(value, most=DIGITS, tongue=self.language)

    def _frames(self) -> str:
        frames = (
            f"<figure><figcaption>{escape(self._word(case))}: {escape(run.label)} "
            f'<a href="{run.document}.html">{escape(self._word("alone"))}</a></figcaption>'
            f'<iframe name="{case}" src="{run.document}.html" title="{escape(run.label)}"></iframe>'
            "</figure>"
            for case, run in zip(CASES, self.sides.pages, strict=True)
        )
        return f'<div class="compendium-beside">{"".join(frames)}</div>'

    def _table(self, caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        return markup.table(caption, [self._word(f"heads.{each}") for each in heads], rows)


def _names(ledger: Ledger) -> set[str]:
    return {name.partition("/")[2] for name in ledger.shown}


def _title(record: Mapping[str, Any]) -> str:
    return sheets.title(str(record["caption"]))


def _varying(moves: Sequence[Move]) -> set[str]:
    """Return the dimensions that tell cells apart; of one cell alone, all of them."""
    levels: dict[str, set[str]] = {}
    for move in moves:
        for name, level in move.cell:
            levels.setdefault(name, set()).add(level)
    return {name for name, found in levels.items() if len(found) > 1 or len(moves) == 1}


def _number(move: Move) -> bool:
    return any(row and row.get("value") is not None for row in (move.one, move.other))


def _behind(html: str) -> str:
    return f'<span class="compendium-n">{html}</span>'
