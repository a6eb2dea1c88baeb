"""Polychoric correlations: how normal quantities behind ordinal answers would go together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Numbers = NDArray[np.float64]

STEPS = 100
CLOSE = 1e-13
MOST = 0.995
"""The strongest correlation that is looked for."""
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
FAR = 8.0
"""A threshold so far out that nobody lies beyond it."""
LEAST = 1e-12
"""The least probability of an answer that somebody gave."""


@dataclass(frozen=True)
class Polychoric:
    """The correlations of all pairs of items, and how each person moves them."""

    pairs: tuple[tuple[int, int], ...]
    """Places of the items of each pair."""
    correlations: Numbers
    """One a pair."""
    influence: Numbers
    """Persons by pairs: the covariance of the correlations is influence' influence / n^2."""


def polychoric(answers: NDArray[np.int64]) -> Polychoric:
    """Estimate the polychoric correlations of ordinal items in two steps.

    Behind each item lies a standard normal quantity, cut by thresholds. The thresholds are those
    that give the margins; with them fixed, each pair has the correlation by which its answers are
    likeliest, found by Fisher scoring. A person's influence is that on both steps together.

    References: Olsson 1979, Psychometrika 44:443; Muthén 1984, Psychometrika 49:115. Oracle: R
    lavaan with ``ordered``.

    Parameters
    ----------
    answers
        Persons by items, whole numbers, nothing missing; of each item at least two are met. An
        answer that nobody gave is none of the item's. Where all items have two answers only, lavaan
        adds half a person to an empty cell, and nothing is added here.

    Returns
    -------
    Polychoric
        In the order (0, 1), (0, 2), …, (1, 2), ….
    """
    persons, items = answers.shape
    met = [np.unique(column, return_inverse=True)[1] for column in answers.T]
    most = max(int(codes.max()) + 1 for codes in met)
    thresholds = np.full((items, most + 1), FAR)
    for place, codes in enumerate(met):
        below = np.cumsum(np.bincount(codes))[:-1] / persons
        thresholds[place, 0], thresholds[place, 1 : len(below) + 1] = -FAR, ndtri(below)
    pairs = tuple(combinations(range(items), 2))
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    codes = np.array(met)
    counts = np.zeros((len(pairs), most, most))
    np.add.at(counts, (np.arange(len(pairs))[:, np.newaxis], codes[one], codes[other]), 1)
    rows, columns = thresholds[one], thresholds[other]
    values = _likeliest(counts, rows, columns, np.asarray(np.corrcoef(codes))[one, other])
    influence = _influence(codes, thresholds, pairs, values, rows, columns)
    return Polychoric(pairs, values, influence)


def _likeliest(counts: Numbers, rows: Numbers, columns: Numbers, values: Numbers) -> Numbers:
    """Return by Fisher scoring the correlation of each pair that makes its counts likeliest."""
    values = np.clip(values, -MOST, MOST)
    persons = counts.sum(axis=(1, 2))
    for _ in range(STEPS):
        chance = np.maximum(_cells(_below(rows, columns, values)), LEAST)
        slope = _cells(_density(rows, columns, values))
        score = (counts * slope / chance).sum(axis=(1, 2))
        step = score / (persons * (slope**2 / chance).sum(axis=(1, 2)))
        moved = np.clip(values + step, -MOST, MOST)
        close = np.abs(moved - values).max() < CLOSE
        values = np.asarray(moved)
        if close:
            break
    return values


def _influence(
    codes: NDArray[np.int64],
    thresholds: Numbers,
    pairs: tuple[tuple[int, int], ...],
    values: Numbers,
    rows: Numbers,
    columns: Numbers,
) -> Numbers:
    """Return how each person moves each correlation, through its own score and the thresholds'."""
    persons = codes.shape[1]
    margins = [_margin_scores(own, cuts) for own, cuts in zip(codes, thresholds, strict=True)]
    moves = [scores @ np.linalg.inv(scores.T @ scores / persons) for scores in margins]
    chance = np.maximum(_cells(_below(rows, columns, values)), LEAST)
    slope = _cells(_density(rows, columns, values)) / chance
    by_row = _along(rows, columns, values) / chance[:, np.newaxis]
    by_column = _along(columns, rows, values).swapaxes(2, 3) / chance[:, np.newaxis]
    found = np.empty((persons, len(pairs)))
    for place, (one, other) in enumerate(pairs):
        at = (codes[one], codes[other])
        score = slope[place][at]
        moved = score.copy()
        for item, scores in ((one, by_row[place]), (other, by_column[place])):
            inner = moves[item].shape[1]
            crossed = score @ scores[:inner, *at].T / persons
            moved -= moves[item] @ crossed
        found[:, place] = moved / (score @ score / persons)
    return found


def _margin_scores(codes: NDArray[np.int64], cuts: Numbers) -> Numbers:
    """Return persons by thresholds: the derivative of the likelihood of one item."""
    density = np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi)
    chance = np.diff(ndtr(cuts))
    inner = int(codes.max())
    levels = np.arange(len(chance))
    scores = np.zeros((len(chance), inner))
    for place in range(inner):
        scores[:, place] = (levels == place) * density[place + 1]
        scores[:, place] -= (levels == place + 1) * density[place + 1]
    given = np.maximum(chance, LEAST)[:, np.newaxis]
    return np.asarray((scores / given)[codes])


def _cells(below: Numbers) -> Numbers:
    """Return what lies in each cell of what lies below each corner."""
    return np.diff(np.diff(below, axis=1), axis=2)


def _below(rows: Numbers, columns: Numbers, values: Numbers) -> Numbers:
    """Return the bivariate normal probability below every corner of each pair.

    P(x < h, y < k) = P(x < h) P(y < k) + 1 / 2 pi of the integral from 0 to arcsin r of
    exp(-(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)) (Plackett 1954, Biometrika 41:351), by 40 nodes.
    """
    h, k = rows[:, :, np.newaxis], columns[:, np.newaxis]
    total = ndtr(h) * ndtr(k)
    reach = np.arcsin(values)[:, np.newaxis, np.newaxis]
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        sine = np.sin(reach * (node + 1) / 2)
        total = total + (
            weight * reach / 2 / (2 * np.pi)
            * np.exp(-(h**2 + k**2 - 2 * h * k * sine) / (2 * (1 - sine**2)))
        )  # fmt: skip
    return np.asarray(total)


def _density(rows: Numbers, columns: Numbers, values: Numbers) -> Numbers:
    """Return the bivariate normal density at every corner: the derivative by the correlation."""
    h, k = rows[:, :, np.newaxis], columns[:, np.newaxis]
    r = values[:, np.newaxis, np.newaxis]
    left = 1 - r**2
    across = np.exp(-(h**2 + k**2 - 2 * r * h * k) / (2 * left))
    return np.asarray(across / (2 * np.pi * np.sqrt(left)))


def _along(rows: Numbers, columns: Numbers, values: Numbers) -> Numbers:
    """Return the derivatives of the cells by each inner threshold of the rows.

    Pairs by thresholds by rows by columns: what a threshold gives to the cells before it, it takes
    from those after it.
    """
    h, k = rows[:, :, np.newaxis], columns[:, np.newaxis]
    r = values[:, np.newaxis, np.newaxis]
    edge = np.exp(-(h**2) / 2) / np.sqrt(2 * np.pi) * ndtr((k - r * h) / np.sqrt(1 - r**2))
    between = np.diff(edge, axis=2)
    pairs, edges, across = between.shape
    found = np.zeros((pairs, edges - 2, edges - 1, across))
    for place in range(edges - 2):
        found[:, place, place] = between[:, place + 1]
        found[:, place, place + 1] = -between[:, place + 1]
    return found
