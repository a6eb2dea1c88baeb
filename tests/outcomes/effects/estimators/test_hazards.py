"""Hazard ratios: against R and statsmodels, by hand, and where there are none."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.outcomes.arms.estimates import CRITICAL
from compendium.outcomes.effects.estimators.hazards import NO_ENTRIES
from compendium.tables import Absent

NAMES = ("age", "sex", "readiness")
CASES = {"alone": ((), False), "adjusted": (NAMES, False), "weighted": (NAMES, True)}


@pytest.fixture
def people(oracle) -> pd.DataFrame:
    """Return the invented participants of hazards.csv."""
    rows = oracle("hazards").rows()
    return rows.astype({"sex": "category", "readiness": "category"})


def error(found) -> float:
    return math.log(found.high / found.low) / (2 * CRITICAL)


@pytest.mark.parametrize("case", CASES)
def test_ratio_error_and_test_are_those_of_coxph_and_zph(oracle, people, case):
    """Oracle: R survival, ties by Efron, robust errors, as stored in hazards.json."""
    known = oracle("hazards").stored[case]
    names, weighted = CASES[case]
    weights = people["weight"].to_numpy() if weighted else None
    found = effects.hazard_ratio(people, names, weights=weights)
    assert found.value == pytest.approx(known["value"], abs=1e-9)
    assert error(found) == pytest.approx(known["error"], abs=1e-9)
    test = effects.proportionality(people, names, weights=weights)
    assert (test.chi_square, test.p) == pytest.approx((known["chi_square"], known["p"]), abs=1e-7)
    assert test.freedom == 1


def test_r_still_prints_what_is_stored(oracle, rscript):
    """Oracle: the same script, run now."""
    printed = oracle("hazards").printed(rscript)
    for case in CASES:
        assert printed[case] == pytest.approx(oracle("hazards").stored[case], abs=1e-9)


def test_the_ratio_is_that_of_statsmodels(people):
    """Oracle: statsmodels PHReg, which has no weights and other errors, but the same maximum."""
    from statsmodels.duration.hazard_regression import PHReg

    columns = pd.get_dummies(people[["age", "sex", "readiness"]], drop_first=True, dtype=float)
    columns.insert(0, "lot", (people["arm"] == "intervention").astype(float))
    entered = (people["event"] == "entry").astype(int)
    fit = PHReg(people["weeks"], columns, status=entered, ties="efron").fit()
    assert math.log(effects.hazard_ratio(people, NAMES).value) == pytest.approx(
        fit.params[0], abs=1e-6
    )


def test_by_hand():
    """By hand: entries of participants are as many as the model expects, h found by halving.

    With h the ratio, 3 = 3h/(3h + 2) + 3h/(3h + 1) + 2h/(2h + 1) + 1 + 1 is expected in five weeks.
    """
    arms = ["comparison", "intervention", "comparison", "intervention", "intervention"]
    frame = pd.DataFrame({"arm": arms, "weeks": [1, 2, 3, 4, 5], "event": "entry"})

    def score(h):
        risk = [(3, 2), (3, 1), (2, 1), (2, 0), (1, 0)]
        expected = [h * ours / (h * ours + theirs) for ours, theirs in risk]
        return sum(arm == "intervention" for arm in arms) - sum(expected)

    low, high = 0.01, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > 0 else (low, middle)
    assert effects.hazard_ratio(frame).value == pytest.approx(middle, abs=1e-9)


def test_it_says_that_it_is_a_hazard_ratio_of_selected_people(people):
    found = effects.hazard_ratio(people)
    assert (found.estimand, found.contrast, found.unit) == ("hazard_ratio", "ratio", "ratio")
    assert {"selected_at_risk", "proportional_hazards"} <= set(found.assumptions)
    assert found.n == people["arm"].value_counts().to_dict()
    assert found.low < found.value < found.high


def test_who_weighs_nothing_or_is_not_followed_is_left_out(people):
    weights = np.ones(len(people))
    weights[:40] = 0
    without = effects.hazard_ratio(people.iloc[40:], NAMES)
    assert effects.hazard_ratio(people, NAMES, weights=weights) == without
    unseen = people.assign(weeks=people["weeks"].astype(float).mask(np.arange(len(people)) < 40))
    assert effects.hazard_ratio(unseen, NAMES) == without


def test_whole_weights_are_as_many_people_in_value(people):
    """Without ties, for Efron's steps are of persons: each in a week of their own."""
    apart = people.assign(weeks=people["weeks"] + np.arange(len(people)) / 1_000)
    twice = np.where(np.arange(len(people)) % 3 == 0, 2.0, 1.0)
    doubled = apart.loc[apart.index.repeat(twice.astype(int))]
    doubled = doubled.assign(weeks=doubled["weeks"] + 1e-7 * np.arange(len(doubled)))
    one = effects.hazard_ratio(apart, weights=twice)
    assert one.value == pytest.approx(effects.hazard_ratio(doubled).value, rel=2e-3)


def test_a_ratio_that_changes_is_found_not_to_be_proportional():
    """Invented: three times as fast in the first half of the weeks, and a third in the second."""
    draws = np.random.default_rng(2)
    n = 2_000
    arm = draws.random(n) < 0.5
    early = np.where(arm, 0.03, 0.01)
    late = np.where(arm, 0.01, 0.03)
    first = draws.exponential(1 / early)
    week = np.where(first < 39, first, 39 + draws.exponential(1 / late))
    frame = pd.DataFrame(
        {
            "arm": np.where(arm, "intervention", "comparison"),
            "weeks": np.minimum(np.ceil(week), 78),
            "event": np.where(week <= 78, "entry", "censored"),
        }
    )
    assert effects.proportionality(frame).p < 1e-6
    steady = frame.assign(arm=draws.permutation(frame["arm"]))
    assert effects.proportionality(steady).p > 0.01


def test_where_there_is_no_ratio_the_reason_is_told(people):
    ours = people["arm"] == "intervention"
    for function in (effects.hazard_ratio, effects.proportionality):
        assert "nobody" in function(people[ours]).why
        assert function(people.assign(event="censored")) is NO_ENTRIES
        assert function(people.assign(event=people["event"].mask(ours, "censored"))) is NO_ENTRIES
        absent = Absent("no histories")
        assert function(absent) is absent
    at_once = people.assign(weeks=10, event=np.where(people["age"] > 22, "entry", "censored"))
    assert "one week" in effects.proportionality(at_once).why
    telling = people.assign(first=(people["weeks"].rank(method="first") * -1.0))
    assert isinstance(effects.hazard_ratio(telling, ("first",)), Absent)


@pytest.mark.parametrize("weight", [np.inf, np.nan, -1.0])
def test_weights_that_nobody_can_have_are_refused(people, weight):
    weights = np.ones(len(people))
    weights[3] = weight
    with pytest.raises(effects.WeightsError):
        effects.hazard_ratio(people, weights=weights)


SPELLS = (
    ("enters", "work", "ordinary", 37.0, 5, 60),
    ("dies", "benefit", "dead", None, 20, 400),
    ("leaves", "benefit", "abroad", None, 30, 400),
)


@pytest.mark.parametrize(
    ("competing", "weeks"),
    [("stay", {"dies": 78, "leaves": 78}), ("leave", {"dies": 20, "leaves": 30})],
)
def test_competing_events_are_as_the_estimand_has_them(engine, competing, weeks):
    names = ["enters", "dies", "leaves", "waits"]
    frame = pd.DataFrame({"participant_id": names, "index_week": 1600, "arm": "comparison"})
    frame = frame.astype({"participant_id": "str", "index_week": "int32"})
    found = effects.with_first_entry(frame, engine.histories(*SPELLS), competing=competing)
    told = found.set_index("participant_id")
    assert told["event"].to_dict() == dict.fromkeys(names, "censored") | {"enters": "entry"}
    assert told["weeks"].to_dict() == {"enters": 5, "waits": 78} | weeks
