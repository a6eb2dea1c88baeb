"""Partial likelihood: what those who enter in a week are, among those who had not entered yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compendium.outcomes.effects.estimators.logistic import CLOSE, FARTHEST, STEPS, Numbers
from compendium.outcomes.effects.estimators.weighting import Truths

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Course:
    """The model at some coefficients.

    Attributes
    ----------
    score, information
        First and negative second derivative of the logarithm of the partial likelihood.
    weeks
        Those in which somebody enters.
    score_of_week, information_of_week
        The parts of the two that are of each such week; a part of the score is the sum of
        Schoenfeld's residuals.
    residuals
        By person, a row of score residuals; weighted, their sum is the score.
    """

    score: Numbers
    information: Numbers
    weeks: Numbers
    score_of_week: Numbers
    information_of_week: Numbers
    residuals: Numbers


def likeliest(columns: Numbers, week: Numbers, entered: Truths, weighed: Numbers) -> Numbers | None:
    """Return the coefficients of the largest partial likelihood by Newton's steps, if there are."""
    beta = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        course = course_at(columns, week, entered, weighed, beta)
        try:
            step = np.linalg.solve(course.information, course.score)
        except np.linalg.LinAlgError:
            return None
        beta = beta + step
        if not np.isfinite(beta).all() or np.abs(columns @ beta).max() > FARTHEST:
            return None
        if np.abs(step).max() < CLOSE:
            return beta
    return None


def course_at(
    columns: Numbers, week: Numbers, entered: Truths, weighed: Numbers, beta: Numbers
) -> Course:
    """Return the score, the information and the residuals of the model at some coefficients.

    Of d entries in a week, Efron lets each be among all at risk less a part k/d of those who enter,
    k = 0 … d − 1: a step each. Sums over those at risk are S, over those who enter D; 0, 1, 2 count
    the factors of a column in them.
    """
    weeks, own = np.unique(week[entered], return_inverse=True)
    seen = np.searchsorted(weeks, week, side="right")
    hazard = weighed * np.exp(columns @ beta)
    at_risk = _sums(columns, hazard, seen, len(weeks) + 1)
    # Who is last seen in a later week was at risk in each before.
    s0, s1, s2 = (np.cumsum(each[::-1], axis=0)[::-1][1:] for each in at_risk)
    d0, d1, d2 = _sums(columns[entered], hazard[entered], own, len(weeks))
    count = np.bincount(own, minlength=len(weeks))
    mass = np.bincount(own, weighed[entered], minlength=len(weeks)) / count
    # A row a step: its week, its part k/d, and the mean of the columns then.
    at = np.repeat(np.arange(len(weeks)), count)
    part = (np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)) / count[at]
    below = s0[at] - part * d0[at]
    mean = (s1[at] - part[:, None] * d1[at]) / below[:, None]
    rate = mass[at] / below
    whole, less = (np.bincount(at, each, minlength=len(weeks)) for each in (rate, rate * part))
    information = whole[:, None, None] * s2 - less[:, None, None] * d2
    # Steps are in the order of their weeks, and each week has one at least.
    products = (mass[at, None] * mean)[:, :, None] * mean[:, None, :]
    information = information - np.add.reduceat(products, np.cumsum(count) - count, axis=0)
    mean_of_week = _by_week(mean / count[at, None], at, len(weeks))
    given = _by_week(columns[entered] * weighed[entered, None], own, len(weeks))
    score = given - mean_of_week * (mass * count)[:, None]
    # Until when each has been at risk: 0 stands for before the first entry.
    until = np.concatenate([[0.0], np.cumsum(whole)])[seen]
    pulled = np.cumsum(_by_week(rate[:, None] * mean, at, len(weeks)), axis=0)
    drift = np.vstack([np.zeros(columns.shape[1]), pulled])[seen]
    held = _by_week((rate * part)[:, None] * mean, at, len(weeks))
    until[entered] -= less[own]
    drift[entered] -= held[own]
    residuals = -np.exp(columns @ beta)[:, None] * (columns * until[:, None] - drift)
    residuals[entered] += columns[entered] - mean_of_week[own]
    return Course(
        score=score.sum(axis=0),
        information=information.sum(axis=0),
        weeks=weeks,
        score_of_week=score,
        information_of_week=information,
        residuals=residuals,
    )


def _by_week(rows: Numbers, at: Ints, weeks: int) -> Numbers:
    """Return the sums of rows by week."""
    return np.stack([np.bincount(at, each, minlength=weeks) for each in rows.T], axis=1)


def _sums(
    columns: Numbers, hazard: Numbers, at: Ints, places: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the sums of hazards, of columns, and of their products, by place."""
    squares = np.zeros((places, columns.shape[1], columns.shape[1]))
    for place in np.unique(at):
        rows = columns[at == place]
        squares[place] = (rows * hazard[at == place, None]).T @ rows
    first = _by_week(columns * hazard[:, None], at, places)
    return _by_week(hazard[:, None], at, places)[:, 0], first, squares
