"""Findings: named numbers that prose may quote, and sentences made of protected cells."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

from compendium.disclosure import Cell, Safe
from compendium.errors import CompendiumError
from compendium.instruments import Cut
from compendium.present.numerals import manner_of, number
from compendium.present.outputs import Output, absence, absence_text, markup, require, shown
from compendium.present.reading import full_text, value_text
from compendium.present.speaking import absent_or_hidden, behind, spoken
from compendium.present.wording import known, word
from compendium.tables import Absent


class ManyCellsError(CompendiumError):
    """One number was asked for of a table that has several."""


def result_output(
    name: str,
    cell: Cell | Safe | Absent,
    *,
    as_: str | None = None,
    digits: int | None = None,
    unit: str | None = None,
    cut: Cut | None = None,
) -> Output:
    """Show one number and record it, so that prose may quote it as ``page/name``.

    Parameters
    ----------
    name
        The name declared in notebooks/runs.yml.
    cell
        A cell of a `Safe` table, or a `Safe` that has only one.
    as_
        How it is written: share, percent, points (of percentage), mean, score, count,
        coefficient, ratio, plain;
        by default as its kind and unit ask.
    digits
        Decimals, where the manner's own do not fit.
    unit
        Word key below ``units`` of a unit that is written after the value.
    cut
        The cut-off that the number has to do with; it is on record whether it lies beyond, so that
        a crossing is seen when it changes.

    Raises
    ------
    UnprotectedError
        A TypeError: where the cell is anything else.
    ManyCellsError
        Where a `Safe` of several cells is given.
    """
    require(cell, Cell, Safe, Absent, where="present.result")
    if isinstance(cell, Safe):
        cell = only_cell(name, cell)
    record = {**_record(cell, as_, digits, unit), **_cut(cell, cut)}
    return markup(
        _result_html(name, record, cell),
        {"kind": "result", "name": name, "record": record, "safe": _views([cell])},
    )


result = shown(result_output)


def note_output(key: str, **cells: Cell | Absent | str) -> Output:
    """Show a sentence, ``notes.key`` in the words, its fields filled from protected cells.

    Parameters
    ----------
    key
        The word key.
    **cells
        Cells, and names (of a municipality, an instrument) without numbers of their own.

    Raises
    ------
    UnprotectedError
        A TypeError: where a field is anything else.
    """
    fields = spoken(cells, where="present.note")
    for cell in cells.values():
        if isinstance(cell, Absent):
            return absence(cell, key)
    text = word(f"notes.{key}", **fields)
    return markup(
        f'<p class="compendium-note">{escape(text)}</p>',
        {"kind": "note", "safe": _views(cells.values())},
    )


note = shown(note_output)


def only_cell(name: str, safe: Safe) -> Cell:
    """Return the cell of a table that has only one.

    Raises
    ------
    ManyCellsError
        Where it has several.
    """
    count = len(safe.frame)
    if count != 1:
        raise ManyCellsError(
            f"The result '{name}' was given a table of {count} cells.",
            where="present.result",
            remedy="Choose one of them with `safe.cell(…)`.",
        )
    return safe.cell()


def _views(cells: Iterable[object]) -> list[str]:
    """Return the tables that cells were taken from, as an attacker sees them, for the audit."""
    return [cell.view for cell in cells if isinstance(cell, Cell)]


def _record(
    cell: Cell | Absent, as_: str | None, digits: int | None, unit: str | None
) -> dict[str, object]:
    silence = absent_or_hidden(cell)
    if isinstance(cell, Absent) or silence:
        absent = isinstance(cell, Absent)
        return {
            "value": None, "low": None, "high": None, "n": None,
            "unit": "" if isinstance(cell, Absent) else as_ or manner_of(cell.kind, cell.unit),
            "shown": False,
            "why": "absent" if isinstance(cell, Absent) else cell.why,
            "absent": cell.why if isinstance(cell, Absent) else None,
            "text": {"value": silence, "full": silence, "n": "" if absent else silence},
        }  # fmt: skip
    manner = as_ or manner_of(cell.kind, cell.unit)
    after = _after(manner, unit)
    return {
        "value": _finite(cell.value), "low": _finite(cell.low), "high": _finite(cell.high),
        "n": cell.n, "unit": unit or manner, "shown": True, "why": "", "absent": None,
        "text": {
            "value": value_text(cell, manner, digits) + after,
            "full": _full_with_unit(cell, manner, digits, after),
            "n": behind(cell),
        },
    }  # fmt: skip


def _cut(cell: Cell | Absent, cut: Cut | None) -> dict[str, object]:
    """Return the cut-off and whether a shown number lies beyond it; nothing without one."""
    if cut is None or isinstance(cell, Absent) or not cell.shown:
        return {}
    return {"cut": str(cut), "beyond": bool(cut.signals(cell.value))}


def _full_with_unit(cell: Cell, manner: str, digits: int | None, after: str) -> str:
    value, full = value_text(cell, manner, digits), full_text(cell, manner, digits)
    return value + after + full.removeprefix(value)


def _after(manner: str, unit: str | None) -> str:
    key = f"units.{unit or manner}"
    return f" {word(key)}" if unit or known(key) else ""


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _result_html(name: str, record: dict[str, object], cell: Cell | Absent) -> str:
    key = f"results.{name}"
    label = escape(word(key)) if known(key) else f"<code>{escape(name)}</code>"
    texts = record["text"]
    assert isinstance(texts, dict)  # noqa: S101 - made above
    said = escape(str(texts["full"]))
    if isinstance(cell, Absent):
        said = escape(absence_text(cell))
    if texts["n"] and record["shown"] and texts["n"] != texts["value"]:
        # "219 of 500" says by itself what it counts.
        whole = str(texts["n"]) == number(float(str(record["n"])), 0)
        persons = word("units.n", n=texts["n"]) if whole else str(texts["n"])
        said += f' <span class="compendium-n">{escape(persons)}</span>'
    return f'<dl class="compendium-result"><dt>{label}</dt><dd>{said}</dd></dl>'
