"""Verdicts: what prints alike agrees, and nothing is let through that must not be."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import validation
from compendium.validation import Computed, DifferingError, Figure
from compendium.validation.checking import compared

FIGURE = Figure("odds", "reproduces", 10.39, 2.79, 38.68, 2, "odds_ratio")


@pytest.fixture(scope="module")
def rows():
    return validation.checked(validation.recorded(validation.records()))


def test_every_figure_is_as_it_must_be(rows):
    verdicts = {(each.published.kind, each.verdict) for each in rows}
    assert verdicts == {("reproduces", "agrees"), ("must_not", "does_not")}
    assert len(rows) == len(validation.catalogue())


@pytest.mark.parametrize(
    ("key", "value", "low", "high"),
    [
        ("seed_odds_ratio", 10.389, 2.790, 38.680),
        ("seed_risk_ratio", 5.899, 1.913, 18.186),
        ("seed_all_odds_ratio", 9.692, 3.020, 31.105),
        ("seed_all_risk_ratio", 5.520, 2.072, 14.705),
        ("young_chi_square", 17.897, None, None),
        ("mood_odds_ratio", 1.316, 0.846, 2.048),
        ("power_independent", 6.681, None, None),
        ("danish_ips", 60.082, None, None),
        ("lalonde_difference", -635.026, None, None),
        ("nsw_difference", 1794.342, None, None),
    ],
)
def test_what_is_computed_is_what_was_recomputed_beforehand(rows, key, value, low, high):
    """Oracle: published-results and analysis-rules, recomputed apart from this package."""
    found = next(each.computed for each in rows if each.published.key == key)
    assert found.value == pytest.approx(value, abs=6e-4)
    if low is not None:
        assert (found.low, found.high) == pytest.approx((low, high), abs=6e-4)


@pytest.mark.parametrize(
    ("computed", "agrees"),
    [
        (Computed(10.389, 2.790, 38.680), True),
        (Computed(10.395, 2.785, 38.685), True),
        (Computed(10.396, 2.790, 38.680), False),
        (Computed(10.389, 2.784, 38.680), False),
        (Computed(10.389, 2.790, 38.686), False),
        (Computed(10.389), False),
    ],
)
def test_value_and_limits_must_all_print_alike(computed, agrees):
    found = compared(FIGURE, computed)
    assert found.verdict == ("agrees" if agrees else "differs")
    must_not = compared(replace(FIGURE, kind="must_not"), computed)
    assert must_not.verdict == ("differs" if agrees else "does_not")


@given(st.integers(0, 4), st.decimals(-1000, 1000, places=6), st.sampled_from([-1, 1]))
def test_a_figure_agrees_with_what_it_was_rounded_from_and_with_nothing_farther(
    decimals, exact, way
):
    value = float(exact)
    figure = Figure("any", "reproduces", round(value, decimals), math.nan, math.nan, decimals, "")
    assert compared(figure, Computed(value)).verdict == "agrees"
    beyond = figure.value + way * 1.01 * figure.precision
    assert compared(figure, Computed(beyond)).verdict == "differs"


def test_a_figure_that_differs_stops_the_run_and_is_named():
    recorded = validation.recorded(validation.records())
    recorded["lalonde_difference"] = Computed(-635.04)
    with pytest.raises(DifferingError, match="not met") as fault:
        validation.checked(recorded)
    assert fault.value.where == "lalonde_difference"


def test_a_figure_that_is_not_on_record_stops_the_run_and_is_named():
    recorded = validation.recorded(validation.records())
    del recorded["nsw_difference"]
    with pytest.raises(DifferingError, match="have not been computed") as fault:
        validation.checked(recorded)
    assert fault.value.where == "nsw_difference"


def test_the_overview_has_each_figure_once_and_says_what_is_recorded(rows):
    frame = validation.overview(rows)
    assert frame["key"].tolist() == [each.published.key for each in rows]
    assert frame["data"].notna().eq(frame["basis"] == "recorded").all()
    assert frame.set_index("key").loc["seed_share", "counts"] == "22/46, 3/37"


def test_the_numbers_of_a_page_have_the_decimals_that_tell_them_apart(rows):
    numbers = {name: frame.set_index("key") for name, frame in validation.numbers(rows).items()}
    assert numbers["published"].loc["seed_risk_ratio", "digits"] == 2
    assert numbers["computed"].loc["seed_risk_ratio", "digits"] == 3
    assert numbers["computed"].loc["swedish_mean", "digits"] == 5
    assert numbers["computed"].loc["swedish_complete", "digits"] == 0
    assert math.isnan(numbers["computed"].loc["seed_best_case", "low"])
    assert numbers["precision"].loc["seed_risk_ratio", "value"] == 0.005
