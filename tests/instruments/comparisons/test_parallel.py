"""Proportional odds at the edges of the bands: against R, by hand, and by how often it errs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from compendium import instruments
from compendium.instruments.comparisons.parallel import brant
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
FILES = ("two_groups", "three_groups")
GAD7 = instruments.catalogue()["gad7"]


def stored() -> dict:
    """Return what parallel.R printed, with the version of R."""
    return json.loads((ORACLES / "parallel.json").read_text("utf-8"))


def made(frame: pd.DataFrame) -> instruments.Parallel:
    found = instruments.parallel_odds(frame, GAD7, "group")
    assert isinstance(found, instruments.Parallel)
    return found


def rows(name: str) -> pd.DataFrame:
    return pd.read_csv(ORACLES / f"{name}.csv").rename(columns={"score": "gad7_total"})


@pytest.mark.parametrize("name", FILES)
def test_it_is_the_test_of_brant_by_separate_fits_in_r(name):
    """Oracle: glm and Brant's matrices, as stored in parallel.json."""
    found, known = made(rows(name)), stored()[name]
    for number in ("chi_square", "freedom", "p"):
        assert found.numbers[number].value == pytest.approx(known[number], rel=1e-8), number
    for edge, ends in known.get("edges", {}).items():
        odds = found.edges[edge]
        assert (odds.value, odds.low, odds.high) == pytest.approx(ends, rel=1e-8), edge


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, "parallel.R", "5,10,15", *(f"{name}.csv" for name in FILES)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ORACLES)
    live, known = json.loads(done.stdout), stored()
    for name in FILES:
        assert live[name]["chi_square"] == pytest.approx(known[name]["chi_square"], rel=1e-8)
        for edge, ends in known[name].get("edges", {}).items():
            assert live[name]["edges"][edge] == pytest.approx(ends, rel=1e-8)


def test_two_edges_of_two_groups_by_hand():
    """Oracle: by hand. Covariance of the logits of shares a > b of n persons: 1 / (n a (1 - b))."""
    beyond, persons = np.array([[30, 10], [20, 15]]), np.array([40, 50])
    apart = (np.log(15 / 35) - np.log(10 / 30)) - (np.log(20 / 30) - np.log(30 / 10))
    variance = 0.0
    for (low, high), n in zip(beyond / persons[:, None], persons, strict=True):
        own = 1 / (n * low * (1 - low)) + 1 / (n * high * (1 - high))
        variance += own - 2 / (n * low * (1 - high))
    assert brant(beyond, persons)[0] == pytest.approx(apart**2 / variance)
    assert brant(beyond, persons)[1] == 1


def test_the_odds_ratio_at_an_edge_is_that_of_a_table_of_four():
    """Oracle: by hand. 15 of 25 against 10 of 30 beyond the edge; Woolf's error."""
    scores = [10] * 15 + [0] * 10 + [10] * 10 + [0] * 20
    frame = pd.DataFrame({"gad7_total": scores, "group": ["a"] * 25 + ["b"] * 30})
    odds = made(frame).edges["10"]
    half = 1.959964 * np.sqrt(1 / 15 + 1 / 10 + 1 / 10 + 1 / 20)
    assert odds.value == pytest.approx(15 * 20 / (10 * 10))
    assert odds.high == pytest.approx(odds.value * np.exp(half), rel=1e-6)
    assert odds.groups == ("a", "b")


def test_the_edge_that_a_group_lies_wholly_to_one_side_of_has_no_odds_ratio():
    found = made(rows("two_groups"))
    assert "both sides" in found.edges["15"].why
    assert found.numbers["freedom"].value == 1


def test_of_three_groups_there_is_a_test_and_no_single_odds_ratio():
    found = made(rows("three_groups"))
    assert found.numbers["freedom"].value == 4
    assert all(isinstance(odds, Absent) for odds in found.edges.values())


def test_where_the_odds_are_proportional_it_rejects_as_often_as_it_says():
    """Truth: a logistic score, moved. 5 % of 2,000 draws, with the Monte Carlo error of 3 sigma."""
    draws = np.random.default_rng(11)
    edges = np.array([-1.0, 0.0, 1.2])
    persons = np.array([200, 150, 250])
    rejected = 0
    for _ in range(2000):
        beyond = [
            (draws.logistic(shift, size=n)[:, None] > edges).sum(axis=0)
            for shift, n in zip((0.0, 0.6, -0.3), persons, strict=True)
        ]
        rejected += brant(np.array(beyond), persons)[2] < 0.05
    assert rejected / 2000 == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 2000))


def test_where_they_are_not_it_sees_so():
    """Truth: one group twice as spread as the other, so that the odds ratio turns around."""
    persons = np.array([400, 400])
    edges = np.array([-1.0, 0.0, 1.0])
    beyond = np.array([400 * expit(-edges), 400 * expit(-edges / 2)]).round()
    assert brant(beyond, persons)[2] < 0.001


@given(st.lists(st.lists(st.integers(0, 21), min_size=20, max_size=30), min_size=2, max_size=4))
def test_it_has_a_finite_answer_or_a_reason(groups):
    frame = pd.DataFrame(
        [(score, f"g{number}") for number, scores in enumerate(groups) for score in scores],
        columns=["gad7_total", "group"],
    )
    found = instruments.parallel_odds(frame, GAD7, "group")
    if isinstance(found, Absent):
        assert "alike" in found.why
        return
    for number in (*found.numbers.values(), *found.edges.values()):
        assert isinstance(number, Absent) or np.isfinite(number.value)
    chi2 = found.numbers["chi_square"]
    assert isinstance(chi2, Absent) or chi2.value >= 0


def test_a_group_of_fewer_than_twenty_and_what_is_absent_are_left_out():
    gone = Absent("nobody was asked")
    assert instruments.parallel_odds(gone, GAD7, "group") is gone
    assert instruments.at_edges(gone) == {}
    assert instruments.measured(gone, "freedom") is gone
    few = pd.DataFrame({"gad7_total": range(19), "group": "small"})
    found = made(pd.concat([rows("two_groups"), few]))
    assert found == made(rows("two_groups"))
    why = instruments.parallel_odds(few, GAD7, "group")
    assert "two groups" in why.why


def test_an_instrument_without_bands_has_no_edges(define):
    own = instruments.catalogue((define("own", 3, 0, 4),))["own"]
    frame = rows("two_groups").rename(columns={"gad7_total": "own_total"})
    assert "no bands" in instruments.parallel_odds(frame, own, "group").why
