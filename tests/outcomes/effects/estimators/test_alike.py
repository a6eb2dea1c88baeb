"""Participants of one consultant: in a design, and where a page must say why they are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.tables import Absent

PLAIN = effects.Matched(("age",))
BY_CONSULTANT = effects.Matched(("age",), errors="consultants")


def frame_of(consultants: int = 12, seed: int = 5) -> pd.DataFrame:
    """Return subjects; participants are older, so that the oldest have nobody near."""
    draws = np.random.default_rng(seed)
    arm = np.arange(300) < 100
    own = draws.normal(0, 2, consultants)[np.arange(300) % consultants] * arm
    return pd.DataFrame(
        {
            "arm": np.where(arm, "intervention", "comparison"),
            "within": arm,
            "consultant_id": [
                f"c{at % consultants}" if ours else None for at, ours in enumerate(arm)
            ],
            "quarter": "2021Q1",
            "age": draws.normal(0, 1, 300) + arm,
            "weeks": draws.normal(10, 4, 300) + own,
        }
    )


def test_only_the_error_differs_from_the_design():
    frame = frame_of()
    found = effects.by_consultant(frame, "weeks", PLAIN)
    plain = effects.estimate(frame, "weeks", design=PLAIN)
    assert found == effects.estimate(frame, "weeks", design=BY_CONSULTANT)
    assert (found.value, found.n, found.dropped) == (plain.value, plain.n, plain.dropped)
    assert found.low != plain.low
    assert "CR2" in found.method


def test_a_ratio_has_errors_by_consultant_too():
    """By the delta method its logarithm has those of the values over the means of their arms."""
    frame = frame_of()
    found = effects.estimate(frame, "weeks", design=BY_CONSULTANT, contrast="ratio")
    plain = effects.estimate(frame, "weeks", design=PLAIN, contrast="ratio")
    assert found.value == pytest.approx(found.treated / found.compared)
    assert found.value == plain.value
    assert found.value / found.low == pytest.approx(found.high / found.value)
    scaled = frame.assign(
        weeks=frame["weeks"] / np.where(frame["within"], found.treated, found.compared)
    )
    by_value = effects.estimate(scaled, "weeks", design=BY_CONSULTANT)
    assert np.log(found.high / found.value) == pytest.approx(by_value.high - by_value.value)


def test_the_model_is_of_those_who_are_matched():
    frame = frame_of()
    found = effects.nested(frame, "weeks", PLAIN)
    estimate = effects.estimate(frame, "weeks", design=PLAIN)
    assert estimate.dropped > 0
    assert found.correlation.n == estimate.n["intervention"]
    assert found.difference.n == sum(estimate.n.values())
    assert found.correlation.value > 0


def test_who_lacks_a_covariate_is_not_in_the_model():
    frame = frame_of()
    lost = frame.head(7).assign(age=np.nan, weeks=90.0)
    more = pd.concat([frame, lost], ignore_index=True)
    assert effects.nested(more, "weeks", PLAIN) == effects.nested(frame, "weeks", PLAIN)


@pytest.mark.parametrize("ask", [effects.by_consultant, effects.nested])
def test_a_page_says_why_where_there_are_few_consultants_or_nobody(ask):
    frame = frame_of(consultants=9)
    assert "fewer than 10" in ask(frame, "weeks", PLAIN).why
    unknown = frame.drop(columns="consultant_id")
    assert "fewer than 10" in ask(unknown, "weeks", PLAIN).why
    nobody = frame_of().assign(quarter=frame["arm"])
    assert isinstance(ask(nobody, "weeks", PLAIN), Absent)
    absent = Absent("no histories")
    assert ask(absent, "weeks", PLAIN) is absent


@pytest.mark.parametrize("ask", [effects.by_consultant, effects.nested])
def test_consultants_of_whom_nobody_is_matched_are_not_counted(ask):
    frame = frame_of(consultants=10)
    far = frame.assign(age=frame["age"].mask(frame["consultant_id"] == "c3", 9.0))
    assert not isinstance(ask(frame, "weeks", PLAIN), Absent)
    assert "fewer than 10" in ask(far, "weeks", PLAIN).why


def test_who_asks_for_it_in_a_design_is_refused():
    with pytest.raises(effects.FewClustersError):
        effects.estimate(frame_of(consultants=9), "weeks", design=BY_CONSULTANT)


def test_within_municipalities_these_are_fixed_effects_and_the_value_is_that_of_the_matches():
    draws = np.random.default_rng(6)
    arm = np.arange(300) < 120
    frame = pd.DataFrame(
        {
            "arm": np.where(arm, "intervention", "comparison"),
            "within": True,
            "municipality": draws.choice(["Bornholm", "Rødovre"], 300),
            "consultant_id": [f"c{place % 12}" if ours else None for place, ours in enumerate(arm)],
            "quarter": "2021Q1",
            "age": draws.normal(0, 1, 300),
            "weeks": draws.normal(10, 4, 300),
        }
    )
    frame["weeks"] += 20.0 * (frame["municipality"] == "Rødovre")
    plain = effects.Matched(("age",), pool="within")
    by_consultant = effects.Matched(("age",), pool="within", errors="consultants")
    found = effects.estimate(frame, "weeks", design=by_consultant)
    assert found.value == pytest.approx(effects.estimate(frame, "weeks", design=plain).value)
    across = frame.assign(within=arm, municipality="Odense")
    wide = effects.estimate(across, "weeks", design=effects.Matched(("age",), errors="consultants"))
    assert found.high - found.low < (wide.high - wide.low) / 1.5, "towns explain most of the spread"
