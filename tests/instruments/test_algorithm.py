"""Algorithms of diagnosis against the rules in the sources, and against a plain count."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import instruments

MDI = instruments.catalogue()["mdi"]


def graded_plainly(row: dict) -> tuple[str, str] | None:
    """Apply both algorithms of the MDI to one row with pencil and paper."""
    asked = [[f"mdi_{item}"] for item in range(1, 11)]
    asked[7], asked[9] = ["mdi_8a", "mdi_8b"], ["mdi_10a", "mdi_10b"]
    points = [[row[name] for name in names if not pd.isna(row[name])] for names in asked]
    if not all(points):
        return None
    there = [max(own) >= (4 if place < 3 else 3) for place, own in enumerate(points)]
    core, others = sum(there[:3]), sum(there[3:])
    icd10 = "none"
    for grade, of_core, of_others in (("mild", 2, 2), ("moderate", 2, 4), ("severe", 3, 5)):
        icd10 = grade if core >= of_core and others >= of_others else icd10
    nine = sum([*there[:3], there[3] or there[4], *there[5:]])
    return icd10, "major" if nine >= 5 and (there[0] or there[1]) else "none"


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(2, 5) | st.none()] * 12), max_size=8))
def test_the_algorithms_agree_with_a_plain_count_row_by_row(table, rows):
    frame = table(MDI, rows)
    scores = instruments.score(frame, MDI)
    for grades, row in zip(
        zip(scores["mdi_icd10"], scores["mdi_dsm4"], strict=True),
        frame.to_dict("records"),
        strict=True,
    ):
        known = graded_plainly(row)
        assert known == grades if known else all(pd.isna(grade) for grade in grades)


def symptoms(core: int, others: int) -> tuple[int, ...]:
    """Return a row with so many core symptoms and others, each just present or just not."""
    row = [4] * core + [3] * (3 - core) + [3] * others + [2] * (7 - others)
    return (*row[:8], 0, row[8], 0, row[9])


@pytest.mark.parametrize("core", range(4))
@pytest.mark.parametrize("others", range(8))
def test_icd10_of_every_number_of_core_and_other_symptoms(table, core, others):
    """Oracle: the rule of DSAM case by case, (3,3) as the most severe rule that is fully met."""
    severe = {(3, 5), (3, 6), (3, 7)}
    moderate = {(2, 4), (2, 5), (2, 6), (2, 7), (3, 4)}
    mild = {(2, 2), (2, 3), (3, 2), (3, 3)}
    known = {**dict.fromkeys(mild, "mild"), **dict.fromkeys(moderate, "moderate")}
    known |= dict.fromkeys(severe, "severe")
    scores = instruments.score(table(MDI, [symptoms(core, others)]), MDI)
    assert scores["mdi_icd10"].item() == known.get((core, others), "none")


def test_the_case_that_no_source_names_is_documented():
    note = MDI.algorithm("icd10").note
    assert "three core and three other symptoms" in note.en
    assert "tre kernesymptomer og tre ledsagesymptomer" in note.da


@pytest.mark.parametrize(
    ("row", "grade"),
    [
        ((4, 0, 0, 3, 0, 3, 3, 3, 0, 0, 0, 0), "major"),
        ((0, 4, 4, 0, 3, 3, 0, 0, 0, 3, 0, 0), "major"),
        ((4, 4, 4, 3, 3, 0, 0, 0, 0, 0, 0, 0), "none"),
        ((4, 4, 4, 3, 3, 3, 0, 0, 0, 0, 0, 0), "major"),
        ((3, 3, 4, 3, 3, 3, 3, 3, 0, 3, 3, 0), "none"),
        ((4, 0, 3, 3, 0, 3, 3, 2, 2, 2, 2, 2), "none"),
    ],
)
def test_dsm4_takes_five_of_nine_with_a_leading_one(table, row, grade):
    """Oracle: by hand. Items 4 and 5 are one symptom; 1 to 3 count from 4, the others from 3."""
    assert instruments.score(table(MDI, [row]), MDI)["mdi_dsm4"].item() == grade


def test_total_and_algorithm_disagree_by_design(table):
    """Oracle: derived in the instruments reference, section 3."""
    frame = table(MDI, [[3] * 12, [4, 4, 0, 3, 0, 3, 0, 0, 0, 0, 0, 0]])
    assert list(instruments.score(frame, MDI)["mdi_icd10"]) == ["none", "mild"]


def test_an_algorithm_takes_all_its_items_whatever_the_rule(table):
    frame = table(MDI, [(None, *[5] * 11), [5] * 12])
    scores = instruments.score(frame, MDI, max_missing=1, method="prorate")
    assert scores["mdi_total"].tolist() == [50, 50]
    for column in ("mdi_icd10", "mdi_dsm4"):
        assert scores[column].isna().tolist() == [True, False]
        assert scores[column].cat.ordered
