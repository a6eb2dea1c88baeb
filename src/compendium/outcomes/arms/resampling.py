"""Resampling: intervals by the bootstrap, drawn by arm and told by percentiles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.arms.counts import Counts
from compendium.outcomes.arms.differences import mean_difference, values
from compendium.outcomes.arms.estimates import CONFIDENCE, Estimate
from compendium.outcomes.arms.risks import risk_difference, risk_ratio
from compendium.tables import Absent, hands_on_absent

REPLICATES = 10_000
AT_ONCE = 100_000
"""How many persons are drawn at once: few enough for a processor to keep them near."""

ALIKE = Absent("a bootstrap of an arm that is wholly with or wholly without the endpoint")
UNSTEADY = Absent("a bootstrap of a ratio where a replicate has nobody with the endpoint")

Numbers = NDArray[np.float64]


@hands_on_absent
def resampled_difference(
    counts: Counts, *, seed: int, replicates: int = REPLICATES
) -> Estimate | Absent:
    """Return the difference of two proportions with its percentile bootstrap interval.

    Persons who are drawn with replacement from an arm have as many events as a binomial draw with
    the arm's share, so that is what is drawn: the distribution is the same as of drawing persons,
    and `benchmarks/resampling.py` measures how much sooner it is there. Arms are drawn apart, and
    persons of one consultant as if they had nothing in common.

    References: Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 16.
    Oracle: scipy.stats.bootstrap.

    Parameters
    ----------
    counts
        Persons and events of both arms.
    seed
        Of the draws.
    replicates
        How many.

    Returns
    -------
    Estimate or Absent
        Absent where all or none of an arm have the endpoint: its replicates would all be alike.
    """
    shares = _shares(counts, seed, replicates)
    if isinstance(shares, Absent):
        return shares
    treated, compared = shares
    return _told(risk_difference(counts), treated - compared)


@hands_on_absent
def resampled_ratio(
    counts: Counts, *, seed: int, replicates: int = REPLICATES
) -> Estimate | Absent:
    """Return the ratio of two proportions with its percentile bootstrap interval.

    As `resampled_difference`; absent as well where a replicate has nobody in the comparison arm
    with the endpoint, as happens where fewer than about ten have it.
    """
    shares, found = _shares(counts, seed, replicates), risk_ratio(counts, "wald")
    if isinstance(shares, Absent):
        return shares
    treated, compared = shares
    if isinstance(found, Absent) or not compared.all():
        return UNSTEADY
    return _told(found, treated / compared)


@hands_on_absent
def resampled_mean_difference(
    frame: pd.DataFrame, name: str, *, seed: int, replicates: int = REPLICATES
) -> Estimate | Absent:
    """Return the difference of two means with its percentile bootstrap interval.

    How often each distinct value is drawn is one multinomial draw where there are few, as of whole
    weeks; where there are many, persons are drawn, some replicates at a time.

    Parameters
    ----------
    frame, name
        As of `mean_difference`.
    seed, replicates
        As of `resampled_difference`.

    Returns
    -------
    Estimate or Absent
        As of `mean_difference`.
    """
    found = mean_difference(frame, name)
    if isinstance(found, Absent):
        return found
    draws = np.random.default_rng(seed)
    treated, compared = (_means(arm, draws, replicates) for arm in values(frame, name))
    return _told(found, treated - compared)


def _shares(counts: Counts, seed: int, replicates: int) -> tuple[Numbers, Numbers] | Absent:
    """Return the share of each arm in each replicate."""
    if {counts.share, counts.other_share} & {0.0, 1.0}:
        return ALIKE
    draws = np.random.default_rng(seed)
    treated = draws.binomial(counts.persons, counts.share, replicates)
    compared = draws.binomial(counts.other_persons, counts.other_share, replicates)
    return treated / counts.persons, compared / counts.other_persons


def _means(arm: Numbers, draws: np.random.Generator, replicates: int) -> Numbers:
    """Return the mean of an arm in each replicate."""
    distinct, persons = np.unique(arm, return_counts=True)
    if len(distinct) * 8 < len(arm):
        drawn = draws.multinomial(len(arm), persons / len(arm), replicates)
        return np.asarray(drawn @ distinct / len(arm))
    rows = max(1, AT_ONCE // len(arm))
    kind = np.uint16 if len(arm) <= np.iinfo(np.uint16).max else np.int64
    means = np.empty(replicates)
    for start in range(0, replicates, rows):
        part = means[start : start + rows]
        places = draws.integers(0, len(arm), (len(part), len(arm)), dtype=kind)
        part[:] = arm[places].mean(axis=1)
    return means


def _told(estimate: Estimate, replicated: Numbers) -> Estimate:
    """Return an estimate with the percentiles of its replicates for an interval."""
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(replicated, [tail, 1 - tail])
    measure = estimate.method.split(",")[0]
    method = f"{measure}, percentile bootstrap by arm, {len(replicated)} replicates"
    return replace(estimate, low=float(low), high=float(high), method=method)
