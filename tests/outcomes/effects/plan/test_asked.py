"""What a plan asks for is asked of the persons of the study, and told of each of them once."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from compendium import disclosure, outcomes
from compendium.outcomes import effects
from compendium.tables import Absent

DESIGN = effects.Matched(covariates=("sex", "age", "job_before"))
PLAN = dataclasses.replace(effects.planned(), design=DESIGN, endpoint="endpoint")


@pytest.fixture(scope="module")
def people(oracle) -> pd.DataFrame:
    frame = oracle("subgroups").rows().assign(within=lambda rows: rows["arm"] == "intervention")
    return frame.astype({"sex": "category", "readiness": "category", "endpoint": float})


@pytest.fixture(scope="module")
def one(people) -> effects.Asked:
    return effects.Asked("endpoint", 52, people, people)


def test_people_who_chose_are_compared_by_the_planned_design(one, people):
    found = effects.effect_of(one, DESIGN, allocation="self-selected")
    assert found == effects.estimate(people, "endpoint", design=DESIGN)
    ratio = effects.effect_of(one, DESIGN, allocation="self-selected", contrast="ratio")
    assert ratio.contrast == "ratio"
    assert ratio.value == pytest.approx(found.treated / found.compared)


def test_a_lot_is_estimated_as_arms_drawn_by_lot_are(one, people):
    found = effects.effect_of(one, DESIGN, allocation="randomised")
    known = outcomes.randomised(
        people, "endpoint", allocation="randomised", covariates=DESIGN.covariates
    )
    assert (found.value, found.low, found.high) == (known.value, known.low, known.high)
    assert found.assumptions[0] == "drawn_by_lot"
    assert sum(found.n.values()) == len(people)
    assert (found.p < 0.05) == (not found.low < 0 < found.high)
    ratio = effects.effect_of(one, DESIGN, allocation="randomised", contrast="ratio")
    assert isinstance(ratio, Absent)


def test_a_lot_of_which_one_arm_is_empty_has_no_effect(people):
    alone = people[people["arm"] == "intervention"].reset_index(drop=True)
    one = effects.Asked("endpoint", 52, alone, alone)
    assert isinstance(effects.effect_of(one, DESIGN, allocation="randomised"), Absent)


def test_the_design_for_a_lot_is_refused_where_people_chose(people):
    with pytest.raises(outcomes.SelfSelectedError, match="no effect"):
        outcomes.randomised(people, "endpoint", allocation="self-selected")


def test_a_lot_makes_use_of_everybody(people):
    made = effects.uses(people, DESIGN, allocation="randomised")
    assert set(made["use"]) == {"matched"}
    known = effects.used(people, DESIGN)
    pd.testing.assert_frame_equal(effects.uses(people, DESIGN, allocation="self-selected"), known)


def test_subgroups_of_a_lot_are_everybody_by_level(people):
    found = effects.subgroups(people, "endpoint", "sex", design=DESIGN, allocation="randomised")
    for name, each in found.effects.items():
        shares = people[people["sex"] == name].groupby("arm")["endpoint"].mean()
        assert each.value == pytest.approx(shares["intervention"] - shares["comparison"])
        assert each.design == "randomised"


def test_what_a_study_lacks_is_not_adjusted_for_and_said_to_be_so(people):
    frame = people.assign(age=np.nan).drop(columns="job_before")
    assert effects.fit_for(DESIGN, frame).covariates == ("sex",)
    ran = effects.as_run(PLAN, frame, {})
    assert ran.design.covariates == ("sex",)
    assert effects.fit_for(DESIGN, Absent("x")) is DESIGN


def test_what_could_not_be_made_was_not_run(people):
    plan = dataclasses.replace(
        PLAN, secondaries=(("job", 52), ("education", 52)), subgroups=("sex", "risk_debt")
    )
    made = {
        "job-52": Absent("x"),
        "education-52": effects.estimate(people, "endpoint", design=DESIGN),
    }
    ran = effects.as_run(plan, people, made)
    assert ran.secondaries == (("education", 52),)
    assert ran.subgroups == ("sex",)


def test_who_lacks_a_covariate_is_left_out_only_where_the_plan_says_so(people):
    frame = people.assign(age=people["age"].mask(people.index < 7), readiness=np.nan)
    assert effects.known(frame, PLAN) is frame
    complete = effects.known(frame, dataclasses.replace(PLAN, missing="complete"))
    assert len(complete) == len(people) - 7


def test_without_histories_each_comparison_says_why():
    gone = Absent("it has no table of histories")
    found = effects.asked(effects.planned(), gone, gone, pd.DataFrame())
    assert list(found) == ["job_or_education-52"]
    (one,) = found.values()
    assert one.answers is gone
    assert effects.effect_of(one, DESIGN, allocation="self-selected") is gone


def test_everybody_of_a_study_is_told_of_once_and_who_is_not_followed_has_no_use(people):
    everybody = people.assign(index_week=np.where(people.index % 10, 1600, 1700))
    followed = everybody[everybody["index_week"] == 1600].reset_index(drop=True)
    told = effects.usage(effects.used(followed, DESIGN), everybody, until=1690)
    assert len(told) == len(people)
    assert told["use"].isna().equals(told["followed"].eq("no"))
    table = disclosure.count(
        told,
        ["arm", "followed", "week", "use"],
        of="participants",
        profile="dk",
        nested={"use": "followed"},
    )
    effect = effects.estimate(followed, "endpoint", design=DESIGN)
    for arm, persons in effect.n.items():
        cell = disclosure.cell(table, arm=arm, followed="yes", use="matched")
        assert cell.n == persons


def test_levels_of_a_subgroup_divide_those_who_are_matched(people):
    found = effects.subgroups(people, "endpoint", "readiness", design=DESIGN)
    everybody = people.assign(index_week=1600)
    told = effects.usage(
        effects.divided(found), everybody, name="use_readiness", by="readiness", until=1690
    )
    assert told["readiness"].notna().equals(told["use_readiness"].eq("matched"))
    here = told[told["arm"] == "intervention"]["readiness"].value_counts()
    assert {name: here[name] for name in found.effects} == {
        name: each.n["intervention"] for name, each in found.effects.items()
    }


def test_what_is_told_of_subgroups_that_there_are_not_is_why(people):
    gone = Absent("an interaction")
    assert effects.levels(gone) == [""]
    for told in (effects.in_level(gone, ""), effects.apart(gone, ""), effects.interaction(gone)):
        assert told is gone
    found = effects.subgroups(people, "endpoint", "sex", design=DESIGN)
    assert effects.levels(found, reference=False) == ["male"]
    assert effects.apart(found, "male") is found.differences["male"]
    assert isinstance(effects.apart(found, "female"), Absent)
    assert math.isnan(effects.interaction(found).low)


def test_every_assumption_that_a_design_names_is_said_in_both_languages(one):
    for allocation in ("self-selected", "randomised"):
        found = effects.effect_of(one, DESIGN, allocation=allocation)
        rows = effects.assumptions(found)
        assert len(rows) == len(found.assumptions)
        assert not rows.isin([""]).any(axis=None)
        assert (rows["broken_by_en"] != rows["broken_by_da"]).all()
