"""Polychoric correlations against R's lavaan, and what is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from compendium import instruments
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
STORED = json.loads((ORACLES / "factor.json").read_text("utf-8"))
GAD7 = instruments.catalogue()["gad7"]
WHO5 = instruments.catalogue()["who5"]
ITEMS = [item.id for item in WHO5.items]


def ordinal() -> pd.DataFrame:
    """Return invented answers of 240 persons to seven items of four categories."""
    return pd.read_csv(ORACLES / "ordinal.csv").astype("Int8")


def test_correlations_and_thresholds_are_those_that_r_printed():
    """Oracle: lavaan's sample statistics with ``ordered=``, as stored in factor.json."""
    found, known = instruments.polychoric(ordinal(), GAD7), STORED["ordinal"]
    assert found.n == known["n"]
    assert np.concatenate(found.thresholds) == pytest.approx(known["thresholds"], abs=1e-6)
    assert found.below == pytest.approx(known["correlations"], abs=1e-6)


def test_two_items_cut_at_their_middle_give_the_correlation_of_the_arc():
    """Oracle: by hand. Cut at 0, P(both below) = 1/4 + arcsin(rho) / (2 pi); 1/3 means rho 1/2."""
    pairs = [(0, 0)] * 40 + [(1, 1)] * 40 + [(0, 1)] * 20 + [(1, 0)] * 20
    frame = pd.DataFrame(0, index=range(120), columns=ITEMS)
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
    frame = pd.DataFrame(answers, columns=ITEMS)
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
        frame = pd.DataFrame(answers, columns=ITEMS)
        found = instruments.polychoric(frame, WHO5)
        values.append(found.below)
        errors.append(np.sqrt(np.diag(found.covariance) / found.n))
    ratio = np.mean(errors) / np.std(values, axis=0, ddof=1).mean()
    assert 0.85 < ratio < 1.15


def test_a_table_that_is_far_from_the_opposite_correlation_has_one_nevertheless():
    """Thresholds close together once made the search give up, far from any correlation of 1."""
    rng = np.random.default_rng(9)
    behind = 0.44 * rng.standard_normal((315, 1)) + 0.9 * rng.standard_normal((315, 5))
    answers = np.digitize(behind, [-1.44, -1.3, -1.13, -0.78])
    found = instruments.polychoric(pd.DataFrame(answers, columns=ITEMS), WHO5)
    assert np.abs(found.below).max() < 0.6


def test_the_order_of_rows_changes_nothing_and_gaps_are_left_out():
    frame = ordinal()
    again = instruments.polychoric(frame.sample(frac=1, random_state=1), GAD7)
    assert again.below == pytest.approx(instruments.polychoric(frame, GAD7).below)
    frame.loc[0, "gad7_3"] = pd.NA
    assert instruments.polychoric(frame, GAD7).n == 239


def test_thresholds_and_correlations_scatter_together_as_their_covariance_says():
    """Oracle: 300 samples of 300 from one truth, seed fixed before looking; of two items cut once.

    By hand, a threshold at 0 has the variance p (1 - p) / phi(0)^2 = pi / 2 over n.
    """
    rng = np.random.default_rng(8)
    values, told = [], []
    for _ in range(300):
        factor = rng.standard_normal((300, 1))
        behind = np.sqrt(0.7) * factor + np.sqrt(0.3) * rng.standard_normal((300, 5))
        answers = np.digitize(behind, [0.0, 1.0])
        frame = pd.DataFrame(answers, columns=ITEMS)
        found = instruments.polychoric(frame, WHO5)
        values.append(np.concatenate([*found.thresholds, found.below]))
        told.append(found.joint)
    mean = np.mean(told, axis=0)
    assert mean[0, 0] == pytest.approx(np.pi / 2, rel=0.02)
    assert (found.joint[10:, 10:] == found.covariance).all()
    errors = np.sqrt(np.diag(mean))
    apart = mean / np.outer(errors, errors) - np.corrcoef(values, rowvar=False)
    assert np.abs(apart).mean() < 0.06
    assert np.diag(mean) / 300 == pytest.approx(np.var(values, axis=0, ddof=1), rel=0.35)


def test_a_table_that_is_as_by_chance_has_the_correlation_none():
    """Oracle: by hand; the likelihood is highest at 0 itself, where the search begins."""
    frame = pd.DataFrame([(a, b) for a in range(3) for b in range(3)] * 20, columns=ITEMS[:2])
    rng = np.random.default_rng(6)
    frame = frame.assign(**{name: rng.integers(0, 3, len(frame)) for name in ITEMS[2:]})
    assert instruments.polychoric(frame, WHO5).correlations[0, 1] == pytest.approx(0, abs=1e-12)


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
