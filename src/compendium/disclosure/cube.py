"""Cube: distinct persons in every cell of a cross-classification, slice by slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array, vstack

from compendium.disclosure.safe import ALL

Counts = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
#: The axes of a margin, ascending; () is the grand total.
Axes = tuple[int, ...]

#: Level of a nested dimension for the outer levels that have no inner ones: the band of a person
#: who gave no complete answer. Its cells are their outer margins, and so are no rows of a table.
EMPTY = ""


@dataclass(frozen=True)
class Cube:
    """Distinct persons in every cell, as an array with one axis a dimension after the slices.

    Attributes
    ----------
    dims
        The dimensions that have totals, by name, so that separate calls go about them alike.
    levels
        Their levels as text.
    slices, slice_levels
        The dimensions along which persons recur, and for each slice its level of each of them.
    counts
        Persons; shape (slices, levels of dims…).
    possible
        False for structural zeros; shape (levels of dims…).
    nested
        Inner dimension to outer dimension.
    code
        For each row of the frame the flat position of its cell in `counts`.
    """

    dims: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    slices: tuple[str, ...]
    slice_levels: pd.DataFrame
    counts: Counts
    possible: Marks
    nested: Mapping[str, str]
    code: npt.NDArray[np.int64]

    @property
    def margins(self) -> list[Axes]:
        """The margins that are rows, smaller ones first; an inner dimension needs its outer."""
        axes = range(len(self.dims))
        outer = {self.dims.index(i): self.dims.index(o) for i, o in self.nested.items()}
        return [
            chosen
            for size in range(len(self.dims) + 1)
            for chosen in combinations(axes, size)
            if all(outer.get(axis, axis) in chosen for axis in chosen)
        ]

    def margin(self, axes: Axes, values: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """Return the sums (of the persons, or of other values of that shape) over other axes."""
        values = self.counts if values is None else values
        others = tuple(a + 1 for a in range(len(self.dims)) if a not in axes)
        return np.asarray(values.sum(axis=others))

    def at(self, dimension: str, level: str) -> Cube:
        """Return the part of the cube at one level; rows outside it get the code −1."""
        axis = self.dims.index(dimension)
        wanted = self.levels[axis].index(level) if level in self.levels[axis] else -1
        place = list(np.unravel_index(self.code, self.counts.shape))
        inside = place.pop(axis + 1) == wanted
        others = tuple(a for a in range(len(self.dims)) if a != axis)
        counts = np.zeros_like(self.margin(others))
        if wanted >= 0:
            counts = np.take(self.counts, [wanted], axis=axis + 1).squeeze(axis + 1)
        return replace(
            self,
            dims=tuple(self.dims[a] for a in others),
            levels=tuple(self.levels[a] for a in others),
            counts=counts,
            possible=np.ones(counts.shape[1:], dtype=bool),
            code=np.where(inside, np.ravel_multi_index(place, counts.shape), -1),
        )

    def holding(self, axes: Axes) -> Marks:
        """Return which cells of a margin can hold anybody at all."""
        others = tuple(a for a in range(len(self.dims)) if a not in axes)
        # Where a column is empty it has no levels, and yet the other margins are rows: of nobody.
        empty = not self.possible.size
        return np.asarray(self.possible.any(axis=others)) | empty

    def own(self, axes: Axes) -> Marks:
        """Return which cells of a margin are rows of it: possible, and no empty inner level."""
        marks = self.holding(axes)
        for position, axis in enumerate(axes):
            named = np.array([level != EMPTY for level in self.levels[axis]], dtype=bool)
            marks = marks & named.reshape([-1 if p == position else 1 for p in range(len(axes))])
        return marks

    def inherited(self, axes: Axes) -> list[tuple[Axes, tuple[int | slice, ...]]]:
        """Return for the empty inner levels of a margin the smaller margin that their cells are.

        Each pair holds the axes of the smaller margin and the place of its cells in this one.
        Where several inner dimensions are empty at once, the smallest margin comes last. In a
        chain of nestings a dimension goes with all that lies within it.
        """
        empty = [a for a in axes if EMPTY in self.levels[a] and self.dims[a] in self.nested]
        return [
            (
                tuple(a for a in axes if a not in gone),
                tuple(self.levels[a].index(EMPTY) if a in gone else slice(None) for a in axes),
            )
            for size in range(1, len(empty) + 1)
            for gone in combinations(empty, size)
            if tuple(a for a in axes if a not in gone) in self.margins
        ]


def cube(
    frame: pd.DataFrame,
    by: Sequence[str],
    person: str,
    slices: Sequence[str] = (),
    nested: Mapping[str, str] | None = None,
) -> Cube:
    """Count distinct persons.

    A categorical column has its categories for levels, also the empty ones, in their order; any
    other column the values that are seen, sorted. Of a slice dimension the seen ones count.

    Raises
    ------
    ValueError
        For a column that is not there, missing values that are no level, a nesting that the rows
        break, or a person who lies in two cells of one slice, so that no total would be a sum.
    """
    nested = {i: o for i, o in (nested or {}).items() if i in by}
    _check_columns(frame, by, person, nested)
    recurring = tuple(dimension for dimension in by if dimension in slices)
    dims = tuple(sorted(dimension for dimension in by if dimension not in slices))
    coded = {dimension: _coded(frame, dimension, dimension in nested) for dimension in dims}
    levels = tuple(coded[dimension][1] for dimension in dims)
    slice_code, slice_levels = _slices(frame, recurring)
    shape = (len(slice_levels), *map(len, levels))
    code = np.zeros(len(frame), dtype=np.int64)
    for size, part in zip(shape, (slice_code, *(coded[d][0] for d in dims)), strict=True):
        code = code * size + part
    counts = _distinct(code, frame[person], slice_code, shape)
    possible = _possible(dims, levels, np.asarray(counts.any(axis=0)), nested)
    return Cube(dims, levels, recurring, slice_levels, counts, possible, nested, code)


def adding(shape: tuple[int, ...], axes: Axes, smaller: Sequence[Axes]) -> csr_array:
    """Return the matrix that makes the cells of smaller margins out of those of a larger one.

    `shape` is that of the larger one, without the slices; all are flat.
    """
    size = int(np.prod(shape))
    place = np.indices(shape).reshape(len(shape), size)
    blocks = [csr_array((0, size))]
    for margin in smaller:
        row = np.zeros(size, dtype=np.int64)
        for axis in margin:
            row = row * shape[axes.index(axis)] + place[axes.index(axis)]
        height = int(np.prod([shape[axes.index(axis)] for axis in margin]))
        blocks.append(csr_array((np.ones(size), (row, np.arange(size))), shape=(height, size)))
    return csr_array(vstack(blocks))


def _check_columns(
    frame: pd.DataFrame, by: Sequence[str], person: str, nested: Mapping[str, str]
) -> None:
    if len(set(by)) != len(by):
        raise ValueError(f"a dimension is named twice in by: {', '.join(by)}")
    missing = [column for column in (person, *by, *nested.values()) if column not in frame]
    if missing:
        raise ValueError(f"no column {', '.join(missing)} to count by")
    for inner, outer in nested.items():
        if outer not in by:
            raise ValueError(f"{inner} is nested in {outer}, so by needs {outer} too")
    if frame[person].isna().any():
        raise ValueError(f"{person} is missing in some rows, so persons can't be told apart")


def _coded(
    frame: pd.DataFrame, dimension: str, nested: bool
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return the level number of every row, and the levels; the empty inner level is the last."""
    column = frame[dimension]
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        names = [str(level) for level in column.cat.categories]
    else:
        codes, found = pd.factorize(column, sort=True)
        names = [str(level) for level in found]
    if {ALL, EMPTY} & set(names):
        raise ValueError(f"a level of {dimension} is empty text or called {ALL!r}")
    missing = codes < 0
    if missing.any() and not nested:
        raise ValueError(
            f"{dimension} is missing in some rows; make that a level of its own, or nest it in "
            "the dimension that says who answered"
        )
    if nested:
        codes = np.where(missing, len(names), codes)
        names.append(EMPTY)
    return codes.astype(np.int64), tuple(names)


def _slices(
    frame: pd.DataFrame, slices: Sequence[str]
) -> tuple[npt.NDArray[np.int64], pd.DataFrame]:
    """Return the slice number of every row, and the levels of each slice, both sorted."""
    if not slices:
        return np.zeros(len(frame), dtype=np.int64), pd.DataFrame(index=[0])
    part = frame[list(slices)]
    if part.isna().any(axis=None):
        raise ValueError(f"{' or '.join(slices)} is missing in some rows")
    code = part.groupby(list(slices), observed=True).ngroup().to_numpy(dtype=np.int64)
    first = np.unique(code, return_index=True)[1]
    return np.asarray(code), part.iloc[first].reset_index(drop=True)


def _distinct(
    code: npt.NDArray[np.int64],
    person: pd.Series[Any],
    slice_code: npt.NDArray[np.int64],
    shape: tuple[int, ...],
) -> Counts:
    number = pd.factorize(person)[0].astype(np.int64)
    people = int(number.max(initial=0)) + 1
    # Unsorted: a table of weeks has half a million rows, and sorting them takes a second.
    in_cells = pd.unique(code * people + number)
    if len(in_cells) != len(pd.unique(slice_code * people + number)):
        raise ValueError(
            "a person lies in several cells of one slice, so that totals are no sums; name the "
            "dimension along which persons recur among the slices, or drop it"
        )
    counts = np.bincount(in_cells // people, minlength=int(np.prod(shape)))
    return counts.reshape(shape).astype(np.int64)


def _possible(
    dims: Sequence[str],
    levels: Sequence[Sequence[str]],
    seen: Marks,
    nested: Mapping[str, str],
) -> Marks:
    """Return which cells can hold anybody at all, as far as the nesting says."""
    possible = np.ones(seen.shape, dtype=bool)
    for inner, outer in nested.items():
        i, o = dims.index(inner), dims.index(outer)
        others = tuple(a for a in range(len(dims)) if a not in (i, o))
        pairs = np.asarray(seen.any(axis=others))
        pairs = (pairs if o < i else pairs.T).copy()
        empty = len(levels[i]) - 1
        homes = pairs[:, :empty].sum(axis=0)
        with_inner = pairs[:, :empty].any(axis=1)
        if (homes > 1).any() or (with_inner & pairs[:, empty]).any():
            raise ValueError(f"{inner} is not nested in {outer}: a level of it lies in two")
        if with_inner.sum() == 1:
            # Nobody is in some inner levels; they belong where the others belong.
            pairs[np.ix_(with_inner, np.append(homes == 0, False))] = True
        pairs[~with_inner, empty] = True
        lined = pairs if o < i else pairs.T
        shape = [seen.shape[a] if a in (i, o) else 1 for a in range(len(dims))]
        possible &= lined.reshape(shape)
    return possible
