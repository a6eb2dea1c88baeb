"""The profile of promising practice against what one reads by hand in the tables of evidence."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import evidence
from compendium.evidence.promising import Entered, readings, spoken
from compendium.evidence.reading import cells
from compendium.tables import Absent, checkout

ELEMENTS = tuple(row["key"] for row in cells("practice_elements"))
KNOWN = readings()
ROWS: tuple[Entered, ...] = tuple(
    (name, row)
    for name in ("programme_elements", "programme_facts", "programme_outcomes", "practice_cases")
    for row in cells(name)
)


def told(programme: str) -> dict[str, set[str]]:
    found = evidence.practice_profile(programme)
    found = found[found["tells"] == "told"]
    keys = found["rows"].str.split(";")
    return dict(zip(found["practice_element"], map(set, keys), strict=True))


def test_team_succes_tells_of_its_aim_its_branches_and_its_fee():
    """By hand: it has subjects, growth, social activities and job search, none with one person."""
    assert told("team_succes") == {
        "aims": {"team_succes"},
        "transferability": {"team_succes_branches"},
        "economy": {"team_succes_fee"},
    }


def test_kvik_has_a_plan_and_a_mentor_and_nothing_after_it():
    """By hand: clarification, plan, mentor and activation; five mechanisms, 14 places, its grant.

    Its outcomes are compared with nobody, so that none of them speaks for it.
    """
    found = told("kvik")
    assert found.pop("theory_and_knowledge") == {
        row["key"]
        for row in cells("programme_facts")
        if (row["programme"], row["topic"]) == ("kvik", "mechanism")
    }
    assert found == {
        "aims": {"kvik"},
        "transferability": {"kvik_projects"},
        "economy": {"kvik_paid_at_start"},
        "relational_cooperation": {"kvik_contact_person"},
        "individual_planning": {"kvik_screening", "kvik_coordination"},
    }


def test_the_grandparents_keep_no_credit_for_what_the_school_did():
    """By hand in the case: four reasons, what they help with, and how they are with the pupils."""
    assert told("bedsteforaeldreordningen") == {
        "theory_and_knowledge": {
            *("bed_why_dropout", "bed_why_success", "bed_why_waiting", "bed_why_resources"),
        },
        "aims": {"bed_per_department"},
        "relational_cooperation": {"bed_harmless", "bed_close"},
        "individual_planning": {"bed_length"},
        "follow_up": {"bed_arm"},
    }


def test_what_is_not_told_of_reconnect_is_what_its_studies_are_to_find():
    assert set(ELEMENTS) - set(told("reconnect")) == {"effect", "economy"}


def test_elements_of_reconnect_are_read_by_their_kind_as_those_of_programmes():
    found = told("reconnect")
    assert found["follow_up"] == {"reconnect_aftercare"}
    assert found["professional_reflection"] == {"reconnect_training_of_staff"}
    assert "reconnect_choice" in found["individual_planning"]


def test_a_manual_is_told_of_reconnect_and_ips_ung_and_of_no_programme_for_the_young():
    found = evidence.practice_profiles()
    found = found[(found["practice_element"] == "description") & (found["tells"] == "told")]
    assert set(found["programme"]) == {"reconnect", "ips_ung"}


def test_profiles_are_in_the_order_of_the_page():
    found = evidence.practice_profiles()
    kinds = found.drop_duplicates("programme")["whose"]
    assert kinds.tolist() == ["reconnect", *["case"] * 4, *["programme"] * 17]
    assert found["practice_element"].tolist() == [*ELEMENTS] * 22
    assert (found["says"].ne("") == found["tells"].eq("told")).all()
    assert (found["because"].ne("") == found["tells"].eq("told")).all()


def test_what_is_said_is_said_in_the_language_asked_for():
    english, danish = (
        evidence.practice_profile("reconnect", language).set_index("practice_element")
        for language in ("en", "da")
    )
    assert english.loc["monitoring", "says"].startswith("Fidelity is followed: How the effort")
    assert danish.loc["monitoring", "because"] == "Udførelsen gennemgås undervejs"


def test_a_figure_is_told_with_its_unit():
    says = evidence.practice_profile("ung_i_uddannelse").set_index("practice_element")["says"]
    assert says["economy"].endswith("(3 years)")


@given(st.sets(st.sampled_from(range(len(ROWS)))), st.sampled_from(range(len(ROWS))))
def test_a_further_row_never_takes_an_element_away(some, one):
    before = spoken([ROWS[place] for place in sorted(some)], KNOWN)
    after = spoken([ROWS[place] for place in sorted(some | {one})], KNOWN)
    for element, rows in before.items():
        keys = {row["key"] for _, row, _ in rows}
        assert keys <= {row["key"] for _, row, _ in after[element]}


def test_every_kind_of_element_was_read_and_every_reading_finds_a_row():
    kinds = {row["element"] for row in cells("programme_elements")}
    ours = cells("element_practice")
    assert {row["cell"] for row in ours if row["column"] == "element"} == kinds
    for row in ours:
        assert any(each[row["column"]] == row["cell"] for each in cells(row["table"])), row["key"]


def test_every_element_is_told_of_somewhere():
    spoken_for = {row["practice_element"] for row in cells("element_practice")} - {""}
    assert spoken_for == set(ELEMENTS)


def test_a_programme_without_elements_is_absent(tmp_path: Path):
    folder = tmp_path / "evidence"
    shutil.copytree(checkout() / "data" / "evidence", folder)
    path = folder / "programme_elements.csv"
    rows = [row for row in cells("programme_elements") if row["programme"] != "u_turn"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    found = evidence.practice_profile("u_turn", folder=folder)
    assert isinstance(found, Absent)
    assert "no source tells of any" in found.why
    assert "u_turn" not in set(evidence.practice_profiles(folder=folder)["programme"])


def test_an_unknown_programme_is_told_with_those_there_are():
    with pytest.raises(evidence.UnknownProgrammeError, match="'u_turns'") as fault:
        evidence.practice_profile("u_turns")
    assert all(name in str(fault.value) for name in ("reconnect", "ips_ung", "u_turn"))
