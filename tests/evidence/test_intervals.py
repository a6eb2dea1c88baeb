"""Intervals of printed shares, against R's prop.test and against counting by hand."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import evidence

ORACLE = Path(__file__).parents[1] / "oracles" / "wilson.json"


@pytest.fixture(scope="module")
def outcomes():
    return evidence.with_intervals(evidence.table("programme_outcomes")).set_index("key")


@pytest.mark.parametrize("row", json.loads(ORACLE.read_text("utf-8")))
def test_wilson_agrees_with_prop_test_of_r_without_correction(row):
    found = evidence.wilson(row["events"], row["n"])
    assert found == pytest.approx((row["low"], row["high"]), abs=1e-6)


def test_wilson_agrees_with_the_table_of_newcombe_1998():
    """Statistics in Medicine 17:857, table I, method 3: 81/263 and 1/29."""
    assert evidence.wilson(81, 263) == pytest.approx((25.53, 36.62), abs=0.005)
    assert evidence.wilson(1, 29) == pytest.approx((0.61, 17.18), abs=0.005)


@pytest.mark.parametrize(("events", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_wilson_refuses_what_is_no_share(events, n):
    with pytest.raises(ValueError, match="between 0 and n"):
        evidence.wilson(events, n)


@pytest.mark.parametrize(
    ("percent", "n", "counts"),
    [
        (93, 80, (74,)),  # 92.5 is rounded up
        (92, 80, ()),  # and so nothing prints as 92
        (26, 38, (10,)),
        (19, 38, ()),  # 7 of 38 are 18.4, 8 are 21.1
        (39, 109, (42, 43)),
        (45.2, 31, (14,)),
        (0, 10, (0,)),
        (100, 3, (3,)),
    ],
)
def test_counts_that_print_as_a_percentage_as_counted_by_hand(percent, n, counts):
    assert evidence.counts_behind(float(percent), n) == counts


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_true_count_is_always_among_those_that_print_alike(pair):
    events, n = pair
    for digits in (0, 1):
        exact = Decimal(100 * events) / n
        printed = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        counts = evidence.counts_behind(float(printed), n)
        if digits == 0 or printed % 1:
            assert events in counts
        assert counts == tuple(range(counts[0], counts[-1] + 1)) if counts else True


def test_a_printed_count_has_its_own_interval(outcomes):
    """35 of 51, as R's prop.test gives it without correction."""
    row = outcomes.loc["train_then_place_completion"]
    assert row["share"] == pytest.approx(100 * 35 / 51)
    assert (row["low"], row["high"]) == pytest.approx((54.973, 79.672), abs=5e-4)


def test_a_printed_share_spans_the_intervals_of_all_counts_that_print_alike(outcomes):
    row = outcomes.loc["unge_coach_education"]
    assert row["low"] == pytest.approx(evidence.wilson(42, 109)[0])
    assert row["high"] == pytest.approx(evidence.wilson(43, 109)[1])


def test_no_interval_without_a_denominator_of_its_own(outcomes):
    without = outcomes[outcomes["denominator_status"] != "printed"]
    assert len(without) > 20
    assert without["low"].isna().all()
    assert without["high"].isna().all()


@pytest.mark.parametrize("key", ["i_fokus_steps", "nextwork_belief", "nextwork_left"])
def test_no_interval_for_the_impossible_the_range_and_the_half_in_words(outcomes, key):
    assert outcomes.loc[key, ["low", "high"]].isna().all()


def test_every_interval_holds_its_share(outcomes):
    having = outcomes.dropna(subset=["low"])
    assert len(having) >= 15
    assert (having["low"] < having["share"]).all()
    assert (having["share"] < having["high"]).all()
