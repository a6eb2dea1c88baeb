"""Intervals by the bootstrap: against scipy's, the exact distribution, and at the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, bootstrap

from compendium import outcomes
from compendium.tables import Absent

COUNTS = outcomes.Counts(200, 500, 700, 2000)


def frame(treated, compared) -> pd.DataFrame:
    arms = np.repeat(["intervention", "comparison"], [len(treated), len(compared)])
    return pd.DataFrame({"arm": arms, "value": [*treated, *compared]})


def by_scipy(treated, compared, statistic):
    found = bootstrap(
        (treated, compared),
        statistic,
        n_resamples=4_000,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(3),
    ).confidence_interval
    return found.low, found.high


def difference(treated, compared, axis):
    return treated.mean(axis=axis) - compared.mean(axis=axis)


def ratio(treated, compared, axis):
    return treated.mean(axis=axis) / compared.mean(axis=axis)


@pytest.mark.parametrize(
    ("measure", "statistic"),
    [(outcomes.resampled_difference, difference), (outcomes.resampled_ratio, ratio)],
)
def test_risks_by_binomial_draws_are_those_of_persons_drawn_by_scipy(measure, statistic):
    """Oracle: scipy.stats.bootstrap, percentile; apart by chance, a tenth of the width at most."""
    arms = [np.repeat([1.0, 0.0], cells) for cells in COUNTS.table]
    low, high = by_scipy(*arms, statistic)
    found = measure(COUNTS, seed=5)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.1 * (high - low))


@pytest.mark.parametrize("kind", ["weeks", "points"])
def test_means_are_those_of_persons_drawn_by_scipy(kind):
    """Oracle: scipy.stats.bootstrap. Weeks are few distinct values, points are all distinct."""
    draws = np.random.default_rng(9)
    treated, compared = (draws.normal(mean, 6, size) for mean, size in ((24, 300), (20, 900)))
    if kind == "weeks":
        treated, compared = treated.round(), compared.round()
    low, high = by_scipy(treated, compared, difference)
    found = outcomes.resampled_mean_difference(frame(treated, compared), "value", seed=5)
    assert found.value == pytest.approx(treated.mean() - compared.mean())
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.1 * (high - low))


def test_percentiles_are_those_of_the_exact_distribution():
    """Oracle: all 21 x 31 outcomes of two binomials, each with its probability."""
    counts = outcomes.Counts(8, 20, 9, 30)
    ours, theirs = np.arange(21), np.arange(31)
    differences = (ours[:, None] / 20 - theirs / 30).ravel()
    chances = np.outer(binom.pmf(ours, 20, 0.4), binom.pmf(theirs, 30, 0.3)).ravel()
    order = np.argsort(differences)
    cumulative = np.cumsum(chances[order])
    exact = [differences[order][np.searchsorted(cumulative, tail)] for tail in (0.025, 0.975)]
    found = outcomes.resampled_difference(counts, seed=5, replicates=200_000)
    assert (found.low, found.high) == pytest.approx(exact, abs=0.011)


def test_a_seed_gives_one_interval_and_another_another():
    one, again, other = (outcomes.resampled_difference(COUNTS, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert (one.low, one.high) != (other.low, other.high)
    points = frame(np.linspace(0, 9, 40), np.linspace(0, 7, 50))
    means = [outcomes.resampled_mean_difference(points, "value", seed=seed) for seed in (1, 1, 2)]
    assert means[0] == means[1] != means[2]


def test_value_and_name_are_those_of_the_estimate_that_is_resampled():
    for found, known in (
        (outcomes.resampled_difference(COUNTS, seed=1), outcomes.risk_difference(COUNTS)),
        (outcomes.resampled_ratio(COUNTS, seed=1), outcomes.risk_ratio(COUNTS)),
    ):
        assert (found.value, found.estimand, found.n) == (known.value, known.estimand, known.n)
        assert "percentile bootstrap" in found.method
        assert found.low < found.value < found.high


@pytest.mark.parametrize(
    "counts", [(0, 20, 5, 20), (20, 20, 5, 20), (5, 20, 0, 20), (5, 20, 20, 20)]
)
def test_an_arm_that_would_not_vary_is_not_resampled(counts):
    for measure in (outcomes.resampled_difference, outcomes.resampled_ratio):
        assert "wholly" in measure(outcomes.Counts(*counts), seed=1).why


def test_a_ratio_that_some_replicates_do_not_have_is_absent():
    few = outcomes.Counts(9, 20, 3, 20)
    assert "replicate" in outcomes.resampled_ratio(few, seed=1).why
    assert isinstance(outcomes.resampled_difference(few, seed=1), outcomes.Estimate)


def test_means_without_an_interval_and_absent_tables_are_handed_on():
    absent = Absent("no histories")
    assert outcomes.resampled_difference(absent, seed=1) is absent
    assert outcomes.resampled_ratio(absent, seed=1) is absent
    assert outcomes.resampled_mean_difference(absent, "value", seed=1) is absent
    assert "interval" in outcomes.resampled_mean_difference(frame([5], [1, 2]), "value", seed=1).why
