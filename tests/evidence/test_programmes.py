"""The programmes of the VIVE report: none of its tables is left out, and no percentage of one."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from compendium import evidence
from compendium.evidence.reading import cells

PARTS = {"chapter 5": (1997, 2492), "chapter 6": (2729, 3049), "Annex 2": (3435, 3986)}
PARTS["Annex 3"] = (4001, 4538)
PERCENTAGES = {"chapter 5": 15, "chapter 6": 35, "Annex 2": 15, "Annex 3": 43}
"""As counted by hand."""


@pytest.mark.parametrize(
    ("people", "first", "last"), [("adults", 1965, 1969), ("young", 2708, 2710)]
)
def test_no_numbered_programme_of_the_tables_is_left_out(people, first, last, report):
    note = "".join(line.strip().removesuffix("-") for line in report[first - 1 : last]).casefold()
    named = dict(re.findall(r"(\d+)\) (.*?)(?=\d+\) |$)", note))
    own = [row for row in cells("programmes") if row["people"] == people and row["number"]]
    assert sorted(row["number"] for row in own) == sorted(named)
    for row in own:
        assert row["name"][:11].casefold() in named[row["number"]], row["key"]


def test_adults_have_three_tools_and_four_programmes_with_evidence():
    frame = evidence.table("programmes")
    adults = frame[frame["people"] == "adults"]
    assert adults["kind"].value_counts().to_dict() == {"programme": 14, "tool": 3, "part": 0}
    assert sorted(adults["number"].dropna()) == list(range(1, 15))
    starred = adults[(adults["grade"] == "evidence") & (adults["kind"] == "programme")]
    assert sorted(starred["number"]) == [1, 2, 8, 13]


@pytest.mark.parametrize("part", PARTS)
def test_no_percentage_of_a_programme_is_left_out(part, report):
    """Each that is printed of a programme is a figure of one of its outcomes, or of its facts."""
    people = "adults" if part in ("chapter 5", "Annex 2") else "young"
    names = {row["name"]: row["key"] for row in cells("programmes") if row["people"] == people}
    first, last = PARTS[part]
    shares: dict[str, Counter[str]] = {}
    programme = ""
    for line in report[first - 1 : last]:
        heading = re.sub(r"^[\d.]+ ", "", line.strip())
        programme = next((names[name] for name in names if heading.startswith(name)), programme)
        found = [
            share.replace(",", ".") for share in re.findall(r"(\d+(?:,\d+)?) ?(?:pct\.)?%", line)
        ]
        shares.setdefault(programme, Counter()).update(found)
    assert sum(shares.values(), Counter()).total() == PERCENTAGES[part]
    for programme, found in shares.items():
        whole = {programme, "train_then_place"} if programme == "kvik" else {programme}
        entered = Counter(
            row[column].removeprefix("-")
            for name, columns in (
                ("programme_outcomes", ("figure", "figure_high", "reference_figure")),
                ("programme_facts", ("value", "value_high")),
            )
            for row in cells(name)
            for column in columns
            if row["programme"] in whole and row["unit"] == "percent"
        )
        assert found <= entered, programme


def test_the_staff_and_the_participants_of_a_scheme_are_told_apart():
    frame = evidence.table("programme_outcomes").set_index("key")
    views = frame.loc[["mentor_schemes_mentors_view", "mentor_schemes_mentees_view"], "figure"]
    assert list(views) == [81, 37]
    assert frame.loc["mentor_schemes_mentors_view", "oddity"] == "other_respondent"


def test_a_tool_may_help_in_the_short_run_and_harm_in_the_long():
    frame = evidence.table("programme_outcomes")
    sanctions = frame[frame["programme"] == "economic_sanctions"]
    assert dict(zip(sanctions["outcome"], sanctions["direction"], strict=True)) == {
        "self_support": "positive",
        "employment": "none",
        "public_support": "negative",
    }


def test_job_centres_with_and_without_an_effect_are_the_fourteen():
    frame = evidence.table("programme_outcomes")
    centres = frame[frame["unit"] == "job_centres"]
    assert sum(centres["figure"]) == 14
    assert set(centres["n"]) == {14}
