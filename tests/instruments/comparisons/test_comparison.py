"""Scores compared between groups: against R, by hand, and where there is nothing to compare."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import instruments
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
FILES = ("two_groups", "three_groups")


def stored() -> dict:
    """Return what groups.R printed, with the versions of R and its packages."""
    return json.loads((ORACLES / "groups.json").read_text("utf-8"))


def rows(name: str) -> pd.DataFrame:
    return pd.read_csv(ORACLES / f"{name}.csv")


def made(name: str) -> instruments.Comparison:
    found = instruments.compared(rows(name), "score", "group")
    assert isinstance(found, instruments.Comparison)
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_number_is_the_one_that_r_printed(name):
    """Oracle: oneway.test, t.test, psych, MASS::polr, pf and pt, as stored in groups.json."""
    found = made(name).numbers
    for number, known in stored()[name].items():
        each = found[number]
        told = (each.value, each.low, each.high) if isinstance(known, list) else each.value
        assert told == pytest.approx(known, abs=1e-6), number


def test_every_number_has_its_oracle():
    assert set(stored()["two_groups"]) == set(made("two_groups").numbers)


def test_holm_is_that_of_r():
    """Oracle: p.adjust. The smaller p value is under the smallest that is given."""
    found = instruments.corrected({"group": {name: made(name) for name in FILES}})["group"]
    told = [found[name].numbers["p_holm"].value for name in FILES]
    assert stored()["holm"][0] < 0.001
    assert told == pytest.approx([0.001, stored()["holm"][1]], abs=1e-9)


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, "groups.R", *(f"{name}.csv" for name in FILES)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ORACLES)
    live, known = json.loads(done.stdout), stored()
    for name in FILES:
        for number, value in known[name].items():
            assert live[name][number] == pytest.approx(value, abs=1e-6), number


def test_the_order_of_rows_changes_nothing():
    shuffled = rows("three_groups").sample(frac=1, random_state=5)
    assert instruments.compared(shuffled, "score", "group") == made("three_groups")


def test_two_groups_the_other_way_round_turn_the_signs():
    turned = rows("two_groups").replace({"group": {"group1": "group3"}})
    one, other = made("two_groups").numbers, instruments.compared(turned, "score", "group").numbers
    for name in ("difference", "hedges_g"):
        assert other[name].value == pytest.approx(-one[name].value)
        assert other[name].low == pytest.approx(-one[name].high)
    assert other["odds_ratio"].value == pytest.approx(1 / one["odds_ratio"].value)
    assert other["eta_squared"].value == pytest.approx(one["eta_squared"].value)


def test_a_group_of_fewer_than_twenty_is_left_out():
    few = pd.DataFrame({"score": range(19), "group": "small"})
    found = instruments.compared(pd.concat([rows("two_groups"), few]), "score", "group")
    assert found.groups == ("group1", "group2")
    assert found == made("two_groups")


def test_who_has_no_score_is_left_out():
    gaps = pd.DataFrame({"score": [np.nan] * 30, "group": ["group1"] * 30})
    assert instruments.compared(pd.concat([rows("two_groups"), gaps]), "score", "group") == made(
        "two_groups"
    )


@pytest.mark.parametrize(
    ("scores", "groups", "why"),
    [
        ([3.0], ["one"], "two groups"),
        ([*range(40)], ["one"] * 40, "two groups"),
        ([*range(38)], ["one"] * 19 + ["other"] * 19, "two groups"),
        ([7.0] * 40, ["one"] * 20 + ["other"] * 20, "alike"),
        ([np.nan] * 40, ["one"] * 20 + ["other"] * 20, "two groups"),
    ],
)
def test_where_nothing_can_be_compared_it_is_said_why(scores, groups, why):
    """One person, one group, groups that are too small, all alike, an instrument all missing."""
    found = instruments.compared(pd.DataFrame({"score": scores, "group": groups}), "score", "group")
    assert isinstance(found, Absent)
    assert why in found.why
    assert instruments.measured(found, "p") is found
    assert instruments.corrected({"group": {"score": found}}) == {"group": {"score": found}}


def test_groups_that_do_not_overlap_have_no_odds_ratio_and_all_else():
    frame = pd.DataFrame(
        {"score": [*range(20), *range(30, 50)], "group": ["low"] * 20 + ["top"] * 20}
    )
    found = instruments.compared(frame, "score", "group")
    assert isinstance(found.numbers["odds_ratio"], Absent)
    assert found.numbers["hedges_g"].value < -3
    told = instruments.corrected({"group": {"score": found}})["group"]["score"]
    assert isinstance(told.numbers["p_ordinal_holm"], Absent)
    assert told.numbers["p_holm"].value == 0.001


def test_every_two_groups_have_the_size_that_they_have_alone():
    frame = rows("three_groups")
    found = instruments.pairwise(frame, "score", "group")
    assert [size.groups for size in found.values()] == [
        ("group1", "group2"),
        ("group1", "group3"),
        ("group2", "group3"),
    ]
    for size in found.values():
        alone = frame[frame["group"].isin(size.groups)]
        assert size == instruments.compared(alone, "score", "group").numbers["hedges_g"]


def test_where_there_are_no_two_groups_the_column_has_the_reason():
    gone = Absent("nobody was asked")
    assert instruments.pairwise(gone, "score", "group") == {"group": gone}
    one = rows("two_groups").query("group == 'group1'")
    assert "two groups" in instruments.pairwise(one, "score", "group")["group"].why


@given(
    st.lists(st.lists(st.integers(0, 21), min_size=20, max_size=40), min_size=2, max_size=4),
)
def test_every_number_lies_where_it_can(groups):
    frame = pd.DataFrame(
        [(score, f"g{number}") for number, scores in enumerate(groups) for score in scores],
        columns=["score", "group"],
    )
    found = instruments.compared(frame, "score", "group")
    if isinstance(found, Absent):
        assert any(len(set(scores)) == 1 for scores in groups)
        return
    eta = found.numbers["eta_squared"]
    assert 0 <= eta.low <= eta.value + 1e-9 <= 1
    assert eta.low <= eta.high <= 1
    for each in found.numbers.values():
        if isinstance(each, instruments.Quantity):
            assert np.isfinite(each.value)
    for name in ("p", "p_ordinal"):
        if isinstance(found.numbers[name], instruments.Quantity):
            assert 0 <= found.numbers[name].value <= 1
