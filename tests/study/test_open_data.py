"""A foreign questionnaire file becomes a study through mapping and constants alone.

Oracle: the file's own total and what its authors' data was found to hold (pgmj/rasch_qwb, study
one, CC BY 4.0): 659 rows, 9 without ID, 88 without any answer, 499 complete GAD-7.
"""

import pandas as pd
import pytest

from compendium import study

ITEMS = [f"gad7_{item}" for item in range(1, 8)]


@pytest.fixture
def screening(swb_study):
    return study.load(swb_study).table("screening")


def test_the_study_is_sound_and_its_file_is_as_it_was(swb_study):
    assert study.check(swb_study) == []
    assert sorted(path.name for path in swb_study.iterdir()) == ["study.toml", "study_one.xlsx"]


def test_rows_without_id_are_dropped_and_counted(swb_study, screening):
    assert len(screening) == 650
    assert study.load(swb_study).dropped("screening") == 9
    assert screening["participant_id"].is_unique


def test_complete_answers_are_those_that_the_file_has(screening):
    complete = screening[ITEMS].notna().all(axis=1)
    partly = screening[ITEMS].notna().any(axis=1) & ~complete
    assert (complete.sum(), partly.sum()) == (499, 0)


def test_totals_equal_the_totals_of_the_file_in_every_case(swb_study, screening):
    own = pd.read_excel(
        swb_study / "study_one.xlsx", usecols=["ID", "GAD-7_screening_SUM"]
    ).dropna()
    own.index = own["ID"].astype(int).astype(str)
    ours = screening.set_index("participant_id")[ITEMS].dropna().sum(axis=1)
    assert len(ours) == 499
    assert ours.astype(float).to_dict() == own["GAD-7_screening_SUM"].to_dict()


def test_an_identifier_is_text_without_a_decimal_point(screening):
    assert screening["participant_id"].iloc[0] == "1"
