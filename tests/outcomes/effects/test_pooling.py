"""Rubin's rules: against R mice, by hand, and at the edges."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.outcomes import effects
from compendium.outcomes.arms.estimates import CRITICAL
from compendium.outcomes.effects.effect import Effect
from compendium.tables import Absent

VALUES = (0.093, 0.110, 0.087, 0.101, 0.098)
ERRORS = (0.031, 0.030, 0.033, 0.029, 0.032)

numbers = st.lists(st.floats(-5, 5), min_size=2, max_size=12)


def an_effect(value, error, **changed) -> Effect:
    known = Effect(
        estimand="att",
        design="matched",
        contrast="difference",
        value=value,
        low=value - CRITICAL * error,
        high=value + CRITICAL * error,
        p=0.01,
        n={"intervention": 480, "comparison": 390},
        dropped=20,
        treated=value + 0.3,
        compared=0.3,
        method="matched",
        assumptions=("overlap",),
    )
    return replace(known, **changed)


@pytest.mark.parametrize(("case", "complete"), [("endless", math.inf), ("few", 39)])
def test_pooling_is_that_of_mice(oracle, case, complete):
    """Oracle: pool.scalar, as stored in imputing.json."""
    found = effects.pool(VALUES, ERRORS, complete=complete)
    for name, known in oracle("imputing").stored[case].items():
        assert getattr(found, name) == pytest.approx(known, abs=1e-9)


def test_pooling_by_hand():
    """Two imputations of 1 and 3 with errors 1: W = 1, B = 2, T = 1 + 1.5·2 = 4, λ = 3/4."""
    found = effects.pool([1, 3], [1, 1])
    assert (found.value, found.error, found.increase) == (2, 2, 3)
    assert found.freedom == pytest.approx(1 / 0.75**2)


def test_where_imputations_agree_nothing_is_missing():
    found = effects.pool([0.5] * 3, [0.1] * 3)
    assert (found.error, found.increase, found.freedom) == pytest.approx((0.1, 0, math.inf))
    assert found.missing == 0


@given(numbers, st.floats(0.01, 3), st.floats(2, 5_000))
def test_pooling_keeps_within_its_bounds(values, error, complete):
    found = effects.pool(values, [error] * len(values), complete=complete)
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9
    assert found.error >= error * (1 - 1e-12)
    assert 0 < found.freedom <= complete
    assert 0 <= found.missing <= 1


def test_effects_are_pooled_with_what_they_are_of():
    found = effects.rubin([an_effect(*each) for each in zip(VALUES, ERRORS, strict=True)])
    known = effects.pool(VALUES, ERRORS, complete=869)
    assert found.value == pytest.approx(known.value)
    assert found.high - found.value > CRITICAL * known.error
    assert found.high - found.value == pytest.approx(found.value - found.low)
    assert found.treated - found.compared == pytest.approx(found.value)
    assert found.n == {"intervention": 480, "comparison": 390}
    assert "5 imputations" in found.method
    assert found.assumptions == ("overlap", "missing_at_random")
    assert (found.estimand, found.design) == ("att", "matched")


def test_of_imputations_that_differ_the_fewest_used_are_told():
    other = an_effect(0.1, 0.03, n={"intervention": 478, "comparison": 395}, dropped=22)
    found = effects.rubin([an_effect(0.09, 0.03), other])
    assert (found.n, found.dropped) == ({"intervention": 478, "comparison": 390}, 22)


def test_ratios_are_pooled_as_logarithms():
    ratios = [
        an_effect(2.0, 0.1, contrast="ratio", low=1.0, high=4.0),
        an_effect(8.0, 0.1, contrast="ratio", low=4.0, high=16.0),
    ]
    found = effects.rubin(ratios)
    assert found.value == pytest.approx(4)
    assert found.low * found.high == pytest.approx(16)


def test_an_imputation_without_an_effect_leaves_none():
    absent = Absent("nobody near enough")
    assert effects.rubin([an_effect(0.1, 0.03), absent]) is absent


@pytest.mark.parametrize(("values", "errors"), [([1], [1]), ([1, 2], [1]), ([1, 2], [1, 0])])
def test_what_cannot_be_pooled_is_refused(values, errors):
    with pytest.raises(ValueError, match="two imputations"):
        effects.pool(values, errors)
