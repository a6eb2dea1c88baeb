"""What the table of findings promises: every figure of the report's own chapters, in its place.

The documents are not shipped: some tests run where COMPENDIUM_SEEDS names their folder.
"""

from __future__ import annotations

import re

from compendium import evidence
from compendium.evidence.reading import cells

REPORT = "001_34aeeeeb298b4be7.txt"

READ = ((1, 1187), (1772, 1882), (2188, 2207), (2494, 2580), (2713, 2781), (3051, 3420))
"""First and last lines of what was read: all but the matrices, chapter 5 and 6.2, and annexes."""

SHARE = re.compile(r"(\d+)(?:-\s*(\d+))? ?%")
LARGE = re.compile(r"\d{1,3}(?:\.\d{3})+")


def entered(line: int) -> set[str]:
    """Return the numbers of the rows that a line is a place of, whole or in their words."""
    numbers: set[str] = set()
    for name in ("findings", "prevalence"):
        for row in cells(name):
            if row["file"] == REPORT and int(row["first_line"]) <= line <= int(row["last_line"]):
                told = (row["value"], row.get("value_high", ""), row.get("count", ""))
                numbers |= {*told, *re.findall(r"\d+", row["population_en"])}
    return numbers


def test_no_percentage_of_the_report_outside_its_programmes_is_left_out(report):
    found = 0
    for first, last in READ:
        text = "\n".join(report[first - 1 : last])
        for match in SHARE.finditer(text):
            line = first + text[: match.end()].count("\n")
            found += 1
            assert {number for number in match.groups() if number} <= entered(line), line
    assert found == 14


def test_no_number_in_thousands_is_left_out(report):
    found = [
        (number.replace(".", ""), line)
        for first, last in READ
        for line in range(first, last + 1)
        for number in LARGE.findall(report[line - 1])
    ]
    assert len(found) == 10
    for number, line in found:
        assert number in entered(line), line


def test_every_row_says_something_and_every_figure_has_a_unit():
    frame = evidence.table("findings")
    figure = frame["value"].notna()
    assert (figure | frame["says_en"].notna()).all()
    assert frame["says_en"].isna().eq(frame["says_da"].isna()).all()
    assert frame["population_en"].isna().eq(frame["population_da"].isna()).all()
    assert frame["unit"].notna().eq(figure).all()
    assert frame.loc[frame["unit"] == "percent", "population_en"].notna().all()


def test_the_people_interviewed_for_the_report():
    """As it lists them: eleven of work in five lots, and two of education."""
    frame = evidence.table("findings").set_index("key")
    people = frame[frame.index.str.startswith("interviewed_")]
    assert people["value"].to_dict() == {
        "interviewed_researchers": 5,
        "interviewed_authorities": 2,
        "interviewed_interest_groups": 2,
        "interviewed_civil_society": 1,
        "interviewed_other_actor": 1,
        "interviewed_school": 1,
        "interviewed_education_researcher": 1,
    }


def test_the_questions_and_the_levels_of_the_report():
    keys = evidence.table("findings")["key"]
    assert keys.str.startswith("question_").sum() == 5
    levels = keys[keys.str.fullmatch("level_.*")]
    assert list(levels) == [
        "level_individual",
        "level_interpersonal",
        "level_institutional",
        "level_structural",
    ]


def test_a_figure_that_the_text_contradicts_is_named_and_not_mended():
    frame = evidence.table("findings").set_index("key")
    odd = frame[frame["oddity"] == "contradicts_text"]
    assert list(odd.index) == ["qualification_sickness_benefit"]
    assert odd["value"].item() == 31
    assert odd["note"].notna().all()
