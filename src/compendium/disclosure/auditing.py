"""Auditing: what an attacker can work out from all protected tables of a report together.

Every table's shown numbers are equations over its cells, and every two tables that name the same
population have the same persons in the margins they share. Linear programming then bounds each
hidden number. One that lies within less than the threshold is a breach, and so is a claim that
the tables can't all be true of the same persons.

Tables are linked where they name one population and slice it alike, slice by slice. That persons
of one wave are among those of another is not used: nothing is summed over slices anywhere.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from compendium.disclosure.bounds import DisagreementError, Numbers, narrow, reach
from compendium.disclosure.safe import ALL

Levels = tuple[str, ...]
Record = Mapping[str, Any]
Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Breach:
    """A hidden number that can be worked out, or tables that can't all be true.

    It holds no number of persons, so it may be printed anywhere.

    Attributes
    ----------
    kind
        ``narrow``, a hidden number lies within less than the threshold; ``disagree``, the tables
        claim the same persons and contradict each other.
    tables
        Names of the tables that do it together, as few as were found to suffice.
    of
        The population.
    cell
        Level of each dimension of the hidden number; of a disagreement those of its slice.
    threshold
        The threshold of the table that hides it; 0 of a disagreement.
    """

    kind: str
    tables: tuple[str, ...]
    of: str
    cell: Cells
    threshold: int = 0

    def __str__(self) -> str:
        tables = " and ".join(self.tables)
        cell = ", ".join(f"{dimension} {level}" for dimension, level in self.cell)
        place = f"{self.of}: {cell}" if cell else self.of
        if self.kind == "disagree":
            return f"{tables} claim the same persons ({place}) and disagree"
        return f"{tables} bound a hidden number ({place}) within less than {self.threshold} persons"


@dataclass(frozen=True)
class Interval:
    """How far an attacker can narrow down one hidden number, from `low` to `high` persons."""

    table: str
    of: str
    cell: Cells
    low: float
    high: float


def attack(records: Iterable[Record]) -> list[Breach]:
    """Return what an attacker can work out from the records of a report.

    Parameters
    ----------
    records
        What `Safe.record` returned, through JSON or not; each may have a ``name`` besides, by
        which a breach names it.

    Returns
    -------
    list of Breach
        Empty where every hidden number is protected.

    Raises
    ------
    ValueError
        For something that is not such a record.
    """
    return [breach for blocks in _linked(records) for breach in _breaches(blocks)]


def intervals(records: Iterable[Record]) -> list[Interval]:
    """Return the interval within which an attacker can place each hidden number of a report.

    Raises
    ------
    ValueError
        For something that is not a record.
    DisagreementError
        Where tables contradict each other.
    """
    found = []
    for blocks in _linked(records):
        system = _System(blocks)
        low, high = system.ranges(np.inf)
        found += [
            Interval(block.name, block.of, block.cell(row), float(least), float(most))
            for (block, row), least, most in zip(system.hidden, low, high, strict=True)
        ]
    return found


@dataclass(frozen=True)
class _Block:
    """One table in one slice: what is known of each row, by its levels."""

    name: str
    of: str
    threshold: int
    by: tuple[str, ...]
    slice: Cells
    dims: tuple[str, ...]
    rows: Mapping[Levels, int | None]

    @cached_property
    def parts(self) -> dict[Levels, list[Levels]]:
        """The atoms of each margin; an atom is a row that no other row lies within."""
        margins = {margin for row in self.rows for margin in _margins(row)[1:]}
        parts: dict[Levels, list[Levels]] = defaultdict(list)
        for atom in (row for row in self.rows if row not in margins):
            for margin in _margins(atom):
                parts[margin].append(atom)
        return parts

    def shared(self, dims: Sequence[str]) -> dict[Levels, list[Levels]]:
        """Return the atoms by their levels of some dimensions."""
        axes = [self.dims.index(dimension) for dimension in dims]
        found: dict[Levels, list[Levels]] = defaultdict(list)
        for atom in (margin for margin, atoms in self.parts.items() if atoms == [margin]):
            found[tuple(atom[axis] for axis in axes)].append(atom)
        return found

    def cell(self, row: Levels) -> Cells:
        """Return the levels of a row, its slice included, in the order of the table."""
        levels = dict(self.slice) | dict(zip(self.dims, row, strict=True))
        return tuple((dimension, levels[dimension]) for dimension in self.by)


class _System:
    """What is known of the hidden cells of some tables in one slice, as linear equations."""

    def __init__(self, blocks: Sequence[_Block]) -> None:
        self.hidden = [
            (block, row) for block in blocks for row, n in block.rows.items() if n is None
        ]
        self._columns: dict[tuple[int, Levels], int] = {}
        self._blocks = list(blocks)
        known: list[tuple[dict[int, float], float]] = []
        for block in blocks:
            for row, n in block.rows.items():
                if n is not None:
                    unknown, sure = self._sum(block, block.parts[row])
                    known.append((unknown, n - sure))
        for one, other in combinations(blocks, 2):
            known += self._agreements(one, other)
        if any(not unknown and rest for unknown, rest in known):
            raise DisagreementError("tables that claim the same persons disagree")
        sums = [self._sum(block, block.parts[row]) for block, row in self.hidden]
        known = [equation for equation in known if equation[0]]
        self._equations = self._matrix([unknown for unknown, _ in known])
        self._totals = np.array([rest for _, rest in known], dtype=float)
        self._targets = self._matrix([unknown for unknown, _ in sums])
        self._sure = np.array([sure for _, sure in sums], dtype=float)

    def ranges(self, enough: float | Numbers) -> tuple[Numbers, Numbers]:
        """Return the least and the greatest value of each hidden number; see `bounds.reach`."""
        low, high = reach(self._equations, self._totals, self._targets, enough)
        return low + self._sure, high + self._sure

    def _agreements(self, one: _Block, other: _Block) -> list[tuple[dict[int, float], float]]:
        dims = [dimension for dimension in one.dims if dimension in other.dims]
        left, right = one.shared(dims), other.shared(dims)
        equations = []
        for levels in {**left, **right}:
            unknown, sure = self._sum(one, left.get(levels, []))
            against, certain = self._sum(other, right.get(levels, []))
            for column, weight in against.items():
                unknown[column] = unknown.get(column, 0.0) - weight
            equations.append((unknown, certain - sure))
        return equations

    def _sum(self, block: _Block, atoms: Iterable[Levels]) -> tuple[dict[int, float], float]:
        """Return a sum of atoms as its unknown columns and its known rest."""
        unknown: dict[int, float] = {}
        sure = 0.0
        for atom in atoms:
            n = block.rows[atom]
            if n is None:
                column = self._columns.setdefault((id(block), atom), len(self._columns))
                unknown[column] = 1.0
            else:
                sure += n
        return unknown, sure

    def _matrix(self, sums: Sequence[Mapping[int, float]]) -> csr_array:
        rows = [number for number, unknown in enumerate(sums) for _ in unknown]
        columns = [column for unknown in sums for column in unknown]
        weights = [weight for unknown in sums for weight in unknown.values()]
        return csr_array((weights, (rows, columns)), shape=(len(sums), len(self._columns)))


def _breaches(blocks: Sequence[_Block]) -> list[Breach]:
    try:
        narrowed = _narrowed(blocks)
    except DisagreementError:
        first = blocks[0]
        return [
            Breach("disagree", tuple(block.name for block in some), first.of, first.slice)
            for some in _contradicting(blocks)
        ]
    return [
        Breach("narrow", _doing(blocks, block, row), block.of, block.cell(row), block.threshold)
        for block, row in narrowed
    ]


def _narrowed(blocks: Sequence[_Block]) -> list[tuple[_Block, Levels]]:
    system = _System(blocks)
    if not system.hidden:
        return []
    widths = np.array([block.threshold for block, _ in system.hidden], dtype=float)
    low, high = system.ranges(widths)
    return [system.hidden[number] for number in np.nonzero(narrow(low, high, widths))[0]]


def _contradicting(blocks: Sequence[_Block]) -> list[Sequence[_Block]]:
    """Return the single tables or pairs that contradict themselves, or else all together."""
    for size in (1, 2):
        found: list[Sequence[_Block]] = []
        for some in combinations(blocks, size):
            try:
                _narrowed(some)
            except DisagreementError:
                found.append(some)
        if found:
            return found
    return [blocks]


def _doing(blocks: Sequence[_Block], block: _Block, row: Levels) -> tuple[str, ...]:
    """Return the names of the table, or the pair, or else all that bound a hidden number."""
    others = [other for other in blocks if other is not block]
    for some in [[block], *([block, other] for other in others)]:
        if any(narrowed is block and at == row for narrowed, at in _narrowed(some)):
            return tuple(one.name for one in some)
    return tuple(one.name for one in [block, *others])


def _linked(records: Iterable[Record]) -> list[list[_Block]]:
    """Return the tables slice by slice, together where they are of the same persons."""
    groups: dict[tuple[str, Cells], list[_Block]] = defaultdict(list)
    seen: set[str] = set()
    for record in records:
        if not isinstance(record, Mapping) or not {"of", "by", "slices", "cells"} <= set(record):
            raise ValueError("this is no record of a Safe table")
        identity = {k: v for k, v in record.items() if k not in ("kind", "name")}
        # Every page of a family carries the record of the one table it was cut from.
        if (text := json.dumps(identity, sort_keys=True)) not in seen:
            seen.add(text)
            for block in _blocks(record):
                groups[block.of, tuple(sorted(block.slice))].append(block)
    return list(groups.values())


def _blocks(record: Record) -> list[_Block]:
    by, slices = tuple(record["by"]), set(record["slices"])
    dims = tuple(dimension for dimension in by if dimension not in slices)
    name = str(record.get("name") or f"{record['kind']} by {' × '.join(by) or 'nothing'}")
    found: dict[Cells, dict[Levels, int | None]] = defaultdict(dict)
    for *levels, n in record["cells"]:
        at = dict(zip(by, map(str, levels), strict=True))
        place = tuple((dimension, at[dimension]) for dimension in by if dimension in slices)
        found[place][tuple(at[dimension] for dimension in dims)] = n
    return [
        _Block(name, str(record["of"]), int(record["threshold"]), by, place, dims, rows)
        for place, rows in found.items()
    ]


def _margins(levels: Levels) -> list[Levels]:
    """Return the levels themselves, and then every margin they lie in."""
    margins = [levels]
    for axis, level in enumerate(levels):
        if level != ALL:
            margins += [(*margin[:axis], ALL, *margin[axis + 1 :]) for margin in margins]
    return margins
