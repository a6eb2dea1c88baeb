"""Propensity: how likely each person was to take part, by what was known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.effects.estimators.logistic import logistic, standardised
from compendium.outcomes.effects.people.covariates import UnknownCovariateError
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent

SEPARATED = Absent(
    "a propensity score: some covariates part the two arms completely, so that nobody could have "
    "been in the other"
)

CLEARLY = 1e-6
"""What a column must add at least, of its variance, for the quick answer to be trusted."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Propensity:
    """A logistic model of taking part.

    Attributes
    ----------
    score
        By person, the probability of being in the intervention arm.
    linear
        By person, its logit, on which people are matched.
    columns
        The names of the coefficients, the constant first.
    coefficients
        Log odds.
    """

    score: Numbers
    linear: Numbers
    columns: tuple[str, ...]
    coefficients: Numbers


def propensity(frame: pd.DataFrame, names: Sequence[str]) -> Propensity | Absent:
    """Return the logistic model of the arm by covariates, by maximum likelihood.

    Newton's method on columns of mean 0 and standard deviation 1. Oracle: R glm.

    Parameters
    ----------
    frame
        As `subjects` returns it, without a missing covariate.
    names
        The covariates; categories become a column a level, the first left out.

    Returns
    -------
    Propensity or Absent
        Absent where covariates part the arms completely, so that there is no maximum.
    """
    design, columns = design_matrix(frame, names)
    arm = treated(frame).astype(float)
    scaled, mean, spread = standardised(design)
    found = logistic(scaled, arm)
    if found is None:
        return SEPARATED
    beta = found.coefficients
    slopes = beta[1:] / spread
    coefficients = np.concatenate([[beta[0] - slopes @ mean], slopes])
    return Propensity(found.share, found.linear, ("constant", *columns), coefficients)


def shared(frame: pd.DataFrame, names: Sequence[str]) -> NDArray[np.bool_]:
    """Return who has, in every category and flag, a level that somebody of the other arm has too.

    Whoever has not is like nobody of the other arm: a model of the arm would put them infinitely
    far away, and has no maximum as long as they are in it. Leaving them out may leave others alone
    with their level, who are left out as well.

    Parameters
    ----------
    frame, names
        As of `propensity`.
    """
    arm = treated(frame)
    kept = np.ones(len(frame), dtype=bool)
    columns = [column_of(frame, name) for name in names]
    # From 1 on: 0 is a level too, not to be known.
    levelled = [pd.factorize(column)[0] + 1 for column in columns if _has_levels(column)]
    before = -1
    while before != kept.sum():
        before = kept.sum()
        for codes in levelled:
            ours, theirs = (
                np.bincount(codes[kept & side], minlength=codes.max() + 1) for side in (arm, ~arm)
            )
            kept &= ((ours > 0) & (theirs > 0))[codes]
    return kept


def among_shared(frame: pd.DataFrame, names: Sequence[str]) -> Propensity | Absent:
    """Return the propensity score of those who have their like in the other arm, as `shared` tells.

    Parameters
    ----------
    frame, names
        As of `propensity`.

    Returns
    -------
    Propensity or Absent
        The others have a score of 1 or 0, whose logits are infinite. Absent as of `propensity`.
    """
    kept, arm = shared(frame, names), treated(frame)
    if not (kept & arm).any() or not (kept & ~arm).any():
        return SEPARATED
    found = propensity(frame[kept].reset_index(drop=True), names)
    if isinstance(found, Absent) or kept.all():
        return found
    score, linear = arm.astype(float), np.where(arm, np.inf, -np.inf)
    score[kept], linear[kept] = found.score, found.linear
    return replace(found, score=score, linear=linear)


def column_of(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Return a covariate of the subjects.

    Raises
    ------
    UnknownCovariateError
        Where they have no such column.
    """
    if name not in frame:
        raise UnknownCovariateError(
            f"The subjects have no covariate “{name}”.",
            where="the covariates of a design",
            remedy="leave it out of the design, or give the study a table that has it",
        )
    return frame[name]


def _has_levels(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) or bool(column.isin((0.0, 1.0)).all())


def design_matrix(frame: pd.DataFrame, names: Sequence[str]) -> tuple[Numbers, tuple[str, ...]]:
    """Return covariates as columns of numbers, and what each column is called.

    Of a category every level that somebody has but the first is a column, ``name=level``. A column
    that does not vary, or that those before it tell, is left out.

    Raises
    ------
    UnknownCovariateError
        Where the subjects have no such column.
    ValueError
        Where a covariate is missing for somebody: they are imputed or left out before.
    """
    columns: list[Numbers] = []
    labels: list[str] = []
    for name in names:
        column = column_of(frame, name)
        if column.isna().any():
            raise ValueError(f"the covariate {name} is missing for some, and was not imputed")
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes = column.cat.codes.to_numpy()
            seen = np.flatnonzero(np.bincount(codes, minlength=len(column.cat.categories)))
            columns += [(codes == place).astype(float) for place in seen[1:]]
            labels += [f"{name}={column.cat.categories[place]}" for place in seen[1:]]
        else:
            columns.append(column.to_numpy(dtype=float))
            labels.append(name)
    matrix = np.column_stack(columns) if columns else np.zeros((len(frame), 0))
    kept = _independent(matrix)
    return matrix[:, kept], tuple(labels[place] for place in kept)


def _independent(matrix: Numbers) -> list[int]:
    """Return the columns that vary, and that the columns before them do not tell."""
    if _all_independent(matrix):
        return list(range(matrix.shape[1]))
    kept: list[int] = []
    basis = np.ones((len(matrix), 1)) / np.sqrt(max(len(matrix), 1))
    for place in range(matrix.shape[1]):
        column = matrix[:, place]
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        size = float(np.linalg.norm(rest))
        if size > 1e-9 * max(float(np.linalg.norm(column)), 1.0):
            basis = np.column_stack([basis, rest / size])
            kept.append(place)
    return kept


def _all_independent(matrix: Numbers) -> bool:
    """Return whether every column clearly adds to those before it, which is soon known.

    The square of a diagonal entry of Cholesky's factor of their correlations is the part of a
    column's variance that those before it do not tell.
    """
    spread = matrix.std(axis=0)
    if not len(spread) or spread.min() < CLEARLY:
        return False
    scaled = (matrix - matrix.mean(axis=0)) / spread
    try:
        factor = np.linalg.cholesky(scaled.T @ scaled / len(matrix))
    except np.linalg.LinAlgError:
        return False
    return bool(np.diag(factor).min() ** 2 > CLEARLY)
