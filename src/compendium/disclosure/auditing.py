"""Auditing: what an attacker can work out from all protected tables of a report together.

Linear programming bounds each hidden number by all that is known (see `knowledge`). One that lies
within less than the threshold is a breach, and so is a claim that the tables can't all be true of
the same persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from compendium.disclosure.bounds import DisagreementError, narrow
from compendium.disclosure.knowledge import Block, Cells, Levels, Move, Record, System, linked
from compendium.disclosure.moving import joined, moves


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
    return [breach for blocks in joined(linked(records)) for breach in _breaches(blocks)]


def exposed(records: Iterable[Record]) -> list[Cells]:
    """Return the hidden numbers that lie within less than the threshold, each by its levels.

    As `attack` without the names of the tables that do it, each of which takes an attack of its
    own.

    Raises
    ------
    ValueError
        For something that is not a record.
    DisagreementError
        Where tables contradict each other.
    """
    return [
        block.cell(row)
        for blocks in joined(linked(records))
        for block, row in _narrowed(blocks, list(moves(blocks)))
    ]


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
    for blocks in joined(linked(records)):
        system = System(blocks, moves(blocks))
        low, high = system.ranges(np.inf)
        found += [
            Interval(block.name, block.of, block.cell(row), float(least), float(most))
            for (block, row), least, most in zip(system.hidden, low, high, strict=True)
        ]
    return found


def _breaches(blocks: Sequence[Block]) -> list[Breach]:
    # Told by all slices once, for of a few it can't be seen which of them follow on each other.
    known = list(moves(blocks))
    try:
        narrowed = _narrowed(blocks, known)
    except DisagreementError:
        first = blocks[0]
        return [
            Breach("disagree", _names(some), first.of, first.slice)
            for some in _contradicting(blocks, known)
        ]
    return [
        Breach(
            "narrow", _doing(blocks, known, block, row), block.of, block.cell(row), block.threshold
        )
        for block, row in narrowed
    ]


def _narrowed(blocks: Sequence[Block], known: Sequence[Move]) -> list[tuple[Block, Levels]]:
    system = System(blocks, known)
    if not system.hidden:
        return []
    widths = np.array([block.threshold for block, _ in system.hidden], dtype=float)
    low, high = system.ranges(widths)
    return [system.hidden[number] for number in np.nonzero(narrow(low, high, widths))[0]]


def _contradicting(blocks: Sequence[Block], known: Sequence[Move]) -> list[Sequence[Block]]:
    """Return the single tables or pairs that contradict themselves, or else all together."""
    for size in (1, 2):
        found: list[Sequence[Block]] = []
        for some in combinations(blocks, size):
            try:
                _narrowed(some, known)
            except DisagreementError:
                found.append(some)
        if found:
            return found
    return [blocks]


def _doing(
    blocks: Sequence[Block], known: Sequence[Move], block: Block, row: Levels
) -> tuple[str, ...]:
    """Return the names of the table, or the pair, or else all that bound a hidden number."""
    others = [other for other in blocks if other is not block]
    for some in [[block], *([block, other] for other in others)]:
        if any(narrowed is block and at == row for narrowed, at in _narrowed(some, known)):
            return _names(some)
    return _names([block, *others])


def _names(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the names of tables, of one in several slices once."""
    return tuple(dict.fromkeys(block.name for block in blocks))
