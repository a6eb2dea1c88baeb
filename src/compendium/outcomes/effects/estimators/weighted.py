"""Weighted: the effect on participants by weights, alone or with a model of the endpoint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.designs import Weighted
from compendium.outcomes.effects.effect import Effect, around, contrast_of
from compendium.outcomes.effects.estimators.logistic import Numbers, logistic
from compendium.outcomes.effects.estimators.matched import pooled
from compendium.outcomes.effects.estimators.weighting import Truths, Weights, weighting
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent

ASSUMED = ("measured_confounding_only", "overlap", "no_interference", "consistency")
MODELLED = {"weights": "score_model", "doubly_robust": "either_model"}
"""Which model must be right, by kind, as word keys."""
METHODS = {
    "weights": "weighted by the odds of the propensity score, errors of the stacked equations",
    "doubly_robust": "doubly robust, by the odds of the propensity score and a model of the "
    "endpoint, errors of the stacked equations",
}
UNTOLD = Absent(
    "a model of the endpoint among the comparison people: covariates tell it completely, or there "
    "are too few people for so many covariates"
)
ALIKE = Absent("an interval of a weighted difference where all have the endpoint alike")


@dataclass(frozen=True)
class _Model:
    """What the endpoint would be without support: its model among the comparison people.

    expected and slope are by person who is used: the mean, and its derivative by the linear part;
    influence is by comparison person, on the coefficients.
    """

    expected: Numbers
    slope: Numbers
    influence: Numbers


def weighted(frame: pd.DataFrame, endpoint: str, design: Weighted) -> Effect | Absent:
    """Return the effect on participants, comparison people weighted to look like them.

    With T the arm, w the weights of `weighting`, Y the endpoint, and m(X) what a model fitted among
    the comparison people expects (0 where there are weights alone), the participants are compared
    with

        μ₀ = Σ T·m(X) / ΣT + Σ (1 − T)·w·(Y − m(X)) / Σ (1 − T)·w,

    and the effect is their mean less μ₀: normalised weights (Hájek), and with the model the
    augmented estimator of the effect on the treated, which is right where either model is. Errors
    are those of the stacked estimating equations, so that scores and model are known to be
    estimates; the limit at which weights are held is taken as it is.

    Parameters
    ----------
    frame
        As `subjects` returns it, with the endpoint as a number in the column of its name, and no
        missing covariate. Who has no endpoint is not in the comparison.
    endpoint
        The column.
    design
        The design.

    Returns
    -------
    Effect or Absent
        Absent as of `weighting`, where a model of the endpoint cannot be fitted, and where all
        have the endpoint alike.

    References
    ----------
    Lunceford & Davidian 2004, Statistics in Medicine 23:2937, for the errors; Mercatanti & Li 2014,
    Annals of Applied Statistics 8:2485, for the augmented estimator. Oracle: R, stacked equations
    written out; statsmodels TreatmentEffect for weights alone.
    """
    people = pooled(frame[frame[endpoint].notna()], design.pool)
    return weighed(people, endpoint, design, weighting(people, design))


def weighed(
    people: pd.DataFrame, endpoint: str, design: Weighted, found: Weights | Absent
) -> Effect | Absent:
    """Return the effect on participants by weights that are known already.

    Parameters
    ----------
    people
        As `pooled` returns it.
    endpoint, design
        As of `weighted`.
    found
        Their weights by this design, or by one that differs in its kind alone.
    """
    if isinstance(found, Absent):
        return found
    values = people[endpoint].to_numpy(dtype=float)[found.kept]
    arm = treated(people)[found.kept]
    if values.min() == values.max():
        return ALIKE
    contrast = contrast_of(values)
    model = None
    if design.kind == "doubly_robust":
        model = _model(values, arm, found, share=contrast == "difference")
        if model is None:
            return UNTOLD
    compared, influence = _compared(values, arm, found, model)
    own = float(values[arm].mean())
    of_each = np.where(arm, values - own, 0.0) / arm.sum() - influence
    error = float(np.sqrt((of_each**2).sum()))
    if error < np.finfo(float).eps:
        return ALIKE
    told = around(own - compared, error)
    return Effect(
        estimand="att",
        design=design.id,
        contrast=contrast,
        value=told.value,
        low=told.low,
        high=told.high,
        p=told.p,
        n={ARMS[0]: int(arm.sum()), ARMS[1]: int((~arm).sum())},
        dropped=int((treated(people) & ~found.kept).sum()),
        treated=own,
        compared=compared,
        method=METHODS[design.kind],
        assumptions=(*ASSUMED, MODELLED[design.kind]),
    )


def _compared(
    values: Numbers, arm: Truths, found: Weights, model: _Model | None
) -> tuple[float, Numbers]:
    """Return what participants are compared with, and the influence of each person on it."""
    columns = found.columns
    weights = np.where(arm, 0.0, found.weights[found.kept])
    total, persons = weights.sum(), arm.sum()
    expected = np.zeros(len(values)) if model is None else model.expected
    beside = values - expected
    left = float(weights @ beside / total)
    of_ours = float(expected[arm].mean())
    influence = np.where(arm, (expected - of_ours) / persons, weights * (beside - left) / total)
    # Odds grow with their own logit; where they are held at the limit they do not.
    moving = np.where(found.held[found.kept], 0.0, weights)
    by_score = columns.T @ (moving * (beside - left)) / total
    score = found.score[found.kept]
    influence += (arm - score) * (columns @ np.linalg.solve(found.information, by_score))
    if model is not None:
        tilt = np.where(arm, 1.0 / persons, -weights / total)
        influence += model.influence @ (columns.T @ (tilt * model.slope))
    return of_ours + left, influence


def _model(values: Numbers, arm: Truths, found: Weights, *, share: bool) -> _Model | None:
    """Return the model of the endpoint among comparison people: logit of shares, else linear."""
    columns = found.columns
    theirs = columns[~arm]
    influence = np.zeros_like(columns)
    if share:
        fit = logistic(theirs, values[~arm])
        if fit is None:
            return None
        expected = 1.0 / (1.0 + np.exp(-columns @ fit.coefficients))
        slope, information = expected * (1.0 - expected), fit.information
    else:
        information = theirs.T @ theirs
        if np.linalg.matrix_rank(information) < len(information):
            return None
        expected = columns @ np.linalg.solve(information, theirs.T @ values[~arm])
        slope = np.ones(len(values))
    residuals = (values - expected)[~arm]
    influence[~arm] = np.linalg.solve(information, (theirs * residuals[:, None]).T).T
    return _Model(expected, slope, influence)
