"""The partially nested model: against nlme, and what it says where there is nothing to say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium.outcomes import effects
from compendium.tables import Absent

few = settings(max_examples=25, deadline=None)


def parts(rows: pd.DataFrame, name: str = "weeks"):
    arm = (rows["arm"] == "intervention").to_numpy()
    return rows[name].to_numpy(float), arm, effects.consultants(rows)


@pytest.mark.parametrize("name", ["weeks", "job"])
def test_the_model_and_its_correlation_are_those_of_nlme(oracle, name):
    """Oracle: lme with a variance an arm, REML, and the profile by hand, as of clustering.json.

    R's search ends sooner than ours does, so that they agree to six figures.
    """
    found = effects.partially_nested(*parts(oracle("clustering").rows(), name))
    known = oracle("clustering").stored[name]
    for value, its_name in (
        (found.difference.value, "value"),
        (found.error, "error"),
        (found.between, "between"),
        (found.within, "within"),
        (found.others, "others"),
        (found.correlation.value, "correlation"),
        (found.correlation.low, "low"),
        (found.correlation.high, "high"),
    ):
        assert value == pytest.approx(known[its_name], rel=2e-6, abs=1e-9), its_name


def drawn(correlation: float, seed: int, consultants: int = 25, each: int = 20):
    draws = np.random.default_rng(seed)
    n = consultants * each
    shared = np.repeat(draws.normal(0, correlation**0.5, consultants), each)
    own = 1.0 + shared + draws.normal(0, (1 - correlation) ** 0.5, n)
    values = np.concatenate([own, draws.normal(0, 1, 2 * n)])
    clusters = [f"c{place // each}" if place < n else None for place in range(3 * n)]
    return values, np.arange(3 * n) < n, clusters


def test_a_known_correlation_is_found_and_covered():
    """25 consultants of 20: the mean of 200 studies, and 95 % coverage within 3 errors of it."""
    found = [effects.partially_nested(*drawn(0.1, seed)).correlation for seed in range(200)]
    assert np.mean([each.value for each in found]) == pytest.approx(0.1, abs=0.01)
    covered = np.mean([each.low <= 0.1 <= each.high for each in found])
    assert covered == pytest.approx(0.95, abs=3 * (0.95 * 0.05 / 200) ** 0.5)


def test_where_nobody_is_alike_the_correlation_may_be_nought():
    found = [effects.partially_nested(*drawn(0.0, seed)).correlation for seed in range(20)]
    assert any(each.value == 0 for each in found)
    assert all(each.low == 0 for each in found if each.value == 0)
    assert all(0 <= each.low <= each.value < each.high < 0.2 for each in found)


def test_of_consultants_with_as_many_participants_the_difference_is_of_plain_means():
    values, arm, clusters = drawn(0.3, 1)
    found = effects.partially_nested(values, arm, clusters)
    means = values[arm].reshape(25, 20).mean(axis=1)
    variance = means.var(ddof=1) / 25 + values[~arm].var(ddof=1) / (~arm).sum()
    assert found.difference.value == pytest.approx(values[arm].mean() - values[~arm].mean())
    assert found.error == pytest.approx(variance**0.5, rel=1e-6)
    assert found.clusters == 25


@few
@given(st.integers(0, 1000), st.randoms(), st.floats(-9, 9), st.floats(0.1, 9))
def test_names_order_and_scale_change_no_correlation(seed, random, shift, times):
    values, arm, clusters = drawn(0.2, seed, consultants=12, each=6)
    known = effects.partially_nested(values, arm, clusters)
    order = random.sample(range(len(values)), len(values))
    renamed = [None if clusters[place] is None else f"new {clusters[place]}" for place in order]
    other = effects.partially_nested(values[order] * times + shift, arm[order], renamed)
    assert other.correlation.value == pytest.approx(known.correlation.value, abs=1e-6)
    assert other.correlation.high == pytest.approx(known.correlation.high, abs=1e-6)
    assert other.difference.value == pytest.approx(times * known.difference.value, rel=1e-6)


def test_comparison_people_count_as_they_are_matched():
    values, arm, clusters = drawn(0.2, 3)
    weights = np.where(arm, 1.0, np.random.default_rng(3).integers(0, 3, len(values)))
    found = effects.partially_nested(values, arm, clusters, weights)
    plain = effects.partially_nested(values, arm, clusters)
    known = np.average(values[~arm], weights=weights[~arm])
    own = plain.difference.value + values[~arm].mean()
    assert found.difference.value == pytest.approx(own - known)
    assert found.correlation.value == plain.correlation.value
    assert found.error > plain.error, "some count twice, and some not at all"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda values, arm, clusters: (np.ones(len(values)), arm, clusters), "alike"),
        (
            lambda values, arm, clusters: (
                values,
                arm,
                [f"c{place}" for place in range(len(clusters))],
            ),
            "no consultant has two",
        ),
        (lambda values, arm, clusters: (values[arm], arm[arm], clusters[: arm.sum()]), "alike"),
    ],
)
def test_where_there_is_no_correlation_it_is_said_why(change, why):
    found = effects.partially_nested(*change(*drawn(0.2, 1)))
    assert isinstance(found, Absent)
    assert why in found.why


def test_fewer_than_ten_consultants_are_refused():
    with pytest.raises(effects.FewClustersError):
        effects.partially_nested(*drawn(0.2, 1, consultants=9))
