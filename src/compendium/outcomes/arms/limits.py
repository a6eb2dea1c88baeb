"""Limits of score intervals: which differences or ratios two observed shares do not contradict."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign, exp, inf, sqrt

from scipy.optimize import brentq
from scipy.special import expit

from compendium.outcomes.arms.counts import Counts
from compendium.outcomes.arms.estimates import CRITICAL

EDGE = 1e-12
"""How near to the end of its range a share is looked for, as a part of the range."""

FURTHEST = 60.0
"""The largest logarithm of a ratio, and of the odds of a share, that is tried."""

PRECISE = 1e-13


def of_difference(counts: Counts) -> tuple[float, float]:
    r"""Return the score interval of a difference of two shares.

    It holds each difference d at which z = (p - q - d) / sqrt(V) lies within 1.96 of 0, where p
    and q are the observed shares, and V = (P (1 - P) / n + Q (1 - Q) / m) N / (N - 1) has the
    likeliest shares P and Q of all with P - Q = d. It exists with no events in an arm as well.

    The likeliest shares are the root of the score equation. That of statsmodels 0.15 is not used,
    for it ends at 0.3440 for 56 of 70 against 48 of 80, where Newcombe has 0.3382, and fails where
    all or none in an arm have events, or few.

    References: Miettinen & Nurminen 1985, Statistics in Medicine 4:213; method 6 of Newcombe 1998,
    Statistics in Medicine 17:873. Oracles: Newcombe's table II; R with optimize and uniroot.
    """

    def z(difference: float) -> float:
        room = max(0.0, -difference), min(1.0, 1 - difference)
        compared = _likeliest(counts, 1.0, difference, *room)
        variance = _variance(counts, compared + difference, compared, 1.0)
        return _standardised(counts.share - counts.other_share - difference, variance)

    found = counts.share - counts.other_share
    low = -1.0 if z(-1.0) <= CRITICAL else brentq(lambda d: z(d) - CRITICAL, -1.0, found)
    high = 1.0 if z(1.0) >= -CRITICAL else brentq(lambda d: z(d) + CRITICAL, found, 1.0)
    return float(low), float(high)


def of_risk_ratio(counts: Counts) -> tuple[float, float]:
    r"""Return the score interval of a ratio of two shares; its upper limit may be infinite.

    It holds each ratio r at which z = (p - r q) / sqrt(V) lies within 1.96 of 0, with
    V = (P (1 - P) / n + r^2 Q (1 - Q) / m) N / (N - 1) and the likeliest P = r Q. Else it is as
    `of_difference`.
    """

    def z(logarithm: float) -> float:
        ratio = exp(logarithm)
        compared = _likeliest(counts, ratio, 0.0, 0.0, min(1.0, 1 / ratio))
        variance = _variance(counts, ratio * compared, compared, ratio)
        return _standardised(counts.share - ratio * counts.other_share, variance)

    return _of_ratio(z, some=counts.events > 0, others=counts.other_events > 0)


def of_odds_ratio(counts: Counts) -> tuple[float, float]:
    r"""Return the score interval of an odds ratio; its upper limit may be infinite.

    It holds each odds ratio at which z = n (p - P) sqrt(W (N - 1) / N) lies within 1.96 of 0, with
    W = 1 / (n P (1 - P)) + 1 / (m Q (1 - Q)) and the likeliest P and Q that have that ratio, which
    are those that give as many events in all as there were. Else it is as `of_difference`.
    """
    events = counts.events + counts.other_events

    def z(logarithm: float) -> float:
        def surplus(odds: float) -> float:
            treated = counts.persons * expit(odds + logarithm)
            return float(treated + counts.other_persons * expit(odds) - events)

        odds = brentq(surplus, -2 * FURTHEST, 2 * FURTHEST, xtol=PRECISE)
        treated, compared = odds + logarithm, odds
        weight = 1 / (counts.persons * float(expit(treated) * expit(-treated)))
        weight += 1 / (counts.other_persons * float(expit(compared) * expit(-compared)))
        more = counts.events - counts.persons * float(expit(treated))
        return more * sqrt(weight / _correction(counts))

    (some, rest), (others, other_rest) = counts.table
    return _of_ratio(z, some=some > 0 < other_rest, others=others > 0 < rest)


def _likeliest(counts: Counts, slope: float, shift: float, low: float, high: float) -> float:
    """Return the likeliest share of the comparison arm, where the other is slope * it + shift."""
    (events, rest), (other_events, other_rest) = counts.table

    def steepness(share: float) -> float:
        treated = slope * share + shift
        rising = slope * (_part(events, treated) - _part(rest, 1 - treated))
        return rising + _part(other_events, share) - _part(other_rest, 1 - share)

    lowest, highest = low + EDGE * (high - low), high - EDGE * (high - low)
    # The likelihood has one maximum; it may lie on the edge, where a cell is empty.
    if steepness(lowest) <= 0:
        return low
    if steepness(highest) >= 0:
        return high
    return float(brentq(steepness, lowest, highest, xtol=PRECISE * high))


def _part(count: int, share: float) -> float:
    """Return count / share, which an empty cell has no part in."""
    return count / max(share, PRECISE**2) if count else 0.0


def _variance(counts: Counts, treated: float, compared: float, ratio: float) -> float:
    """Return the variance of one observed share less `ratio` times the other."""
    variance = treated * (1 - treated) / counts.persons
    variance += ratio**2 * compared * (1 - compared) / counts.other_persons
    return variance * _correction(counts)


def _correction(counts: Counts) -> float:
    """Return N / (N - 1), by which Miettinen and Nurminen's variance differs from Mee's."""
    return counts.n / (counts.n - 1)


def _standardised(apart: float, variance: float) -> float:
    """Return how many standard errors something is from 0: infinitely many where there is none."""
    if variance > 0:
        return apart / sqrt(variance)
    return copysign(inf, apart) if abs(apart) > PRECISE else 0.0


def _of_ratio(z: Callable[[float], float], *, some: bool, others: bool) -> tuple[float, float]:
    """Return where z falls through the critical values, 0 and infinity where it never does.

    Parameters
    ----------
    z
        By the logarithm of the ratio; falling.
    some, others
        Whether the ratio that was observed is above 0, and whether it is finite.
    """
    low = exp(_crossing(z, CRITICAL)) if some else 0.0
    high = exp(_crossing(z, -CRITICAL)) if others else inf
    return low, high


def _crossing(z: Callable[[float], float], level: float) -> float:
    """Return where a falling function of a logarithm reaches a level."""
    near = 0.0
    step = 1.0 if z(near) > level else -1.0
    while abs(near) < FURTHEST:
        far = near + step
        if (z(far) > level) != (step > 0):
            return float(brentq(lambda at: z(at) - level, min(near, far), max(near, far)))
        near, step = far, 2 * step
    return copysign(inf, step)
