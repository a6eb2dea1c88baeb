"""Distributions beside means: what the sum of the scores tells is reckoned with."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compendium import disclosure
from compendium.disclosure import bars
from compendium.disclosure.cube import cube

BANDS = {"low": range(4), "mild": range(4, 8), "severe": range(8, 12)}
NESTED = {"x_band": "x_completed", "x_class": "x_band"}


def scored(scores: list[int | None]) -> pd.DataFrame:
    """Return persons of two groups, whether each has a total, its band, and the total as a bar."""
    frame = pd.DataFrame({"participant_id": [f"P{number}" for number in range(len(scores))]})
    frame["group"] = pd.Categorical(["a", "b"] * len(scores))[: len(scores)]
    frame["x_total"] = pd.array(scores, dtype="Int64")
    known = frame["x_total"].notna()
    frame["x_completed"] = np.where(known, "complete", "incomplete")
    bands = [next((b for b, inside in BANDS.items() if score in inside), None) for score in scores]
    frame["x_band"] = pd.Categorical(bands, categories=list(BANDS))
    named = [None if score is None else str(score) for score in scores]
    frame["x_class"] = pd.Categorical(named, categories=[str(score) for score in range(12)])
    return frame


def distribution(frame: pd.DataFrame, *others: str) -> disclosure.Safe:
    by = ["x_completed", *others, "x_band", "x_class"]
    return disclosure.count(frame, by, of="x", profile="dk", nested=NESTED)


def bars_of(safe: disclosure.Safe) -> pd.DataFrame:
    return safe.frame[safe.frame["x_class"].astype(str) != "all"]


def test_the_sums_are_those_of_the_persons_in_every_margin():
    """By hand: a has 1, 5 and 9, b has 5 and 9; one score is missing, one row stands twice."""
    frame = scored([1, 5, 5, 9, 9, None])
    frame = pd.concat([frame, frame[:1]], ignore_index=True)
    table = cube(frame, ["group", "x_completed", "x_band", "x_class"], "participant_id", (), NESTED)
    sums = bars.summed(table, frame, "participant_id")
    (axis,) = sums
    assert table.dims[axis] == "x_class"
    assert table.margin((0,), sums[axis]).tolist() == [[15.0, 14.0]]
    told = bars.Told.of(table, (0, 1, 2, 3), sums)
    assert told is not None
    assert sorted(told.sums[0]) == [14.0, 15.0, 29.0]
    assert bars.Told.of(table, (0, 1, 3), sums) is None


def test_classes_are_bounded_by_their_ends():
    """By hand: three persons of 0-4 and two of 5-9 with the sum 20, if both were hidden."""
    frame = pd.DataFrame({"participant_id": list("abcde"), "x_total": [0, 2, 4, 6, 8]})
    frame["x_class"] = pd.Categorical(["0-4"] * 3 + ["5-9"] * 2, categories=["0-4", "5-9"])
    table = cube(frame, ["x_class"], "participant_id")
    told = bars.Told.of(table, (0,), bars.summed(table, frame, "participant_id"))
    assert told is not None
    n, both = np.array([3, 2]), np.array([True, True])
    weights, most = told.limits(0, n, both, persons=5)
    assert weights.toarray().tolist() == [[0, 5], [-4, -9]]
    assert most.tolist() == [20, -20]
    weights, most = told.limits(0, n, np.array([False, True]), persons=5)
    assert weights.toarray().tolist() == [[5], [-9]]
    assert most.tolist() == [20, 12 - 20]
    assert told.limits(0, n, both, persons=6)[0].shape == (0, 2)


@given(
    st.lists(st.sampled_from([None, *range(12), 0, 1, 2, 3, 4, 4, 5]), min_size=25, max_size=90),
    st.booleans(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_hidden_bar_is_told_by_means_however_exactly_they_are_told(scores, by_group):
    frame = scored(scores)
    others = ["group"] if by_group else []
    safe = distribution(frame, *others)
    told = [
        disclosure.mean(frame, "x_total", by, of="x", profile="dk", digits=9)
        for by in ([], ["group"])
    ]
    assert disclosure.attack([safe.record(), *(means.record() for means in told)]) == []


def test_two_hidden_bars_are_not_enough_beside_a_mean():
    """19 of 3, 4 of 10 and 1 of 11: the sum would tell the two."""
    frame = scored([0] * 20 + [3] * 19 + [8] * 12 + [9] * 7 + [10] * 4 + [11] * 1)
    whole = disclosure.mean(frame, "x_total", [], of="x", profile="dk")
    unaware = distribution(frame.drop(columns="x_total"))
    assert bars_of(unaware)["shown"].sum() > bars_of(distribution(frame))["shown"].sum() > 0
    assert disclosure.attack([unaware.record(), whole.record()]) != []
    assert disclosure.attack([distribution(frame).record(), whole.record()]) == []


def test_where_no_bar_can_be_shown_beside_the_mean_nothing_is_claimed_of_any():
    """Of fifty with a sum of 22 fewer than three can have 11, whatever is hidden of the bars."""
    frame = scored([0] * 44 + [1] * 4 + [7] + [11])
    safe = distribution(frame)
    whole = disclosure.mean(frame, "x_total", [], of="x", profile="dk")
    assert not (bars_of(safe)["shown"] & (bars_of(safe)["n"] > 0)).any()
    claimed = {cell[safe.by.index("x_class")] for cell in safe.record()["cells"]}
    assert claimed == {"all"}
    assert disclosure.attack([safe.record(), whole.record()]) == []


def test_bars_of_at_least_five_are_all_shown():
    frame = scored([0] * 20 + [3] * 19 + [8] * 12 + [9] * 7 + [None] * 6)
    assert distribution(frame).frame["shown"].all()


@pytest.mark.parametrize("dimension", ["x_band", "reason_class", "x_completed"])
def test_a_dimension_without_scores_has_no_bars(dimension):
    frame = scored([1, 5, 9]).assign(reason_class="other")
    table = cube(frame, [dimension], "participant_id")
    assert bars.summed(table, frame, "participant_id") == {}
