"""Leaving out: years, closures, municipalities, and those who are gone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.outcomes.effects.plan.planned import SENSITIVITY
from compendium.tables import Absent

DESIGN = effects.Matched(covariates=("age",), exact=("quarter",))
ENDPOINT = "job"


def people(n: int = 400) -> pd.DataFrame:
    """Return subjects of whom participants of 2021 gain, and those of 2020 do not."""
    random = np.random.default_rng(11)
    ours = np.arange(n) < n // 4
    quarter = np.where(np.arange(n) % 2 == 0, "2020Q4", "2021Q3")
    gain = ours & (quarter == "2021Q3")
    return pd.DataFrame(
        {
            "participant_id": [f"p-{place}" for place in range(n)],
            "arm": np.where(ours, "intervention", "comparison"),
            "municipality": np.where(ours, np.where(np.arange(n) % 3 == 0, "Rødovre", "København"),
                                     "Odense"),
            "index_week": np.where(quarter == "2020Q4", 1616, 1645),
            "quarter": quarter,
            "within": ours,
            "age": random.integers(18, 29, n).astype(float),
            ENDPOINT: np.where(gain, 1.0, (random.random(n) < 0.3).astype(float)),
        }
    )  # fmt: skip


FRAME = people()
POOL = effects.in_pool(FRAME, "across")


def test_each_year_is_estimated_of_its_own_people_by_the_score_of_all() -> None:
    found = effects.within_each(FRAME, ENDPOINT, DESIGN, effects.intake_year(FRAME, POOL))
    assert list(found) == ["2020", "2021"]
    earlier, later = found["2020"], found["2021"]
    assert not isinstance(earlier, Absent)
    assert not isinstance(later, Absent)
    assert later.value > 0.5 > earlier.value
    whole = effects.estimate(FRAME, ENDPOINT, design=DESIGN)
    assert not isinstance(whole, Absent)
    assert earlier.n["intervention"] + later.n["intervention"] <= whole.n["intervention"] + 2
    # Pairs are of one quarter, so without a caliper the whole is made of its parts.
    free = effects.Matched(covariates=("age",), caliper=None)
    parts = effects.within_each(FRAME, ENDPOINT, free, effects.intake_year(FRAME, POOL))
    whole = effects.estimate(FRAME, ENDPOINT, design=free)
    assert not isinstance(whole, Absent)
    weighed = sum(
        part.value * part.n["intervention"]
        for part in parts.values()
        if not isinstance(part, Absent)
    )
    assert weighed / whole.n["intervention"] == pytest.approx(whole.value, abs=1e-12)


def test_closures_are_told_by_the_monday_of_the_index_week() -> None:
    mondays = pd.to_datetime(["2020-03-09", "2020-03-16", "2020-05-25", "2020-06-01", "2021-01-04"])
    weeks = (mondays - pd.Timestamp("1990-01-01")).days // 7
    inside = effects.in_closure(pd.DataFrame({"index_week": weeks}))
    assert inside.tolist() == [False, True, True, False, True]


def test_too_few_participants_are_said_to_be_too_few() -> None:
    some = FRAME[(FRAME["quarter"] != "2020Q4") | (FRAME.index >= 30)]
    some = some.reset_index(drop=True)
    assert ((some["arm"] == "intervention") & (some["quarter"] == "2020Q4")).sum() == 35
    fewer = FRAME[(FRAME["quarter"] != "2020Q4") | (FRAME.index >= 62)].reset_index(drop=True)
    assert ((fewer["arm"] == "intervention") & (fewer["quarter"] == "2020Q4")).sum() == 19
    for frame, known in ((some, True), (fewer, False)):
        among = effects.in_pool(frame, "across")
        found = effects.within_each(frame, ENDPOINT, DESIGN, effects.intake_year(frame, among))
        assert isinstance(found["2020"], effects.Effect) is known


def test_a_municipality_is_left_out_where_enough_others_and_enough_of_it_are_left() -> None:
    found = effects.without_each(FRAME, ENDPOINT, DESIGN, ["Rødovre", "København"])
    without = effects.estimate(FRAME[FRAME["municipality"] != "Rødovre"], ENDPOINT, design=DESIGN)
    assert found["Rødovre"] == without
    few = FRAME[(FRAME["municipality"] != "Rødovre") | (FRAME.index < 57)]
    assert ((few["municipality"] == "Rødovre") & (few["arm"] == "intervention")).sum() == 19
    found = effects.without_each(few, ENDPOINT, DESIGN, ["Rødovre", "København"])
    assert isinstance(found["Rødovre"], Absent), "beside the whole it would tell of these 19"
    assert effects.without_each(FRAME, ENDPOINT, DESIGN, ["Rødovre"]) == {}


def test_bounds_hold_what_became_of_those_who_are_gone() -> None:
    gone = np.arange(len(FRAME)) % 10 == 0
    asked = (FRAME, ENDPOINT, DESIGN, gone)
    whole = effects.estimate(FRAME, ENDPOINT, design=DESIGN)
    worst, best = effects.bound(*asked, "worst"), effects.bound(*asked, "best")
    assert not isinstance(worst, Absent)
    assert not isinstance(best, Absent)
    assert not isinstance(whole, Absent)
    assert worst.value < whole.value < best.value
    nobody = np.zeros(len(FRAME), dtype=bool)
    assert effects.bound(FRAME, ENDPOINT, DESIGN, nobody, "best") == whole
    left = effects.without(*asked)
    assert left == effects.estimate(FRAME[~gone], ENDPOINT, design=DESIGN)


def test_everybody_of_the_study_is_counted_in_a_part_once() -> None:
    participants = pd.concat(
        [
            FRAME[["participant_id", "arm"]],
            pd.DataFrame({"participant_id": ["p-later"], "arm": ["intervention"]}),
        ]
    ).sample(frac=1, random_state=1)
    parts = effects.in_parts(
        FRAME, participants, across=POOL, year=effects.intake_year(FRAME, POOL)
    )
    assert list(parts["participant_id"]) == list(participants["participant_id"])
    later = parts.set_index("participant_id").loc["p-later"]
    assert later["followed"] == "no"
    assert pd.isna(later["across"])
    by_id = parts.set_index("participant_id")["year"].astype(str)
    for person, quarter in zip(FRAME["participant_id"], FRAME["quarter"], strict=True):
        assert by_id[person] == quarter[:4]


def test_what_is_absent_is_handed_on() -> None:
    absent = Absent("it has no table of histories")
    assert effects.within_each(absent, ENDPOINT, DESIGN, absent) == {}
    assert effects.without_each(absent, ENDPOINT, DESIGN, ["Rødovre"]) == {"Rødovre": absent}
    assert effects.in_closure(absent) is absent


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_is_planned_and_what_happened_around_is_said_in_both_languages(language: str) -> None:
    rows = effects.sensitivity_rows(language, effects.planned())
    assert (rows.map(len) > 0).all(axis=None)
    assert set(rows["listed"]) == {"no"}
    events = effects.context_rows(language)
    assert (events["first_day"] < events["last_day"]).all()
    assert set(events["status"]) <= {"confirmed", "unconfirmed"}


def test_every_way_of_asking_that_a_plan_can_name_has_a_row_and_is_told_from_the_others() -> None:
    plan = replace(effects.planned(), sensitivity=SENSITIVITY)
    listed = effects.sensitivity_rows("en", plan)["listed"].tolist()
    assert listed.count("no") == 1
    for name in SENSITIVITY:
        fewer = replace(plan, sensitivity=tuple(one for one in SENSITIVITY if one != name))
        assert effects.sensitivity_rows("en", fewer)["listed"].tolist().count("no") == 2
