"""Polychoric correlations against R's lavaan, scipy's normal distribution, and what is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from compendium import instruments
from compendium.instruments.polychoric import both_below, pairs_of
from compendium.tables import Absent

ORACLES = Path(__file__).parents[1] / "oracles"
STORED = json.loads((ORACLES / "factor.json").read_text("utf-8"))
GAD7 = instruments.catalogue()["gad7"]
WHO5 = instruments.catalogue()["who5"]


def ordinal() -> pd.DataFrame:
    """Return invented answers of 240 persons to seven items of four categories."""
    return pd.read_csv(ORACLES / "ordinal.csv").astype("Int8")


def below(found: instruments.Polychoric) -> np.ndarray:
    """Return the correlations below the diagonal, column by column."""
    return found.correlations[tuple(pairs_of(len(found.items)).T)]


def test_correlations_and_thresholds_are_those_that_r_printed():
    """Oracle: lavaan's sample statistics with ``ordered=``, as stored in factor.json."""
    found, known = instruments.polychoric(ordinal(), GAD7), STORED["ordinal"]
    assert found.n == known["n"]
    assert np.concatenate(found.thresholds) == pytest.approx(known["thresholds"], abs=1e-6)
    assert below(found) == pytest.approx(known["correlations"], abs=1e-6)


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-0.99, 0.99))
def test_the_normal_distribution_of_two_is_that_of_scipy(one, other, rho):
    """Oracle: scipy.stats.multivariate_normal."""
    known = multivariate_normal.cdf([one, other], cov=[[1, rho], [rho, 1]])
    assert both_below(np.array(one), np.array(other), rho) == pytest.approx(known, abs=1e-9)


def test_two_items_cut_at_their_middle_give_the_correlation_of_the_arc():
    """Oracle: by hand. Cut at 0, P(both below) = 1/4 + arcsin(rho) / (2 pi); 1/3 means rho 1/2."""
    pairs = [(0, 0)] * 40 + [(1, 1)] * 40 + [(0, 1)] * 20 + [(1, 0)] * 20
    frame = pd.DataFrame(0, index=range(120), columns=[item.id for item in WHO5.items])
    frame["who5_1"], frame["who5_2"] = zip(*pairs, strict=True)
    for number in (3, 4, 5):
        frame[f"who5_{number}"] = np.arange(120) // number % 2
    assert instruments.polychoric(frame, WHO5).correlations[0, 1] == pytest.approx(0.5)


@pytest.mark.parametrize("rho", [-0.9, -0.4, 0.0, 0.4, 0.9])
def test_the_correlation_behind_the_answers_is_found(rho):
    """Oracle: the truth of normal variables that were cut, within four standard errors."""
    rng = np.random.default_rng(5)
    behind = rng.standard_normal((2000, 5))
    behind[:, 1] = rho * behind[:, 0] + np.sqrt(1 - rho**2) * behind[:, 1]
    answers = np.digitize(behind, norm.ppf([0.2, 0.5, 0.8]))
    frame = pd.DataFrame(answers, columns=[item.id for item in WHO5.items])
    found = instruments.polychoric(frame, WHO5)
    error = np.sqrt(found.covariance[0, 0] / found.n)
    assert 0 < error < 0.04
    assert abs(found.correlations[1, 0] - rho) < 4 * error


def test_the_standard_errors_are_as_wide_as_the_correlations_scatter():
    """Oracle: 200 samples of 300 from one truth, seed fixed before looking; within 15 per cent."""
    rng = np.random.default_rng(2020)
    values, errors = [], []
    for _ in range(200):
        factor = rng.standard_normal((300, 1))
        behind = 0.8 * factor + 0.6 * rng.standard_normal((300, 5))
        answers = np.digitize(behind, [-0.3, 0.6, 1.4])
        frame = pd.DataFrame(answers, columns=[item.id for item in WHO5.items])
        found = instruments.polychoric(frame, WHO5)
        values.append(below(found))
        errors.append(np.sqrt(np.diag(found.covariance) / found.n))
    ratio = np.mean(errors) / np.std(values, axis=0, ddof=1).mean()
    assert 0.85 < ratio < 1.15


def test_a_table_that_is_far_from_the_opposite_correlation_has_one_nevertheless():
    """Thresholds close together once made the search give up, far from any correlation of 1."""
    rng = np.random.default_rng(9)
    behind = 0.44 * rng.standard_normal((315, 1)) + 0.9 * rng.standard_normal((315, 5))
    answers = np.digitize(behind, [-1.44, -1.3, -1.13, -0.78])
    found = instruments.polychoric(pd.DataFrame(answers, columns=[i.id for i in WHO5.items]), WHO5)
    assert np.abs(below(found)).max() < 0.6


def test_the_order_of_rows_changes_nothing_and_gaps_are_left_out():
    frame = ordinal()
    again = instruments.polychoric(frame.sample(frac=1, random_state=1), GAD7)
    assert below(again) == pytest.approx(below(instruments.polychoric(frame, GAD7)))
    frame.loc[0, "gad7_3"] = pd.NA
    assert instruments.polychoric(frame, GAD7).n == 239


def test_turning_an_item_round_turns_the_sign_of_its_correlations():
    turned = ordinal().assign(gad7_1=lambda frame: 3 - frame["gad7_1"])
    whole, other = (instruments.polychoric(f, GAD7).correlations for f in (ordinal(), turned))
    assert other[0, 1:] == pytest.approx(-whole[0, 1:], abs=1e-9)


def test_where_there_is_no_correlation_it_is_absent():
    gone = Absent("nobody was asked")
    assert instruments.polychoric(gone, GAD7) is gone
    alike = ordinal().assign(gad7_2=1)
    twins = ordinal().assign(gad7_2=lambda frame: frame["gad7_1"])
    for frame in (
        ordinal().head(99),
        ordinal() * pd.NA,
        alike,
        twins,
        pd.DataFrame({"other": [1]}),
    ):
        assert isinstance(instruments.polychoric(frame, GAD7), Absent)
