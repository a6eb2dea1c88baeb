"""A review worked by hand: 25 scores, their sections, total, per cent, principles and ends."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import fidelity, instruments

IPS25 = instruments.catalogue()["ips25"]
STAFFING = [4, 5, 3]
ORGANIZATION = [4, 3, 2, 5, 4, 5, 4, 3]
SERVICES = [3, 4, 4, 2, 5, 3, 4, 4, 5, 4, 3, 2, 4, 3]
BEFORE = [4, 4, 3, 3, 3, 2, 5, 4, 5, 4, 4, 3, 4, 4, 2, 4, 2, 4, 4, 5, 4, 3, 2, 4, 2]
"""The year before: 11, 30 and 47 points."""


def reviewed() -> pd.DataFrame:
    rounds = {1: BEFORE, 2: [*STAFFING, *ORGANIZATION, *SERVICES]}
    rows = [
        (f"v{number}", "Bornholm", number, "consensus", "ips25", f"ips25_{item}", score)
        for number, scores in rounds.items()
        for item, score in enumerate(scores, start=1)
    ]
    columns = ["review_id", "municipality", "round", "rater", "instrument", "item", "score"]
    return pd.DataFrame(rows, columns=columns).astype({"score": "Int8"})


def test_total_sections_and_per_cent():
    """Oracle: by hand. 12 of 15, 30 of 40, 50 of 70; 92 of 125."""
    agreed = fidelity.consensus(reviewed(), IPS25)
    parts = fidelity.latest(fidelity.section_scores(agreed, IPS25), "points")
    assert parts["points"].tolist() == [12, 30, 50]
    assert parts["percent"].tolist() == pytest.approx([80, 75, 100 * 50 / 70])
    assert parts["before"].tolist() == [11, 30, 47]
    assert parts["change"].tolist() == parts["since_first"].tolist() == [1, 0, 3]
    brief = fidelity.in_brief(agreed, IPS25)
    assert brief["section"].tolist() == ["staffing", "organization", "services", "all"]
    assert brief["points"].tolist() == [12, 30, 50, 92]
    assert brief["maximum"].tolist() == [15, 40, 70, 125]
    assert brief["change"].tolist() == [1, 0, 3, 4]
    (whole,) = fidelity.latest(fidelity.totals(agreed, IPS25), "points").to_dict("records")
    assert (whole["points"], whole["before"], whole["change"]) == (92, 88, 4)
    assert (whole["percent"], whole["band"]) == (pytest.approx(73.6), "fair")


def test_what_the_team_lacks_to_the_next_band_and_where_it_has_room():
    """Oracle: by hand. 8 points to 100; three items at 2 have three points of room each."""
    agreed = fidelity.consensus(reviewed(), IPS25)
    (step,) = fidelity.next_band(
        fidelity.latest(fidelity.totals(agreed, IPS25), "points"), IPS25
    ).to_dict("records")
    assert (step["next"], step["from_points"], step["lacking"]) == ("good", 100, 8)
    assert step["limit_status"] == "unconfirmed"
    room = fidelity.room(fidelity.latest(fidelity.items(agreed, IPS25), "score"))
    assert room["item"].tolist()[:3] == ["ips25_6", "ips25_15", "ips25_23"]
    assert room["room"].tolist()[:4] == [3, 3, 3, 2]
    assert room["room"].sum() == 125 - 92
    assert room["together"].tolist() == list(range(1, len(room) + 1))
    assert "ips25_2" not in set(room["item"])


def test_the_profile_of_principles():
    """Oracle: by hand. Points above the lowest, of those there are: 6/8, 7/8, 5/8, 2/4, ..."""
    agreed = fidelity.consensus(reviewed(), IPS25)
    profile = fidelity.profile(agreed, fidelity.catalogue(), IPS25).query("round == 2")
    found = dict(zip(profile["principle"], profile["percent"], strict=True))
    assert found == pytest.approx(
        {
            "zero_exclusion": 100 * 6 / 8,
            "competitive_jobs": 100 * 6 / 8,
            "integration": 100 * 5 / 8,
            "benefits_counselling": 100 * 2 / 4,
            "rapid_search": 100 * 4 / 8,
            "employer_ties": 100 * 8 / 12,
            "lasting_support": 100 * 3 / 8,
            "preferences": 100 * 14 / 16,
        }
    )
