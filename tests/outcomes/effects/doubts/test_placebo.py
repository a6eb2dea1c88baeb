"""The placebo: weeks that were over before anybody joined, by a design that does not know them."""

from __future__ import annotations

import numpy as np

from compendium.outcomes import effects

DESIGN = effects.Matched(covariates=("age", "sex"), caliper=0.5)


def test_only_what_was_known_before_the_placebo_weeks_is_matched_on():
    names = tuple(effects.covariates())
    before = effects.known_before(names)
    assert before == ("sex", "age", "job_before", "education_before", "no_benefit_before")
    assert effects.known_before(names, week=-104) == ("sex", "age")


def test_the_placebo_is_the_estimate_of_the_design_without_what_came_later(frame):
    told = frame.assign(
        weeks=np.arange(200.0) % 13, job_year_before=np.arange(200.0) % 13, risk_debt=1.0
    )
    wide = effects.Matched(covariates=("age", "sex", "job_year_before", "benefit"), caliper=0.5)
    assert effects.placebo(told, wide) == effects.estimate(told, "weeks", design=DESIGN)
