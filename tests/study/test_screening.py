"""Who was screened, with and without an intake that says where they live."""

from __future__ import annotations

import pytest

from compendium import study
from compendium.study.screening import NOT_RECORDED
from compendium.tables import Absent

SETTINGS = """
id = "small"
title = "Small"
municipalities = [{municipalities}]
allocation = "self-selected"
profile = "dk"
audience = "public"
[[waves]]
id = "baseline"
label = "Screening"
[[waves]]
id = "month6"
label = "After 6 months"
{tables}
"""
SCREENING = """participant_id,wave,mode,who5_1,who5_2,who5_3,who5_4,who5_5
a,baseline,paper,1,1,1,1,1
b,baseline,,2,2,2,2,2
a,month6,paper,3,3,3,3,3
"""
INTAKE = """participant_id,municipality,screened
a,Vest,2021H1
b,Øst,2021H1
"""


def small(folder, municipalities, **tables):
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    named = "".join(f'[tables.{name}]\nfile = "{name}.csv"\n' for name in tables)
    listed = ", ".join(f'"{name}"' for name in municipalities)
    settings = SETTINGS.format(municipalities=listed, tables=named)
    (folder / "study.toml").write_text(settings, "utf-8")
    return study.load(folder)


def test_the_municipality_of_a_person_is_that_of_the_intake(tmp_path):
    screened = study.screened(small(tmp_path, ["Øst", "Vest"], screening=SCREENING, intake=INTAKE))
    assert list(screened["municipality"]) == ["Vest", "Øst", "Vest"]
    assert list(screened["municipality"].cat.categories) == ["Øst", "Vest"]


def test_without_an_intake_the_only_municipality_is_theirs(tmp_path):
    screened = study.screened(small(tmp_path, ["Øst"], screening=SCREENING))
    assert set(screened["municipality"]) == {"Øst"}


@pytest.mark.parametrize("municipalities", [[], ["Øst", "Vest"]])
def test_where_nobody_says_it_the_municipality_is_not_recorded(tmp_path, municipalities):
    screened = study.screened(small(tmp_path, municipalities, screening=SCREENING))
    assert set(screened["municipality"]) == {NOT_RECORDED}


def test_a_mode_that_is_missing_is_not_recorded(tmp_path):
    screened = study.screened(small(tmp_path, ["Øst"], screening=SCREENING))
    assert list(screened["mode"]) == ["paper", NOT_RECORDED, "paper"]


def test_a_wave_is_cut_out(tmp_path):
    screened = study.screened(small(tmp_path, ["Øst"], screening=SCREENING))
    assert list(study.at_wave(screened, "month6")["participant_id"]) == ["a"]


def test_those_at_one_level_are_cut_out(tmp_path):
    screened = study.screened(small(tmp_path, ["Øst"], screening=SCREENING))
    on_paper = study.only(screened, mode="paper")
    assert set(on_paper["mode"]) == {"paper"}
    assert len(on_paper) == 2


def test_no_screening_is_handed_on(tmp_path):
    screened = study.screened(small(tmp_path, ["Øst"]))
    assert isinstance(screened, Absent)
    assert study.only(screened, mode="paper") is screened
    assert study.at_wave(screened, "baseline") is screened


def test_a_page_is_of_one_municipality_or_of_each(tmp_path):
    settings = small(tmp_path, ["Øst", "Vest"]).settings
    assert settings.places("all") == ("Øst", "Vest")
    assert settings.places("Vest") == ("Vest",)


def test_the_title_is_told_in_either_language(tmp_path):
    settings = small(tmp_path, ["Øst"]).settings
    assert settings.titled("en") == settings.titled("da") == "Small"
