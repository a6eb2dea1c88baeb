"""Polychoric correlations and one factor behind ordinal items against lavaan, and by truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from compendium import instruments
from compendium.instruments.polychoric import polychoric
from compendium.tables import Absent

ORACLES = Path(__file__).parents[1] / "oracles"
GAD7 = instruments.catalogue()["gad7"]
ITEMS = [item.id for item in GAD7.items]
#: lavaan's search stops a little before the best solution.
SEARCHED = 1e-6
NAMES = {
    "freedom": "df",
    "unscaled": "chisq",
    "chi_square": "chisq.scaled",
    "p": "pvalue.scaled",
    "cfi": "cfi.scaled",
    "tli": "tli.scaled",
    "rmsea": "rmsea.scaled",
    "srmr": "srmr",
}


def stored() -> dict:
    """Return what measurement.R printed; test_measurement holds that R still prints it."""
    return json.loads((ORACLES / "measurement.json").read_text("utf-8"))


def invented() -> pd.DataFrame:
    return pd.read_csv(ORACLES / "invented.csv").astype("Int8")


def assert_agree(frame: pd.DataFrame, known: dict) -> None:
    found = polychoric(frame.dropna().to_numpy(dtype=np.int64))
    assert found.correlations == pytest.approx(known["polychoric"], abs=SEARCHED)
    factor = instruments.ordinal_factor(frame, GAD7)
    loadings = [instruments.loading(factor, item) for item in ITEMS]
    assert [each.value for each in loadings] == pytest.approx(known["loadings"], abs=SEARCHED)
    errors = [(each.high - each.low) / 2 / 1.959963984540054 for each in loadings]
    assert errors == pytest.approx(known["errors"], abs=SEARCHED)
    for ours, theirs in NAMES.items():
        value = instruments.fit(factor, ours).value
        assert value == pytest.approx(known["fit"][theirs], abs=SEARCHED), ours


def test_correlations_loadings_and_fit_are_those_of_lavaan():
    """Oracle: lavaan with ordered, as stored in measurement.json."""
    assert_agree(invented(), stored()["invented"])


def test_correlations_loadings_and_fit_of_the_swedish_data(study_one):
    """Oracle: lavaan with ordered on the Swedish GAD-7."""
    frame = study_one[[f"GAD-7_{number}_screening" for number in range(1, 8)]]
    assert_agree(frame.set_axis(ITEMS, axis="columns"), stored()["swedish"])


def test_two_halves_cut_in_the_middle_have_the_correlation_of_the_sine():
    """Oracle: by hand. Cut at their medians, the share on one side is 1/2 + arcsin(r) / pi."""
    halves = np.repeat([[0, 0], [1, 1], [0, 1], [1, 0]], [40, 40, 20, 20], axis=0)
    found = polychoric(halves).correlations[0]
    assert found == pytest.approx(np.sin(np.pi * (80 / 120 - 1 / 2)), abs=1e-9)


def test_cut_answers_give_back_the_loadings_behind_them():
    """Oracle: truth. 20,000 persons, skewed answers; Pearson's correlations would fall short."""
    chance = np.random.default_rng(20251125)
    truth = np.array([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8])
    quantity = chance.normal(size=(20_000, 1)) * truth
    quantity += chance.normal(size=(20_000, 7)) * np.sqrt(1 - truth**2)
    frame = pd.DataFrame(np.digitize(quantity, [0.5, 1.0, 1.6]), columns=ITEMS)
    factor = instruments.ordinal_factor(frame, GAD7)
    assert [each.value for each in factor.loadings.values()] == pytest.approx(truth, abs=0.03)
    assert factor.srmr.value < 0.02
    assert factor.p.value > 0.001


def test_the_order_of_persons_changes_nothing():
    frame = invented()
    shuffled = instruments.ordinal_factor(frame.sample(frac=1, random_state=1), GAD7)
    usual = instruments.ordinal_factor(frame, GAD7)
    for item in ITEMS:
        other = instruments.loading(shuffled, item)
        assert other.value == pytest.approx(instruments.loading(usual, item).value)


def test_where_there_is_no_factor_it_is_absent_and_says_why():
    gone = Absent("nobody was asked")
    assert instruments.ordinal_factor(gone, GAD7) is gone
    assert instruments.loading(gone, "gad7_1") is gone
    assert instruments.fit(gone, "cfi") is gone
    assert "no column" in instruments.ordinal_factor(pd.DataFrame({"other": [1]}), GAD7).why
    assert "five complete rows" in instruments.ordinal_factor(invented().head(20), GAD7).why
    alike = invented().assign(gad7_3=1)
    assert "answered alike" in instruments.ordinal_factor(alike, GAD7).why
    doubled = invented().assign(gad7_2=invented()["gad7_1"])
    assert "leaves nothing" in instruments.ordinal_factor(doubled, GAD7).why
