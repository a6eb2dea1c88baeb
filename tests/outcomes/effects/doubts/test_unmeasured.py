"""What was not measured or is not known: against the paper's examples, by hand, at the edges."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import outcomes
from compendium.outcomes import effects
from compendium.outcomes.effects.designs import Matched, Weighted
from compendium.outcomes.effects.effect import Effect
from compendium.tables import Absent

NAMES = ("sex", "age", "readiness", "risk_debt", "job_before")


@pytest.fixture
def people(oracle) -> pd.DataFrame:
    """Return the invented subjects of weighting.csv."""
    rows = oracle("weighting").rows()
    return rows.astype({"sex": "category", "readiness": "category"}).assign(within=False)


def an_effect(value, low, high, contrast="ratio", compared=math.nan) -> Effect:
    return Effect("att", "matched", contrast, value, low, high, p=0.01, compared=compared)


PUBLISHED = ((3.9, 7.26), (1.8, 3.0), (0.80, 1.81), (0.91, 1.43))
"""VanderWeele & Ding 2017: two examples, each with the limit of its interval nearer to 1."""
BY_HAND = ((1.63, 2.643), (5.899, 11.275))


@pytest.mark.parametrize(("ratio", "known"), [*PUBLISHED, *BY_HAND])
def test_e_values_are_those_published(ratio, known):
    """Oracle: the paper, and others by hand."""
    digits = len(str(known).split(".")[1])
    assert round(effects.e_value(ratio), digits) == known


@given(st.floats(1e-6, 1e6))
def test_an_e_value_makes_up_for_its_ratio(ratio):
    """A confounder of that strength with both has the ratio as its bounding factor, and no more."""
    found = effects.e_value(ratio)
    beyond = max(ratio, 1 / ratio)
    assert found >= beyond
    assert found**2 / (2 * found - 1) == pytest.approx(beyond, rel=1e-9)
    assert effects.e_value(1 / ratio) == pytest.approx(found, rel=1e-9)


@pytest.mark.parametrize("ratio", [0.0, -1.0, math.inf, math.nan])
def test_what_is_no_ratio_has_no_e_value(ratio):
    with pytest.raises(ValueError, match="above zero"):
        effects.e_value(ratio)


def test_the_limit_is_that_nearer_to_no_effect():
    above = effects.e_values(an_effect(3.9, 1.8, 8.7))
    assert (above.value, above.limit) == pytest.approx((7.263, 3.0), abs=5e-4)
    assert effects.e_values(an_effect(0.8, 0.71, 0.91)).limit == pytest.approx(1.43, abs=5e-3)
    assert effects.e_values(an_effect(1.2, 0.9, 1.6)).limit == 1
    assert (above.low, above.high, above.unit) == (above.limit, above.value, "ratio")


def test_a_difference_of_shares_is_taken_by_its_ratio():
    """By hand: 30 % and 9 points more are a ratio of 1.3, a limit of 3 points is one of 1.1."""
    found = effects.e_values(an_effect(0.09, 0.03, 0.15, "difference", compared=0.3))
    assert found.ratio == pytest.approx(1.3)
    assert (found.value, found.limit) == pytest.approx((effects.e_value(1.3), effects.e_value(1.1)))
    fewer = effects.e_values(an_effect(-0.09, -0.4, -0.03, "difference", compared=0.3))
    assert fewer.limit == pytest.approx(effects.e_value(0.9))


def test_a_mean_difference_is_taken_by_its_deviations():
    """By hand, after the paper's table 2: exp(0.91 · d), and 1.78 errors on either side."""
    found = effects.e_values(an_effect(4, 1, 7, "mean_difference"), spread=16)
    assert found.ratio == pytest.approx(math.exp(0.91 * 0.25))
    assert found.limit == pytest.approx(effects.e_value(math.exp(0.91 / 16)))


def test_where_no_ratio_can_be_made_the_reason_is_told():
    nothing = an_effect(0.1, 0.05, 0.15, "difference", compared=0.0)
    assert "zero" in effects.e_values(nothing).why
    assert "zero" in effects.e_values(replace(nothing, compared=math.nan)).why
    assert "deviation" in effects.e_values(an_effect(4, 1, 7, "mean_difference")).why
    absent = Absent("nobody")
    assert effects.e_values(absent) is absent


def test_a_strength_is_that_of_the_shares():
    """By hand: a flag of ratio 2 with the arm and 2.5 with the endpoint, so 5/3.5 at most.

    60 % of the participants and 30 % of the comparison people have it; of these a half with it and
    a fifth without reach the endpoint.
    """
    frame = pd.DataFrame(
        {
            "arm": ["intervention"] * 100 + ["comparison"] * 200,
            "flag": [1.0] * 60 + [0.0] * 40 + [1.0] * 60 + [0.0] * 140,
            "job": [1.0] * 100 + [1.0] * 30 + [0.0] * 30 + [1.0] * 28 + [0.0] * 112,
        }
    )
    (found,) = effects.strengths(frame, "job", ["flag"])
    assert (found.with_arm, found.with_endpoint) == pytest.approx((2, 2.5))
    assert found.factor == pytest.approx(5 / 3.5)
    (reversed_,) = effects.strengths(frame.assign(flag=1 - frame["flag"]), "job", ["flag"])
    assert reversed_.with_endpoint == pytest.approx(2.5)
    as_number = frame.assign(flag=20 + frame["flag"] + np.arange(300) / 1_000)
    assert effects.strengths(as_number, "job", ["flag"])[0].level == ""


def test_the_strongest_comes_first_and_no_level_of_a_few(people):
    rare = people.assign(readiness=people["readiness"].cat.add_categories("rare"))
    rare.loc[rare.index[:30], "readiness"] = "rare"
    found = effects.strengths(rare, "job", NAMES)
    factors = [each.factor for each in found]
    assert factors == sorted(factors, reverse=True)
    assert min(factors) >= 1
    assert "rare" not in {each.level for each in found}
    assert {each.covariate for each in found} <= set(NAMES)
    assert "measured" in effects.strengths(people.iloc[:30], "job", NAMES).why
    assert "measured" in effects.strengths(people.assign(job=0.0), "job", NAMES).why


def test_who_is_not_known_is_in_neither_share(people):
    gaps = people.assign(risk_debt=people["risk_debt"].astype(float))
    gaps.loc[::7, "risk_debt"] = np.nan
    known = effects.strengths(gaps[gaps["risk_debt"].notna()], "job", ["risk_debt"])
    assert effects.strengths(gaps, "job", ["risk_debt"]) == known


@pytest.mark.parametrize("design", [Matched(NAMES), Weighted(NAMES)], ids=lambda one: one.id)
def test_bounds_hold_whatever_is_guessed_of_the_missing(people, design):
    gaps = people.assign(job=people["job"].astype(float))
    gaps.loc[::9, "job"] = np.nan
    worst, best = effects.bounds(gaps, "job", design=design)
    draws = np.random.default_rng(5)
    for _ in range(5):
        guess = pd.Series(draws.integers(0, 2, len(gaps)).astype(float), index=gaps.index)
        guessed = gaps.assign(job=gaps["job"].fillna(guess))
        found = effects.estimate(guessed, "job", design=design)
        assert worst.value <= found.value <= best.value
    assert worst.n == best.n
    assert sum(worst.n.values()) > sum(effects.estimate(gaps, "job", design=design).n.values())


def test_bounds_of_arms_alike_are_those_of_counts(people):
    """Without a covariate that varies weights are all alike: then it is `outcomes.worst_case`."""
    gaps = people.assign(job=people["job"].astype(float), quarter="2020Q1", none=0.0)
    gaps.loc[::9, "job"] = np.nan
    said = gaps["job"].map({1.0: "yes", 0.0: "no"})
    followed = outcomes.counts(gaps.assign(job=said), "job")
    lost = gaps[gaps["job"].isna()]["arm"].value_counts()
    design = Weighted(("none",))
    for found, case in zip(
        effects.bounds(gaps, "job", design=design),
        (outcomes.worst_case, outcomes.best_case),
        strict=True,
    ):
        known = case(followed, lost["intervention"], lost["comparison"])
        assert found.value == pytest.approx(known.share - known.other_share)


def test_where_nothing_is_missing_the_bounds_are_the_estimate(people):
    design = Weighted(NAMES)
    found = effects.estimate(people, "weeks", design=design)
    assert effects.bounds(people, "weeks", design=design, highest=52) == (found, found)
    with pytest.raises(ValueError, match="lower or higher"):
        effects.bounds(people, "weeks", design=design)
