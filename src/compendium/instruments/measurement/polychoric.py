"""How ordinal items go together: polychoric correlations, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from compendium.instruments.definition import Instrument
from compendium.instruments.measurement.bivariate import Numbers, cells, edges
from compendium.instruments.scoring import absent, complete_answers
from compendium.tables import Absent, hands_on_absent

Categories = NDArray[np.int64]

STEPS = (0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
"""How far from 0 a correlation is looked for; further out empty cells have no share to speak of."""
EXACT = {"xatol": 1e-13, "xrtol": 0.0}


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
    joint: Numbers
    """The covariance, times n, of the thresholds (item by item) and then of the correlations."""

    @property
    def below(self) -> Numbers:
        """The correlations below the diagonal, column by column."""
        return np.asarray(self.correlations[tuple(pairs_of(len(self.items)).T)], dtype=np.float64)

    @property
    def covariance(self) -> Numbers:
        """Of the correlations below the diagonal (column by column), times n."""
        first = sum(len(own) for own in self.thresholds)
        return self.joint[first:, first:]


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
    categories = categories_of(complete)
    if not categories.max(axis=0).all():
        return Absent(f"an item of {chosen.title.en} was answered alike by everybody")
    found = correlated(names, categories)
    if found is None:
        return Absent(f"two items of {chosen.title.en} agree so far that no correlation is found")
    return found


def correlated(items: tuple[str, ...], categories: Categories) -> Polychoric | None:
    """Return the correlations of items as `polychoric` does, from categories numbered from 0.

    Parameters
    ----------
    items
        What the columns are called.
    categories
        A row a person, a column an item; in each item there are two categories or more, and of
        each somebody.

    Returns
    -------
    Polychoric or None
        None where two items agree so far that no correlation is found.
    """
    thresholds = tuple(_thresholds(column) for column in categories.T)
    pairs = pairs_of(len(items))
    ends = edges(thresholds)
    tables = _tables(categories, pairs, ends.shape[1] - 1)
    rho = _correlations(tables, ends[pairs[:, 0]], ends[pairs[:, 1]])
    if rho is None:
        return None
    moves = _moves(categories, thresholds, pairs, tables, rho)
    if moves is None:
        return None
    correlations = np.eye(len(items))
    correlations[tuple(pairs.T)] = correlations[tuple(pairs.T[::-1])] = rho
    n = len(categories)
    return Polychoric(items, n, thresholds, correlations, n * moves.T @ moves)


def categories_of(answers: Numbers) -> Categories:
    """Return answers as the numbers, from 0, of the categories that somebody used."""
    return np.column_stack(
        [np.unique(column, return_inverse=True)[1] for column in answers.T]
    ).astype(np.int64)


def pairs_of(items: int) -> Categories:
    """Return the pairs below the diagonal, column by column: (1, 0), (2, 0), ... (2, 1), ..."""
    return np.array([(row, column) for column in range(items) for row in range(column + 1, items)])


def _thresholds(column: Categories) -> Numbers:
    below = np.cumsum(np.bincount(column))[:-1] / len(column)
    return np.asarray(ndtri(below), dtype=np.float64)


def _tables(categories: Categories, pairs: Categories, width: int) -> Numbers:
    """Return, for each pair of items, how many gave which two answers."""
    place = categories[:, pairs[:, 0]] * width + categories[:, pairs[:, 1]]
    place += np.arange(len(pairs)) * width**2
    counts = np.bincount(place.ravel(), minlength=len(pairs) * width**2)
    return counts.reshape(len(pairs), width, width).astype(np.float64)


def _correlations(tables: Numbers, one: Numbers, other: Numbers) -> Numbers | None:
    """Return the correlation that makes each table most likely, None where one is at the edge."""
    from scipy.optimize.elementwise import find_root

    def slope(rho: Numbers, table: Categories) -> Numbers:
        share, change = cells(one[table], other[table], rho)
        return np.asarray((tables[table] * change / share).sum(axis=(1, 2)), dtype=np.float64)

    everyone = np.arange(len(tables))
    side = np.where(slope(np.zeros(len(tables)), everyone) > 0, 1.0, -1.0)
    near, far = np.zeros(len(tables)), np.full(len(tables), np.nan)
    sought = everyone
    for step in STEPS:
        # At 0 the likelihood has run flat, as it does far out where a cell is empty.
        beyond = side[sought] * slope(side[sought] * step, sought) < 0
        far[sought[beyond]] = step
        sought = sought[~beyond]
        if not len(sought):
            break
        near[sought] = step
    if len(sought):
        return None
    bounds = np.sort([side * near, side * far], axis=0)
    found = find_root(slope, tuple(bounds), args=(everyone,), tolerances=EXACT)
    return np.asarray(found.x, dtype=np.float64)


def _moves(
    categories: Categories,
    thresholds: tuple[Numbers, ...],
    pairs: Categories,
    tables: Numbers,
    rho: Numbers,
) -> Numbers | None:
    """Return how far each person moves each threshold, and then each correlation.

    None where nobody's answers move a correlation: it was found where the likelihood has run flat.
    """
    margins = [
        _scores_of_margin(own, column) for own, column in zip(thresholds, categories.T, strict=True)
    ]
    shifts = np.hstack([scores @ np.linalg.inv(scores.T @ scores) for scores in margins])
    begins = np.cumsum([0, *(len(own) for own in thresholds)])
    ends = edges(thresholds)
    share, slope = cells(ends[pairs[:, 0]], ends[pairs[:, 1]], rho)
    score = slope / share
    weighted = tables * score / share
    across = np.zeros((shifts.shape[1], len(pairs)))
    for side, counted in ((0, weighted), (1, weighted.transpose(0, 2, 1))):
        own, other = ends[pairs[:, side]], ends[pairs[:, 1 - side]]
        # A threshold moves persons from the category above it into the one below.
        moved = ((counted[:, :-1] - counted[:, 1:]) * _lines(own, other, rho)).sum(axis=2)
        for pair, item in enumerate(pairs[:, side]):
            width = len(thresholds[item])
            across[begins[item] : begins[item] + width, pair] += moved[pair, :width]
    cell = (np.arange(len(pairs)), categories[:, pairs[:, 0]], categories[:, pairs[:, 1]])
    information = (tables * score * score).sum(axis=(1, 2))
    if not information.all():
        return None
    return np.hstack([shifts, (score[cell] - shifts @ across) / information])


def _scores_of_margin(thresholds: Numbers, column: Categories) -> Numbers:
    """Return the slope of each person's log-likelihood in the thresholds, of the margin alone."""
    ends = edges((thresholds,))[0]
    slopes = _density(thresholds)[:, None] / np.diff(ndtr(ends))
    number = np.arange(len(thresholds))[None, :]
    # The threshold above an answer, and as a loss the one below it.
    kept = (column[:, None] == number) * 1.0 - (column[:, None] == number + 1)
    return np.asarray(slopes[:, column].T * kept, dtype=np.float64)


def _lines(own: Numbers, other: Numbers, rho: Numbers) -> Numbers:
    """Return the density of each pair along each threshold of one item, by category of the other.

    Of a threshold that is none, for the item has fewer, it is next to nothing.
    """
    inner = own[:, 1:-1, None]
    within = rho[:, None, None]
    given = (other[:, None, :] - within * inner) / np.sqrt(1 - within * within)
    return np.asarray(_density(inner) * np.diff(ndtr(given), axis=2), dtype=np.float64)


def _density(thresholds: Numbers) -> Numbers:
    return np.asarray(np.exp(-(thresholds**2) / 2) / np.sqrt(2 * np.pi), dtype=np.float64)
