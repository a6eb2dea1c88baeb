"""What two executions of one notebook tell beside each other, and what they may not."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from typing import Any

from compendium.disclosure import ALL
from compendium.report.pages import outputs, sheets
from compendium.report.pages.outputs import Output

COUNTS = ("n", "base")
ORDERED = ("_band", "_class")
"""How the names of dimensions end whose levels stand in the order of a score."""

Cell = tuple[tuple[str, str], ...]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """A cell of a figure or table that is not the same on both sides.

    Attributes
    ----------
    cell
        Which it is: each dimension with its level.
    one, other
        Its row on either side; None where that side has no such cell.
    silent
        Whether the two beside each other would tell of fewer persons than the threshold.
    """

    cell: Cell
    one: Row | None
    other: Row | None
    silent: bool = False


def moves(one: Output, other: Output, threshold: int) -> list[Move]:
    """Return the cells in which a figure or table differs between the two sides.

    Cells are weighed together with those of the same persons, such as one wave: where any of them
    may not be told beside its other self, none of them is.

    Parameters
    ----------
    one, other
        The figure or table on either side.
    threshold
        Of the study's profile.
    """
    first, second = _rows(one), _rows(other)
    apart = _slices(one) | _slices(other)
    nested = _nested(one) | _nested(other)
    found: dict[Cell, list[Move]] = {}
    for cell in {**first, **second}:
        slice_ = tuple(part for part in cell if part[0] in apart)
        found.setdefault(slice_, []).append(Move(cell, first.get(cell), second.get(cell)))
    return [
        Move(move.cell, move.one, move.other, silent)
        for together in found.values()
        for silent in [_few(together, nested, threshold)]
        for move in together
        if move.one != move.other
    ]


def without(
    notebook: dict[str, Any], beside: dict[str, Any], names: Collection[str], why: str, short: str
) -> dict[str, Any]:
    """Return a notebook without what may not be shown beside another execution of it.

    That is what is named, and each sentence that is not the same in both, for a sentence holds
    numbers that nobody can weigh.

    Parameters
    ----------
    notebook, beside
        The two executions.
    names
        The figures, tables and results.
    why, short
        What is said in place of one, as a sentence and in the middle of another.
    """
    told = {_markup(output) for output in _ours(beside) if _kind(output) == "note"}
    changed = copy.deepcopy(notebook)
    for output in _ours(changed):
        metadata = output["metadata"][outputs.KEY]
        new_sentence = metadata["kind"] == "note" and _markup(output) not in told
        if metadata.get("name") in names or (new_sentence and metadata.get("safe")):
            box = f'<p class="compendium-absent">{escape(why)}</p>'
            output["data"] = {outputs.MIME["note"]: box}
            output["metadata"] = {outputs.KEY: _silenced(metadata, why, short)}
    return changed


def named(notebook: dict[str, Any]) -> dict[str, Output]:
    """Return the figures and tables of a notebook by name."""
    return {each.name: each for each in outputs.of(notebook) if each.kind in sheets.KINDS}


def _few(together: Sequence[Move], nested: Mapping[str, str], threshold: int) -> bool:
    """Return whether cells of the same persons tell, beside each other, of a few of them.

    One is hidden on one side only; or the sides count a few persons apart; or they do so when the
    levels of a dimension are added up, as of bands whose edges all moved the same way.
    """
    for move in together:
        if move.one and move.other and move.one["shown"] != move.other["shown"]:
            return True
    found = (
        moved
        for count in COUNTS
        for line in _lines(together, nested)
        for each in ([_moved(move, count) for move in line],)
        for moved in (*accumulate(each), *accumulate(reversed(each)))
    )
    return any(0 < abs(moved) < threshold for moved in found)


def _lines(together: Sequence[Move], nested: Mapping[str, str]) -> Iterator[list[Move]]:
    """Yield cells that are weighed together: those along each dimension, and each alone.

    Of bands and classes of a score, which stand in its order, a reader learns how many crossed
    each edge and nothing of one alone. A line in which the sides share no cell is of other
    persons on either, such as two places.
    """
    alone = [move for move in together if not _in_order(move)]
    lines = [[move] for move in alone]
    for dimension in dict.fromkeys(name for move in together for name, _ in move.cell):
        ordered = dimension.endswith(ORDERED)
        lines += _along(dimension, together if ordered else alone, nested)
    yield from (line for line in lines if any(move.one and move.other for move in line))


def _along(dimension: str, together: Sequence[Move], nested: Mapping[str, str]) -> list[list[Move]]:
    """Return the cells along one dimension, over all levels of those that it lies within."""
    around = {dimension, *_outer(dimension, nested)}
    inside = {name for name in nested if dimension in _outer(name, nested)}
    lines: dict[Cell, list[Move]] = {}
    for move in together:
        levels = dict(move.cell)
        rest = tuple(part for part in move.cell if part[0] not in around)
        within = all(levels.get(name, ALL) == ALL for name in inside)
        if within and levels.get(dimension, ALL) != ALL:
            lines.setdefault(rest, []).append(move)
    return [*lines.values()]


def _outer(dimension: str, nested: Mapping[str, str]) -> list[str]:
    """Return the dimensions that one lies within, from the nearest outwards."""
    outer = nested.get(dimension)
    return [outer, *_outer(outer, nested)] if outer else []


def _in_order(move: Move) -> bool:
    return any(name.endswith(ORDERED) and level != ALL for name, level in move.cell)


def _moved(move: Move, count: str) -> int:
    """Return by how many persons a cell moved; a cell that a side has not counts nobody there."""
    one, other = ((row or {}).get(count) or 0 for row in (move.one, move.other))
    return int(other) - int(one)


def _rows(output: Output) -> dict[Cell, Row]:
    """Return the rows of a figure or table by what says which cell each is."""
    beside = {*sheets.MEASURES, "band"}
    return {
        tuple((name, str(level)) for name, level in row.items() if name not in beside): row
        for row in output.metadata.get(sheets.MIME, ())
    }


def _slices(output: Output) -> set[str]:
    """Return the dimensions along which the same persons recur, and what parts whole tables."""
    return {"heading", "level", *(name for record in output.records for name in record["slices"])}


def _nested(output: Output) -> dict[str, str]:
    """Return the dimension within whose levels those of another lie, by that other."""
    return {inner: outer for record in output.records for inner, outer in record["nested"].items()}


def _ours(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if isinstance(output.get("metadata", {}).get(outputs.KEY), Mapping):
                yield output


def _kind(output: Mapping[str, Any]) -> str:
    return str(output["metadata"][outputs.KEY].get("kind", ""))


def _markup(output: Mapping[str, Any]) -> str:
    return str(output["data"].get(outputs.MIME["note"], ""))


def _silenced(metadata: Mapping[str, Any], why: str, short: str) -> dict[str, Any]:
    """Return what is recorded in place of an output; prose that quotes a result says it instead."""
    name = metadata.get("name", "")
    if metadata["kind"] != "result":
        return {"kind": "note", "name": name}
    record = {
        "value": None, "low": None, "high": None, "n": None, "unit": "", "shown": False,
        "why": "few", "absent": why, "text": {"value": short, "full": short, "n": ""},
    }  # fmt: skip
    return {"kind": "result", "name": name, "record": record}
