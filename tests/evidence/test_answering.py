"""Our reading: which barriers the elements of a programme bear on, and on what it rests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import evidence
from compendium.evidence.reading import cells
from compendium.tables import Absent

KINDS = [each.value for each in next(
    field for field in evidence.schema("programme_elements").fields if field.name == "element"
).categories]  # fmt: skip
FACTORS = list(dict.fromkeys(evidence.coverage()["risk_factor"]))
some_kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=5, unique=True)
some_factors = st.lists(st.sampled_from(FACTORS), min_size=1, max_size=3, unique=True)


@pytest.fixture(autouse=True, scope="module")
def read_once() -> Iterator[None]:
    """Read each table once: a property asks for the same ones again and again."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("answering", "covering"):
            patch.setattr(f"compendium.evidence.{module}.table", cache(evidence.table))
        patch.setattr("compendium.evidence.answering.schema", cache(evidence.schema))
        yield


def own() -> pd.DataFrame:
    """Return Reconnect's own answer."""
    kinds = evidence.kinds_of(evidence.elements("reconnect"))
    return evidence.answered(kinds, evidence.audience("reconnect"))


def test_every_barrier_and_every_kind_is_set_against_one_or_against_none_on_purpose():
    pairs = evidence.table("element_barriers")
    for column, other, asked in (
        ("barrier", "element", list(evidence.table("barriers")["key"])),
        ("element", "barrier", KINDS),
    ):
        named = pairs.dropna(subset=[column])
        for key in asked:
            rows = named[named[column].astype(str) == key]
            assert len(rows), key
            assert rows[other].notna().all() or len(rows) == 1, key
    assert not pairs.duplicated(["element", "barrier"]).any()
    young = evidence.table("risk_factor_barriers").query("people == 'young'")["barrier"]
    mapped = set(pairs.dropna(subset=["element"])["barrier"])
    assert (len(set(young)), len(set(young) & mapped)) == (41, 26)


def test_what_the_report_says_has_a_place_and_what_is_ours_has_none():
    pairs = evidence.table("element_barriers")
    assert (pairs["origin"] == "report").eq(pairs["file"].notna()).all()
    assert (pairs["origin"] == "report").any()
    assert pairs.loc[pairs["element"].isna() | pairs["barrier"].isna(), "origin"].eq("ours").all()


def test_reconnect_is_read_from_the_statements_that_it_names():
    statements = {row["key"]: row for row in cells("reconnect")}
    for name in ("reconnect_elements", "reconnect_audience"):
        for row in cells(name):
            said = statements[row["statement"]]
            for column in ("source", "read_in", "place", "first_line", "last_line", "anchor"):
                assert row[column] == said[column], (name, row["statement"])


def test_each_of_the_other_problems_that_the_slides_name_is_set_under_a_risk_factor():
    """By hand: the slide names six beside the signs that give access."""
    statements = evidence.table("reconnect")["key"]
    problems = {key for key in statements if key.startswith("problem_")}
    read = set(evidence.table("reconnect_audience")["statement"])
    assert len(problems) == 6
    assert read == problems | {"audience_signs"}


def test_reconnect_leaves_the_structural_level_open_and_does_not_teach():
    """As the page says in prose: these are open, and lacking social skills rests on the group."""
    found = own()
    left = found[found["stands"] == "open"]
    assert set(left.loc[left["level"] == "structural", "barrier"]) == set(
        found.loc[found["level"] == "structural", "barrier"]
    )
    others = left[left["level"] != "structural"]
    assert dict(others.groupby("barrier", observed=True).size()) == {
        "held_in_misuse": 1,
        "psychiatry_hard_to_reach": 1,
        "weak_at_school": 2,
    }
    assert set(found.loc[found["barrier"] == "lacks_social_skills", "elements"]) == {"group"}
    learnt = evidence.elsewhere(found, "reconnect").set_index(["risk_factor", "level"])
    assert (learnt.xs("structural", level="level")["programmes"] == "").all()
    assert learnt.loc[("mental_disorder", "individual"), "programmes"].count(";") == 8


@settings(max_examples=25, deadline=None)
@given(kinds=some_kinds, more=some_kinds, factors=some_factors)
def test_an_element_more_never_opens_a_barrier(kinds, more, factors):
    fewer = evidence.answered(kinds, factors)["stands"] == "addressed"
    wider = evidence.answered([*kinds, *more], factors)["stands"] == "addressed"
    assert (fewer <= wider).all()


@settings(max_examples=25, deadline=None)
@given(kinds=some_kinds, one=some_factors, other=some_factors)
def test_the_rows_of_two_audiences_together_are_those_of_both(kinds, one, other):
    def rows(factors: list[str]) -> set[tuple[str, ...]]:
        found = evidence.answered(kinds, factors)
        return set(found.astype(str).itertuples(index=False, name=None))

    assert rows([*one, *other]) == rows(one) | rows(other)


@settings(max_examples=25, deadline=None)
@given(kinds=some_kinds, factors=some_factors)
def test_a_tally_counts_every_row_once(kinds, factors):
    found = evidence.answered(kinds, factors)
    told = evidence.tally(found, "stands", ("addressed", "open"), by=["risk_factor", "level"])
    of_all = told["level"] == "all"
    assert told.loc[of_all, "value"].sum() == told.loc[~of_all, "value"].sum() == len(found)


def test_where_there_is_nothing_to_answer_it_is_said():
    assert isinstance(evidence.answered([], ["debt"]), Absent)
    assert isinstance(evidence.answered(["economy"], []), Absent)
    assert isinstance(evidence.audience("mentor_support"), Absent)
    nobody = evidence.audience("mentor_support")
    assert evidence.answered(["contact_person"], nobody) is nobody
    alone = evidence.answered(["contact_person"], ["pressure_to_choose"])
    assert set(alone["stands"]) == {"open"}
    nothing = evidence.elsewhere(alone)
    assert isinstance(nothing, Absent)
    assert nothing.why.startswith("documented programmes for these risk factors")


def test_a_programme_without_elements_says_so(monkeypatch):
    rows = evidence.table("programme_elements").iloc[:0]
    monkeypatch.setattr("compendium.evidence.answering.table", lambda name, _folder: (
        rows if name == "programme_elements" else evidence.table(name)
    ))  # fmt: skip
    found = evidence.elements("u_turn")
    assert isinstance(found, Absent)
    assert evidence.kinds_of(found) is found


def test_only_kinds_risk_factors_and_programmes_of_the_evidence_are_known():
    with pytest.raises(evidence.UnknownElementError, match="'hugs'") as fault:
        evidence.answered(["hugs"], ["debt"])
    assert "contact_person" in fault.value.remedy
    with pytest.raises(evidence.UnknownRiskFactorError, match="'laziness'") as fault:
        evidence.answered(["group"], ["laziness"])
    assert "debt" in fault.value.remedy
    for ask in (evidence.elements, evidence.audience, evidence.people_of):
        with pytest.raises(evidence.UnknownProgrammeError, match="'u_turns'") as fault:
            ask("u_turns")
        assert "reconnect" in fault.value.remedy
