"""Scales: the axis along which values lie, with its ends and the numbers printed on it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from compendium.disclosure import Cell
from compendium.present.numerals import MANNERS, manner_of, written


def of_amounts(axes: Axes, shown: Sequence[Cell], as_: str | None, reaches: float = 0.0) -> None:
    """Give an axis from 0 to `reaches` at least, with room for the number behind the last value."""
    values = [0.0, reaches, *(_values(shown) or [1.0])]
    low, high = min(values), max(values)
    room = (high - low or 1.0) * 0.14
    axes.set_xlim(low - (room if low < 0 else (high - low) * 0.015), high + room)
    manner = as_ or manner_of(shown[0].kind, shown[0].unit) if shown else "plain"
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    # Marks that are whole numbers need no decimals.
    digits = 0 if manner == "share" or _whole(axes, manner) else None
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: written(v, manner, digits)))


def of_ratios(axes: Axes, shown: Sequence[Cell]) -> None:
    """Give an axis on which twice and half are equally far from 1."""
    axes.set_xscale("log")
    values = [value for value in _values(shown) if value > 0]
    # Room is left behind the last value, where its number stands.
    axes.set_xlim(min([0.8, *values]) / 1.15, max([2.0, *values]) ** 1.2 * 1.3)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: written(v, "plain")))
    axes.xaxis.set_minor_locator(NullLocator())


def _whole(axes: Axes, manner: str) -> bool:
    """Return whether every mark of a scale is a whole number as it is written."""
    low, high = axes.get_xlim()
    marks = [mark * MANNERS[manner].scale for mark in axes.get_xticks() if low <= mark <= high]
    return all(math.isclose(mark, round(mark), abs_tol=1e-6) for mark in marks)


def _values(shown: Sequence[Cell]) -> list[float]:
    """Return the values and the ends of intervals that there are."""
    every = (value for cell in shown for value in (cell.value, cell.low, cell.high))
    return [value for value in every if math.isfinite(value)]
