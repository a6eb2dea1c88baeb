"""The event study and the check of trends before: against R, and what it can and cannot find."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.tables import Absent

Z = 1.959963984540054
DESIGN = effects.DifferenceInDifferences(before=(-12, -4))
WEEKS = range(-12, 4)


def subjects_of(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["participant_id", "arm", "quarter"]].assign(within=False)


def weekly_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the endpoint by person and week, in the form of outcomes.weekly."""
    long = rows.melt(["participant_id", "arm"], [f"w{week}" for week in WEEKS], "week", "job")
    answers = pd.Categorical(long["job"].map({1: "yes", 0: "no"}), ["yes", "no"], ordered=True)
    return long.assign(week=long["week"].str[1:].astype(int), followed="yes", job=answers)


def given_of(oracle):
    rows = oracle("differencing").rows()
    return subjects_of(rows), weekly_of(rows), oracle("differencing").stored


@pytest.mark.parametrize(("block", "part"), [(1, "weeks"), (4, "blocks")])
def test_every_week_and_block_is_that_of_stacked_regression(oracle, block, part):
    """Oracle: lm saturated in cohort, arm and time, CR2 by person, as of differencing.json."""
    frame, weekly, stored = given_of(oracle)
    found = effects.event_study(frame, weekly, "job", design=DESIGN, block=block)
    known = stored[part]
    assert [each.value for each in found.values()] == pytest.approx(known["value"], abs=1e-9)
    errors = [(each.high - each.low) / (2 * Z) for each in found.values()]
    assert errors == pytest.approx(known["error"], abs=1e-9)


def test_no_block_reaches_over_the_reference_or_the_index_week(oracle):
    frame, weekly, _ = given_of(oracle)
    found = effects.event_study(frame, weekly, "job", design=DESIGN, block=4)
    assert list(found) == ["-12", "-8", "-4", "-3", "0"]
    assert list(map(int, found)) == effects.blocks(DESIGN, first=-12, last=3)
    whole = effects.event_study(frame, weekly, "job", design=DESIGN, block=99)
    assert list(whole) == ["-12", "-3", "0"]
    assert whole["-12"].value == pytest.approx(0), "the reference itself"


def test_blocks_part_all_the_weeks_that_a_study_has():
    assert effects.blocks(effects.DifferenceInDifferences(), block=26) == [
        -104, -78, -52, -26, 0, 26, 52, 78,
    ]  # fmt: skip
    close = effects.DifferenceInDifferences(before=(-30, -1))
    assert effects.blocks(close, block=40, first=-52, last=9) == [-52, -30, 0]


def test_the_week_of_the_endpoint_is_the_estimate_of_the_design(oracle):
    rows = oracle("differencing").rows()
    frame, weekly = subjects_of(rows), weekly_of(rows)
    before = rows[[f"w{week}" for week in range(-12, -3)]].mean(axis=1)
    with_both = frame.assign(job=rows["w3"].astype(float), **{effects.before("job"): before})
    known = effects.estimate(with_both, "job", design=DESIGN)
    found = effects.event_study(frame, weekly, "job", design=DESIGN)["3"]
    assert (found.value, found.low, found.high) == pytest.approx(
        (known.value, known.low, known.high)
    )


def test_the_order_of_rows_changes_nothing_and_who_is_not_followed_is_left_out(oracle):
    frame, weekly, _ = given_of(oracle)
    lost = weekly.assign(participant_id="x" + weekly["participant_id"], job=None)
    shuffled = pd.concat([weekly, lost]).sample(frac=1, random_state=1)
    more = pd.concat([frame.assign(participant_id="x" + frame["participant_id"]), frame])
    found = effects.event_study(more, shuffled, "job", design=DESIGN)
    known = effects.event_study(frame, weekly, "job", design=DESIGN)
    assert [each.low for each in found.values()] == pytest.approx(
        [each.low for each in known.values()]
    )
    assert {each.n for each in found.values()} == {len(frame)}


def test_the_check_is_walds_of_the_blocks_before(oracle):
    """Oracle: by hand in R from the same regression, as of differencing.json."""
    frame, weekly, stored = given_of(oracle)
    found = effects.pre_trend(frame, weekly, "job", design=DESIGN, block=3, week=3)
    known = stored["level"]
    assert (found.statistic, found.degrees, found.p.value) == pytest.approx(
        (known["statistic"], known["degrees"], known["p"]), abs=1e-9
    )
    assert found.missed.value == pytest.approx(known["missed"], abs=1e-7)
    assert (found.p.unit, found.missed.unit) == ("p", "percentage_points")


def simulated(slope: float, people: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return people of one quarter, whose arms draw apart by this slope a year."""
    draws = np.random.default_rng(seed)
    arm = np.where(np.arange(people) % 2, "intervention", "comparison")
    trend = slope * np.array(WEEKS) / 52
    chance = 0.5 + np.where(arm == "intervention", 0.5, -0.5)[:, None] * trend
    reached = draws.random((people, len(WEEKS))) < chance
    rows = pd.DataFrame(reached.astype(int), columns=[f"w{week}" for week in WEEKS])
    rows = rows.assign(participant_id=[f"p{each}" for each in range(people)], arm=arm, quarter="Q")
    return subjects_of(rows), weekly_of(rows)


def test_it_finds_a_trend_as_steep_as_it_says_in_four_studies_of_five():
    """Drawn 120 times at the slope that it names itself; 80 % ± 3 of its Monte Carlo errors."""
    known = effects.pre_trend(*simulated(0.0, 800, 1), "job", design=DESIGN, block=3, week=3)
    slope = known.missed.value / ((3 + 8) / 52)
    found = [
        effects.pre_trend(*simulated(slope, 800, seed), "job", design=DESIGN, block=3).p.value
        for seed in range(2, 122)
    ]
    assert np.mean(np.array(found) < 0.05) == pytest.approx(0.8, abs=3 * (0.16 / 120) ** 0.5)


def test_where_nothing_can_tell_of_a_trend_it_is_said_why(oracle):
    frame, weekly, _ = given_of(oracle)
    found = effects.pre_trend(frame, weekly, "job", design=DESIGN, block=9)
    assert "fewer than two" in found.why
    still = weekly.assign(job=pd.Categorical(["no"] * len(weekly), ["yes", "no"], ordered=True))
    assert "varies" in effects.pre_trend(frame, still, "job", design=DESIGN, block=3).why
    apart = frame.assign(quarter=frame["arm"])
    assert isinstance(effects.event_study(apart, weekly, "job", design=DESIGN), Absent)
    assert isinstance(effects.pre_trend(apart, weekly, "job", design=DESIGN), Absent)
