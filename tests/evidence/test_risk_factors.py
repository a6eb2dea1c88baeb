"""The risk factors and barriers of adults beside those of young people, as a reader counts them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from compendium import evidence
from compendium.evidence.reading import cells

REPORT = "001_34aeeeeb298b4be7.txt"
NOTES = {"young": (1769, 1770), "adults": (1436, 1437)}
"""The lines of the notes under each matrix."""

NO_CELL = {("young", "4"), ("young", "12")}
"""Notes that no cell names."""


def of(people: str, name: str) -> list[dict[str, str]]:
    return [row for row in cells(name) if row["people"] == people]


def test_both_overviews_and_both_matrices_are_whole():
    """Table 3.1 has fifteen factors, three of them in no matrix; Table 3.2 has fifteen."""
    factors = Counter((row["people"], row["listed_in"]) for row in cells("risk_factors"))
    assert factors["adults", "matrix"] == 12
    assert factors["adults", "overview"] == 3
    assert factors["young", "matrix"] == 15
    for people in NOTES:
        listed = {row["key"] for row in of(people, "risk_factors") if row["listed_in"] == "matrix"}
        assert listed == {row["risk_factor"] for row in of(people, "risk_factor_barriers")}


def test_barriers_say_in_whose_matrix_they_stand():
    used: dict[str, set[str]] = {}
    for row in cells("risk_factor_barriers"):
        used.setdefault(row["barrier"], set()).add(row["people"])
    for row in cells("barriers"):
        told = {"young", "adults"} if row["people"] == "both" else {row["people"]}
        assert used[row["key"]] == told, row["key"]


def test_marks_of_the_adults_are_counted_by_hand():
    """Table 4.2 has 69 marked barriers: 16 from interviews, 4 derived by the authors."""
    origins = Counter(row["origin"] for row in of("adults", "risk_factor_barriers"))
    assert origins == {"literature": 49, "interview": 16, "derived": 4, "unmarked": 9}


@pytest.mark.parametrize("people", ["young", "adults"])
def test_a_mark_means_what_the_note_of_its_table_says(people, report):
    """The source of a cell is the work that the note of its number names, by author and year."""
    first, last = NOTES[people]
    text = " ".join(report[first - 1 : last])
    parts = re.split(r"(?<!\d)(\d{1,2})\) ", text)[1:]
    notes = dict(zip(parts[::2], parts[1::2], strict=True))
    works = {row["key"]: row for row in cells("sources")}
    marked = [row for row in of(people, "risk_factor_barriers") if row["mark"]]
    for row in marked:
        note = notes[row["mark"]]
        if row["origin"] != "literature":
            word = "Interview" if row["origin"] == "interview" else "Udledt"
            assert note.startswith(word)
            continue
        for key in (row["source"], *filter(None, row["also"].split(";"))):
            name = re.split(r" et al\.| and ", works[key]["author"])[0]
            assert works[key]["year"] in note
            assert name.casefold() in note.casefold() or key == "ckudvalget2015"
    left = {(people, number) for number in set(notes) - {row["mark"] for row in marked}}
    assert left == {each for each in NO_CELL if each[0] == people}


def test_every_work_cited_for_a_risk_factor_stands_in_the_section_that_is_named(report):
    """Sections 3.1.1 to 3.2.3: what is named as the place is the heading above the lines."""
    heads = {
        number: line.strip()
        for number, line in enumerate(report, start=1)
        if 393 <= number <= 934 and re.match(r"\s*3\.\d(\.\d)? [A-ZÆØÅ]", line)
    }
    for row in cells("risk_factors"):
        if row["file"] == REPORT and row["place"].startswith("3."):
            above = heads[max(head for head in heads if head < int(row["first_line"]))]
            assert row["place"].startswith(above), row["key"]


def test_the_matrix_of_the_young_is_what_it_is_without_the_adults():
    young = evidence.barrier_matrix()
    assert not any(young["risk_factor"] == "Disability")
    adults = evidence.barrier_matrix(people="adults")
    assert adults["risk_factor"].nunique() == 12
