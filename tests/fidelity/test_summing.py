"""Sections and totals of consensus scores, by hand, and bands only where they are a scale's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import fidelity, instruments
from compendium.tables import Absent

IPS25 = instruments.catalogue()["ips25"]
FILE = Path(instruments.__file__).parent / "definitions" / "ips25.toml"


def review(municipality: str, round_: int, scores: list[int], scale: str = "ips25"):
    """Return the consensus rows of one review."""
    return pd.DataFrame(
        {
            "review_id": f"{municipality}-{round_}",
            "municipality": municipality,
            "round": round_,
            "rater": "consensus",
            "instrument": scale,
            "item": [f"{scale}_{number}" for number in range(1, 26)],
            "score": pd.array(scores, dtype="Int8"),
        }
    )


def agreed(*reviews: pd.DataFrame, scale=IPS25) -> pd.DataFrame:
    return fidelity.consensus(pd.concat(reviews), scale)


FIRST = [5, 4, 3] + [2] * 8 + [3] * 14  # sections 12, 16, 42; total 70
SECOND = [5, 5, 5] + [3] * 8 + [4] * 14  # sections 15, 24, 56; total 95


def test_sections_of_a_hand_calculation():
    """Oracle: by hand, 12 of 15 points are 80 percent, and so on."""
    found = fidelity.section_scores(agreed(review("B", 2, SECOND), review("B", 1, FIRST)), IPS25)
    assert found["section"].tolist() == ["staffing", "organization", "services"] * 2
    assert found["points"].tolist() == [12, 16, 42, 15, 24, 56]
    assert found["maximum"].tolist() == [15, 40, 70] * 2
    assert found["percent"].tolist() == pytest.approx([80, 40, 60, 100, 60, 80])
    assert found["change"].tolist() == [pd.NA] * 3 + [3, 8, 14]


def test_totals_of_a_hand_calculation():
    """Oracle: by hand; 70 is not IPS, 95 is fair, and only the limits of fair are confirmed."""
    found = fidelity.totals(agreed(review("B", 1, FIRST), review("B", 2, SECOND)), IPS25)
    assert found["points"].tolist() == [70, 95]
    assert found["percent"].tolist() == pytest.approx([56, 76])
    assert found["change"].tolist() == [pd.NA, 25]
    assert found["band"].tolist() == ["not", "fair"]
    assert found["band_status"].tolist() == ["unconfirmed", "confirmed"]


def test_a_change_is_within_a_municipality_and_since_the_round_before_that_it_had():
    reviews = [review("B", 1, FIRST), review("C", 1, SECOND), review("B", 3, SECOND)]
    found = fidelity.totals(agreed(*reviews), IPS25)
    assert list(zip(found["municipality"], found["round"], strict=True)) == [
        ("B", 1),
        ("B", 3),
        ("C", 1),
    ]
    assert found["change"].tolist() == [pd.NA, 25, pd.NA]


def test_items_have_their_limits_and_their_change():
    found = fidelity.items(agreed(review("B", 1, FIRST), review("B", 2, SECOND)), IPS25)
    row = found.iloc[25 + 1]
    assert (row["section"], row["item"], row["maximum"]) == ("staffing", "ips25_2", 5)
    assert (row["score"], row["change"]) == (5, 1)
    assert found["change"].isna().sum() == 25


@pytest.fixture
def adapted(tmp_path):
    """Return a scale of the same items under another name, with no bands of its own."""
    text = FILE.read_text("utf-8")
    bands, missing = text.index("[[bands]]"), text.index("[missing]")
    path = tmp_path / "youth.toml"
    path.write_text((text[:bands] + text[missing:]).replace("ips25", "youth"), "utf-8")
    return instruments.catalogue((path,))["youth"]


def test_an_adapted_scale_without_bands_gets_no_band(adapted):
    frame = agreed(review("B", 1, SECOND, "youth"), scale=adapted)
    found = fidelity.totals(frame, adapted)
    assert found["points"].tolist() == [95]
    assert found["band"].isna().all()
    assert found["band_status"].isna().all()


def test_a_scale_without_sections_or_total_says_so(tmp_path):
    text = FILE.read_text("utf-8")
    bands, missing = text.index("[[bands]]"), text.index("[missing]")
    text = text[:bands] + text[missing:]
    scales, total = text.index("[[scales]]"), text.index('[[scales]]\nid = "total"')
    plain = text[:scales] + text[total:]
    parts = text.replace('id = "total"', 'id = "sum"')
    for key, rest, function in (
        ("plain", plain, fidelity.section_scores),
        ("parts", parts, fidelity.totals),
    ):
        path = tmp_path / f"{key}.toml"
        path.write_text(rest.replace("ips25", key), "utf-8")
        scale = instruments.catalogue((path,))[key]
        found = function(agreed(review("B", 1, FIRST, key), scale=scale), scale)
        assert isinstance(found, Absent)


scores = st.lists(st.integers(1, 5), min_size=25, max_size=25)


@settings(deadline=None, max_examples=30)
@given(st.lists(scores, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_sections_add_up_to_totals_in_any_order_of_rows(rounds, random):
    frame = pd.concat([review("B", number, row) for number, row in enumerate(rounds, start=1)])
    order = list(range(len(frame)))
    random.shuffle(order)
    shuffled = fidelity.consensus(frame.iloc[order], IPS25)
    pd.testing.assert_frame_equal(shuffled, fidelity.consensus(frame, IPS25))
    totals = fidelity.totals(shuffled, IPS25)
    sections = fidelity.section_scores(shuffled, IPS25)
    assert totals["points"].tolist() == [sum(row) for row in rounds]
    assert sections.groupby("round")["points"].sum().tolist() == totals["points"].tolist()
    assert totals["percent"].between(20, 100).all()
