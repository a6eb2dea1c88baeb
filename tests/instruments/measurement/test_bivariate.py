"""The normal distribution of two against scipy's, and its cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from compendium.instruments.measurement.bivariate import both_below, cells, edges


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-0.99, 0.99))
def test_the_normal_distribution_of_two_is_that_of_scipy(one, other, rho):
    """Oracle: scipy.stats.multivariate_normal."""
    known = multivariate_normal.cdf([one, other], cov=[[1, rho], [rho, 1]])
    found = both_below(np.array(one), np.array(other), np.array(rho))
    assert found == pytest.approx(known, abs=1e-9)


def test_fewer_nodes_are_enough_where_fewer_are_used():
    """Oracle: the same integral with all nodes, which one correlation near 1 brings about."""
    ends, rho = np.linspace(-3.5, 3.5, 15), np.array([-0.95, -0.5, 0.3, 0.95])
    one, other, within = np.meshgrid(ends, ends, rho)
    few = both_below(one, other, within)
    many = both_below(np.append(one, 0), np.append(other, 0), np.append(within, 0.999))
    assert few.ravel() == pytest.approx(many[:-1], abs=1e-14)


def test_cells_are_all_there_is_and_an_item_of_few_categories_has_its_own():
    """Oracle: independence, where a cell is the product of its margins."""
    ends = edges((np.array([-0.5, 0.2, 1.0]), np.array([0.3])))
    share, _ = cells(ends[[0, 0]], ends[[1, 1]], np.array([0.0, 0.7]))
    rows = np.diff(norm.cdf([-np.inf, -0.5, 0.2, 1.0, np.inf]))
    columns = np.diff(norm.cdf([-np.inf, 0.3, np.inf]))
    assert share.sum(axis=(1, 2)) == pytest.approx([1, 1])
    assert share[0, :, :2] == pytest.approx(np.outer(rows, columns))
    assert share[1].sum(axis=1) == pytest.approx(rows)
    assert share[:, :, 2:] == pytest.approx(0)


def test_the_slope_of_a_cell_is_that_of_its_share():
    """Oracle: the difference quotient."""
    ends, step = edges((np.array([-0.5, 1.0]), np.array([-0.2, 0.3]))), 1e-5
    above, below = (cells(ends[:1], ends[1:], np.array([0.4 + by]))[0] for by in (step, -step))
    slope = cells(ends[:1], ends[1:], np.array([0.4]))[1]
    assert slope == pytest.approx((above - below) / (2 * step), abs=1e-8)
