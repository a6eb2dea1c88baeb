"""How ordinal items go together: polychoric correlations, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, roots_legendre

from compendium.instruments.definition import Instrument
from compendium.instruments.scoring import absent, complete_answers
from compendium.tables import Absent, hands_on_absent

Numbers = NDArray[np.float64]
Categories = NDArray[np.int64]

BEYOND = 9.0
"""Stands for an infinite threshold: the normal density there is below 1e-17."""
STEPS = (0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
"""How far from 0 a correlation is looked for; further out empty cells have no share to speak of."""
NODES = 64


@dataclass(frozen=True)
class Polychoric:
    """The polychoric correlations of the items of a scale, with what they rest on."""

    items: tuple[str, ...]
    n: int
    """Rows with every item answered."""
    thresholds: tuple[Numbers, ...]
    """Of each item, where the next higher category that was used begins, in SDs."""
    correlations: Numbers
    """A symmetric matrix with ones in the diagonal."""
    covariance: Numbers
    """Of the correlations below the diagonal (column by column), times n."""


@hands_on_absent
def polychoric(
    frame: pd.DataFrame, instrument: Instrument, *, scale: str = "total", least: int = 100
) -> Polychoric | Absent:
    r"""Estimate the correlations of the normal variables that lie behind ordinal answers.

    An answer is thought to be a normal variable cut at thresholds. In the first step the
    thresholds of each item come from its margin, t_c = Phi^-1(share of answers up to c); in the
    second the correlation of each pair maximises the likelihood of its two-way table, thresholds
    held fixed. The covariance is that of the two steps together, from the outer products of the
    casewise scores: with a pair's score u, its information A = sum(u^2), the scores g of the
    thresholds, B = sum(g g'), and C = sum(u g') with g taken in the pair's likelihood, a person
    moves the correlation by (u - C B^-1 g) / A.

    Rows with a missing answer are left out. A category that nobody used is not there.

    References: Olsson 1979, Psychometrika 44:443; Muthen 1984, Psychometrika 49:115. Oracle: R
    lavaan with ``ordered=``.

    Parameters
    ----------
    frame
        A table with the columns of the instrument, one row a person.
    instrument
        Whose scale it is.
    scale
        The id of the scale.
    least
        The fewest complete rows it is computed from.

    Returns
    -------
    Polychoric or Absent
        Absent when the table lacks the instrument, when fewer rows than `least` are complete, when
        the scale has one item, when an item was answered alike by everybody, and when two items
        agree so far that no correlation below 1 fits them best.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    chosen = instrument.scale(scale)
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    names = tuple(item.id for item in instrument.items if item.id in chosen.items)
    complete = complete_answers(frame, instrument, scale)
    n, k = complete.shape
    if n < max(least, 2) or k < 2:
        return Absent(
            f"correlations of the items of {chosen.title.en} take two items "
            f"and {max(least, 2)} complete rows"
        )
    categories = np.column_stack(
        [np.unique(column, return_inverse=True)[1] for column in complete.T]
    ).astype(np.int64)
    if not categories.max(axis=0).all():
        return Absent(f"an item of {chosen.title.en} was answered alike by everybody")
    thresholds = tuple(_thresholds(column) for column in categories.T)
    pairs = pairs_of(k)
    found = [
        _correlation(_table(categories[:, pair]), thresholds[pair[0]], thresholds[pair[1]])
        for pair in pairs
    ]
    if None in found:
        return Absent(f"two items of {chosen.title.en} agree so far that no correlation is found")
    rho = np.array(found, dtype=np.float64)
    moves = _moves(categories, thresholds, pairs, rho)
    correlations = np.eye(k)
    correlations[tuple(pairs.T)] = correlations[tuple(pairs.T[::-1])] = rho
    return Polychoric(names, n, thresholds, correlations, n * moves.T @ moves)


def pairs_of(items: int) -> Categories:
    """Return the pairs below the diagonal, column by column: (1, 0), (2, 0), ... (2, 1), ..."""
    return np.array([(row, column) for column in range(items) for row in range(column + 1, items)])


def both_below(one: Numbers, other: Numbers, rho: float) -> Numbers:
    r"""Return P(X <= one, Y <= other) of standard normal X and Y with correlation rho.

    Phi(a) Phi(b) plus the integral over t from 0 to arcsin(rho) of
    exp(-(a^2 + b^2 - 2 a b sin t) / (2 cos^2 t)) / (2 pi), by Gauss and Legendre with 64 nodes
    (Drezner & Wesolowsky 1990, Journal of Statistical Computation and Simulation 35:101).
    Oracle: scipy.stats.multivariate_normal.
    """
    nodes, weights = _nodes()
    angle = np.arcsin(rho) * (nodes + 1) / 2
    a, b = one[..., None], other[..., None]
    inside = np.exp(-(a * a + b * b - 2 * a * b * np.sin(angle)) / (2 * np.cos(angle) ** 2))
    beyond_chance = inside @ weights * np.arcsin(rho) / (4 * np.pi)
    return np.asarray(ndtr(one) * ndtr(other) + beyond_chance, dtype=np.float64)


@cache
def _nodes() -> tuple[Numbers, Numbers]:
    nodes, weights = roots_legendre(NODES)
    return nodes, weights


def _thresholds(column: Categories) -> Numbers:
    below = np.cumsum(np.bincount(column))[:-1] / len(column)
    return np.asarray(ndtri(below), dtype=np.float64)


def _table(pair: Categories) -> Numbers:
    """Return how many gave which two answers."""
    table = np.zeros(pair.max(axis=0) + 1)
    np.add.at(table, tuple(pair.T), 1)
    return table


def _edges(thresholds: Numbers) -> Numbers:
    return np.concatenate([[-BEYOND], thresholds, [BEYOND]])


def _cells(one: Numbers, other: Numbers, rho: float) -> tuple[Numbers, Numbers]:
    """Return the share expected in each cell of the table of two items, and its slope in rho."""
    a, b = np.meshgrid(_edges(one), _edges(other), indexing="ij")
    rest = 1 - rho * rho
    density = np.exp(-(a * a + b * b - 2 * rho * a * b) / (2 * rest)) / (2 * np.pi * np.sqrt(rest))
    share = np.diff(np.diff(both_below(a, b, rho), axis=0), axis=1)
    slope = np.diff(np.diff(density, axis=0), axis=1)
    return np.maximum(share, 1e-300), slope


def _correlation(table: Numbers, one: Numbers, other: Numbers) -> float | None:
    """Return the correlation that makes a table of two items most likely, None at the edge."""
    from scipy.optimize import brentq

    def slope(rho: float) -> float:
        share, change = _cells(one, other, rho)
        return float((table * change / share)[table > 0].sum())

    side = 1.0 if slope(0.0) > 0 else -1.0
    near = 0.0
    for step in STEPS:
        if side * slope(side * step) <= 0:
            return float(brentq(slope, side * near, side * step, xtol=1e-13))
        near = step
    return None


def _moves(
    categories: Categories, thresholds: tuple[Numbers, ...], pairs: Categories, rho: Numbers
) -> Numbers:
    """Return how far each person moves each correlation, thresholds included."""
    n = len(categories)
    margins = [
        _scores_of_margin(own, column) for own, column in zip(thresholds, categories.T, strict=True)
    ]
    shifts = [scores @ np.linalg.inv(scores.T @ scores) for scores in margins]
    moves = np.empty((n, len(pairs)))
    for number, (i, j) in enumerate(pairs):
        share, slope = _cells(thresholds[i], thresholds[j], rho[number])
        score = (slope / share)[categories[:, i], categories[:, j]]
        moved = score.copy()
        for first, second in ((i, j), (j, i)):
            own = _scores_of_pair(
                thresholds[first],
                thresholds[second],
                rho[number],
                share if first == i else share.T,
                categories[:, first],
                categories[:, second],
            )
            moved -= shifts[first] @ (own.T @ score)
        moves[:, number] = moved / (score @ score)
    return moves


def _scores_of_margin(thresholds: Numbers, column: Categories) -> Numbers:
    """Return the slope of each person's log-likelihood in the thresholds, of the margin alone."""
    slopes = _density(thresholds)[:, None] / np.diff(ndtr(_edges(thresholds)))
    return _above_less_below(slopes[:, column].T, column)


def _scores_of_pair(
    own: Numbers,
    other: Numbers,
    rho: float,
    share: Numbers,
    column: Categories,
    across: Categories,
) -> Numbers:
    """Return the slope of each person's log-likelihood in one item's thresholds, of the pair."""
    given = (_edges(other)[None, :] - rho * own[:, None]) / np.sqrt(1 - rho * rho)
    line = _density(own)[:, None] * np.diff(ndtr(given), axis=1)
    return _above_less_below(line[:, across].T / share[column, across][:, None], column)


def _density(thresholds: Numbers) -> Numbers:
    return np.asarray(np.exp(-(thresholds**2) / 2) / np.sqrt(2 * np.pi), dtype=np.float64)


def _above_less_below(slopes: Numbers, column: Categories) -> Numbers:
    """Keep, of a row a person, the threshold above its answer and, as a loss, that below."""
    number = np.arange(slopes.shape[1])[None, :]
    kept = (column[:, None] == number) * 1.0 - (column[:, None] == number + 1)
    return np.asarray(slopes * kept, dtype=np.float64)
