"""Shares that make up a whole, and two values of one fact, in rows written here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.evidence.agreeing import disagreements
from compendium.evidence.declaring import Declared, Fact, Share, Whole

SHARES = Declared({}, whole=Whole("whole", "value"))
FACTS = Declared({}, fact=Fact(("what", "year"), ("value",)))


def found(rows, known):
    return [(fault.row, fault.column) for fault in disagreements("shares", rows, known)]


def shares(*values, oddity=""):
    return [{"whole": "all", "value": value, "oddity": oddity} for value in values]


@pytest.mark.parametrize(
    ("values", "sums"),
    [
        (("43", "38", "19"), True),
        (("43", "38", "18"), True),
        (("43", "38", "17"), False),
        (("38.1", "32.4", "20.8", "8.7"), True),
        (("38.1", "32.4", "20.8", "8.4"), False),
        (("33", "33", "33"), True),
    ],
)
def test_shares_may_miss_their_whole_by_what_rounding_takes(values, sums):
    """By hand: each share may be off by half of its last place, so three whole ones by 1.5."""
    assert found(shares(*values), SHARES) == ([] if sums else [(2, "whole")])
    marked = shares(*values, oddity="other;does_not_sum")
    assert found(marked, SHARES) == ([(2, "oddity")] if sums else [])


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=12), st.integers(0, 2))
def test_shares_of_real_counts_always_make_up_their_whole(counts, decimals):
    printed = [f"{100 * each / sum(counts):.{decimals}f}" for each in counts]
    assert found(shares(*printed), SHARES) == []


def test_each_whole_is_summed_by_itself_and_a_share_of_none_is_left_alone():
    rows = [
        {"whole": "one", "value": "60"},
        {"whole": "", "value": "90"},
        {"whole": "two", "value": "50"},
        {"whole": "one", "value": "40"},
        {"whole": "two", "value": "40"},
    ]
    assert found(rows, SHARES) == [(4, "whole")]


def fact(value, conflict="", year="2015"):
    return {"what": "neet", "year": year, "value": value, "conflict": conflict}


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([fact("7"), fact("7")], []),
        ([fact("7"), fact("8", year="2016")], []),
        ([fact("7"), fact("8")], [(3, "value")]),
        ([fact("7", "a"), fact("8")], [(3, "value")]),
        ([fact("7", "a"), fact("8", "b")], [(3, "value")]),
        ([fact("7", "a"), fact("8", "a")], []),
        ([fact("7", "a;b"), fact("8", "c;a")], []),
        ([fact("7", "a;b"), fact("8", "c;d")], [(3, "value")]),
        ([fact("7"), fact("")], []),
    ],
)
def test_two_values_of_one_fact_name_their_contradiction(rows, faults):
    assert found(rows, FACTS) == faults


SHARE_OF_N = Declared({}, shares=(Share("figure", "n", {"unit": "percent"}),))


@pytest.mark.parametrize(
    ("figure", "n", "unit", "possible"),
    [
        ("93", "80", "percent", True),
        ("92", "80", "percent", False),
        ("19", "38", "percent", False),
        ("59.9", "243", "percent", False),
        ("19", "38", "weeks", True),
        ("19", "", "percent", True),
    ],
)
def test_a_share_is_that_of_a_whole_number_of_people(figure, n, unit, possible):
    """By hand: 74 of 80 are 92.5 and print as 93; 7 of 38 are 18 and 8 are 21; 146 of 243, 60.1."""
    row = {"figure": figure, "n": n, "unit": unit, "oddity": ""}
    assert found([row], SHARE_OF_N) == ([] if possible else [(2, "figure")])
    marked = row | {"oddity": "impossible_share"}
    assert found([marked], SHARE_OF_N) == ([(2, "oddity")] if possible else [])
