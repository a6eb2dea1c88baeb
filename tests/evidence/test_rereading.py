"""The two readings of the programmes: each stands for itself, and they are counted cell by cell."""

from __future__ import annotations

import pytest

from compendium import evidence

BY_HAND = [("kvis", "adults"), ("u_turn", "young"), ("team_succes", "young")]
"""Those that test_covering reads from the printed tables."""


@pytest.mark.parametrize("people", ["young", "adults"])
def test_every_cell_of_the_reports_reading_is_compared_once(people):
    found = evidence.rereadings(people)
    assert not found.duplicated(["programme", "risk_factor", "level"]).any()
    for programme in ("high_five", "debt_counselling", "kvis" if people == "adults" else "kvik"):
        rows = found[found["programme"] == programme]
        printed = evidence.blind_spots(programme, people=people)
        assert list(rows["report"]) == list(printed["stands"])
        kinds = evidence.kinds_of(evidence.elements(programme))
        own = evidence.answered(kinds, evidence.audience(programme, people), people)
        met = own[own["stands"] == "addressed"].astype(str)
        ours = rows[rows["ours"] == "addressed"].astype(str)
        cells = ["risk_factor", "level"]
        assert set(map(tuple, met[cells].to_numpy())) == set(map(tuple, ours[cells].to_numpy()))
    same = found["report"] == found["ours"]
    assert same.eq(found["readings"].str.startswith("both_")).all()
    differ = found["readings"].isin(["only_report", "only_ours"])
    assert differ.eq(found["likely_reason"] != "").all()


def test_the_tools_and_the_part_of_a_programme_are_in_no_cell_to_compare():
    """By hand: 17 of the table are for young people; two of the matrix are named for adults."""
    programmes = evidence.table("programmes").query("people == 'young'")["key"]
    found = set(evidence.rereadings()["programme"])
    assert len(programmes) == 17
    assert set(programmes) - found == {"mentor_support", "workplace_measures", "train_then_place"}
    assert found - set(programmes) == {"housing_first", "debt_counselling"}


def test_where_our_reading_leaves_the_hand_is_as_the_page_says():
    """KVIS nowhere, Team Succes on one level, U-turn on all three that the page tells of."""
    apart = {
        programme: {
            (row.level, row.readings)
            for row in evidence.rereadings(people, [programme]).itertuples()
            if row.likely_reason
        }
        for programme, people in BY_HAND
    }
    assert apart == {
        "kvis": set(),
        "team_succes": {("institutional", "only_report")},
        "u_turn": {
            ("institutional", "only_report"),
            ("interpersonal", "only_ours"),
            ("individual", "only_report"),
        },
    }
    groups = evidence.rereadings("young", ["u_turn"]).set_index("level")["elements"]
    assert groups["interpersonal"] == "group"


def test_only_one_programme_for_the_young_is_on_the_structural_level_by_the_report():
    found = evidence.rereadings()
    structural = found[(found["level"] == "structural") & (found["report"] == "addressed")]
    assert set(structural["programme"]) == {"high_five"}
    ours = found.loc[found["level"].astype(str) == "structural", "ours"]
    assert set(ours) == {"open"}
