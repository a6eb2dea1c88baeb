"""The placebo: weeks that were over before anybody joined, by a design that does not know them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects

DESIGN = effects.Matched(covariates=("age", "sex"), caliper=0.5)


@pytest.fixture
def frame() -> pd.DataFrame:
    """Return subjects of both arms and pools; the oldest participants have nobody near."""
    random = np.random.default_rng(11)
    n = 200
    ours = np.arange(n) < 50
    age = random.integers(18, 28, n).astype(float)
    age[:4] = 60.0
    return pd.DataFrame(
        {
            "participant_id": [f"p-{each}" for each in range(n)],
            "arm": np.where(ours, "intervention", "comparison"),
            "within": ours | (np.arange(n) % 3 == 0),
            "municipality": "Bornholm",
            "quarter": "2021Q1",
            "index_week": 1600,
            "age": age,
            "sex": pd.Categorical(random.choice(["female", "male"], n)),
        }
    )


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
