"""Knowledge: what an attacker knows of the tables of one population, as linear equations.

Every shown number is an equation over the cells of its table, and every two tables that name the
same population have the same persons in the margins they share. A shown mean tells between what the
sum of the scores lies, which bounds the cells of a distribution. Tables are linked where they name
one population and slice it alike, slice by slice. That persons of one wave are among those of
another is not used, for nothing is summed over slices anywhere, but where `moving` says so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from compendium.disclosure.bars import dimensions, ends
from compendium.disclosure.bounds import DisagreementError, Numbers, reach
from compendium.disclosure.safe import ALL

Levels = tuple[str, ...]
Record = Mapping[str, Any]
Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """What a shown mean tells: between what the sum of a score lies, at some levels."""

    score: str
    at: Mapping[str, str]
    least: float
    most: float


@dataclass(frozen=True)
class Block:
    """One table in one slice: what is known of each row, by its levels."""

    name: str
    of: str
    threshold: int
    by: tuple[str, ...]
    slice: Cells
    dims: tuple[str, ...]
    rows: Mapping[Levels, int | None]
    told: tuple[Told, ...] = ()

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

    def scored(self, told: Told) -> Iterator[tuple[Levels, float, float]]:
        """Give each atom that a sum is made of, with the least and the greatest score in it."""
        axis = next(
            (self.dims.index(name) for name in dimensions(told.score) if name in self.dims), None
        )
        fixed = {name: level for name, level in told.at.items() if level != ALL}
        if axis is None or not set(fixed) <= set(self.dims):
            return
        for atom in (margin for margin, atoms in self.parts.items() if atoms == [margin]):
            at = dict(zip(self.dims, atom, strict=True))
            if atom[axis] != ALL and all(at[name] == level for name, level in fixed.items()):
                yield (atom, *ends(atom[axis]))

    def cell(self, row: Levels) -> Cells:
        """Return the levels of a row, its slice included, in the order of the table."""
        levels = dict(self.slice) | dict(zip(self.dims, row, strict=True))
        return tuple((dimension, levels[dimension]) for dimension in self.by)


Move = Sequence[tuple[int, Block, Sequence[Levels]]]
"""Sums of atoms, each of a table and with a sign, that are at most zero together."""


class System:
    """What is known of the hidden cells of some tables, as linear equations.

    Parameters
    ----------
    blocks
        The tables, each in one slice.
    moves
        What is known across slices; what is about other tables besides is left out.

    Raises
    ------
    DisagreementError
        Where tables contradict each other in what they show.
    """

    def __init__(self, blocks: Sequence[Block], moves: Iterable[Move] = ()) -> None:
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
            if sorted(one.slice) == sorted(other.slice):
                known += self._agreements(one, other)
        if any(not unknown and rest for unknown, rest in known):
            raise DisagreementError("tables that claim the same persons disagree")
        sums = [self._sum(block, block.parts[row]) for block, row in self.hidden]
        known = [equation for equation in known if equation[0]]
        self._equations = self._matrix([unknown for unknown, _ in known])
        self._totals = np.array([rest for _, rest in known], dtype=float)
        self._targets = self._matrix([unknown for unknown, _ in sums])
        self._sure = np.array([sure for _, sure in sums], dtype=float)
        limits = [
            limit for told in _told(blocks) for one in blocks for limit in self._limits(one, told)
        ]
        here = {id(block) for block in blocks}
        limits += [
            self._moved(move)
            for move in moves
            if here.issuperset(id(block) for _, block, _ in move)
        ]
        if any(not weights and most < 0 for weights, most in limits):
            raise DisagreementError("tables that claim the same persons disagree")
        limits = [limit for limit in limits if limit[0]]
        self._limiting = (
            self._matrix([weights for weights, _ in limits]),
            np.array([most for _, most in limits], dtype=float),
        )

    def ranges(self, enough: float | Numbers) -> tuple[Numbers, Numbers]:
        """Return the least and the greatest value of each hidden number; see `bounds.reach`."""
        low, high = reach(
            self._equations, self._totals, self._targets, enough, limits=self._limiting
        )
        return low + self._sure, high + self._sure

    def _limits(self, block: Block, told: Told) -> list[tuple[dict[int, float], float]]:
        """Return what a sum of scores says of a distribution: weights, and at most so much."""
        above: dict[int, float] = {}
        below: dict[int, float] = {}
        most, least = told.most, told.least
        atoms = list(block.scored(told))
        for atom, low, high in atoms:
            unknown, sure = self._sum(block, [atom])
            most -= low * sure
            least -= high * sure
            for column in unknown:
                above[column], below[column] = low, -high
        return [(above, most), (below, -least)] if atoms else []

    def _moved(self, move: Move) -> tuple[dict[int, float], float]:
        """Return what is known across slices as weights of hidden cells, and at most so much."""
        weights: dict[int, float] = defaultdict(float)
        most = 0.0
        for sign, block, atoms in move:
            unknown, sure = self._sum(block, atoms)
            most -= sign * sure
            for column in unknown:
                weights[column] += sign
        return weights, most

    def _agreements(self, one: Block, other: Block) -> list[tuple[dict[int, float], float]]:
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

    def _sum(self, block: Block, atoms: Iterable[Levels]) -> tuple[dict[int, float], float]:
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


def linked(records: Iterable[Record]) -> list[list[Block]]:
    """Return the tables slice by slice, together where they are of the same persons.

    Raises
    ------
    ValueError
        For something that is not a record.
    """
    groups: dict[tuple[str, Cells], list[Block]] = defaultdict(list)
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


def _blocks(record: Record) -> list[Block]:
    by, slices = tuple(record["by"]), set(record["slices"])
    dims = tuple(dimension for dimension in by if dimension not in slices)
    name = str(record.get("name") or f"{record['kind']} by {' × '.join(by) or 'nothing'}")
    found: dict[Cells, dict[Levels, int | None]] = defaultdict(dict)
    for *levels, n in record["cells"]:
        at = dict(zip(by, map(str, levels), strict=True))
        place = tuple((dimension, at[dimension]) for dimension in by if dimension in slices)
        found[place][tuple(at[dimension] for dimension in dims)] = n
    told = _sums(record, slices)
    return [
        Block(
            name,
            str(record["of"]),
            int(record["threshold"]),
            by,
            place,
            dims,
            rows,
            tuple(one for at, one in told if at == place),
        )
        for place, rows in found.items()
    ]


def _sums(record: Record, slices: set[str]) -> list[tuple[Cells, Told]]:
    """Return what the means of a record tell, each with its slice."""
    sums = record.get("sums") or {"by": [], "told": [], "score": ""}
    found = []
    for *levels, least, most in sums["told"]:
        at = dict(zip(sums["by"], map(str, levels), strict=True))
        place = tuple((name, at.pop(name)) for name in record["by"] if name in slices & set(at))
        found.append((place, Told(sums["score"], at, float(least), float(most))))
    return found


def _told(blocks: Sequence[Block]) -> list[Told]:
    """Return all that is told of sums, and what the sums of all levels of a dimension add up to."""
    told = [one for block in blocks for one in block.told]
    for block in blocks:
        for place, dimension in enumerate(block.dims):
            levels = {row[place] for row in block.rows} - {ALL}
            parts = [one for one in block.told if one.at.get(dimension, ALL) != ALL]
            whole = [
                one
                for one in parts
                if all(level == ALL for name, level in one.at.items() if name != dimension)
            ]
            if parts and {one.at[dimension] for one in whole} == levels:
                least, most = sum(one.least for one in whole), sum(one.most for one in whole)
                at = dict.fromkeys(whole[0].at, ALL)
                told.append(Told(whole[0].score, at, least, most))
    return told


def _margins(levels: Levels) -> list[Levels]:
    """Return the levels themselves, and then every margin they lie in."""
    margins = [levels]
    for axis, level in enumerate(levels):
        if level != ALL:
            margins += [(*margin[:axis], ALL, *margin[axis + 1 :]) for margin in margins]
    return margins
