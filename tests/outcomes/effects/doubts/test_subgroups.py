"""Subgroups are interactions on a sample that is matched within each level.

The oracle is R: nearest neighbours on glm's score, lm and sandwich::vcovHC on the matched sample.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from compendium.outcomes import effects
from compendium.outcomes.effects.doubts.subgroups import NO_ERROR, ONE_LEVEL, TOO_FEW
from compendium.tables import Absent

DESIGN = effects.Matched(covariates=("sex", "age", "job_before"))


@pytest.fixture(scope="module")
def people(oracle) -> pd.DataFrame:
    frame = oracle("subgroups").rows().assign(within=lambda rows: rows["arm"] == "intervention")
    return frame.astype({"sex": "category", "readiness": "category", "endpoint": float})


def errors(found: effects.Subgroups) -> list[float]:
    return [(each.high - each.low) / 2 / norm.ppf(0.975) for each in found.effects.values()]


@pytest.mark.parametrize("by", ["sex", "readiness"])
def test_effects_interactions_and_their_errors_are_those_of_r(oracle, people, by):
    stored = oracle("subgroups").stored[by]
    found = effects.subgroups(people, "endpoint", by, design=DESIGN)
    assert list(found.effects) == stored["levels"]
    assert found.reference == stored["levels"][0]
    told = list(found.effects.values())
    assert [each.n["intervention"] for each in told] == stored["participants"]
    assert [each.n["comparison"] for each in told] == stored["others"]
    assert [each.value for each in told] == pytest.approx(stored["effects"], abs=1e-9)
    assert errors(found) == pytest.approx(stored["errors"], abs=1e-9)
    apart = list(found.differences.values())
    assert [each.value for each in apart] == pytest.approx(np.ravel(stored["differences"]))
    halves = [(each.high - each.low) / 2 / norm.ppf(0.975) for each in apart]
    assert halves == pytest.approx(np.ravel(stored["difference_errors"]))
    assert found.p.value == pytest.approx(stored["wald"], abs=1e-9)


def test_r_still_prints_what_is_stored(oracle, rscript):
    stored = oracle("subgroups")
    assert stored.printed(rscript) == stored.stored


def test_p_values_are_those_of_p_adjust(oracle):
    stored = oracle("subgroups").stored
    found = effects.adjusted({str(p): effect(p) for p in stored["p"]})
    assert [each.value for each in found.values()] == pytest.approx(stored["holm"])


def effect(p: float) -> effects.Effect:
    return effects.Effect("att", "matched", "difference", 0.1, 0.0, 0.2, p)


def test_a_comparison_that_failed_makes_no_other_one_stronger(oracle):
    """It stays in the family, as a p value of 1."""
    stored = oracle("subgroups").stored
    gone = Absent("hours")
    found = effects.adjusted({str(p): effect(p) for p in stored["p"][:4]} | {"gone": gone})
    assert found.pop("gone") is gone
    assert [each.value for each in found.values()] == pytest.approx(stored["holm_of_four"])


def test_a_tiny_p_value_is_not_told_further_and_one_that_is_none_is_absent():
    found = effects.adjusted({"tiny": effect(1e-9), "none": effect(math.nan)})
    assert found["tiny"].value == 0.001
    assert isinstance(found["none"], Absent)


def test_a_level_is_matched_within_itself(people):
    """So that its effect is the mean over its participants of their own pairs."""
    found = effects.subgroups(people, "endpoint", "sex", design=DESIGN)
    shifted = people["endpoint"].mask(people["sex"].eq("male"), 1 - people["endpoint"])
    other = effects.subgroups(people.assign(endpoint=shifted), "endpoint", "sex", design=DESIGN)
    assert other.effects["female"] == found.effects["female"]
    assert other.effects["male"].value == pytest.approx(-found.effects["male"].value)


def test_everybody_of_the_pool_is_told_of_once(people):
    found = effects.subgroups(people, "endpoint", "readiness", design=DESIGN)
    use = found.use
    assert use["participant_id"].is_unique
    assert len(use) == len(people)
    for name, one in found.effects.items():
        here = use[(use["readiness"] == name) & (use["arm"] == "intervention")]
        assert (here["use"] == "matched").sum() == one.n["intervention"]
        assert (here["use"] == "dropped").sum() == one.dropped


def test_who_has_no_level_is_left_out(people):
    unknown = people.assign(readiness=people["readiness"].mask(people.index < 30))
    found = effects.subgroups(unknown, "endpoint", "readiness", design=DESIGN)
    assert len(found.use) == len(people) - 30


def test_a_flag_has_two_levels(people):
    frame = people.assign(risk_debt=np.where(people.index % 3, 1.0, 0.0))
    found = effects.subgroups(frame, "endpoint", "risk_debt", design=DESIGN)
    assert list(found.effects) == ["yes", "no"]


def test_a_level_with_too_few_is_absent_and_the_others_stand(people):
    gone = people["readiness"].eq("job_ready") & people["arm"].eq("intervention")
    kept = people[~gone | (gone.cumsum() <= 1)].reset_index(drop=True)
    found = effects.subgroups(kept, "endpoint", "readiness", design=DESIGN)
    assert found.effects["job_ready"] is TOO_FEW
    assert list(found.differences) == ["education_ready"]


def test_with_one_level_there_is_no_interaction(people):
    women = people[people["sex"] == "female"].reset_index(drop=True)
    design = dataclasses.replace(DESIGN, covariates=("age", "job_before"))
    assert effects.subgroups(women, "endpoint", "sex", design=design) is ONE_LEVEL


def test_where_all_have_the_endpoint_alike_there_is_no_error(people):
    found = effects.subgroups(people.assign(endpoint=1.0), "endpoint", "sex", design=DESIGN)
    assert found is NO_ERROR


def test_a_number_has_no_levels(people):
    with pytest.raises(ValueError, match="has no levels"):
        effects.subgroups(people, "endpoint", "age", design=DESIGN)
