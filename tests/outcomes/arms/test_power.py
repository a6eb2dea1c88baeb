"""The minimal detectable difference: the known answers of the plan, and a simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower

from compendium import outcomes


def planned(**changes) -> outcomes.Plan:
    return outcomes.Plan(**{"persons": 500, "other_persons": 2000, "base": 0.35} | changes)


@pytest.mark.parametrize(
    ("correlation", "points"),
    # Analysis rules, section 3: with 35 participants a consultant, both variances at base.
    [(0, 6.7), (0.02, 8.3), (0.05, 10.3)],
)
def test_500_against_2000_find_what_the_plan_says(correlation, points):
    found = outcomes.detectable_difference(planned(cluster_size=35, correlation=correlation))
    assert round(100 * found.value, 1) == points
    assert found.n == 2500


def test_without_clusters_it_is_that_of_statsmodels():
    """Oracle: NormalIndPower, whose effect is in standard deviations at the base."""
    size = NormalIndPower().solve_power(nobs1=500, ratio=4, alpha=0.05, power=0.8)
    found = outcomes.detectable_difference(planned())
    assert found.value == pytest.approx(size * np.sqrt(0.35 * 0.65), rel=1e-4)


def test_unequal_clusters_by_hand():
    """By hand: ((1 + 0.5^2) 20 - 1) 0.05 + 1 = 2.2."""
    plan = planned(cluster_size=20, correlation=0.05, variation=0.5)
    assert outcomes.detectable_difference(plan).design_effect == pytest.approx(2.2)


@given(st.floats(1, 60), st.floats(0, 0.2), st.floats(0, 1), st.floats(0.5, 0.95))
def test_clusters_and_more_power_never_make_a_smaller_difference_detectable(
    size, correlation, variation, power
):
    plain = outcomes.detectable_difference(planned()).value
    clusters = {"cluster_size": size, "correlation": correlation, "variation": variation}
    clustered = outcomes.detectable_difference(planned(**clusters)).value
    assert clustered >= plain - 1e-12
    stronger = outcomes.detectable_difference(planned(**clusters, power=power)).value
    assert (stronger >= clustered) == (power >= 0.8)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("persons", 0),
        ("base", 0),
        ("base", 1),
        ("cluster_size", 0.5),
        ("correlation", -0.1),
        ("correlation", 1.1),
        ("variation", -1),
        ("power", 1),
        ("power", 0.01),
    ],
)
def test_values_that_no_study_can_be_planned_with_are_refused(name, value):
    with pytest.raises(ValueError, match=name):
        planned(**{name: value})


def test_such_a_difference_is_found_as_often_as_planned():
    """Recovery: 2000 studies with 20 clusters of 25 that share a beta-distributed chance.

    The test knows the design effect. Expected before it was run: 76 to 82 per cent, a little under
    80 as the chance of the clustered arm lies nearer to a half than the base; Monte Carlo error 0.9
    points, so that 74 to 84 is asked for. One that takes persons as independent would find a
    difference where there is none far too often, and is held to that.
    """
    draws = np.random.default_rng(11)
    plan = planned(cluster_size=25, correlation=0.05)
    difference = outcomes.detectable_difference(plan).value
    found = {True: 0, False: 0}
    naive = 0
    for there in (True, False):
        chance = plan.base + there * difference
        spread = 1 / plan.correlation - 1
        chances = draws.beta(chance * spread, (1 - chance) * spread, (2000, 20))
        treated = draws.binomial(25, chances).sum(axis=1) / 500
        compared = draws.binomial(2000, plan.base, 2000) / 2000
        variance = treated * (1 - treated) / 500, compared * (1 - compared) / 2000
        z = (treated - compared) / np.sqrt(variance[0] * plan.design_effect + variance[1])
        found[there] = float(np.mean(np.abs(z) > 1.96))
        naive = float(np.mean(np.abs(treated - compared) / np.sqrt(sum(variance)) > 1.96))
    assert 0.74 <= found[True] <= 0.84
    assert 0.035 <= found[False] <= 0.065
    assert naive > 0.12
