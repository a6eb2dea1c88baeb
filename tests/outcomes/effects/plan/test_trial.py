"""The target trial in words: made of the plan and the study, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compendium.outcomes import catalogue, effects

PARTS = [
    *("Who may enter", "What is compared", "Who gets which", "Time zero", "Follow-up", "Outcome"),
    *("Estimand", "Analysis"),
]


def test_every_part_has_what_one_would_wish_for_and_what_was_done():
    frame = effects.trial(effects.planned(), allocation="self-selected")
    assert list(frame["element_en"]) == PARTS
    for part in ("element", "wish", "done"):
        assert frame[f"{part}_da"].ne(frame[f"{part}_en"]).sum() >= len(PARTS) - 1
        assert not frame[[f"{part}_en", f"{part}_da"]].isin([""]).any(axis=None)
    assert not frame.apply(lambda column: column.str.contains("[{}]")).any(axis=None)


def test_week_endpoint_and_length_are_those_of_the_plan():
    plan = replace(effects.planned(), endpoint="education", week=26)
    frame = effects.trial(plan, allocation="self-selected", last=40).set_index("element_en")
    for tongue in ("en", "da"):
        said = frame.at["Outcome", f"done_{tongue}"]
        assert "26" in said
        assert catalogue()["education"].definition[tongue] in said
        assert "40" in frame.at["Follow-up", f"done_{tongue}"]


@pytest.mark.parametrize("part", ["Who gets which", "Analysis"])
def test_what_was_done_goes_by_the_allocation_and_by_the_pool(part):
    plan = effects.planned()
    within = replace(plan, design=replace(plan.design, pool="within"))
    found = {
        effects.trial(one, allocation=how).set_index("element_en").at[part, "done_en"]
        for one in (plan, within)
        for how in ("self-selected", "randomised")
    }
    assert len(found) == 2


def test_every_covariate_says_when_it_is_from_and_why_it_is_there():
    frame = effects.covariate_terms(tuple(effects.covariates()))
    assert len(frame) == len(effects.covariates())
    known = frame.set_index("covariate_en")["known_en"]
    assert known["Weeks in job, the year before"] == "weeks \N{MINUS SIGN}52 to \N{MINUS SIGN}1"
    assert known["Sex"] == "on the index date"
    assert frame["matched_for_da"].ne("").all()
