"""How often things were written down, against what one counts by hand in the tables."""

from __future__ import annotations

import pytest

from compendium import evidence
from compendium.evidence.reading import cells


def test_the_designs_behind_what_is_said_of_health_are_counted_by_hand():
    """Thirteen rows of young people: Benjaminsen and Brämer used registers, Wulff a cohort."""
    found = evidence.designs("young")
    health = found[found["category"] == "health"]
    assert dict(zip(health["design"].astype(str), health["factors"], strict=True)) == {
        "register": 2,
        "cohort": 1,
        "qualitative": 1,
        "list": 2,
        "not_said": 7,
    }


@pytest.mark.parametrize("people", ["young", "adults"])
def test_every_risk_factor_has_one_design_and_one_theme(people):
    whole = sum(row["people"] in (people, "both") for row in cells("risk_factors"))
    assert evidence.designs(people)["factors"].sum() == whole
    assert evidence.themes(people)["factors"].sum() == whole
    assert evidence.designs(within="people")["factors"].sum() == len(cells("risk_factors"))


def test_the_works_that_name_alcohol_and_drugs_are_counted_by_hand():
    """The report's list; the slides with two works; and Katznelson 2015."""
    themes = evidence.themes("young").set_index("theme")
    assert themes.loc["substance_use", "named_by"] == (
        "andersen2019;bolvig2019;jacobsen2018;katznelson2015"
    )
    assert themes.loc["substance_use", ["works", "factors"]].tolist() == [4, 3]


def test_a_work_that_names_a_theme_twice_counts_once():
    """Three rows on the parents' position are of Humlum and Jensen, with Epinion beside them."""
    themes = evidence.themes("young").set_index("theme")
    rows = [
        row
        for row in cells("risk_factors")
        if row["theme"] == "parents_position" and row["people"] == "young"
    ]
    assert sum(row["source"] == "humlumjensen2010" for row in rows) == 3
    works = {key for row in rows for key in (row["source"], *row["also"].split(";")) if key}
    assert themes.loc["parents_position", "works"] == len(works) == 7


def test_themes_that_fewer_works_name_are_left_out_and_the_most_named_comes_first():
    works = evidence.themes("adults", least=3)["works"].tolist()
    assert min(works) == 3
    assert works == sorted(works, reverse=True)
    assert len(works) < len(evidence.themes("adults"))


def test_barriers_and_programmes_of_one_risk_factor_are_counted_by_hand():
    """Table 4.3 has eight barriers of mental disorders, and Table 6.1 no programme structurally.

    On the institutional level Table 6.1 prints nine numbers there, four of them with a star.
    """
    found = evidence.barriers_by_level("young")
    mental = found[found["risk_factor"] == "mental_disorder"].set_index("level")
    assert mental["barriers"].tolist() == [3, 1, 1, 3]
    assert mental.loc["structural", ["controlled", "others"]].tolist() == [0, 0]
    assert mental.loc["institutional", ["controlled", "others"]].tolist() == [4, 5]


@pytest.mark.parametrize("people", ["young", "adults"])
def test_no_barrier_and_no_programme_is_lost_in_the_count(people):
    found = evidence.barriers_by_level(people)
    barriers = [row for row in cells("risk_factor_barriers") if row["people"] == people]
    assert found["barriers"].sum() == len(barriers)
    named = {
        (row["risk_factor"], row["level"], row["programme"])
        for row in cells("programme_matrix")
        if row["people"] == people and row["programme"]
    }
    assert (found["controlled"] + found["others"]).sum() == len(named)


def test_programmes_on_a_level_that_is_not_settled_stand_apart():
    found = evidence.barriers_by_level("young")
    apart = found[found["level"] == "unplaced"]
    assert apart["risk_factor"].tolist() == ["debt"]
    assert apart["barriers"].isna().all()
    assert apart["others"].tolist() == [2]


@pytest.mark.parametrize("ask", [evidence.designs, evidence.themes, evidence.barriers_by_level])
def test_people_whom_no_table_knows_are_refused_with_those_it_knows(ask):
    with pytest.raises(evidence.UnknownPeopleError, match="pupils") as fault:
        ask("pupils")
    assert "young, adults" in str(fault.value)
