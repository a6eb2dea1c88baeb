"""The catalogue of 2022 as data: what a reader would count by hand in it."""

from __future__ import annotations

import re

import pytest

from compendium import evidence
from compendium.evidence.reading import cells

CATALOGUE = "002_40f3fd0a5f0f45af.txt"
NAMED_STAFF = ("Camill", "Jansk", "Jakob", "Molbech")


@pytest.fixture
def lines(texts: evidence.Documents) -> list[str]:
    return list(texts[CATALOGUE])


def facts(lines: list[str], first: int, last: int) -> set[str]:
    """Return the numbers printed in some lines: 3.000 as 3000, 3,6 as 3.6."""
    found = re.findall(r"\d+(?:[.,]\d+)*", "\n".join(lines[first - 1 : last]))
    return {re.sub(r"\.(?=\d{3})", "", number).replace(",", ".") for number in found}


def test_promising_practice_has_eleven_elements():
    assert evidence.table("practice_elements")["number"].tolist() == list(range(1, 12))


def test_every_chapter_has_its_points_and_four_examples():
    points = evidence.table("practice_focus_points")["chapter"].value_counts().to_dict()
    examples = evidence.table("practice_examples")["chapter"].value_counts().to_dict()
    assert points == {
        "political_focus": 3,
        "coordination": 3,
        "cross_cutting": 3,
        "primary_school": 4,
        "after_school": 4,
        "keeping": 3,
    }
    assert examples == dict.fromkeys(points, 4)


def test_the_overview_has_36_measures():
    stages = evidence.table("practice_programmes")["stage"].value_counts().to_dict()
    assert stages == {"primary_school": 8, "after_school": 23, "keeping": 5}


def test_the_reasons_are_as_many_as_their_headings_say():
    """Four, three, three and four strong reasons, by the headings of the four cases."""
    frame = evidence.table("practice_cases")
    reasons = frame.loc[frame["topic"] == "why", "case"].value_counts().to_dict()
    assert reasons == {
        "energi_til_hinanden": 4,
        "ung_i_uddannelse": 3,
        "ips_ung": 3,
        "bedsteforaeldreordningen": 4,
    }


@pytest.mark.parametrize(
    ("case", "first", "last"),
    [
        ("energi_til_hinanden", 620, 648),
        ("ung_i_uddannelse", 1000, 1042),
        ("ips_ung", 1473, 1490),
        ("bedsteforaeldreordningen", 1786, 1794),
        ("bedsteforaeldreordningen", 1820, 1836),
        ("bedsteforaeldreordningen", 1874, 1916),
    ],
)
def test_no_number_of_a_fact_box_is_left_out(case, first, last, lines):
    entered = {
        row[column]
        for row in cells("practice_cases")
        if row["case"] == case
        for column in ("value", "value_high", "year", "n")
    }
    # Two postcodes, the first of January, the ages of two groups and the school grade are in words
    # of their rows; the year of the ministry's analysis is in the key of its source.
    elsewhere = {
        "energi_til_hinanden": {"6700", "6705"},
        "ips_ung": {"1.1"},
        "bedsteforaeldreordningen": {"0", "5", "15", "17", "9", "2020"},
    }
    assert facts(lines, first, last) - entered <= elsewhere.get(case, set())


def test_every_address_stands_where_its_row_says(lines):
    for row in cells("practice_examples"):
        if row["url"]:
            first = int(row["url_line"])
            assert row["url"] in re.sub(r"\s", "", "".join(lines[first - 1 : first + 2]))


def test_named_staff_are_not_carried_over():
    for name in evidence.names():
        if name.startswith("practice_"):
            text = "\n".join("\n".join(row.values()) for row in cells(name))
            assert not any(person in text for person in NAMED_STAFF), name
