"""Columns: what is printed of a table, place by place, under the headings it stands under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compendium.disclosure import Cell, Safe
from compendium.present.labelling import Labels
from compendium.present.numerals import interval, manner_of
from compendium.present.reading import (
    LISTS,
    MEASURES,
    Key,
    LayoutError,
    cell_of,
    cells,
    focus,
    full_text,
    holding,
    levels,
    value_text,
)
from compendium.present.rows import digits_of, is_list, rows_by_key, text_of
from compendium.present.speaking import persons
from compendium.tables import Absent

Stack = Mapping[Any, Safe | Absent]
"""Tables of one cell each, by the level of the row they stand in."""

_NUMBERS = ("n", "value", "full", "interval", "n_share")
_USUAL = {
    "count": ("n",),
    "share": ("n_share",),
    "mean": ("n", "full"),
    "estimate": ("full",),
    "review": ("value",),
    "practice": ("value",),
}
_TITLES = {
    ("count", "value"): "n",
    ("share", "value"): "share",
    ("mean", "value"): "average",
    ("mean", "full"): "mean",
    ("review", "value"): "score",
    ("practice", "value"): "practice",
}
"""Word keys of headings that say more than the name of what is printed."""


@dataclass(frozen=True)
class Printed:
    """What stands in one place: texts (several where rows of text share a place), or a silence."""

    texts: tuple[str, ...] = ()
    silence: str = ""
    """Why there is no text: ``few``, ``release``, ``absent``, …; or nothing."""


@dataclass(frozen=True)
class Column:
    """One printed column: its heading over a group of columns, its own, and what stands in it."""

    group: str
    title: str
    printed: Mapping[Key, Printed]
    numeric: bool
    source: str = ""
    """The column of the table that a text comes from."""


@dataclass(frozen=True)
class Style:
    """How the numbers of one part are written: manner and decimals, None for their own."""

    as_: str | None = None
    digits: int | None = None


def of_table(
    safe: Safe,
    name: str,
    rows: Sequence[str],
    columns: Sequence[str],
    wanted: Sequence[str],
    style: Style,
    labels: Labels,
) -> Iterator[Column]:
    """Give the columns of a table: one a level of what stands across and a thing printed of it."""
    if is_list(safe, columns):
        yield from _of_list(safe, name, rows, wanted, style, labels)
        return
    across = [column for column in columns if column in safe.frame]
    wanted = wanted or _usual(safe, [*rows, *across])
    heads = _heads(safe, [*rows, *across], across, labels)
    numbers = [measure for measure in wanted if measure in _NUMBERS]
    by_place = cells(safe, [*rows, *across]) if numbers else {}
    for head in heads:
        level_names = [
            labels.level(column, level) for column, level in zip(across, head, strict=True)
        ]
        over = " · ".join(level_names)
        for measure in wanted:
            group, title = _heading(name, over, _title(safe, measure, labels), len(wanted) == 1)
            if measure in _NUMBERS:
                printed = {
                    place[: len(rows)]: _number(cell, measure, style)
                    for place, cell in by_place.items()
                    if place[len(rows) :] == head
                }
                yield Column(group, title, printed, numeric=True)
            else:
                at = dict(zip(across, head, strict=True))
                yield _text_column(safe, measure, rows, at, (group, title), labels)


def stacked(stack: Stack) -> dict[str, Cell | Absent]:
    """Return the cells of tables of one cell each, by the level that each stands for.

    Raises
    ------
    LayoutError
        Where one of them has not one cell.
    """
    found: dict[str, Cell | Absent] = {}
    for level, piece in stack.items():
        own = list(cells(piece, ()).values()) if isinstance(piece, Safe) else [piece]
        if len(own) != 1:
            raise LayoutError(
                f"The table that stands for '{level}' has {len(own)} cells, not one.",
                where="the call of present",
                remedy="Cut it to the cell that is meant.",
            )
        found[str(level)] = own[0]
    return found


def of_stack(
    stack: Stack, name: str, wanted: Sequence[str], style: Style, labels: Labels
) -> Iterator[Column]:
    """Give the columns of tables of one cell each, which stand below one another."""
    cell_by_level: dict[Key, Cell | Absent] = {
        (level,): cell for level, cell in stacked(stack).items()
    }
    wanted = wanted or _USUAL["estimate"]
    for measure in wanted:
        alone = len(wanted) == 1
        printed = {place: _number(cell, measure, style) for place, cell in cell_by_level.items()}
        title = name if alone else labels.title(measure)
        yield Column("" if alone else name, title, printed, numeric=True)


def _of_list(
    safe: Safe,
    name: str,
    rows: Sequence[str],
    wanted: Sequence[str],
    style: Style,
    labels: Labels,
) -> Iterator[Column]:
    by_key = rows_by_key(safe, rows)
    wanted = wanted or _usual(safe, rows)
    for measure in wanted:
        # One column under a heading of its own needs no second one.
        alone = len(wanted) == 1
        group, title = _heading(name, "", _title(safe, measure, labels), alone)
        if measure in _NUMBERS:
            numbers = {
                key: _number(cell_of(safe, row), measure, style) for key, row in by_key.items()
            }
            yield Column(group, title, numbers, numeric=True)
        else:
            holders = holding(safe.frame, measure)
            said = {key: text_of(row, holders) for key, row in by_key.items()}
            texts = {key: Printed((text,)) for key, text in said.items() if text}
            yield Column(group, title, texts, _numeric(safe.frame, holders), measure)


def _text_column(
    safe: Safe,
    column: str,
    rows: Sequence[str],
    at: Mapping[str, str],
    heading: tuple[str, str],
    labels: Labels,
) -> Column:
    holders = holding(safe.frame, column)
    texts: dict[Key, dict[str, None]] = {}
    values = focus(safe, [*rows, *at])
    for level_column, level in at.items():
        values = values[values[level_column].astype(str) == level]
    numeric, digits = _numeric(values, holders), digits_of(values, holders)
    for row in values.to_dict("records"):
        if text := text_of(row, holders, digits):
            texts.setdefault(tuple(str(row[name]) for name in rows), {})[text] = None
    found = {place: labels.in_order(column, list(said)) for place, said in texts.items()}
    printed = {place: Printed(tuple(said)) for place, said in found.items()}
    return Column(*heading, printed, numeric, column)


def _number(cell: Cell | Absent, measure: str, style: Style) -> Printed:
    if isinstance(cell, Absent):
        return Printed(silence="absent")
    if not cell.shown:
        return Printed(silence=cell.why or "few")
    if measure == "n_share":
        return Printed((f"{persons(cell)} ({value_text(cell, 'share', style.digits)})",))
    if measure == "n":
        return Printed((persons(cell),)) if cell.n is not None else Printed(silence="few")
    if pd.isna(cell.value):
        return Printed()
    if measure == "interval":
        how = style.as_ or manner_of(cell.kind, cell.unit)
        return Printed((interval(cell.low, cell.high, how, style.digits),))
    text = (full_text if measure == "full" else value_text)(cell, style.as_, style.digits)
    return Printed((text,))


def _heads(safe: Safe, by: Sequence[str], across: Sequence[str], labels: Labels) -> list[Key]:
    if not across:
        return [()]
    frame = focus(safe, by)
    order = {column: levels(frame, column, totals=True) for column in across}
    if safe.kind in LISTS:
        order = {column: labels.in_order(column, found) for column, found in order.items()}
    names = frame[list(across)].astype(str)
    found = dict.fromkeys(tuple(row) for row in names.itertuples(index=False))
    return sorted(
        found,
        key=lambda head: [order[name].index(at) for name, at in zip(across, head, strict=True)],
    )


def _usual(safe: Safe, laid_out: Sequence[str]) -> Sequence[str]:
    if safe.kind in _USUAL:
        return _USUAL[safe.kind]
    texts = [str(c) for c in safe.frame if c not in (*MEASURES, *laid_out)]
    return texts if safe.frame["value"].isna().all() else ["full", *texts]


def _heading(name: str, over: str, measure: str, alone: bool) -> tuple[str, str]:
    """Return the heading over a group of columns and that of one: table, level, what is printed."""
    if not alone:
        return " · ".join(part for part in (name, over) if part), measure
    return (name, over) if name and over else ("", name or over or measure)


def _title(safe: Safe, measure: str, labels: Labels) -> str:
    return labels.title(_TITLES.get((safe.kind, measure), measure))


def _numeric(frame: pd.DataFrame, columns: Sequence[str]) -> bool:
    return all(bool(pd.api.types.is_numeric_dtype(frame[column])) for column in columns)
