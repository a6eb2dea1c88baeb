"""Measures of fit by hand; those of lavaan are held where models are fitted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ncx2

from compendium.instruments.measurement.misfit import (
    ChiSquare,
    against,
    chi_square,
    identified,
    rmsea_of,
)


def test_moments_that_do_not_hang_together_have_a_plain_chi_square():
    """Oracle: by hand. Three moments of variance 1/4, of which one is free: nothing to correct."""
    free = np.array([[1.0], [0.0], [0.0]])
    found = chi_square(np.array([0.0, 1.0, -0.5]), np.eye(3) / 4, free)
    assert (found.plain, found.scaled, found.freedom) == pytest.approx((5, 5, 2))
    assert found.p == pytest.approx(np.exp(-2.5))


def test_rmsea_is_the_misfit_per_degree_of_freedom_and_person():
    """Oracle: by hand, and scipy.stats.ncx2 for the limits; of two groups times the root of 2."""
    model = ChiSquare(40, 40, 10, 0.0)
    rmsea, low, high = rmsea_of(model, 301)
    assert rmsea == pytest.approx(0.1)
    assert ncx2.cdf(40, 10, low**2 * 3000) == pytest.approx(0.95)
    assert ncx2.cdf(40, 10, high**2 * 3000) == pytest.approx(0.05)
    assert rmsea_of(model, 302, groups=2)[0] == pytest.approx(0.1 * np.sqrt(2))
    assert rmsea_of(ChiSquare(5, 5, 10, 0.9), 301)[:2] == (0, 0)


def test_a_model_lies_between_independence_and_a_fit_as_good_as_chance():
    """Oracle: by hand. From 100 beyond chance to 25; per degree of freedom from 11 to 6."""
    cfi, tli = against(ChiSquare(30, 30, 5, 0.0), ChiSquare(110, 110, 10, 0.0))
    assert (cfi, tli) == pytest.approx((0.75, 0.5))
    assert against(ChiSquare(3, 3, 5, 0.7), ChiSquare(110, 110, 10, 0.0))[0] == 1


def test_two_items_alone_that_go_together_do_not_tell_their_loadings_apart():
    """Oracle: by hand. With loadings a, b and 0 only a b is seen, and its slopes are b and a."""

    def slopes(first: float, second: float, third: float) -> np.ndarray:
        return np.array([[second, first, 0], [third, 0, first], [0, third, second]])

    assert identified(np.eye(3), slopes(0.5, 0.4, 0.3))
    assert not identified(np.eye(3), slopes(0.5, 0.4, 0.0))
    assert not identified(np.eye(3), slopes(0.0, 0.0, 0.0))
    assert not identified(np.eye(3), slopes(0.5, 0.4, 1e-9))
