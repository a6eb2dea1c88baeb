"""The figures of the Viborg seminar, as a reader with the slides would count them."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from compendium.evidence.intervals import counts_behind
from compendium.evidence.places import Row
from compendium.evidence.reading import cells

FIGURES = cells("local_figures")
BY_KEY = {row["key"]: row for row in FIGURES}

AXES = (*range(158, 173), *range(995, 1016), 1293, 1470, 1689)
"""Lines with the scale of a chart."""

AGAIN = (738, 741, 744, 1082, 1086, 1090, *range(1120, 1126))
"""Lines that print a share which another place of the slides ties to its label."""

CASES = (*range(261, 320), *range(465, 610))
"""Lines of the case stories, of which nothing is carried over."""


def lines(row: Row) -> range:
    """Return where the figure itself stands."""
    if row["value_line"]:
        return range(int(row["value_line"]), int(row["value_line"]) + 1)
    return range(int(row["first_line"]), int(row["last_line"]) + 1)


def at(line: int, unit: str) -> set[str]:
    return {row["value"] for row in FIGURES if line in lines(row) and row["unit"] == unit}


def test_no_percentage_of_the_slides_is_left_out(slides):
    found = [
        (number, share.replace(",", "."))
        for number, line in enumerate(slides, start=1)
        for share in re.findall(r"(\d+(?:,\d+)?) ?(?:%|pct)", line)
        if number not in (*AXES, *AGAIN)
    ]
    assert len(found) == 124
    assert [each for each in found if each[1] not in at(each[0], "percent")] == []


def test_no_number_of_the_charts_is_left_out(slides):
    """The charts print their counts on lines of their own, the pages their numbers on others."""
    pages = {116, 135, 181, 706, 708, 790, 792, 854, 856, 891, 931, 988, 1038, 1054, 1178}
    pages |= {1571, 1897, 2304, 2441}
    again = {713, 722, 730, 794, 1081, 1085, 1089}
    scales = {*range(827, 846), *range(949, 966)}
    printed = {
        (number, int(count.replace(".", "")))
        for number, line in enumerate(slides, start=1)
        if re.fullmatch(r"[\d.,%\s]+", line) and number not in pages | again | scales
        for count in re.findall(r"(?<![\d,.])\d+(?:\.\d{3})*(?![\d,.%])", line)
    }
    entered = {
        (number, int(row["value"]))
        for row in FIGURES
        if row["unit"] in {"full_time_persons", "people", "per_1000", "weeks", "not_told"}
        and re.fullmatch(r"\d+", row["value"])
        for number in lines(row)
    }
    assert len(printed) == 58
    assert printed <= entered


def test_nothing_is_read_from_the_case_stories():
    for row in FIGURES:
        assert not set(CASES) & {*lines(row), int(row["first_line"]), int(row["last_line"])}


def test_a_figure_apart_from_its_label_is_not_called_certain():
    for row in FIGURES:
        assert not (row["certainty"] == "certain" and row["value_line"]), row["key"]
        assert (row["certainty"] == "ambiguous") == bool(row["position"]), row["key"]
        assert row["certainty"] == "certain" or row["note"], row["key"]


def test_the_fifteen_values_of_three_years_have_no_month():
    series = [row for row in FIGURES if row["measure"] == "number_in_a_month"]
    assert [int(row["position"]) for row in series] == list(range(1, 16))
    assert {row["month"] for row in series} == {""}
    assert [row["value"] for row in series][0::14] == ["1622", "1467"]


@pytest.mark.parametrize("group", ["group_1", "group_2", "group_3"])
def test_the_benefits_read_in_order_make_the_number_of_the_group(group):
    numbers = [
        int(row["value"])
        for row in FIGURES
        if row["measure"] == "number_by_benefit" and row["group"] == group
    ]
    assert sum(numbers) == int(BY_KEY[f"{group}_number_viborg"]["value"])


def test_the_shares_of_each_benefit_are_those_of_its_number():
    for row in FIGURES:
        if row["measure"] == "share_by_benefit":
            number = int(BY_KEY[row["key"].removesuffix("share") + "number"]["value"])
            total = int(BY_KEY[f"{row['group']}_number_viborg"]["value"])
            assert number in counts_behind(float(row["value"]), total), row["key"]


def test_the_one_share_that_is_not_rounded_as_the_others_is_named():
    for group in ("group_1", "group_2", "group_3"):
        share = BY_KEY[f"{group}_of_three_viborg"]
        number = int(BY_KEY[f"{group}_number_viborg"]["value"])
        total = int(BY_KEY["temporary_number_viborg"]["value"])
        rounded = number in counts_behind(float(share["value"]), total)
        assert rounded == (share["oddity"] == ""), group


def test_the_pupils_not_ready_are_the_share_that_is_printed():
    for grade in (8, 9, 10):
        number, share = (BY_KEY[f"not_ready_grade_{grade}_{what}"] for what in ("number", "share"))
        assert number["n"] == share["n"]
        assert int(number["value"]) in counts_behind(float(share["value"]), int(share["n"]))


def test_net_migration_is_moved_in_less_moved_out():
    moved: dict[str, dict[str, int]] = defaultdict(dict)
    for row in FIGURES:
        if row["topic"] == "migration":
            moved[row["area"]][row["measure"]] = int(row["value"])
    assert len(moved) == 5
    for each in moved.values():
        assert each["moved_net"] == each["moved_in"] - each["moved_out"]


def test_a_figure_that_the_table_of_prevalence_has_too_is_the_same_there():
    prevalence = {row["key"]: row for row in cells("prevalence")}
    told = [row for row in FIGURES if row["prevalence"]]
    assert told
    for row in told:
        there = prevalence[row["prevalence"]]
        column = "value" if row["unit"] == there["unit"] else "count"
        assert row["value"] == there[column], row["key"]
        for same in ("source", "age_from", "age_to", "place"):
            assert row[same] == there[same], row["key"]
        assert row["year"] == there["year"], row["key"]


def test_a_place_is_a_title_as_printed(slides):
    text = " ".join(" ".join(slides).split())
    assert {row["place"] for row in FIGURES if row["place"] not in text} == set()


def test_nobody_is_said_to_have_had_the_interventions():
    """The slide that counts them does not say whose they are."""
    counted = [row for row in FIGURES if row["topic"] == "interventions"]
    assert len(counted) == 7
    assert {row["group"] for row in counted} == {""}
