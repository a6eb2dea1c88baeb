"""A plan is checked name by name before anything is estimated by it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from compendium import outcomes, study
from compendium.outcomes import effects
from compendium.tables import Absent, checkout

ROOT = Path(study.__file__).parent
WHOLE = tomllib.loads((ROOT / "plan.toml").read_text("utf-8"))


def test_the_example_of_a_new_study_is_a_plan():
    found = effects.planned(WHOLE)
    assert (found.endpoint, found.week, found.version) == ("job_or_education", 52, 1)
    assert found.design == effects.Matched(covariates=tuple(WHOLE["covariates"]))
    assert found.secondaries == (("job", 52), ("education", 52))
    assert found.subgroups == ("sex",)
    assert found.sensitivity[0] == "pool_within"


def test_the_synthetic_study_plans_what_is_done_by_default():
    """So that the pages show the plan, and a study without one shows the same design."""
    found = effects.planned(study.plan(study.load(checkout() / "data" / "synthetic")))
    default = effects.planned()
    assert (found.endpoint, found.week, found.design, found.missing) == (
        *(default.endpoint, default.week, default.design, default.missing),
    )
    assert set(found.sensitivity) == set(effects.SENSITIVITY)


def test_where_there_is_no_plan_the_default_says_so():
    assert effects.planned(Absent("a plan")) == effects.planned(None) == effects.planned()
    assert effects.planned().version == 0


@pytest.mark.parametrize(
    ("entries", "column", "rule"),
    [
        ({"endpiont": "job"}, "endpiont", "is it endpoint?"),
        ({"week": 79}, "week", "at most 78"),
        ({"week": "52"}, "week", "whole number"),
        ({"covariates": []}, "covariates", "at least one"),
        ({"missing": "forgotten"}, "missing", "one of: imputed, complete"),
        ({"sensitivity": ["tea_leaves"]}, "sensitivity", "some of: pool_within"),
        ({"secondaries": [{"endpoint": "job", "week": 90}]}, "secondaries[1].week", "at most 78"),
        ({"secondaries": [{"endpoint": "job"}] * 2}, "secondaries", "only once"),
        (
            {"secondaries": [{"endpoint": "job_or_education", "week": 52}]},
            "secondaries",
            "must not have the primary endpoint",
        ),
        ({"subgroups": ["age"]}, "subgroups", "which age has not"),
        ({"design": {"id": "weighted"}}, "design.id", "one of: matched"),
        ({"design": {"pool": "everywhere"}}, "design.pool", "one of: across, within"),
        ({"design": {"caliper": 0}}, "design.caliper", "more than 0"),
        ({"design": {"caliper": "wide"}}, "design.caliper", "must be a number"),
        ({"design": {"ratio": 0}}, "design.ratio", "at least 1"),
        ({"design": {"exact": ["shoe_size"]}}, "design.exact", "quarter or covariates"),
        ({"design": {"errors": "guessed"}}, "design.errors", "one of: abadie_imbens"),
        ({"design": {"cluster": "municipality"}}, "design.cluster", "is not known"),
    ],
)
def test_an_entry_that_cannot_be_is_told_by_its_name(entries, column, rule):
    with pytest.raises(effects.PlanError) as fault:
        effects.planned(WHOLE | entries)
    assert [(each.column, rule in each.rule) for each in fault.value.faults] == [(column, True)]


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(effects.PlanError) as fault:
        effects.planned({"wek": 52, "missing": "forgotten"})
    assert {each.column for each in fault.value.faults} == {
        *("endpoint", "week", "covariates", "wek", "missing"),
    }


@pytest.mark.parametrize("design", ["difference_in_differences", "before_after", "unadjusted"])
def test_what_is_never_primary_cannot_be_planned_so(design):
    with pytest.raises(effects.NeverPrimaryError, match="never the primary one"):
        effects.planned(WHOLE | {"design": {"id": design}})


@pytest.mark.parametrize(
    ("entries", "error", "said"),
    [
        ({"endpoint": "happiness"}, outcomes.UnknownEndpointError, "happiness"),
        ({"secondaries": [{"endpoint": "luck"}]}, outcomes.UnknownEndpointError, "luck"),
        ({"covariates": ["shoe_size"]}, effects.UnknownCovariateError, "shoe_size"),
        ({"covariates": ["sex", "start_date"]}, effects.LateCovariateError, "after the index date"),
        ({"subgroups": ["ended"]}, effects.LateCovariateError, "after the index date"),
    ],
)
def test_names_are_those_of_the_catalogues_and_known_before(entries, error, said):
    with pytest.raises(error, match=said):
        effects.planned(WHOLE | entries)


@pytest.mark.parametrize(
    "design",
    [
        {"errors": "bootstrap"},
        {"errors": "pairs"},
        {"replacement": False, "errors": "abadie_imbens"},
    ],
)
def test_errors_that_do_not_belong_to_the_matching_cannot_be_planned(design):
    with pytest.raises(effects.UnfitErrorsError):
        effects.planned(WHOLE | {"design": design})


def test_no_caliper_and_no_replacement_can_be_planned():
    found = effects.planned(WHOLE | {"design": {"caliper": "none", "replacement": False}}).design
    assert (found.caliper, found.replacement, found.errors) == (None, False, "pairs")
