"""Nesting: how alike participants of one consultant are, by a model that nests that arm alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2, t

from compendium.outcomes.arms.estimates import CONFIDENCE, Estimate
from compendium.outcomes.effects.estimators.clustering import refuse_few
from compendium.outcomes.effects.estimators.matching import Numbers
from compendium.tables import Absent

HIGHEST = 1 - 1e-9
ALIKE = Absent(
    "a correlation of participants of one consultant: within one, or in the comparison arm, all "
    "are alike"
)
APART = Absent("a correlation of participants of one consultant: no consultant has two")

Log = Callable[[float], float]


@dataclass(frozen=True)
class Nested:
    """What the partially nested model says.

    Attributes
    ----------
    difference
        Between the arms, with Student's interval.
    correlation
        The intraclass correlation of participants of one consultant, with its interval.
    error, degrees
        Of the difference: its standard error, and Satterthwaite's degrees of freedom.
    between, within, others
        Standard deviations: of consultants, of participants within one, of comparison people.
    clusters
        Consultants who have participants.
    """

    difference: Estimate
    correlation: Estimate
    error: float
    degrees: float
    between: float
    within: float
    others: float
    clusters: int


def partially_nested(
    values: Numbers,
    arm: NDArray[np.bool_],
    clusters: Sequence[str | None],
    weights: Numbers | None = None,
) -> Nested | Absent:
    """Return the partially nested model of a difference, by restricted maximum likelihood.

    y = m + d + u + e for a participant, u of their consultant and e their own, and y = m + f for
    comparison people: each of u, e and f with a variance of its own, the heteroscedastic model that
    Candlish et al. recommend. As the arms share nothing but m, it falls into a random intercept for
    the participants and a mean for the others, so that one correlation, r = var u / (var u + var
    e), is all that is searched for. MixedLM of statsmodels has one residual variance for both arms,
    and no interval of r. Oracle: R nlme, lme with varIdent.

    The interval of r is that of the profile of the restricted likelihood, from 0 on. The degrees of
    freedom are Satterthwaite's, of consultants less one and comparison people less one. For an
    endpoint that is reached or not, it is a linear model of probability, and r is on that scale.

    Parameters
    ----------
    values
        The endpoint, by person.
    arm
        Who is a participant.
    clusters
        By person, as `consultants` returns them.
    weights
        What comparison people count, as `Matches` has it: their mean is then weighted, and its
        variance Σ w² (y − y̅)² / (Σ w)², times n/(n − 1). Who counts 0 is left out.

    Returns
    -------
    Nested or Absent
        Absent where no consultant has two participants, or nothing varies within one.

    Raises
    ------
    FewClustersError
        Where fewer than ten consultants have a participant who counts.

    References
    ----------
    Candlish, Teare, Dimairo, Flight, Mandefield & Walters 2018, BMC Medical Research Methodology
    18:105.
    """
    counts = np.ones(len(values)) if weights is None else weights
    used = counts > 0
    refuse_few([one for one, there in zip(clusters, used, strict=True) if there], arm[used])
    sums = _sums(values, arm & used, clusters)
    mean, variance, spread, n = _weighted(values[~arm & used], counts[~arm & used])
    if sums.sizes.max() < 2:
        return APART
    if not variance or not sums.inside:
        return ALIKE
    ratio = _likeliest(sums.log_likelihood)
    total = sums.total(ratio)
    own, own_variance = sums.mean(ratio), total / sums.information(ratio)
    error = float(np.sqrt(own_variance + variance))
    clustered = int((sums.named).sum())
    degrees = error**4 / (own_variance**2 / (clustered - 1) + variance**2 / (n - 1))
    half = float(t.ppf((1 + CONFIDENCE) / 2, degrees)) * error
    low, high = _profile(sums.log_likelihood, ratio)
    people = int(sums.sizes.sum())
    return Nested(
        difference=Estimate(
            estimand="partially_nested",
            value=own - mean,
            low=own - mean - half,
            high=own - mean + half,
            n=people + n,
            method="partially nested model, restricted maximum likelihood",
        ),
        correlation=Estimate(
            estimand="intraclass_correlation",
            value=ratio,
            low=low,
            high=high,
            n=people,
            method="partially nested model, interval of the restricted likelihood's profile",
        ),
        error=error,
        degrees=float(degrees),
        between=float(np.sqrt(ratio * total)),
        within=float(np.sqrt((1 - ratio) * total)),
        others=spread,
        clusters=clustered,
    )


@dataclass(frozen=True)
class _Sums:
    """All that the likelihood of the participants needs: by consultant persons and mean."""

    sizes: Numbers
    means: Numbers
    inside: float
    named: NDArray[np.bool_]

    def weights(self, ratio: float) -> Numbers:
        """Return the inverse variance of each mean, for a total variance of 1."""
        return np.asarray(self.sizes / (1 + (self.sizes - 1) * ratio))

    def information(self, ratio: float) -> float:
        """Return the sum of them."""
        return float(self.weights(ratio).sum())

    def mean(self, ratio: float) -> float:
        """Return the mean of the participants by generalised least squares."""
        return float(np.average(self.means, weights=self.weights(ratio)))

    def total(self, ratio: float) -> float:
        """Return var u + var e, given the correlation."""
        apart = self.weights(ratio) @ (self.means - self.mean(ratio)) ** 2
        return float((apart + self.inside / (1 - ratio)) / (self.sizes.sum() - 1))

    def log_likelihood(self, ratio: float) -> float:
        """Return the restricted log likelihood, but for a constant."""
        n = self.sizes.sum()
        determinant = (n - len(self.sizes)) * np.log(1 - ratio)
        determinant += np.log(1 + (self.sizes - 1) * ratio).sum()
        told = (n - 1) * np.log(self.total(ratio)) + determinant + np.log(self.information(ratio))
        return float(-told / 2)


def _sums(
    values: Numbers, participants: NDArray[np.bool_], clusters: Sequence[str | None]
) -> _Sums:
    by_cluster: dict[object, list[float]] = {}
    for place in np.flatnonzero(participants).tolist():
        one = clusters[place]
        by_cluster.setdefault((place,) if one is None else one, []).append(float(values[place]))
    groups = [np.array(each) for each in by_cluster.values()]
    return _Sums(
        np.array([len(each) for each in groups], dtype=float),
        np.array([each.mean() for each in groups]),
        float(sum(((each - each.mean()) ** 2).sum() for each in groups)),
        np.array([isinstance(name, str) for name in by_cluster]),
    )


def _weighted(values: Numbers, weights: Numbers) -> tuple[float, float, float, int]:
    """Return the mean of comparison people, its variance, their spread, and how many they are."""
    n = len(values)
    if n < 2:
        return float("nan"), 0.0, 0.0, n
    mean = float(np.average(values, weights=weights))
    apart = (values - mean) ** 2 * n / (n - 1)
    variance = float(weights**2 @ apart / weights.sum() ** 2)
    return mean, variance, float(np.sqrt(np.average(apart, weights=weights))), n


def _likeliest(log: Log) -> float:
    """Return where the likelihood is highest, which may be at 0."""
    # It may have two tops where there are few clusters, so that it is looked at all along first.
    grid = np.concatenate([[0.0], np.geomspace(1e-5, 0.99, 120)])
    best = int(np.argmax([log(each) for each in grid]))
    if best == 0:
        return 0.0
    upper = grid[best + 1] if best + 1 < len(grid) else HIGHEST
    found = minimize_scalar(
        lambda ratio: -log(ratio),
        bounds=(grid[best - 1], upper),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return float(found.x)


def _profile(log: Log, best: float) -> tuple[float, float]:
    """Return the correlations at which the likelihood has fallen by half a quantile of χ²."""
    drop = log(best) - chi2.ppf(CONFIDENCE, 1) / 2
    low = 0.0 if log(0.0) >= drop else brentq(lambda each: log(each) - drop, 0.0, best)
    high = brentq(lambda each: log(each) - drop, best, HIGHEST)
    return float(low), float(high)
