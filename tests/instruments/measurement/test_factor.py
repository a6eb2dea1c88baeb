"""The one-factor model for ordinal items against R's lavaan, Swedish data and a known truth."""

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
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
STORED = json.loads((ORACLES / "factor.json").read_text("utf-8"))
GAD7 = instruments.catalogue()["gad7"]


def ordinal() -> pd.DataFrame:
    """Return invented answers of 240 persons to seven items of four categories."""
    return pd.read_csv(ORACLES / "ordinal.csv").astype("Int8")


def assert_agree(found: instruments.OneFactor, known: dict) -> None:
    """Hold a model to lavaan's: 1e-6, relative where a chi-square is in the thousands."""
    fit = known["fit"]
    assert (found.n, found.test.freedom) == (known["n"], fit["df"])
    assert found.loadings == pytest.approx(known["loadings"], abs=1e-6)
    assert found.errors == pytest.approx(known["errors"], abs=1e-6)
    assert {
        "chisq": found.test.plain,
        "df": found.test.freedom,
        "chisq.scaled": found.test.scaled,
        "pvalue.scaled": found.test.p,
        "baseline.chisq": found.independence.plain,
        "baseline.chisq.scaled": found.independence.scaled,
        "cfi.scaled": found.cfi,
        "tli.scaled": found.tli,
        "rmsea.scaled": found.rmsea,
        "rmsea.ci.lower.scaled": found.rmsea_low,
        "rmsea.ci.upper.scaled": found.rmsea_high,
        "srmr": found.srmr,
    } == pytest.approx(fit, abs=1e-6, rel=1e-6)


def test_loadings_and_fit_are_those_that_r_printed():
    """Oracle: lavaan::cfa with ``ordered=`` (WLSMV), as stored in factor.json."""
    assert_agree(instruments.one_factor(ordinal(), GAD7), STORED["ordinal"])


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "factor.R"), str(ORACLES / "ordinal.csv")]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    live, known = printed["ordinal"], STORED["ordinal"]
    assert live.pop("fit") == pytest.approx(known["fit"], rel=1e-6, abs=1e-6)
    for name, values in live.items():
        assert values == pytest.approx(known[name], abs=1e-6)


def test_the_model_of_the_swedish_data(study_one):
    """Oracle: lavaan on the 499 complete rows, as stored in factor.json."""
    frame = study_one[[f"GAD-7_{number}_screening" for number in range(1, 8)]]
    frame = frame.set_axis([item.id for item in GAD7.items], axis="columns")
    assert_agree(instruments.one_factor(frame, GAD7), STORED["swedish"])


def simulated(people: int, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Return answers that one factor made, and its loadings."""
    loadings = np.array([0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55])
    factor, own = rng.standard_normal((people, 1)), rng.standard_normal((people, 7))
    answers = np.digitize(factor * loadings + own * np.sqrt(1 - loadings**2), [-0.4, 0.5, 1.3])
    return pd.DataFrame(answers, columns=[item.id for item in GAD7.items]), loadings


def test_known_loadings_are_covered_and_a_true_model_is_rarely_rejected():
    """Oracle: the truth of 200 samples of 300, seed fixed before looking.

    Of 1,400 intervals 93 to 97 per cent cover, and the test rejects 5 per cent, give or take 3.1
    (two Monte Carlo errors of 200 draws).
    """
    rng = np.random.default_rng(2021)
    covered, rejected = [], []
    for _ in range(200):
        frame, truth = simulated(300, rng)
        found = instruments.one_factor(frame, GAD7)
        covered.append(np.abs(found.loadings - truth) < 1.96 * found.errors)
        rejected.append(found.test.p < 0.05)
    assert 0.93 <= np.mean(covered) <= 0.97
    assert 0.019 <= np.mean(rejected) <= 0.081


def test_two_factors_do_not_pass_for_one():
    rng = np.random.default_rng(3)
    frame, _ = simulated(400, rng)
    other, _ = simulated(400, rng)
    mixed = frame.assign(**{name: other[name] for name in frame.columns[4:]})
    found = instruments.one_factor(mixed, GAD7)
    assert found.test.p < 1e-6
    assert found.cfi < 0.9
    assert found.rmsea_low > 0.1


@pytest.mark.filterwarnings("error")
@settings(deadline=None, max_examples=60)
@given(
    st.integers(2, 60),
    st.floats(0, 0.99),
    st.lists(st.floats(-2.5, 2.5), min_size=1, max_size=3),
    st.integers(0, 1000),
)
def test_a_small_world_has_a_finite_model_or_says_why_not(people, loading, cuts, seed):
    rng = np.random.default_rng(seed)
    factor, own = rng.standard_normal((people, 1)), rng.standard_normal((people, 7))
    answers = np.digitize(loading * factor + np.sqrt(1 - loading**2) * own, sorted(cuts))
    frame = pd.DataFrame(answers, columns=[item.id for item in GAD7.items])
    found = instruments.one_factor(frame, GAD7, least=2)
    if isinstance(found, Absent):
        assert found.why
        return
    fit = (found.cfi, found.tli, found.rmsea_low, found.rmsea, found.rmsea_high, found.srmr)
    assert np.isfinite([*found.loadings, *found.errors, *fit, found.test.p]).all()
    assert np.abs(found.loadings).max() < 1


def test_where_there_is_no_model_it_is_absent():
    gone = Absent("nobody was asked")
    assert instruments.one_factor(gone, GAD7) is gone
    noise = pd.DataFrame(
        np.random.default_rng(11).integers(0, 4, (300, 7)), columns=ordinal().columns
    )
    for frame in (ordinal().head(99), ordinal() * pd.NA, ordinal() * 0, noise):
        assert isinstance(instruments.one_factor(frame, GAD7), Absent)


def test_a_correlation_found_where_the_likelihood_is_flat_is_none():
    """The 456th and the following draws of this seed put a zero of the slope out there."""
    drawn = np.random.default_rng(311).standard_normal(700)[455:].reshape(35, 7)
    answers = np.digitize(drawn, [-1.0, 1.7103864066525523])
    frame = pd.DataFrame(answers, columns=ordinal().columns)
    found = instruments.one_factor(frame, GAD7, least=2)
    assert isinstance(found, Absent)
    assert "agree so far that no correlation is found" in found.why


def test_a_loading_and_a_measure_of_fit_are_told_one_by_one():
    """Oracle: lavaan, as stored in factor.json; an interval is 1.96 errors to each side."""
    found = instruments.one_factor(ordinal(), GAD7)
    known = STORED["ordinal"]
    first = instruments.loading(found, "gad7_1")
    assert first.value == pytest.approx(known["loadings"][0], abs=1e-6)
    assert (first.high - first.low) / 2 == pytest.approx(1.959964 * known["errors"][0], abs=1e-6)
    assert instruments.fit(found, "cfi").value == pytest.approx(
        known["fit"]["cfi.scaled"], abs=1e-6
    )
    assert np.isnan(instruments.fit(found, "srmr").low)
    none = instruments.one_factor(ordinal().head(20), GAD7)
    assert instruments.loading(none, "gad7_1") is none
    assert instruments.fit(none, "cfi") is none
