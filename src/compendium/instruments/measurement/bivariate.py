"""The normal distribution of two, cut into the cells of a table."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, roots_legendre

Numbers = NDArray[np.float64]

BEYOND = 9.0
"""Stands for an infinite threshold: the normal density there is below 1e-17."""
NODES, ENOUGH = 64, 24
"""Of the quadrature; to 1e-14, the smaller number is enough up to a correlation of `NEAR`."""
NEAR = 0.95
LEAST = 1e-300
"""The share of a cell that has none, so that one may divide by it."""


def both_below(one: Numbers, other: Numbers, rho: Numbers) -> Numbers:
    r"""Return P(X <= one, Y <= other) of standard normal X and Y with correlation rho.

    Phi(a) Phi(b) plus the integral over t from 0 to arcsin(rho) of
    exp(-(a^2 + b^2 - 2 a b sin t) / (2 cos^2 t)) / (2 pi), by Gauss and Legendre
    (Drezner & Wesolowsky 1990, Journal of Statistical Computation and Simulation 35:101).
    Oracle: scipy.stats.multivariate_normal.

    Parameters
    ----------
    one, other, rho
        Arrays of one shape, or of such as numpy brings to one shape.
    """
    nodes, weights = _nodes(ENOUGH if np.abs(rho).max(initial=0) <= NEAR else NODES)
    end = np.arcsin(rho)[..., None]
    angle = end * (nodes + 1) / 2
    sine = np.sin(angle)
    halved = -0.5 / (1 - sine * sine)
    a, b = one[..., None], other[..., None]
    inside = np.exp((a * a + b * b - 2 * a * b * sine) * halved)
    beyond_chance = inside @ weights * end[..., 0] / (4 * np.pi)
    return np.asarray(ndtr(one) * ndtr(other) + beyond_chance, dtype=np.float64)


def edges(thresholds: tuple[Numbers, ...]) -> Numbers:
    """Return the edges of the categories of each item, a row an item.

    An item of few categories has more of no width at its end, so that all rows are alike.
    """
    most = max(len(own) for own in thresholds)
    rows = np.full((len(thresholds), most + 2), BEYOND)
    rows[:, 0] = -BEYOND
    for row, own in zip(rows, thresholds, strict=True):
        row[1 : len(own) + 1] = own
    return rows


def cells(one: Numbers, other: Numbers, rho: Numbers) -> tuple[Numbers, Numbers]:
    """Return the share expected in each cell of the tables of two items, and its slope in rho.

    Parameters
    ----------
    one, other
        The edges of the two items, a row a table.
    rho
        The correlation of each table.
    """
    within = rho[:, None, None]
    a, b = one[:, 1:-1, None], other[:, None, 1:-1]
    below = np.zeros((len(rho), one.shape[1], other.shape[1]))
    below[:, 1:-1, 1:-1] = both_below(a, b, within)
    below[:, -1, :], below[:, :, -1] = ndtr(other), ndtr(one)
    rest = 1 - within * within
    density = np.zeros_like(below)
    density[:, 1:-1, 1:-1] = np.exp(-(a * a + b * b - 2 * within * a * b) / (2 * rest)) / (
        2 * np.pi * np.sqrt(rest)
    )
    share = np.diff(np.diff(below, axis=1), axis=2)
    slope = np.diff(np.diff(density, axis=1), axis=2)
    return np.maximum(share, LEAST), slope


@cache
def _nodes(number: int) -> tuple[Numbers, Numbers]:
    nodes, weights = roots_legendre(number)
    return nodes, weights
