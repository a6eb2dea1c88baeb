"""What became of the screened: every outcome in a small world, and studies that lack things."""

from __future__ import annotations

import pytest

from compendium import study
from compendium.study.flow import OUTCOMES
from compendium.study.screening import NOT_RECORDED
from compendium.tables import Absent

HEAD = "participant_id,municipality,diagnosed,screened,eligible,included,declined,reason_class\n"
INTAKE = (
    HEAD
    + """in,Rødovre,true,2020H1,2020H1,2020-02-01,,
gone,Rødovre,false,2020H1,2020H1,2021H2,,moved
said_no,Bornholm,,2020H1,2020H1,,2020H1,
said_why,Bornholm,,2020H1,2020H1,,,declined
outside,Bornholm,,2020H1,,,,not_eligible
unfound,Bornholm,,2020H1,,,,
waiting,Bornholm,,2020H1,2020H1,,,
"""
)
PARTICIPANTS = """participant_id,arm,municipality,index_date
a,intervention,Rødovre,2021-05-21
b,intervention,Bornholm,2022-08-01
c,comparison,Odense,2019-04-05
"""


def outcomes(folder) -> dict[str, str]:
    found = study.flow(study.load(folder))
    return dict(zip(found["participant_id"], found["outcome"].astype("str"), strict=True))


def test_each_outcome_is_told_by_the_intake(write):
    assert outcomes(write(intake=INTAKE)) == {
        "in": "included",
        "gone": "included",
        "said_no": "declined",
        "said_why": "declined",
        "outside": "not_eligible",
        "unfound": "not_eligible",
        "waiting": "not_included",
    }


def test_where_nobody_is_recorded_as_eligible_nobody_is_outside_without_a_reason(write):
    bare = INTAKE.replace(",2020H1,2020H1,", ",2020H1,,")
    assert outcomes(write(intake=bare))["unfound"] == "not_included"
    assert outcomes(write(intake=bare))["outside"] == "not_eligible"


def test_flags_and_reasons_have_a_level_for_what_is_not_recorded(write):
    found = study.flow(study.load(write(intake=INTAKE))).set_index("participant_id")
    assert found.loc[["in", "gone", "waiting"], "diagnosed"].tolist() == ["yes", "no", NOT_RECORDED]
    assert list(found["admitted"].cat.categories) == ["yes", "no"]
    assert found.loc["gone", "reason_class"] == "moved"
    assert found.loc["waiting", "reason_class"] == NOT_RECORDED
    assert list(found["outcome"].cat.categories) == list(OUTCOMES)


def test_a_column_is_set_beside_other_persons_or_absent_where_nobody_has_it(write):
    flow = study.flow(study.load(write(intake=INTAKE)))
    people = flow[["participant_id"]].iloc[:2]
    assert list(study.beside(people, flow, "diagnosed")["diagnosed"]) == ["yes", "no"]
    places = study.beside(people, flow, "municipality")["municipality"]
    assert list(places) == list(flow["municipality"].iloc[:2])
    assert list(places.cat.categories) == list(flow["municipality"].cat.categories)
    strangers = people.assign(participant_id="stranger")
    assert isinstance(study.beside(strangers, flow, "diagnosed"), Absent)
    gone = Absent("no intake")
    assert study.beside(people, gone, "admitted") is gone


def test_every_half_year_from_the_first_inclusion_to_the_last(write):
    found = study.included(study.load(write(intake=INTAKE)))
    assert dict(zip(found["participant_id"], found["half_year"], strict=True)) == {
        "in": "2020H1",
        "gone": "2021H2",
    }
    assert list(found["half_year"].cat.categories) == ["2020H1", "2020H2", "2021H1", "2021H2"]


def test_without_an_intake_the_index_dates_of_the_intervention_say_it(write):
    found = study.included(study.load(write(participants=PARTICIPANTS)))
    assert list(found["half_year"]) == ["2021H1", "2022H2"]
    assert isinstance(study.flow(study.load(write(participants=PARTICIPANTS))), Absent)


@pytest.mark.parametrize("rows", ["", "x,Rødovre,,2020H1,,,,\n"])
def test_where_nobody_is_included_it_says_so(write, rows):
    assert isinstance(study.included(study.load(write(intake=HEAD + rows))), Absent)
    assert isinstance(study.included(study.load(write())), Absent)


def test_one_person_is_a_flow(write):
    small = study.load(write(intake=HEAD + "x,Rødovre,,2020H1,,2020H1,,\n"))
    assert list(study.flow(small)["outcome"]) == ["included"]
    assert list(study.included(small)["half_year"].cat.categories) == ["2020H1"]
