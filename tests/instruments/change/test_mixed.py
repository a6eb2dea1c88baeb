"""The mixed model, and what stands beside it, against R's nlme and t.test and by simulation."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit

from compendium import instruments
from compendium.instruments import Estimate
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
STORED = json.loads((ORACLES / "mixed.json").read_text("utf-8"))
WAVES = ["first", "second", "third"]


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    long = pd.read_csv(ORACLES / "waves.csv")
    return long.pivot_table(index="person", columns="wave", values="score")[WAVES]


@pytest.fixture(scope="module")
def model(scores) -> instruments.MixedModel:
    return instruments.mixed_model(scores)


def error(estimate: Estimate) -> float:
    """Return the standard error that an interval was made of."""
    return float((estimate.high - estimate.value) / stdtrit(estimate.n - 1, 0.975))


def test_means_changes_and_both_deviations_are_those_of_nlme(model):
    """Oracle: nlme::lme, REML, as stored in mixed.json."""
    for place, wave in enumerate(WAVES):
        known = STORED["means"]
        assert model.means[wave].value == pytest.approx(known["value"][place], abs=1e-6)
        assert error(model.means[wave]) == pytest.approx(known["error"][place], abs=1e-6)
    for place, wave in enumerate(WAVES[1:], start=1):
        known = STORED["changes"]
        assert model.changes[wave].value == pytest.approx(known["value"][place], abs=1e-6)
        assert error(model.changes[wave]) == pytest.approx(known["error"][place], abs=1e-6)
    assert (model.between, model.within) == pytest.approx(
        (STORED["between"], STORED["within"]), abs=1e-6
    )


def test_complete_pairs_are_those_of_the_paired_t_test(scores):
    """Oracle: R t.test(paired = TRUE), as stored in mixed.json."""
    found = instruments.paired_changes(scores)
    for wave, known in STORED["pairs"].items():
        assert found[wave].n == known["n"]
        assert (found[wave].value, found[wave].low, found[wave].high) == pytest.approx(
            (known["value"], known["low"], known["high"]), abs=1e-6
        )


def test_the_standardised_change_is_that_of_the_formula_in_r(model, scores):
    """Oracle: the delta method worked out by R, as stored in mixed.json."""
    found = instruments.standardised_changes(model, scores)["second"]
    assert found.value == pytest.approx(STORED["standardised"]["value"], abs=1e-6)
    assert error(found) == pytest.approx(STORED["standardised"]["error"], abs=1e-6)


def test_a_standardised_difference_is_that_of_the_formula_in_r(scores):
    """Oracle: the formula worked out by R, as stored in mixed.json."""
    gone = scores["third"].isna()
    found = instruments.standardised_difference(scores["first"][gone], scores["first"][~gone])
    assert found.value == pytest.approx(STORED["difference"], abs=1e-6)


def test_a_standardised_difference_of_shares_is_worked_out_by_hand():
    """Oracle: by hand, .75 against .25: .5 / √(3/16)."""
    one, other = pd.Series([True, True, True, False]), pd.Series([True, False, False, False])
    found = instruments.standardised_difference(one, other)
    assert found.value == pytest.approx(0.5 / np.sqrt(3 / 16))


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "mixed.R"), str(ORACLES / "waves.csv")]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for part in ("means", "changes", "standardised"):
        for name, known in STORED[part].items():
            assert printed[part][name] == pytest.approx(known, abs=1e-6)
    assert printed["within"] == pytest.approx(STORED["within"], abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_with_two_waves_that_all_answered_the_change_is_that_of_the_pairs(seed):
    """Theory: then the model's interval is the paired t interval, if persons do differ."""
    random = np.random.default_rng(seed)
    person = random.normal(10, 4, (40, 1))
    table = pd.DataFrame(person + random.normal(0, 2, (40, 2)), columns=["first", "second"])
    change = instruments.mixed_model(table).changes["second"]
    pair = instruments.paired_changes(table)["second"]
    assert (change.value, change.low, change.high) == pytest.approx(
        (pair.value, pair.low, pair.high), abs=1e-5
    )


def test_the_order_of_persons_changes_nothing(scores, model):
    again = instruments.mixed_model(scores.sample(frac=1, random_state=1))
    assert again.changes["third"].value == pytest.approx(model.changes["third"].value, abs=1e-7)


def test_the_interval_covers_the_truth_where_those_with_high_scores_stay_away():
    """Simulation: missing at random by the first score; pairs are off, the model is not."""
    random = np.random.default_rng(20240501)
    covered, biased = 0, []
    for _ in range(400):
        person = random.normal(10, 4, 150)
        first, second = (person + random.normal(shift, 2.5, 150) for shift in (0, -3))
        away = random.random(150) < 1 / (1 + np.exp(-(first - 11) / 2))
        table = pd.DataFrame({"first": first, "second": np.where(away, np.nan, second)})
        change = instruments.mixed_model(table).changes["second"]
        covered += change.low <= -3 <= change.high
        biased.append(instruments.paired_changes(table)["second"].value + 3)
    assert 0.925 <= covered / 400 <= 0.975, "95 % with a Monte Carlo error of 1.1 points"
    assert np.mean(biased) > 0.5


def test_a_shift_moves_the_change_by_the_share_that_is_missing(scores, model):
    """Oracle: by hand, the share without a score at the wave times the points."""
    standing = pd.DataFrame({"participant_id": [], "wave": [], "questionnaire": []})
    assert instruments.shifted_changes(model, scores, standing, 0, worse=1) == model.changes
    found = instruments.shifted_changes(model, scores, standing, 4, worse=1)
    moved = found["third"].value - model.changes["third"].value
    assert moved == pytest.approx(4 * scores["third"].isna().mean())
    better = instruments.shifted_changes(model, scores, standing, 4, worse=-1)
    assert better["third"].value == pytest.approx(model.changes["third"].value - moved)


def test_whose_questionnaire_may_still_come_is_not_shifted(scores, model):
    waited = scores.index[scores["third"].isna()]
    standing = pd.DataFrame(
        {"participant_id": waited, "wave": "third", "questionnaire": "not_yet_due"}
    )
    found = instruments.shifted_changes(model, scores, standing, 4, worse=1)
    assert found["third"].value == pytest.approx(model.changes["third"].value)
    with pytest.raises(ValueError, match="not negative"):
        instruments.shifted_changes(model, scores, standing, -1, worse=1)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"first": [3.0, 5.0, 9.0]}, "two waves"),
        ({"first": [3.0], "second": [4.0]}, "two waves"),
        (
            {"first": [3.0, 5.0, np.nan, np.nan], "second": [np.nan, np.nan, 3.0, 4.0]},
            "two persons",
        ),
        ({"first": [7.0, 7.0, 7.0], "second": [7.0, 7.0, 7.0]}, "do not vary"),
        ({"first": [7.0, 5.0, 9.0], "second": [6.0, 4.0, 8.0]}, "do not vary"),
    ],
)
def test_a_small_world_has_no_model_and_says_why(table, why):
    found = instruments.mixed_model(pd.DataFrame(table))
    assert isinstance(found, Absent)
    assert why in found.why


def test_trajectories_are_of_those_with_any_score_and_absent_without_a_follow_up():
    gad7 = instruments.catalogue()["gad7"]
    long = pd.DataFrame(
        {
            "participant_id": ["a", "a", "b", "c"],
            "wave": ["first", "second", "first", "second"],
            "gad7_total": pd.array([9, 4, 7, None], dtype="Int64"),
        }
    )
    found = instruments.trajectories(long, gad7, ["first", "second"])
    assert list(found.index) == ["a", "b"]
    assert found.loc["a"].tolist() == [9, 4]
    alone = instruments.trajectories(long[long["wave"] == "first"], gad7, ["first", "second"])
    assert "later wave" in alone.why
    assert "first wave" in instruments.trajectories(long[3:], gad7, ["first", "second"]).why
