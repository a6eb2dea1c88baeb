"""The logistic model: against R, and where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from compendium.outcomes.effects.estimators.logistic import logistic, standardised


def test_the_likeliest_model_solves_its_equations():
    """By hand: of two groups, the log odds are those of the shares."""
    group = np.repeat([0.0, 1.0], [10, 20])
    reached = np.array([1.0] * 2 + [0.0] * 8 + [1.0] * 15 + [0.0] * 5)
    found = logistic(np.column_stack([np.ones(30), group]), reached)
    assert found.coefficients == pytest.approx([np.log(2 / 8), np.log(3) - np.log(2 / 8)])
    assert found.share[[0, -1]] == pytest.approx([0.2, 0.75])
    assert found.information[0, 0] == pytest.approx(10 * 0.16 + 20 * 0.1875)


def test_units_change_nothing():
    draws = np.random.default_rng(3)
    matrix = draws.normal(size=(200, 3))
    reached = (draws.random(200) < 0.4).astype(float)
    one = logistic(standardised(matrix)[0], reached)
    other = logistic(standardised(matrix * [1e6, 1e-6, -1])[0], reached)
    assert one.share == pytest.approx(other.share, abs=1e-9)


@pytest.mark.parametrize(
    "column", [np.repeat([0.0, 1.0], 5), np.array([0.0] * 5 + [0.0] * 2 + [1.0] * 3), np.zeros(10)]
)
def test_where_a_column_parts_them_or_says_nothing_there_is_no_model(column):
    reached = np.repeat([0.0, 1.0], 5)
    assert logistic(np.column_stack([np.ones(10), column]), reached) is None
