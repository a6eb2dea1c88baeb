"""Summaries of trials against R's metafor."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

from compendium import evidence
from compendium.tables import Absent

ORACLES = Path(__file__).parents[1] / "oracles"
STORED = json.loads((ORACLES / "summary.json").read_text("utf-8"))
ARMS = ("events", "n", "other_events", "other_n")
FIGURES = ("value", "low", "high", "p", "next_low", "next_high", "tau", "q", "q_p")


def arms(name: str) -> pd.DataFrame:
    return pd.DataFrame({column: STORED[name][column] for column in ARMS})


@pytest.mark.parametrize("name", ["vaccine", "alike", "nobody", "everybody"])
def test_a_summary_is_that_of_metafor(name):
    """Oracle: metafor::rma(method = "PM", test = "adhoc") and predict, as stored in summary.json.

    The estimating equation of tau is solved to 1e-5 by statsmodels, and to 1e-10 by metafor.
    """
    found = asdict(evidence.summary(arms(name)))
    known = {figure: STORED[name][figure] for figure in FIGURES}
    assert {figure: found[figure] for figure in FIGURES} == pytest.approx(known, rel=2e-5)
    freedom = len(arms(name)) - 1
    assert found["i_squared"] == pytest.approx(100 * max(0, 1 - freedom / known["q"]))


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "summary.R")]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name in ("vaccine", "alike", "nobody", "everybody"):
        for column, known in STORED[name].items():
            assert printed[name][column] == pytest.approx(known, rel=1e-6), column


def test_trials_and_persons_are_counted():
    found = evidence.summary(arms("alike"))
    assert (found.trials, found.persons) == (5, 787)
    assert found.next_low <= found.low < found.value < found.high <= found.next_high


def test_four_trials_have_no_summary():
    found = evidence.summary(arms("alike").head(4))
    assert isinstance(found, Absent)
    assert found.why == "a summary of 4 trials, for it takes 5; each stands by itself"
    assert found.of == "literature"


@pytest.mark.parametrize("broken", [{"events": 51}, {"n": 0}, {"other_events": -1}])
def test_arms_that_cannot_be_are_refused(broken):
    trials = arms("alike")
    for column, value in broken.items():
        trials.loc[0, column] = value
    with pytest.raises(ValueError, match="must lie between 0 and"):
        evidence.summary(trials)
