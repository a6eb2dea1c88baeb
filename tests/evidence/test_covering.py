"""Blind spots against what one reads by hand in Tables 4.2, 4.3, 5.1 and 6.1 of the VIVE report."""

from __future__ import annotations

import pytest

from compendium import evidence
from compendium.tables import Absent


def read(programme: str, **given: object) -> dict[tuple[str, str], str]:
    found = evidence.blind_spots(programme, **given)
    return dict(
        zip(zip(found["risk_factor"], found["level"], strict=True), found["stands"], strict=True)
    )


def others(programme: str, factor: str, level: str, **given: object) -> list[str]:
    found = evidence.blind_spots(programme, **given).set_index(["risk_factor", "level"])
    return [each for each in found.loc[(factor, level), "programmes"].split(";") if each]


def test_kvis_leaves_the_structural_and_the_interpersonal_level_open():
    """By hand: number 8* of Table 5.1 stands twice under mental disorders and physical problems.

    Under mental disorders Table 4.2 has barriers on all four levels, and beside 8* the table has 7
    on the structural one, and 7, 11 and 12 on the interpersonal one. Under physical problems there
    is no interpersonal barrier, and nobody else.
    """
    assert read("kvis", people="adults") == {
        ("adult_mental_disorder", "structural"): "open",
        ("adult_mental_disorder", "institutional"): "addressed",
        ("adult_mental_disorder", "interpersonal"): "open",
        ("adult_mental_disorder", "individual"): "addressed",
        ("adult_physical_health", "structural"): "open",
        ("adult_physical_health", "institutional"): "addressed",
        ("adult_physical_health", "individual"): "addressed",
    }
    mental = ("kvis", "adult_mental_disorder")
    assert others(*mental, "structural", people="adults") == ["indsats_i_udkanten"]
    assert others(*mental, "interpersonal", people="adults") == [
        "indsats_i_udkanten",
        "op_paa_hesten",
        "drop_in_collaboration",
    ]
    assert others("kvis", "adult_physical_health", "institutional", people="adults") == []


def test_u_turn_leaves_the_structural_and_the_interpersonal_level_open():
    """By hand: 14 is under misuse on two levels of Table 6.1; on a third are 4*, 8, 11 and 13."""
    assert read("u_turn") == {
        ("substance_use", "structural"): "open",
        ("substance_use", "institutional"): "addressed",
        ("substance_use", "interpersonal"): "open",
        ("substance_use", "individual"): "addressed",
    }
    between = others("u_turn", "substance_use", "interpersonal")
    assert between == ["mental_illness_and_misuse", "i_fokus", "child_to_adult", "unge_coach"]
    found = evidence.blind_spots("u_turn").set_index("level")
    assert found.loc["interpersonal", "evaluated"] == "mental_illness_and_misuse"
    assert found.loc["structural", "programmes"] == ""


def test_team_succes_leaves_the_structural_level_open_as_all_do():
    """By hand: 12 stands once under deprived areas and three times under immigrants.

    Deprived areas have no individual barrier in Table 4.3.
    """
    assert read("team_succes") == {
        ("deprived_area", "structural"): "open",
        ("deprived_area", "institutional"): "open",
        ("deprived_area", "interpersonal"): "addressed",
        ("minority_background", "structural"): "open",
        ("minority_background", "institutional"): "addressed",
        ("minority_background", "interpersonal"): "addressed",
        ("minority_background", "individual"): "addressed",
    }
    assert others("team_succes", "minority_background", "individual") == ["kvik"]


def test_a_level_that_the_text_does_not_settle_is_not_told():
    """By hand: of the three 4s under prostitution, the first may be structural or interpersonal."""
    found = read("exit_prostitution", people="adults")
    assert found["adult_prostitution", "structural"] == "unplaced"
    assert found["adult_prostitution", "interpersonal"] == "unplaced"


def test_an_audience_may_be_named():
    found = evidence.blind_spots("u_turn", ["mental_disorder", "substance_use"])
    assert set(found["risk_factor"]) == {"mental_disorder", "substance_use"}
    mental = found[found["risk_factor"] == "mental_disorder"]
    assert set(mental["stands"]) == {"open"}


def test_no_programme_bears_on_the_pressure_to_choose():
    """By hand: its row of Table 6.1 is empty, and Table 4.3 names barriers on two levels."""
    found = evidence.coverage().set_index("risk_factor").loc["pressure_to_choose"]
    assert list(found["level"]) == ["structural", "interpersonal"]
    assert set(found["programmes"]) == {""}
    assert set(evidence.blind_spots("u_turn", ["pressure_to_choose"])["stands"]) == {"open"}


def test_a_tool_is_in_no_cell():
    found = evidence.blind_spots("mentor_support")
    assert isinstance(found, Absent)
    assert found.why.startswith("the matrix of young")


def test_only_a_risk_factor_and_a_programme_of_the_evidence_are_known():
    with pytest.raises(evidence.UnknownProgrammeError, match="'u_turns'"):
        evidence.blind_spots("u_turns")
    with pytest.raises(evidence.UnknownProgrammeError, match="'u_turns'"):
        evidence.nearest("u_turns")
    with pytest.raises(evidence.UnknownRiskFactorError, match="'laziness'"):
        evidence.blind_spots("u_turn", ["laziness"])


def test_the_nearest_programmes_say_what_they_share():
    found = evidence.nearest("unge_coach").set_index("programme")
    assert found["likeness"].is_monotonic_decreasing
    assert found["likeness"].between(0, 1).all()
    assert "unge_coach" not in found.index
    shared = found.loc["u_turn", "cells"].split(";")
    assert shared == ["substance_use:individual", "substance_use:institutional"]


def test_likeness_is_the_same_both_ways():
    there = evidence.nearest("u_turn").set_index("programme").loc["i_fokus", "likeness"]
    back = evidence.nearest("i_fokus").set_index("programme").loc["u_turn", "likeness"]
    assert there == back


def test_reconnect_is_compared_by_its_elements_alone():
    found = evidence.nearest("reconnect")
    assert found["likeness"].is_monotonic_decreasing
    assert set(found["cells"]) == {""}
    first = found.iloc[0]
    shared, own = set(first["elements"].split(";")), set(
        evidence.kinds_of(evidence.elements("reconnect"))
    ) - {"other"}  # fmt: skip
    only = set(first["other_elements"].split(";")) - {""}
    assert shared < own
    assert not only & own
    assert first["likeness"] == pytest.approx(len(shared) / len(own | only))


def test_reconnect_is_in_no_table_of_the_report():
    assert isinstance(evidence.blind_spots("reconnect"), Absent)
    named = evidence.blind_spots("reconnect", ["mental_disorder"])
    assert set(named["stands"]) == {"open"}
