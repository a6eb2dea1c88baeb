"""The strongest and the weakest, among what is shown and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

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


def told(value: float, n: int = 30):
    """Return an estimate of one cell, hidden where its persons are few."""
    frame = pd.DataFrame({"participant_id": [f"P{each}" for each in range(n)]})
    persons = disclosure.count(frame, [], of="x", profile="dk").cell()
    return disclosure.estimate(Size(value), persons, profile="dk")


@dataclass(frozen=True)
class Size:
    """An estimate without an interval."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


def test_the_largest_is_the_furthest_from_zero_of_those_that_are_shown():
    found = disclosure.largest({"a": told(0.1), "b": told(-0.4), "c": told(0.9, n=3)})
    assert found.cell().value == -0.4
    assert not disclosure.largest({"c": told(0.9, n=3)}).cell().shown
    why = Absent("no balance")
    assert disclosure.largest({"a": why, "b": told(0.2)}).cell().value == 0.2
    assert disclosure.largest({"a": why}) is why
    assert disclosure.largest(why) is why


def test_only_estimates_have_a_largest():
    frame = pd.DataFrame({"participant_id": list("abcdefgh")})
    with pytest.raises(ValueError, match="estimates"):
        disclosure.largest({"a": disclosure.count(frame, [], of="x", profile="dk")})
    with pytest.raises(ValueError, match="one at least"):
        disclosure.largest({})
