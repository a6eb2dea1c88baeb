"""The congeneric model: one factor behind the items of a scale, fitted by maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

STEPS = 400
CLOSE = 1e-12
LEAST = 1e-4
"""The least error variance, as a share of the variance of the item."""


@dataclass(frozen=True)
class Congeneric:
    """Loadings and error variances of a stack of fitted models, and how sure they are."""

    loadings: Numbers
    """Models by items, in points."""
    errors: Numbers
    """Models by items, in squared points."""
    spread: Numbers
    """Models by estimates by estimates: their covariance, the loadings before the errors."""
    proper: NDArray[np.bool_]
    """Whether a solution was found in which every item has some error."""


def congeneric(answers: Numbers) -> Congeneric:
    """Fit one factor to complete answers by maximum likelihood, with robust standard errors.

    The model is S = l l' + diag(e): every item has its own loading l and error variance e. It is
    fitted by Fisher scoring, t + (D'WD)^-1 D'W (s - S), with s the covariances (divided by n), D
    the derivatives of S, and W half of S^-1 x S^-1. The covariance of the estimates is the sandwich
    (D'WD)^-1 D'W G W D (D'WD)^-1 / n, with G the covariance of the products of deviations, so that
    it holds also where answers are not normal, as answers from 0 to 3 are not.

    References: Jöreskog 1971, Psychometrika 36:109; Browne 1984, British Journal of Mathematical
    and Statistical Psychology 37:62. Oracle: R lavaan with ``estimator = "MLM"``.

    Parameters
    ----------
    answers
        A stack of tables, each persons by items, with more persons than items, nothing missing,
        and no item answered alike by all.

    Returns
    -------
    Congeneric
        One model a table.
    """
    persons, items = answers.shape[1:]
    centred = answers - answers.mean(axis=1, keepdims=True)
    covariance = centred.swapaxes(1, 2) @ centred / persons
    variances = np.diagonal(covariance, axis1=1, axis2=2)
    floor = LEAST * variances
    loadings, errors = _beginning(covariance, variances)
    reached = np.zeros(len(answers), dtype=bool)
    for _ in range(STEPS):
        open_ = ~reached
        left, right = _scoring(loadings[open_], errors[open_])
        apart = _flat(covariance[open_]) - _flat(_implied(loadings[open_], errors[open_]))
        step = np.linalg.solve(left, (right @ apart[..., np.newaxis]))[..., 0]
        loadings[open_] += step[:, :items]
        errors[open_] = np.maximum(errors[open_] + step[:, items:], floor[open_])
        size = np.abs(step).max(axis=1) / variances[open_].max(axis=1)
        reached[open_] = size < CLOSE
        if reached.all():
            break
    left, right = _scoring(loadings, errors)
    weights = np.linalg.solve(left, right)
    products = _flat(centred[..., np.newaxis] * centred[..., np.newaxis, :])
    deviations = products - products.mean(axis=1, keepdims=True)
    influence = deviations @ weights.swapaxes(1, 2)
    spread = influence.swapaxes(1, 2) @ influence / persons**2
    return Congeneric(loadings, errors, spread, reached & (errors > floor).all(axis=1))


def _beginning(covariance: Numbers, variances: Numbers) -> tuple[Numbers, Numbers]:
    """Return the first principal component and what it leaves, to begin with."""
    deviations = np.sqrt(variances)
    correlation = covariance / (deviations[:, :, np.newaxis] * deviations[:, np.newaxis])
    roots, vectors = np.linalg.eigh(correlation)
    first = vectors[..., -1] * np.sign(vectors[..., -1].sum(axis=1, keepdims=True))
    loadings = np.clip(first * np.sqrt(roots[:, -1:]), -0.95, 0.95)
    return loadings * deviations, (1 - loadings**2) * variances


def _implied(loadings: Numbers, errors: Numbers) -> Numbers:
    """Return the covariances that models imply."""
    return loadings[:, :, np.newaxis] * loadings[:, np.newaxis] + _diagonal(errors)


def _scoring(loadings: Numbers, errors: Numbers) -> tuple[Numbers, Numbers]:
    """Return D'WD and D'W, by the full square of the covariances."""
    models, items = loadings.shape
    inverse = np.linalg.inv(_implied(loadings, errors))
    unit = np.broadcast_to(np.eye(items), (models, items, items))
    # The derivative by a loading is e l' + l e', that by an error e e'.
    crossed = unit[..., np.newaxis] * loadings[:, np.newaxis, np.newaxis]
    derivatives = np.concatenate(
        [crossed + crossed.swapaxes(2, 3), unit[..., np.newaxis] * unit[:, :, np.newaxis]], axis=1
    )
    between = inverse[:, np.newaxis]
    right = _flat(between @ derivatives @ between) / 2
    return right @ _flat(derivatives).swapaxes(1, 2), right


def _flat(squares: Numbers) -> Numbers:
    return squares.reshape(*squares.shape[:-2], -1)


def _diagonal(values: Numbers) -> Numbers:
    return values[:, :, np.newaxis] * np.eye(values.shape[1])
