"""The mixed model: means at every wave of all who have a score at any, those with gaps too."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.instruments.change.trajectories import Estimate
from compendium.instruments.student import margin
from compendium.tables import Absent, hands_on_absent

Numbers = NDArray[np.float64]

ALIKE = 1e-9
"""A residual spread below this part of the whole is rounding."""
METHOD = "mixed model with a random intercept a person, wave as category, REML"


@dataclass(frozen=True)
class MixedModel:
    """A fitted random-intercept model.

    Attributes
    ----------
    means, changes
        By wave, the estimated mean, and the change from the first wave.
    between, within
        Standard deviation of persons about the mean, and of one person's scores.
    persons
        How many have at least one score.
    """

    means: Mapping[str, Estimate]
    changes: Mapping[str, Estimate]
    between: float
    within: float
    persons: int


@dataclass(frozen=True)
class _Fit:
    """The model at one share of the variance between persons."""

    criterion: float
    means: Numbers
    inverse: Numbers
    within: float


@hands_on_absent
def mixed_model(scores: pd.DataFrame) -> MixedModel | Absent:
    r"""Fit a linear mixed model to scores: wave as category, a random intercept a person, REML.

    With y_ij = mu_j + b_i + e_ij, b_i ~ N(0, tau^2) and e_ij ~ N(0, sigma^2), a person with n_i
    scores has V_i = sigma^2 (I + lambda J), lambda = tau^2 / sigma^2, whose inverse is
    (I - lambda / (1 + n_i lambda) J) / sigma^2. So the restricted likelihood has one unknown,
    lambda: with r the weighted residual sum of squares and M scores at p waves, sigma^2 = r /
    (M - p), and lambda minimises (M - p) log r + sum log(1 + n_i lambda) + log |X' W X|.

    It uses everybody with a score at any wave. It is right where those who did not answer differ
    from those who did in nothing but the scores they gave (missing at random), and where two
    waves of a person are as alike as any other two. Intervals are t intervals with the degrees
    of freedom of those who answered the wave, less one, a rough choice that is exact for a change
    between two waves that everybody answered; there it is the paired t interval.

    References: Laird & Ware 1982, Biometrics 38:963; Patterson & Thompson 1971, Biometrika 58:545.
    Oracle: R nlme::lme, estimates, standard errors and both standard deviations to 1e-6.

    Parameters
    ----------
    scores
        What `trajectories` returned.

    Returns
    -------
    MixedModel or Absent
        Waves at which fewer than two persons have a score are left out. Absent where that leaves
        one wave or none, where fewer than two persons answered twice, and where scores do not
        vary within persons, so that nothing can be estimated.
    """
    scores = scores.loc[:, scores.notna().sum() >= 2]
    first = scores.columns[0] if scores.shape[1] else None
    if scores.shape[1] < 2 or first is None:
        return Absent("a change takes two waves, each with the scores of two persons")
    table = scores.to_numpy(dtype="float64")
    table = table[~np.isnan(table).all(axis=1)]
    if (np.isfinite(table).sum(axis=1) > 1).sum() < 2:
        return Absent("a change takes two persons who answered at two waves")
    centre = float(np.nanmean(table))
    fit = _fitted(table - centre)
    if fit is None:
        return Absent("the scores do not vary within persons, so no interval can be estimated")
    share, best = fit
    errors = best.within * np.sqrt(np.diag(best.inverse))
    answered = np.isfinite(table).sum(axis=0)
    spread = np.diag(best.inverse)
    contrasts = best.within * np.sqrt(np.maximum(spread + spread[0] - 2 * best.inverse[0], 0))
    waves = [str(wave) for wave in scores.columns]
    means, changes = {}, {}
    for place, wave in enumerate(waves):
        n = int(answered[place])
        means[wave] = _estimate(best.means[place] + centre, errors[place], n)
        if place:
            changes[wave] = _estimate(best.means[place] - best.means[0], contrasts[place], n)
    ratio = share / (1 - share)
    return MixedModel(means, changes, math.sqrt(ratio) * best.within, best.within, len(table))


@hands_on_absent
def wave_means(model: MixedModel) -> Mapping[str, Estimate]:
    """Return `MixedModel.means`, also of a model that is absent, which is handed on."""
    return model.means


@hands_on_absent
def wave_changes(model: MixedModel) -> Mapping[str, Estimate]:
    """Return `MixedModel.changes`, also of a model that is absent, which is handed on."""
    return model.changes


def _estimate(value: float, error: float, n: int) -> Estimate:
    half = float(margin(error, n - 1))
    return Estimate(float(value), float(value - half), float(value + half), n, METHOD)


def _fitted(table: Numbers) -> tuple[float, _Fit] | None:
    """Return the share of the variance that lies between persons, and the fit there."""
    from scipy.optimize import minimize_scalar

    spread = float(np.nansum((table - np.nanmean(table, axis=0)) ** 2))
    # What lies within persons once the waves' means are out: nothing of it, no residual.
    own = table - np.nanmean(table, axis=1, keepdims=True)
    steps = np.nanmean(own, axis=0)
    if float(np.nansum((own - steps) ** 2)) <= ALIKE * max(spread, ALIKE):
        return None

    found = minimize_scalar(
        lambda share: _at(table, share).criterion,
        bounds=(0.0, 1 - 1e-9),
        method="bounded",
        options={"xatol": 1e-12, "maxiter": 500},
    )
    share = float(found.x)
    if _at(table, 0.0).criterion <= _at(table, share).criterion:
        share = 0.0
    return share, _at(table, share)


def _at(table: Numbers, share: float) -> _Fit:
    there = np.isfinite(table)
    filled = np.where(there, table, 0.0)
    seen = there.astype(float)
    ratio = share / (1 - share)
    n, sums = seen.sum(axis=1), filled.sum(axis=1)
    weight = ratio / (1 + n * ratio)
    cross = np.diag(seen.sum(axis=0)) - seen.T @ (weight[:, np.newaxis] * seen)
    right = filled.sum(axis=0) - seen.T @ (weight * sums)
    inverse = np.linalg.inv(cross)
    means = inverse @ right
    residual = float((filled**2).sum() - (weight * sums**2).sum() - right @ means)
    freedom = n.sum() - table.shape[1]
    criterion = (
        freedom * math.log(max(residual, 1e-300))
        + float(np.log1p(n * ratio).sum())
        + float(np.linalg.slogdet(cross)[1])
    )
    return _Fit(criterion, means, inverse, math.sqrt(max(residual, 0.0) / freedom))
