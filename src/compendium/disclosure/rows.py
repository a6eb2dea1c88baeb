"""Rows: the cells of a cube as rows of a table, its margins among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from compendium.disclosure.cube import EMPTY, Axes, Cube
from compendium.disclosure.safe import ALL


def laid_out(cube: Cube, by: Sequence[str]) -> tuple[pd.DataFrame, Gather]:
    """Return one row a cell, its columns the dimensions, and how to gather values beside it.

    Rows are sorted by the levels in the order of `by`, margins after the cells they are made of.
    """
    margins = cube.margins
    n_slices = len(cube.slice_levels)
    places = {
        axes: np.nonzero(np.broadcast_to(own := cube.own(axes), (n_slices, *own.shape)))
        for axes in margins
    }
    codes: dict[str, npt.NDArray[np.int64]] = {
        dimension: np.concatenate(
            [
                places[axes][1 + axes.index(axis)]
                if axis in axes
                else np.full(len(places[axes][0]), len(cube.levels[axis]))
                for axes in margins
            ]
        )
        for axis, dimension in enumerate(cube.dims)
    }
    slice_codes = np.concatenate([places[axes][0] for axes in margins])
    ranks = {d: _ranks(cube.slice_levels[d])[slice_codes] for d in cube.slices} | codes
    order = np.lexsort([ranks[d] for d in reversed(by)]) if by else np.arange(len(slice_codes))
    columns: dict[str, Any] = {}
    for dimension in by:
        if dimension in cube.slices:
            levels = cube.slice_levels[dimension]
            columns[dimension] = levels.take(slice_codes[order]).reset_index(drop=True)
        else:
            names = [*cube.levels[cube.dims.index(dimension)], ALL]
            # The empty inner level is no row, so its name may go.
            named = [name for name in names if name != EMPTY]
            shift = np.array([named.index(n) if n != EMPTY else -1 for n in names])
            columns[dimension] = pd.Categorical.from_codes(
                shift[codes[dimension][order]], dtype=pd.CategoricalDtype(named, ordered=True)
            )
    index = pd.RangeIndex(len(order))
    return pd.DataFrame(columns, index=index), Gather(places, order)


@dataclass(frozen=True)
class Gather:
    """The way from arrays by margin to a column of rows."""

    places: Mapping[Axes, tuple[npt.NDArray[np.intp], ...]]
    order: npt.NDArray[np.intp]

    def __call__(self, arrays: Mapping[Axes, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """Return the values of the margins' arrays as one column."""
        return np.concatenate([arrays[axes][at] for axes, at in self.places.items()])[self.order]


def _ranks(levels: pd.Series[Any]) -> npt.NDArray[np.int64]:
    if isinstance(levels.dtype, pd.CategoricalDtype):
        return np.asarray(levels.cat.codes, dtype=np.int64)
    return pd.factorize(levels, sort=True)[0].astype(np.int64)
