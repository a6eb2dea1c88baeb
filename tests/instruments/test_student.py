"""Student's interval: against a printed table, and against SciPy's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from compendium.instruments.student import margin


@pytest.mark.parametrize(
    ("freedom", "printed"), [(1, 12.706), (5, 2.571), (30, 2.042), (120, 1.980)]
)
def test_it_is_the_quantile_of_the_printed_table(freedom, printed):
    """Oracle: the 97.5 per cent points of any printed table of t."""
    assert margin(1.0, freedom) == pytest.approx(printed, abs=5e-4)


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=30).filter(lambda few: len(set(few)) > 1),
    st.sampled_from([0.8, 0.95, 0.99]),
)
def test_of_a_mean_it_is_the_interval_of_scipy(scores, confidence):
    """Oracle: scipy.stats.ttest_1samp, which has its own interval."""
    low, high = stats.ttest_1samp(scores, 0).confidence_interval(confidence)
    half = margin(np.std(scores, ddof=1) / len(scores) ** 0.5, len(scores) - 1, confidence)
    assert (2 * half, np.mean(scores)) == pytest.approx((high - low, (high + low) / 2))


def test_several_at_once_are_each_by_itself_and_without_freedom_there_is_none():
    found = margin(np.array([1.0, 2.0, 1.0]), np.array([5.0, 5.0, 0.0]))
    assert found[1] == pytest.approx(2 * found[0])
    assert np.isnan(found[2])
    assert np.isnan(margin(1.0, 0))
