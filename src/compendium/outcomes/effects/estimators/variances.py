"""Variances: how far the difference of a matched sample is off by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compendium.outcomes.effects.estimators.matching import Ints, Matches, Numbers

Truths = NDArray[np.bool_]


def abadie_imbens(
    values: Numbers, arm: Truths, distance: Numbers, matches: Matches, ratio: int
) -> float:
    r"""Return the variance of the matched difference with replacement.

    .. math:: \frac{1}{N_1^2} \Bigl( \sum_{i: W_i = 1} (Y_i - \hat Y_i(0) - \hat\tau)^2
              + \sum_{i: W_i = 0} (K_i^2 - K'_i)\, \hat\sigma_i^2 \Bigr)

    :math:`N_1` the participants with a match, :math:`\hat Y_i(0)` the mean of who stands against
    one of them, :math:`K_i` the shares of participants that a comparison person stands for and
    :math:`K'_i` the sum of the squares of these shares. :math:`\hat\sigma_i^2`, how people vary who
    are alike in what they are matched on, is the variance of a comparison person and the nearest
    `ratio` others of the comparison arm and the stratum (of all strata, where theirs has too few).
    This is how R Matching has it; Abadie & Imbens take the square of the distance to the mean of
    the others, which is as right on average and less steady; with one nearest both are the same.

    The score is taken as known. That it was fitted makes the variance of an effect on participants
    smaller or larger; leaving it out is not on the safe side by construction (Abadie & Imbens 2016,
    Econometrica 84:781).

    References: Abadie & Imbens 2006, Econometrica 74:235, section 4. Oracle: R Matching, Match with
    ``estimand = "ATT"`` and ``Var.calc`` the number of matches.

    Parameters
    ----------
    values
        The endpoint, by subject.
    arm
        Who is a participant.
    distance
        What people are matched on.
    matches
        As `nearest` returns them, with replacement.
    ratio
        Comparison people for each participant, as was asked for.
    """
    n = len(values)
    share = 1.0 / np.bincount(matches.participants, minlength=n)[matches.participants]
    against = np.zeros(n)
    np.add.at(against, matches.participants, share * values[matches.others])
    squares = np.zeros(n)
    np.add.at(squares, matches.others, share**2)
    used = arm & (matches.weights > 0)
    apart = values[used] - against[used]
    several = np.flatnonzero(~arm & (matches.weights**2 - squares > 1e-12))
    spread = _among_alike(values, distance, matches.strata, np.flatnonzero(~arm), several, ratio)
    extra = (matches.weights[several] ** 2 - squares[several]) @ spread
    return float((((apart - apart.mean()) ** 2).sum() + extra) / used.sum() ** 2)


def by_pair(values: Numbers, arm: Truths, matches: Matches) -> float:
    r"""Return the variance of the matched difference without replacement, clustered by pair.

    The variance of the arm's coefficient in least squares of the values on the arm, weighted as the
    matches are, clustered by a participant and those who stand against them:

    .. math:: \frac{G}{G - 1} \frac{n - 1}{n - 2}
              \sum_g \Bigl( \sum_{i \in g} \frac{W_i w_i e_i}{\sum W w}
              - \frac{(1 - W_i) w_i e_i}{\sum (1 - W) w} \Bigr)^2

    over :math:`G` sets of :math:`n` people, :math:`e_i` the deviation from the weighted mean of the
    arm. Oracle: R sandwich, vcovCL of lm.

    Parameters
    ----------
    values, arm
        As of `abadie_imbens`.
    matches
        As `nearest` returns them, without replacement.
    """
    weights = matches.weights
    of = np.full(len(values), -1)
    of[matches.others] = matches.participants
    of[matches.participants] = matches.participants
    parts = np.zeros(len(values))
    for side, sign in ((arm, 1.0), (~arm, -1.0)):
        here = side & (weights > 0)
        mean = weights[here] @ values[here] / weights[here].sum()
        parts[here] = sign * weights[here] * (values[here] - mean) / weights[here].sum()
    used = of >= 0
    sums = np.bincount(of[used], parts[used], minlength=len(values))
    sets, people = len(np.unique(of[used])), int(used.sum())
    if sets < 2:
        return float("nan")
    return float(sets / (sets - 1) * (people - 1) / (people - 2) * (sums**2).sum())


def _among_alike(
    values: Numbers, distance: Numbers, strata: Ints, pool: Ints, asked: Ints, ratio: int
) -> Numbers:
    """Return the variance of each of those asked for and the nearest of the pool around them."""
    found = np.zeros(len(asked))
    inside = {label: pool[strata[pool] == label] for label in np.unique(strata[asked])}
    for place, person in enumerate(asked):
        others = inside[strata[person]]
        others = others if len(others) > ratio else pool
        apart = np.abs(distance[others] - distance[person])
        apart[others == person] = -1.0
        kept = others[np.argsort(apart, kind="stable")[: ratio + 1]]
        found[place] = np.var(values[kept], ddof=1) if len(kept) > 1 else 0.0
    return found
