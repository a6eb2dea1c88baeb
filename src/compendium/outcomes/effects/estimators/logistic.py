"""Logistic: the likeliest logistic model, and what each person weighs in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS, CLOSE, FARTHEST = 50, 1e-10, 30.0
"""Newton's steps at most, the step that ends them, and the log odds beyond which nobody is."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Logistic:
    """A logistic model by maximum likelihood.

    Attributes
    ----------
    coefficients
        Log odds, by column.
    linear, share
        By person: the logit that the model gives, and the probability.
    information
        The negative second derivative of the log likelihood there.
    """

    coefficients: Numbers
    linear: Numbers
    share: Numbers
    information: Numbers


def logistic(columns: Numbers, reached: Numbers) -> Logistic | None:
    """Return the likeliest logistic model, by Newton's method, or None where there is none.

    The log likelihood is Σ y·Xβ − log(1 + exp(Xβ)), its first derivative Xᵀ(y − e), its second
    −Xᵀ diag(e(1 − e)) X (McCullagh & Nelder 1989, Generalized Linear Models, section 4.4). Where
    columns part those who reached it from the others, it grows for ever and there is no maximum.
    Oracle: R glm.

    Parameters
    ----------
    columns
        A row a person, as `standardised` returns it: the constant among them.
    reached
        1.0 or 0.0 by person.
    """
    beta = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        linear = columns @ beta
        if np.abs(linear).max() > FARTHEST:
            return None
        share = 1.0 / (1.0 + np.exp(-linear))
        information = (columns.T * (share * (1.0 - share))) @ columns
        try:
            step = np.linalg.solve(information, columns.T @ (reached - share))
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(step).all():
            return None
        beta = beta + step
        if np.abs(step).max() < CLOSE:
            return Logistic(beta, linear, share, information)
    return None


def standardised(matrix: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return a constant and columns of mean 0 and standard deviation 1, the means, the deviations.

    Newton's steps on them do not depend on the units in which a column was given.
    """
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    return np.column_stack([np.ones(len(matrix)), (matrix - mean) / spread]), mean, spread
