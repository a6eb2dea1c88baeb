"""Omega, the error of measurement and correlations against R, by hand, and by what is covered."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import instruments
from compendium.instruments.measurement.reliability import alphas, omegas
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
GAD7 = instruments.catalogue()["gad7"]
WHO5 = instruments.catalogue()["who5"]
ITEMS = [item.id for item in GAD7.items]
#: lavaan stops its search a little before the best solution, psych and cor.test search nothing.
SEARCHED, CLOSED = 1e-6, 1e-9
MEASURES = (
    (instruments.omega_total, "omega"),
    (instruments.measurement_error, "error"),
)


def stored() -> dict:
    """Return what measurement.R printed, with the versions of R and of its packages."""
    return json.loads((ORACLES / "measurement.json").read_text("utf-8"))


def invented() -> pd.DataFrame:
    return pd.read_csv(ORACLES / "invented.csv").astype("Int8")


def swedish(study_one: pd.DataFrame) -> pd.DataFrame:
    frame = study_one[[f"GAD-7_{number}_screening" for number in range(1, 8)]]
    return frame.set_axis(ITEMS, axis="columns")


def halves(frame: pd.DataFrame) -> pd.DataFrame:
    """Return two scores of the complete rows: the first three items, and the others."""
    complete = frame.dropna()
    return pd.DataFrame(
        {"one": complete.iloc[:, :3].sum(axis=1), "other": complete.iloc[:, 3:].sum(axis=1)}
    )


def three(found) -> tuple[float, float, float]:
    return found.value, found.low, found.high


def assert_agree(frame: pd.DataFrame, known: dict) -> None:
    for measure, name in MEASURES:
        found = measure(frame, GAD7)
        assert (found.n, found.items) == (known["n"], known["items"])
        assert three(found) == pytest.approx(known[name], abs=SEARCHED)
    rest = [instruments.item_rest(frame, GAD7, item).value for item in ITEMS]
    assert rest == pytest.approx(known["item_rest"], abs=CLOSED)
    for measure in (instruments.pearson, instruments.spearman):
        found = measure(halves(frame), "one", "other")
        assert three(found) == pytest.approx(known[measure.__name__], abs=CLOSED)


def test_all_of_it_is_what_r_printed():
    """Oracle: lavaan (MLM), psych::alpha and cor.test, as stored in measurement.json."""
    assert_agree(invented(), stored()["invented"])


def test_all_of_it_of_the_swedish_data(study_one):
    """Oracle: R on the Swedish data, and the item-rest correlations of published-results 2.1."""
    assert_agree(swedish(study_one), stored()["swedish"])
    found = [instruments.item_rest(swedish(study_one), GAD7, item) for item in ITEMS]
    known = [0.7259, 0.8079, 0.7721, 0.7601, 0.5122, 0.4885, 0.5898]
    assert [round(each.value, 4) for each in found] == known


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "measurement.R"), str(ORACLES / "invented.csv")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    live, known = json.loads(printed)["invented"], stored()["invented"]
    assert set(live) == set(known)
    for name in ("omega", "error", "item_rest", "pearson", "spearman"):
        assert live[name] == pytest.approx(known[name], abs=1e-6)


def test_the_error_of_measurement_is_in_the_points_of_the_scale():
    """The WHO-5 score is four times the sum of its items, and so is its error."""
    answers = invented().iloc[:, :5].set_axis([item.id for item in WHO5.items], axis="columns")
    error = instruments.measurement_error(answers, WHO5)
    omega = instruments.omega_total(answers, WHO5)
    implied = 4 * answers.dropna().astype(float).sum(axis=1).std(ddof=0) * np.sqrt(1 - omega.value)
    assert error.value == pytest.approx(implied, rel=0.02)


def test_where_there_is_no_omega_it_is_absent_and_says_why():
    frame = invented()
    alike = frame.assign(gad7_3=1)
    doubled = frame.assign(gad7_2=frame["gad7_1"])
    for measure, _ in MEASURES:
        gone = Absent("nobody was asked")
        assert measure(gone, GAD7) is gone
        assert "no column" in measure(pd.DataFrame({"other": [1]}), GAD7).why
        assert "two complete rows an item" in measure(frame.head(10), GAD7).why
        assert "answered alike" in measure(alike, GAD7).why
        assert "no error in an item" in measure(doubled, GAD7).why


def test_where_there_is_no_correlation_it_is_absent_and_says_why():
    few, alike = halves(invented()).head(3), halves(invented()).assign(other=2)
    for measure in (instruments.pearson, instruments.spearman):
        assert "four persons" in measure(few, "one", "other").why
        assert "alike" in measure(alike, "one", "other").why
    alike = invented().assign(gad7_3=1)
    assert "alike" in instruments.item_rest(alike, GAD7, "gad7_3").why
    assert instruments.item_rest(alike, GAD7, "gad7_4").value > 0
    assert "no column" in instruments.item_rest(pd.DataFrame({"other": [1]}), GAD7, "gad7_4").why


def test_a_perfect_correlation_is_its_own_interval():
    frame = pd.DataFrame({"one": range(6), "other": range(0, 12, 2)})
    assert three(instruments.pearson(frame, "one", "other")) == pytest.approx((1, 1, 1))


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(invented()))), st.permutations(range(7)))
def test_the_order_of_persons_and_of_items_changes_nothing(persons, items):
    frame = invented()
    shuffled = frame.iloc[persons, items].set_axis(ITEMS, axis="columns").reset_index(drop=True)
    for measure, _ in MEASURES:
        assert three(measure(shuffled, GAD7)) == pytest.approx(three(measure(frame, GAD7)))


def draws(loadings: list[float], errors: list[float], persons: int = 250) -> np.ndarray:
    """Return 1,000 samples of normal items with one factor behind them."""
    chance = np.random.default_rng(20251125)
    factor = chance.normal(size=(1000, persons, 1))
    noise = chance.normal(size=(1000, persons, len(loadings)))
    return factor * np.array(loadings) + noise * np.sqrt(errors)


def covered(interval, truth: float) -> float:
    _, low, high, *_ = interval
    return float(((low <= truth) & (truth <= high)).mean())


def test_intervals_cover_a_known_reliability_as_often_as_they_say():
    """Seven parallel items of loading 0.7 for alpha, seven unequal ones for omega; n = 250."""
    alike = [0.7] * 7, [0.51] * 7
    truth = 4.9**2 / (4.9**2 + 7 * 0.51)
    assert 0.93 <= covered(alphas(draws(*alike), 0.95), truth) <= 0.97
    unequal = [0.4, 0.5, 0.6, 0.7, 0.8, 0.8, 0.9], [0.9, 0.8, 0.6, 0.6, 0.4, 0.3, 0.3]
    truth = sum(unequal[0]) ** 2 / (sum(unequal[0]) ** 2 + sum(unequal[1]))
    found = omegas(draws(*unequal), 0.95)
    assert found[3].all()
    assert 0.93 <= covered(found, truth) <= 0.97


def test_skewed_items_are_reported_and_not_held_to_it(record_property):
    """Answers cut from normal items so that most are the lowest: what intervals cover there.

    The known alpha and omega are those of all draws together, a quarter of a million persons.
    """
    unequal = [0.4, 0.5, 0.6, 0.7, 0.8, 0.8, 0.9], [0.9, 0.8, 0.6, 0.6, 0.4, 0.3, 0.3]
    cut = np.digitize(draws(*unequal), [0.6, 1.2, 1.8]).astype(float)
    for measure in (alphas, omegas):
        truth = float(measure(cut.reshape(1, -1, 7), 0.95)[0][0])
        share = covered(measure(cut, 0.95), truth)
        record_property(measure.__name__, share)
        assert 0 < share < 1
