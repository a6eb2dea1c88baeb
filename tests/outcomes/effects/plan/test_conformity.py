"""What was planned stands beside what was run, and a difference between them is seen."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from compendium import study
from compendium.outcomes import effects
from compendium.tables import Absent

PLAN = dataclasses.replace(
    effects.planned(), secondaries=(("job", 52),), subgroups=("sex",), version=1
)
DATED = study.Plan("plan.toml", "00", dt.date(2024, 1, 31))
LATER, EARLIER = dt.date(2024, 6, 1), dt.date(2023, 6, 1)

OTHERWISE = {
    "Primary endpoint": {"endpoint": "job"},
    "Week after the index week": {"week": 40},
    "Comparison people": {"design": dataclasses.replace(PLAN.design, pool="within")},
    "Matching": {"design": dataclasses.replace(PLAN.design, ratio=2)},
    "Alike within each pair": {"design": dataclasses.replace(PLAN.design, exact=())},
    "How far apart a pair may be": {"design": dataclasses.replace(PLAN.design, caliper=None)},
    "Standard errors": {"design": dataclasses.replace(PLAN.design, errors="consultants")},
    "Covariates": {"design": dataclasses.replace(PLAN.design, covariates=("sex", "age"))},
    "Where a covariate is not known": {"missing": "complete"},
    "Secondary comparisons": {"secondaries": ()},
    "Subgroups, as interactions": {"subgroups": ("sex", "education")},
}


def conforms(run: effects.Planned, plan: effects.Planned = PLAN) -> dict[str, str]:
    rows = effects.planned_against_run(plan, run, recorded=DATED, delivered=LATER)
    return dict(zip(rows["element_en"], rows["conforms"], strict=True))


def test_what_was_run_as_planned_conforms_in_every_part():
    found = conforms(PLAN)
    assert list(found) == ["When", *OTHERWISE]
    assert set(found.values()) == {"yes"}


@pytest.mark.parametrize("part", OTHERWISE)
def test_a_part_that_was_run_otherwise_is_told_and_no_other(part):
    found = conforms(dataclasses.replace(PLAN, **OTHERWISE[part]))
    assert [name for name, same in found.items() if same == "no"] == [part]


def test_of_a_plan_that_there_is_not_nothing_conforms():
    rows = effects.planned_against_run(effects.planned(), effects.planned())
    assert set(rows["conforms"]) == {"no"}
    assert set(rows["as_planned_en"]) == {"No plan is recorded"}
    assert "Histories delivered not recorded" in set(rows["as_run_en"])


def test_everything_is_said_in_both_languages_with_no_name_of_ours():
    rows = effects.planned_against_run(PLAN, PLAN, recorded=DATED, delivered=LATER)
    text = rows.drop(columns="conforms")
    assert not text.isin([""]).any(axis=None)
    assert not text.apply(lambda column: column.str.contains(r"[_{}]")).any(axis=None)
    assert "Sex" in rows.loc[rows["element_en"] == "Covariates", "as_run_en"].item()
    assert "Køn" in rows.loc[rows["element_en"] == "Covariates", "as_run_da"].item()


@pytest.mark.parametrize(
    ("recorded", "delivered", "said"),
    [
        (DATED, LATER, "before"),
        (DATED, EARLIER, "after"),
        (DATED, DATED.date, "after"),
        (DATED, None, "undated"),
        (dataclasses.replace(DATED, date=None), LATER, "undated"),
        (None, LATER, "none"),
    ],
)
def test_a_plan_predates_the_data_only_where_both_days_say_so(recorded, delivered, said):
    assert effects.dating(recorded, delivered) == said
    rows = effects.planned_against_run(PLAN, PLAN, recorded=recorded, delivered=delivered)
    assert (rows["conforms"].iloc[0] == "yes") == (said == "before")


def test_deviations_stand_by_their_date():
    second, first = (
        study.Deviation(
            date, *({"en": f"{part}{date}", "da": f"da{part}{date}"} for part in ("p", "d", "r"))
        )
        for date in (LATER, dt.date(2024, 3, 1))
    )
    rows = effects.deviations(dataclasses.replace(DATED, deviations=(second, first)))
    assert rows["date"].tolist() == ["2024-03-01", "2024-06-01"]
    assert rows["as_run_en"].tolist() == ["d2024-03-01", "d2024-06-01"]
    assert rows["deviation_reason_da"].tolist() == ["dar2024-03-01", "dar2024-06-01"]


@pytest.mark.parametrize("recorded", [None, DATED])
def test_none_recorded_is_said(recorded):
    assert isinstance(effects.deviations(recorded), Absent)
