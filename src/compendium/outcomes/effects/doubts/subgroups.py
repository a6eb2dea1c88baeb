"""Subgroups: whether an effect differs between people, asked as one interaction each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2

from compendium.instruments.comparisons.comparison import SMALLEST_P, Quantity
from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.effect import UNITS, Effect, around, contrast_of
from compendium.outcomes.effects.estimators.matched import ASSUMED, USES, fitted, pooled
from compendium.outcomes.effects.people.covariates import chosen
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent, hands_on_absent

BY_LOT = "randomised"
FEWEST = 2
"""Persons of each arm that a level must have for an error."""
ONE_LEVEL = Absent("an interaction: fewer than two levels have matched persons in both arms")
TOO_FEW = Absent("an effect in this level: fewer than two persons of an arm are matched in it")
NO_ERROR = Absent("an interaction: robust errors, for some levels rest on one person or all alike")
METHOD = (
    "nearest neighbour on the logit of the propensity score within each level, weighted least "
    "squares with interaction, HC3 errors"
)


ALIKE = 1e-18
"""A variance below this is rounding: all of a level have the endpoint alike."""
SINGLED_OUT = 1e-9
"""How near to 1 the leverage of a person must be for the fit to go through that person."""

METHOD_BY_LOT = "arms drawn by lot, least squares with interaction, HC3 errors"
ASSUMED_BY_LOT = ("drawn_by_lot", "no_interference", "consistency")

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Subgroups:
    """An effect in each level of a covariate, and how far the levels are apart.

    Attributes
    ----------
    by, reference
        The covariate, and the level that the others are set against: the first that has an effect.
    effects
        Level to the effect in it; absent where too few are matched.
    differences
        Level to its effect less that of the reference: the interaction, with its interval.
    p
        Of the hypothesis that the effect is the same in all levels (Wald's test of all interactions
        together); its own and not adjusted.
    use
        The persons with what became of them in this matching: participant_id, arm, the covariate,
        and use (``matched``, ``dropped`` or ``not_used``).
    """

    by: str
    reference: str
    effects: Mapping[str, Effect | Absent]
    differences: Mapping[str, Quantity]
    p: Quantity
    use: pd.DataFrame


@hands_on_absent
def subgroups(
    frame: pd.DataFrame,
    endpoint: str,
    by: str,
    *,
    design: Matched,
    allocation: str = "self-selected",
) -> Subgroups | Absent:
    r"""Return the effect in each level of a covariate, and the interactions.

    Everybody is matched within their own level, with the propensity score of the whole pool. Then

    .. math:: y_i = \alpha_{l(i)} + \tau_{l(i)} a_i + e_i

    by least squares with the weights of the matches; :math:`\tau_l` is the mean difference of the
    pairs of level *l*, and the interaction with the reference *r* is :math:`\tau_l - \tau_r`.
    Errors are HC3 (MacKinnon & White 1985, Journal of Econometrics 29:305), in which a comparison
    person who stands for several participants counts once, with all their weight. Oracle: R lm with
    sandwich::vcovHC on the matched sample.

    Two effects, one with an interval that holds 0 and one without, are no difference between
    subgroups: only the interaction tells of it (Altman & Bland 2003, BMJ 326:219).

    Parameters
    ----------
    frame, endpoint
        As of `estimate`.
    by
        A covariate with levels, a category or a flag; who has none is left out.
    design
        The primary design.
    allocation
        How the arms came about, as study.toml has it: nobody is matched who was drawn by lot.

    Returns
    -------
    Subgroups or Absent
        Absent as of `estimate`, and where fewer than two levels have an effect.

    Raises
    ------
    ValueError
        Where the covariate is a number, which has no levels.
    """
    if chosen((by,))[0].kind == "number":
        raise ValueError(f"{by} is a number and has no levels; its interaction is not asked for")
    arms = _arms(frame, endpoint, by, design, allocation)
    if isinstance(arms, Absent):
        return arms
    names = arms.names()
    if len(names) < 2:
        return ONE_LEVEL
    values = arms.people[endpoint].to_numpy(dtype=float)
    fit = _fit(values, arms, names)
    if isinstance(fit, Absent):
        return fit
    contrast = contrast_of(values)
    return Subgroups(
        by,
        names[0],
        {
            name: _effect(values, arms, fit, names.index(name), name, contrast)
            if name in names
            else TOO_FEW
            for name in arms.level.cat.categories
        },
        {
            name: _apart(fit, place, names, by, contrast)
            for place, name in enumerate(names)
            if place
        },
        Quantity.alone(max(_wald(fit), SMALLEST_P), by, names, "p"),
        arms.use(),
    )


class _Arms:
    """Those of a pool by arm and level, and what the matching made of them."""

    def __init__(
        self, people: pd.DataFrame, by: str, arm: Truths, weights: Numbers, *, matched: bool
    ) -> None:
        self.people, self.by, self.arm, self.weights = people, by, arm, weights
        self.level = _levels(people[by])
        self.matched = matched

    def at(self, name: str, *, ours: bool) -> Truths:
        """Return who of an arm is matched in a level."""
        here = self.level.eq(name).to_numpy(dtype=bool)
        found: Truths = here & (self.weights > 0) & (self.arm == ours)
        return found

    def names(self) -> list[str]:
        """Return the levels with enough persons of both arms for an error."""
        return [
            name
            for name in self.level.cat.categories
            if min(self.at(name, ours=ours).sum() for ours in (True, False)) >= FEWEST
        ]

    def use(self) -> pd.DataFrame:
        """Return what became of everybody."""
        left = np.where(self.arm, USES[1], USES[2])
        made = np.where(self.weights > 0, USES[0], left)
        told = self.people[["participant_id", "arm"]].copy()
        told[self.by] = self.level
        told["use"] = pd.Categorical(made, list(USES), ordered=True)
        return told


@dataclass(frozen=True)
class _Fit:
    """The effect of each level, and the variance of all of them."""

    value: Numbers
    variance: Numbers


def _arms(
    frame: pd.DataFrame, endpoint: str, by: str, design: Matched, allocation: str
) -> _Arms | Absent:
    """Return everybody of the pool with their level and weight; a lot needs no matching."""
    frame = frame[frame[[endpoint, by]].notna().all(axis=1)].reset_index(drop=True)
    if allocation == BY_LOT:
        return _Arms(frame, by, treated(frame), np.ones(len(frame)), matched=False)
    covariates = tuple(name for name in design.covariates if name in frame)
    people = pooled(frame[frame[list(covariates)].notna().all(axis=1)], design.pool)
    found = fitted(people, replace(design, covariates=covariates, exact=(*design.exact, by)))
    if isinstance(found, Absent):
        return found
    return _Arms(people, by, treated(people), found[1].weights, matched=True)


def _fit(values: Numbers, arms: _Arms, names: list[str]) -> _Fit | Absent:
    """Return the effect in each level, by weighted least squares with HC3 errors."""
    import statsmodels.api as sm

    kept = (arms.weights > 0) & arms.level.isin(names).to_numpy(dtype=bool)
    inside = np.column_stack([arms.level[kept].eq(name).to_numpy(dtype=float) for name in names])
    design = np.hstack([inside * arms.arm[kept][:, None], inside])
    weights = arms.weights[kept]
    leverage = (np.linalg.qr(design * np.sqrt(weights)[:, None]).Q ** 2).sum(axis=1)
    if leverage.max() > 1 - SINGLED_OUT:
        return NO_ERROR
    fit = sm.WLS(values[kept], design, weights=weights).fit(cov_type="HC3")
    many = len(names)
    variance = np.asarray(fit.cov_params(), dtype=np.float64)[:many, :many]
    if np.diag(variance).min() < ALIKE:
        return NO_ERROR
    return _Fit(np.asarray(fit.params, dtype=np.float64)[:many], variance)


def _effect(
    values: Numbers, arms: _Arms, fit: _Fit, place: int, name: str, contrast: str
) -> Effect:
    """Return the effect in one level."""
    ours, theirs = arms.at(name, ours=True), arms.at(name, ours=False)
    here = arms.level.eq(name).to_numpy(dtype=bool)
    told = around(float(fit.value[place]), math.sqrt(fit.variance[place, place]))
    own = float(values[ours].mean())
    return Effect(
        estimand="att" if arms.matched else "effect",
        design=Matched.id if arms.matched else BY_LOT,
        contrast=contrast,
        value=told.value,
        low=told.low,
        high=told.high,
        p=told.p,
        n={ARMS[0]: int(ours.sum()), ARMS[1]: int(theirs.sum())},
        dropped=int((here & arms.arm & ~ours).sum()),
        treated=own,
        compared=own - told.value,
        method=METHOD if arms.matched else METHOD_BY_LOT,
        assumptions=ASSUMED if arms.matched else ASSUMED_BY_LOT,
    )


def _apart(fit: _Fit, place: int, names: list[str], by: str, contrast: str) -> Quantity:
    """Return the effect of one level less that of the first."""
    value = float(fit.value[place] - fit.value[0])
    variance = fit.variance[place, place] + fit.variance[0, 0] - 2 * fit.variance[place, 0]
    told = around(value, math.sqrt(variance))
    groups = (names[place], names[0])
    return Quantity(told.value, told.low, told.high, by, groups, UNITS[contrast])


def _wald(fit: _Fit) -> float:
    """Return the p value of all effects being the same."""
    others = len(fit.value) - 1
    contrast = np.hstack([-np.ones((others, 1)), np.eye(others)])
    apart = contrast @ fit.value
    spread = contrast @ fit.variance @ contrast.T
    return float(chi2.sf(apart @ np.linalg.solve(spread, apart), others))


def _levels(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a category or a flag as a category of texts, of the levels that somebody has."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = [str(name) for name in column.cat.categories if (column == name).any()]
        return column.astype(str).astype(pd.CategoricalDtype(names, ordered=True))
    text = column.map({1.0: "yes", 0.0: "no"})
    names = [name for name in ("yes", "no") if (text == name).any()]
    return text.astype(pd.CategoricalDtype(names, ordered=True))
