"""Outcomes of programmes: kept apart by comparison, with nothing left out for its direction."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import evidence
from compendium.evidence.reporting import BESIDE
from compendium.tables import Absent


@pytest.fixture(scope="module")
def reported():
    return evidence.reported().set_index("key")


def test_every_outcome_is_of_one_kind_of_comparison():
    apart = {beside: evidence.reported(beside=beside) for beside in BESIDE}
    keys = [key for rows in apart.values() for key in rows["key"]]
    assert sorted(keys) == sorted(evidence.table("programme_outcomes")["key"])
    for beside, rows in apart.items():
        assert set(rows["comparison"]) <= set(BESIDE[beside])
        assert set(rows["people"]) == {"young", "adults"}
    levels = evidence.table("programme_outcomes")["comparison"].cat.categories
    assert sorted(level for each in BESIDE.values() for level in each) == sorted(levels)


def test_a_programme_keeps_what_speaks_against_it(reported):
    start = reported[reported["programme"] == "off_to_a_good_start"].set_index("outcome")
    assert start["direction"].astype("str").to_dict() == {
        "education": "positive",
        "employment": "negative",
    }
    assert start["figure"].to_dict() == {"education": 1, "employment": -1}
    five = reported[(reported["programme"] == "high_five") & reported["outcome"].eq("self_support")]
    assert sorted(five["direction"].astype("str")) == ["none", "none", "positive"]
    assert five["group_en"].is_unique


def test_a_change_is_one_share_less_the_other_or_printed_points(reported):
    """By hand of Annex 3: cannabis from 77 to 38 percent; 20 points more by Annex 2."""
    assert reported.loc["u_turn_cannabis", "change"] == 38 - 77
    assert reported.loc["u_turn_school", "change"] == 64 - 44
    assert reported.loc["housing_estate_guidance_status", "change"] == 20
    # A range, and one percent that may be one point, are no single number of points.
    for key in ("era_employment", "housing_first_education", "off_to_a_good_start_education"):
        assert pd.isna(reported.loc[key, "change"])


def test_only_a_denominator_of_its_own_stands_beside_a_share(reported):
    own = reported["denominator_status"] == "printed"
    assert reported["n"][~own].isna().all()
    assert reported["low"][~own].isna().all()
    assert reported.loc["kvik_education", "n"] == 3289
    assert reported.loc["u_turn_school", ["persons_from", "persons_to"]].tolist() == [177, 177]
    ranges = reported.loc["child_to_adult_kept", ["persons_from", "persons_to"]]
    assert ranges.tolist() == [50, 62]
    assert reported.loc["era_employment", ["figure_from", "figure_to"]].tolist() == [2, 4]


def test_what_has_no_number_can_be_left_out():
    found = evidence.reported("young", "themselves", having="change")
    assert set(found["programme"]) == {"u_turn"}
    assert found["change"].notna().all()


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ({"people": "children"}, "young, adults"),
        ({"beside": "others"}, "somebody_else, themselves, nobody"),
        ({"outcomes": ["education", "luck"]}, "education, employment, earnings"),
    ],
)
def test_what_no_programme_has_is_answered_with_what_there_is(asked, known):
    with pytest.raises(evidence.UnknownOutcomeError) as refused:
        evidence.reported(**asked)
    assert known in str(refused.value)


def test_what_nobody_reports_is_absent():
    found = evidence.reported("young", "themselves", ["finances"])
    assert isinstance(found, Absent)
    assert "no programme" in found.why


def test_each_oddity_has_a_row_and_those_of_a_kind_stand_together():
    rows = evidence.reported()
    odd = evidence.oddities_told(rows)
    marks = rows["oddity"].dropna().str.split(";")
    assert sorted(odd["oddity"]) == sorted(mark for each in marks for mark in each)
    assert odd["oddity"].is_monotonic_increasing
    steps = odd[odd["key"] == "i_fokus_steps"]
    assert set(steps["oddity"]) == {"impossible_share", "completed_or_not"}
