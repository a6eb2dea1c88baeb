"""Grids: protected cells laid out in rows and columns, in the words they are printed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compendium.disclosure import ALL, Safe
from compendium.present.columns import Column, Stack, Style, of_stack, of_table
from compendium.present.labelling import Labels
from compendium.present.reading import Key, focus, holding, need_columns, plain_rows
from compendium.present.rows import is_list, rows_by_key
from compendium.tables import Absent

Part = Safe | Stack | Absent


@dataclass(frozen=True)
class Grid:
    """A table ready to be printed: the columns its rows are named by, the rows, the columns."""

    rows: tuple[str, ...]
    keys: tuple[Key, ...]
    columns: tuple[Column, ...]
    parts: tuple[Safe, ...] = field(repr=False)
    absences: tuple[Absent, ...] = ()


def lay_out(
    parts: Mapping[str, Part],
    rows: Sequence[str],
    columns: Sequence[str],
    show: Mapping[str, Sequence[str]],
    styles: Mapping[str, Style],
    labels: Labels,
) -> Grid:
    """Return tables side by side as one grid.

    Parameters
    ----------
    parts
        Table by heading; the heading of a table that stands alone is empty.
    rows, columns
        Dimensions down the side and across the top. A table that lacks a dimension of the top has
        one column there.
    show, styles
        By heading: what is printed of each cell, and how.
    labels
        Names of levels and titles of columns.

    Raises
    ------
    LayoutError
        Where a table has not the rows it is laid out by, or two cells fall in one place.
    """
    frames = [part.frame for part in parts.values() if isinstance(part, Safe)]
    rows = [holding(frames[0], row)[0] if frames else row for row in rows]
    keys: dict[Key, None] = {}
    printed: list[Column] = []
    for heading, part in parts.items():
        name = labels.title(heading) if heading else ""
        wanted, style = show.get(heading, ()), styles.get(heading, Style())
        if isinstance(part, Absent):
            printed.append(Column("", name, {}, numeric=True, source="absent"))
        elif isinstance(part, Safe):
            keys |= dict.fromkeys(_keys(part, rows, columns))
            printed += of_table(part, name, rows, columns, wanted, style, labels)
        else:
            keys |= dict.fromkeys((str(level),) for level in part)
            printed += of_stack(part, name, wanted, style, labels)
    return Grid(
        rows=tuple(rows),
        keys=tuple(_ordered(list(keys))),
        columns=tuple(printed),
        parts=tuple(piece for piece in pieces(parts) if isinstance(piece, Safe)),
        absences=tuple(piece for piece in pieces(parts) if isinstance(piece, Absent)),
    )


def pieces(parts: Mapping[str, Part]) -> Iterator[object]:
    """Give every table, or absence of one, among the parts."""
    for part in parts.values():
        if isinstance(part, Mapping):
            yield from part.values()
        else:
            yield part


def plain_parts(parts: Mapping[str, Part]) -> list[dict[str, object]]:
    """Return the rows of all tables among the parts, each with the heading it stands under."""
    found: list[dict[str, object]] = []
    for heading, part in parts.items():
        stack = part if isinstance(part, Mapping) else {"": part}
        for level, piece in stack.items():
            if isinstance(piece, Safe):
                beside = {"heading": heading, "level": str(level)}
                named = {key: text for key, text in beside.items() if text}
                found += [{**named, **row} for row in plain_rows(piece)]
    return found


def _keys(safe: Safe, rows: Sequence[str], columns: Sequence[str]) -> list[Key]:
    if is_list(safe, columns):
        return list(rows_by_key(safe, rows))
    need_columns(safe.frame, rows)
    across = [column for column in columns if column in safe.frame]
    names = focus(safe, [*rows, *across])[list(rows)].astype(str)
    return [tuple(row) for row in names.itertuples(index=False)]


def _ordered(keys: list[Key]) -> list[Key]:
    """Return the rows as they come, each total after the last row that it is the total of."""
    places: dict[Key, tuple[int, int]] = {}
    for place, key in enumerate(keys):
        depth = key.index(ALL) if ALL in key else len(key)
        same = [at for at, other in enumerate(keys) if other[:depth] == key[:depth]]
        places[key] = (max(same) if depth < len(key) else place, len(key) - depth)
    return sorted(keys, key=places.__getitem__)
