"""Tables 5.1 and 6.1 of the VIVE report, and the elements of its programmes: none is left out."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from compendium import evidence
from compendium.evidence.reading import cells

TABLES = {"adults": (1900, 1963), "young": (2598, 2706)}
SIGNS = {"#": "hash", "¤": "currency"}
LEVELS = ["structural", "institutional", "interpersonal", "individual"]

NUMBERED = {
    "arbeid_i_sikte": 3,
    "exit_prostitution": 3,
    "debt_counselling": 3,
    "mening_og_mestring": 5,
    "op_paa_hesten": 3,
    "mentor_support": 4,
    "bridging": 10,
    "high_five": 4,
    "off_to_a_good_start": 5,
    "i_fokus": 8,
    "kvik": 4,
    "nextwork": 4,
    "child_to_adult": 6,
    "team_succes": 4,
    "unge_coach": 7,
    "u_turn": 5,
}
"""The items of each numbered list, as counted by hand."""


@pytest.mark.parametrize("people", TABLES)
def test_no_number_and_no_sign_of_a_risk_factor_is_left_out(people, report):
    """What is printed from the name of a risk factor to the name of the next is its rows."""
    own = [row for row in cells("programme_matrix") if row["people"] == people]
    starts = sorted({(int(row["factor_line"]), row["risk_factor"]) for row in own})
    assert starts[0][0] == TABLES[people][0]
    ends = [start for start, _ in starts[1:]] + [TABLES[people][1] + 1]
    for (start, factor), end in zip(starts, ends, strict=True):
        marks = re.findall(r"\d+\*?|[#¤]", "\n".join(report[start - 1 : end - 1]))
        named = [
            row for row in own if row["risk_factor"] == factor and (row["number"] or row["cell"])
        ]
        signs = {name: sign for sign, name in SIGNS.items()}
        assert Counter(marks) == Counter(
            row["number"] + "*" * (row["starred"] == "true")
            if row["number"]
            else signs[row["sign"]]
            for row in named
        ), factor
        assert all(start <= int(row["first_line"]) < end for row in named), factor


@pytest.mark.parametrize("people", TABLES)
def test_every_risk_factor_of_the_matrix_has_a_row(people):
    own = {row["risk_factor"] for row in cells("programme_matrix") if row["people"] == people}
    assert own == {
        row["key"]
        for row in cells("risk_factors")
        if row["people"] == people and row["listed_in"] == "matrix"
    }


def test_numbers_and_stars_are_those_of_the_programmes():
    programmes = {row["key"]: row for row in cells("programmes")}
    for row in cells("programme_matrix"):
        if row["number"]:
            programme = programmes[row["programme"]]
            assert (row["people"], row["number"]) == (programme["people"], programme["number"])
            assert (row["starred"] == "true") == (programme["grade"] == "evidence"), row["key"]


def test_a_sign_names_a_programme_of_the_other_table():
    people = {row["key"]: row["people"] for row in cells("programmes")}
    named = {
        (row["people"], row["sign"], row["programme"])
        for row in cells("programme_matrix")
        if row["sign"] != "none"
    }
    assert named == {
        ("adults", "hash", "high_five"),
        ("young", "hash", "debt_counselling"),
        ("young", "currency", "housing_first"),
    }
    assert all(people[programme] != table for table, _, programme in named)


def test_one_risk_factor_has_no_programme_and_says_so():
    empty = [row for row in cells("programme_matrix") if not row["programme"]]
    assert [row["risk_factor"] for row in empty] == ["pressure_to_choose"]
    assert empty[0]["note"]


def test_a_level_that_the_text_does_not_tell_is_empty():
    for row in cells("programme_matrix"):
        untold = row["certainty"] == "ambiguous" or not row["programme"]
        assert (row["level"] == "") == untold, row["key"]
        assert row["note"] or not untold, row["key"]


def test_the_cells_of_a_risk_factor_run_from_the_structural_to_the_individual_level():
    by_factor: dict[str, list[int]] = {}
    for row in cells("programme_matrix"):
        if row["level"]:
            by_factor.setdefault(row["risk_factor"], []).append(LEVELS.index(row["level"]))
    for levels in by_factor.values():
        assert all(before <= after for before, after in pairwise(levels))


def test_every_programme_has_elements_and_no_item_of_a_numbered_list_is_left_out():
    elements = cells("programme_elements")
    assert {row["programme"] for row in elements} == {row["key"] for row in cells("programmes")}
    numbered: dict[str, set[int]] = {}
    for row in elements:
        if row["number"]:
            numbered.setdefault(row["programme"], set()).add(int(row["number"]))
    assert numbered == {key: set(range(1, last + 1)) for key, last in NUMBERED.items()}


def test_every_kind_of_element_is_used():
    frame = evidence.table("programme_elements")
    assert set(frame["element"]) == set(frame["element"].cat.categories)
