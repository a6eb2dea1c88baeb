"""Bars: distributions of a score, and what the sum of the scores says of them.

The mean of a score times its persons is the sum of the scores. Beside a distribution it narrows the
bars that are hidden; of two it would tell both. A distribution can't know which means stand beside
it, on its own page or on another, of everybody or of the parts that make up everybody. So its bars
are protected as though the sum itself were told wherever there are persons enough for a mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from compendium.disclosure.bounds import Limits, Numbers
from compendium.disclosure.cube import EMPTY, Axes, Counts, Cube, Marks, adding

TOTAL, CLASS = "_total", "_class"

Sums = Mapping[int, Numbers]
"""Axis of a cube that has bars to the sum of the scores in every cell."""


def dimensions(score: str) -> tuple[str, str]:
    """Return the dimensions that a score has in a distribution: itself, or classes of it."""
    return score, score.removesuffix(TOTAL) + CLASS


def ends(level: str) -> tuple[float, float]:
    """Return the least and the greatest score of a bar, as it is called: ``7``, or ``5-9``."""
    least, _, most = level.partition("-")
    return float(least), float(most or least)


def summed(cube: Cube, frame: pd.DataFrame, person: str) -> Sums:
    """Return the sums of the scores whose bars a cube counts, where the frame has the scores."""
    found: dict[int, Numbers] = {}
    for axis, dimension in enumerate(cube.dims):
        score = dimension.removesuffix(CLASS) + TOTAL if dimension.endswith(CLASS) else dimension
        if score.endswith(TOTAL) and score in frame:
            points = frame[score].astype("Float64").to_numpy(dtype=np.float64, na_value=0.0)
            # As persons are counted: once in a cell, however many rows they have there.
            first = ~pd.DataFrame({"cell": cube.code, "person": frame[person]}).duplicated()
            sums = np.bincount(cube.code[first], points[first], cube.counts.size)
            found[axis] = np.asarray(sums.reshape(cube.counts.shape), dtype=np.float64)
    return found


@dataclass(frozen=True)
class Told:
    """The sums of scores that may be told of one margin, flat.

    Attributes
    ----------
    inside
        Which bars each sum is over; shape (sums, cells).
    least, most
        The same with the lowest and the highest score of each bar.
    sums
        The sums, slice by slice; shape (slices, sums).
    """

    inside: csr_array
    least: csr_array
    most: csr_array
    sums: Numbers

    @classmethod
    def of(cls, cube: Cube, axes: Axes, sums: Sums) -> Told | None:
        """Return what is told of the scores that have their bars in a margin, if any have."""
        if not (found := [_of(cube, axes, axis, sums[axis]) for axis in axes if axis in sums]):
            return None
        inside, least, most, told = zip(*found, strict=True)
        return cls(
            csr_array(vstack(inside)),
            csr_array(vstack(least)),
            csr_array(vstack(most)),
            np.hstack(told),
        )

    def limits(self, number: int, n: Counts, hidden: Marks, persons: int) -> Limits:
        """Return what the sums of one slice say of its hidden cells.

        Parameters
        ----------
        number
            The slice.
        n, hidden
            Its cells.
        persons
            How many a sum needs to be told.
        """
        known = (self.inside @ n >= persons) & (self.inside @ hidden.astype(float) > 0)
        least, most, sums = self.least[known], self.most[known], self.sums[number, known]
        shown = np.where(hidden, 0, n)
        weights = csr_array(vstack([least, -most]))[:, hidden]
        return weights, np.concatenate([sums - least @ shown, most @ shown - sums])


def _of(
    cube: Cube, axes: Axes, axis: int, sums: Numbers
) -> tuple[csr_array, csr_array, csr_array, Numbers]:
    """Return what `Told` holds, of one score: its sums at all levels of the other dimensions."""
    shape = cube.margin(axes).shape[1:]
    others = [other for other in axes if other not in _chain(cube, axis)]
    lines = [some for size in range(len(others) + 1) for some in combinations(others, size)]
    at = np.indices(shape)[axes.index(axis)].ravel()
    bars = np.array([level != EMPTY for level in cube.levels[axis]])[at]
    least, most = np.array([ends(level or "0") for level in cube.levels[axis]]).T[:, at]
    inside = csr_array(adding(shape, axes, lines).multiply(bars))
    flat = cube.margin(axes, sums).reshape(len(cube.counts), -1)
    return (
        inside,
        csr_array(inside.multiply(least)),
        csr_array(inside.multiply(most)),
        np.asarray((inside @ flat.T).T),
    )


def _chain(cube: Cube, axis: int) -> set[int]:
    """Return a dimension and all that it is nested in."""
    found = {axis}
    while (outer := cube.nested.get(cube.dims[axis])) is not None:
        axis = cube.dims.index(outer)
        found.add(axis)
    return found
