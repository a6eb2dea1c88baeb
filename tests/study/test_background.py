"""Sex and age group of the screened: from intake, or said not to be recorded."""

from __future__ import annotations

import pytest

from compendium import study
from compendium.tables import Absent

SETTINGS = """
id = "small"
title = "A small study"
municipalities = ["Bornholm"]
allocation = "self-selected"

[[waves]]
id = "baseline"

[tables.screening]
file = "screening.csv"
"""
INTAKE = """\
participant_id,municipality,sex,birth_year,screened
p1,Bornholm,male,1996,2021H1
p2,Bornholm,female,1997,2021H1
p3,Bornholm,,,2021H1
"""
SCREENING = """\
participant_id,wave,date
p1,baseline,2021-01-02
p2,baseline,2021-12-30
p3,baseline,2021-05-01
"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a study with or without an intake, and loads it."""

    def writing(intake: str = "") -> study.Study:
        tables = '[tables.intake]\nfile = "intake.csv"\n' if intake else ""
        (tmp_path / "study.toml").write_text(SETTINGS + tables, "utf-8")
        (tmp_path / "screening.csv").write_text(SCREENING, "utf-8")
        (tmp_path / "intake.csv").write_text(intake, "utf-8")
        return study.load(tmp_path)

    return writing


def test_sex_and_age_are_those_of_intake_in_the_order_of_the_codebook(write):
    """Oracle: by hand. Of 2021, who was born in 1996 is 25 and older, in 1997 younger."""
    frame = study.described(write(INTAKE)).set_index("participant_id")
    assert dict(frame["sex"]) == {"p1": "male", "p2": "female", "p3": "not_recorded"}
    assert dict(frame["age_group"]) == {"p1": "older", "p2": "younger", "p3": "not_recorded"}
    assert list(frame["sex"].cat.categories) == ["female", "male", "not_recorded"]
    assert list(frame["age_group"].cat.categories) == ["younger", "older", "not_recorded"]


def test_columns_that_intake_lacks_are_not_recorded(write):
    frame = study.described(write("participant_id,municipality,screened\np1,Bornholm,2021H1\n"))
    assert set(frame["sex"]) == set(frame["age_group"]) == {"not_recorded"}


def test_without_an_intake_nothing_is_recorded(write):
    frame = study.described(write())
    assert list(frame["age_group"]) == ["not_recorded"] * 3


def test_without_a_screening_it_is_absent(tmp_path):
    settings, _, _ = SETTINGS.partition("[tables.screening]")
    (tmp_path / "study.toml").write_text(settings, "utf-8")
    assert isinstance(study.described(study.load(tmp_path)), Absent)
