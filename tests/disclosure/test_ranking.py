"""The strongest and the weakest, among what is shown and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import disclosure
from compendium.tables import Absent


def safe(scores, hidden=(), place: str = "B"):
    rows = [
        (place, "organization" if number in hidden else "services", f"i{number}", score)
        for number, score in enumerate(scores)
    ]
    frame = pd.DataFrame(rows, columns=["municipality", "section", "item", "score"])
    return disclosure.review(
        frame, "score", ["municipality", "item"], audience="public", released=["B", "C"]
    )


def test_ties_stand_together_and_each_end_is_named():
    rows = disclosure.extremes(safe([5, 3, 5, 1]), "municipality").frame
    assert list(zip(rows["standing"], rows["item"], strict=True)) == [
        ("strongest", "i0"), ("strongest", "i2"), ("weakest", "i3"),
    ]  # fmt: skip


def test_where_all_are_alike_or_hidden_there_are_no_ends():
    assert isinstance(disclosure.extremes(safe([3, 3]), "municipality"), Absent)
    assert isinstance(disclosure.extremes(safe([3, 4], {0, 1}), "municipality"), Absent)


@given(st.lists(st.integers(1, 5), min_size=3, max_size=8), st.integers(1, 5))
def test_a_hidden_score_changes_nothing_whatever_it_is(shown, secret):
    one = disclosure.extremes(safe([secret, *shown], {0}), "municipality")
    other = disclosure.extremes(safe([6 - secret, *shown], {0}), "municipality")
    if isinstance(one, Absent):
        assert one == other
    else:
        pd.testing.assert_frame_equal(one.frame, other.frame)


def test_persons_are_not_ranked():
    frame = pd.DataFrame({"participant_id": list("abcdefgh"), "municipality": "B"})
    counts = disclosure.count(frame, ["municipality"], of="all", profile="dk")
    with pytest.raises(ValueError, match="no scores to rank"):
        disclosure.extremes(counts, "municipality")
