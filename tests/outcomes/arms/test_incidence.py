"""Cumulative incidence and restricted means: against R's survival, by hand, and at the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import outcomes
from compendium.outcomes.arms.courses import course
from compendium.tables import Absent

ARMS = ("intervention", "comparison")
EVENTS = ("job", "dead", "pension")
KINDS = ("job", "dead", "censored")
Z = 1.959963984540054

histories = st.lists(
    st.tuples(st.sampled_from(ARMS), st.integers(0, 12), st.sampled_from(KINDS)),
    min_size=1,
    max_size=40,
)
few = settings(max_examples=40, deadline=None)


def people(*rows: tuple[int, str], arm: str = "intervention") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["weeks", "event"]).assign(arm=arm)


def curve(frame, event="job", until=10):
    return outcomes.cumulative_incidence(frame, event, until=until).set_index("week")


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("event", EVENTS)
def test_incidence_and_its_interval_are_those_of_survfit(oracle, arm, event):
    """Oracle: survfit of several states, conf.type log-log, as stored in incidence.json.

    Where nobody has had the event yet R prints no limits, or 0; here there are none.
    """
    incidence = oracle("incidence")
    known = incidence.stored[arm][event]
    found = outcomes.cumulative_incidence(incidence.rows(), event, until=26)
    found = found[found["arm"] == arm].set_index("week").loc[incidence.stored["weeks"]]
    assert list(found["at_risk"]) == incidence.stored[arm]["at_risk"]
    assert list(found["value"]) == pytest.approx(known["value"], abs=1e-9)
    begun = np.array(known["value"]) > 0
    assert begun.any()
    for limit in ("low", "high"):
        told = np.array(known[limit], dtype=object)[begun].astype(float)
        assert found[limit].to_numpy()[begun] == pytest.approx(told, abs=1e-9)
        assert np.isnan(found[limit].to_numpy()[~begun]).all()


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("event", EVENTS)
def test_the_restricted_mean_and_its_error_are_those_of_survfit(oracle, arm, event):
    """Oracle: rmean of survfit, and the area under its influence, as stored in incidence.json."""
    incidence = oracle("incidence")
    known, rows = incidence.stored[arm][event], incidence.rows()
    found = outcomes.restricted_mean(rows[rows["arm"] == arm], event, until=26)
    assert found.value == pytest.approx(known["mean"], abs=1e-9)
    assert (found.high - found.low) / (2 * Z) == pytest.approx(known["mean_error"], abs=1e-9)


def test_differences_are_those_of_both_arms_in_r(oracle):
    """Oracle: the values and errors of both arms, as stored; the arms are independent."""
    incidence = oracle("incidence")
    treated, compared = (incidence.stored[arm]["job"] for arm in ARMS)
    at_week = outcomes.incidence_difference(incidence.rows(), "job", week=26)
    weeks = outcomes.restricted_mean_difference(incidence.rows(), "job", until=26)
    for found, value, error in (
        (at_week, lambda arm: arm["value"][-1], lambda arm: arm["error"][-1]),
        (weeks, lambda arm: arm["mean"], lambda arm: arm["mean_error"]),
    ):
        half = Z * np.hypot(error(treated), error(compared))
        between = value(treated) - value(compared)
        assert (found.value, found.low, found.high) == pytest.approx(
            (between, between - half, between + half), abs=1e-9
        )
        assert found.estimand.startswith("unadjusted")
        assert found.n == len(incidence.rows())


def test_r_still_prints_what_is_stored(oracle, rscript):
    """Oracle: the same script, run now."""
    incidence = oracle("incidence")
    printed = incidence.printed(rscript)
    for arm in ARMS:
        assert printed[arm]["at_risk"] == incidence.stored[arm]["at_risk"]
        for event in EVENTS:
            for number, value in incidence.stored[arm][event].items():
                told = printed[arm][event][number]
                for one, known in zip(np.ravel(told), np.ravel(value), strict=True):
                    assert one == known or float(one) == pytest.approx(float(known), abs=1e-9)


def test_incidence_by_hand_with_a_competing_event():
    """By hand: of five, a job in week 2, a death in 3, one censored in 3, a job in 5, one left.

    F(2) = 1/5; in week 3 four are at risk and S = 4/5; after the death 3/5; in week 5 two are at
    risk, F(5) = 1/5 + 3/5 * 1/2 = 1/2. Who died stays in the denominator.
    """
    frame = people((2, "job"), (3, "dead"), (3, "censored"), (5, "job"), (9, "censored"))
    found = curve(frame)
    assert list(found["value"].loc[[0, 1, 2, 4, 5, 9]]) == pytest.approx([0, 0, 0.2, 0.2, 0.5, 0.5])
    assert list(found["at_risk"].loc[[0, 2, 3, 4, 5, 6, 9, 10]]) == [5, 5, 4, 2, 2, 1, 1, 0]
    assert curve(frame, "dead")["value"].loc[9] == pytest.approx(0.8 / 4)
    assert outcomes.restricted_mean(frame, "job", until=9).value == pytest.approx(3 * 0.2 + 4 * 0.5)


def test_beyond_everybodys_follow_up_nothing_is_known():
    """Shorter follow-up is censored, never failure: no value, rather than the last one."""
    frame = people((2, "job"), (5, "censored"), (5, "censored"))
    found = curve(frame)
    assert found["value"].loc[:5].notna().all()
    assert found["value"].loc[6:].isna().all()
    assert "followed" in outcomes.incidence_at(frame, "job", week=6).why
    assert isinstance(outcomes.incidence_at(frame, "job", week=5), outcomes.Estimate)
    assert "followed" in outcomes.restricted_mean(frame, "job", until=7).why
    assert isinstance(outcomes.restricted_mean(frame, "job", until=6), outcomes.Estimate)


def test_where_all_have_had_an_event_everything_later_is_known():
    frame = people((2, "job"), (4, "dead"), (4, "job"))
    assert list(curve(frame)["value"].loc[[3, 4, 10]]) == pytest.approx([1 / 3, 2 / 3, 2 / 3])
    assert curve(frame)["low"].loc[10] < 2 / 3 < curve(frame)["high"].loc[10]


@few
@given(histories)
def test_shares_of_all_events_and_of_none_add_up_and_never_fall(rows):
    frame = pd.DataFrame(rows, columns=["arm", "weeks", "event"])
    found = course(frame, 12)
    total = sum(found.incidence.values(), np.zeros(13))
    assert (total <= 1 + 1e-12).all()
    for each in found.incidence.values():
        assert (np.diff(each) >= 0).all()
    for influence in found.influence.values():
        # A share does not move where every person weighs twice as much.
        assert found.persons @ influence == pytest.approx(np.zeros(13), abs=1e-9)


@few
@given(histories)
def test_without_censoring_it_is_the_plain_share_with_its_plain_error(rows):
    """Oracle: the binomial: events / n, and the error sqrt(p (1 - p) / n)."""
    frame = pd.DataFrame(rows, columns=["arm", "weeks", "event"])
    frame = frame[frame["event"] != "censored"]
    if frame.empty:
        return
    found, n = course(frame, 12), len(frame)
    for event, incidence in found.incidence.items():
        share = np.array(
            [((frame["event"] == event) & (frame["weeks"] <= week)).sum() / n for week in range(13)]
        )
        assert incidence == pytest.approx(share)
        error = found.error(found.influence[event])
        assert error == pytest.approx(np.sqrt(share * (1 - share) / n), abs=1e-9)


@few
@given(histories, st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    frames = (pd.DataFrame(each, columns=["arm", "weeks", "event"]) for each in (rows, shuffled))
    one, other = (outcomes.cumulative_incidence(frame, "job", until=12) for frame in frames)
    pd.testing.assert_frame_equal(one, other)


@few
@given(histories)
def test_no_estimate_is_ever_infinite_or_no_number(rows):
    frame = pd.DataFrame(rows, columns=["arm", "weeks", "event"])
    for found in (
        outcomes.incidence_at(frame, "job", week=6),
        outcomes.restricted_mean(frame, "job", until=6),
    ):
        if isinstance(found, Absent):
            assert found.why
        else:
            assert np.isfinite([found.low, found.value, found.high]).all()
            assert found.low < found.value < found.high


def test_an_event_that_nobody_has_had_has_no_interval():
    frame = people((3, "dead"), (7, "censored"), (8, "censored"))
    assert "nobody has had" in outcomes.incidence_at(frame, "job", week=7).why
    assert "nobody has had" in outcomes.restricted_mean(frame, "job", until=7).why
    assert curve(frame, until=7)["value"].eq(0).all()


def test_an_event_in_one_arm_only_has_no_difference():
    frame = pd.concat([people((3, "job"), (9, "censored")), people((9, "dead"), arm="comparison")])
    assert "nobody has had" in outcomes.incidence_difference(frame, "job", week=8).why


def test_no_comparison_arm_is_refused_with_what_to_check():
    with pytest.raises(outcomes.ArmsMissingError, match="arm of the table participants"):
        outcomes.incidence_difference(people((3, "job"), (9, "censored")), "job", week=8)


def test_who_is_not_followed_is_left_out():
    frame = people((2, "job"), (9, "censored"), (np.nan, None))
    assert curve(frame, until=9)["at_risk"].iloc[0] == 2
    nobody = frame.tail(1)
    assert isinstance(outcomes.cumulative_incidence(nobody, "job", until=9), Absent)
    assert isinstance(outcomes.incidence_at(nobody, "job", week=9), Absent)


@pytest.mark.parametrize("weeks", [-1, 2.5])
def test_weeks_are_whole_numbers_from_zero(weeks):
    with pytest.raises(ValueError, match="whole numbers from 0"):
        curve(people((weeks, "job"), (9, "censored")))


def test_an_event_that_is_no_category_is_refused_with_those_that_are():
    frame = people((2, "job"), (9, "censored")).astype({"event": "category"})
    with pytest.raises(ValueError, match="'jobb': censored, job"):
        curve(frame, "jobb")


def test_absent_histories_are_handed_on():
    absent = Absent("no histories")
    assert outcomes.cumulative_incidence(absent, "job", until=9) is absent
    assert outcomes.incidence_at(absent, "job", week=9) is absent
    assert outcomes.incidence_difference(absent, "job", week=9) is absent
    assert outcomes.restricted_mean(absent, "job", until=9) is absent
    assert outcomes.restricted_mean_difference(absent, "job", until=9) is absent


def test_intervals_cover_the_truth_as_often_as_they_say():
    """Recovery: weekly chances of .03 for a job and .01 for death, censored from week 20 to 60.

    Of 400 groups of 80. Expected before it was run: 93 to 97 per cent, Monte Carlo error 1.1
    points, so that 91 to 98 is asked for.
    """
    draws = np.random.default_rng(7)
    gone = (1 - 0.04) ** np.arange(1, 60)
    incidence = 0.75 * (1 - gone)
    at_30, up_to_30 = incidence[30], incidence[:30].sum()
    covered = np.zeros(2)
    for _ in range(400):
        weeks = draws.geometric(0.04, 80)
        kinds = np.where(draws.random(80) < 0.75, "job", "dead")
        until = draws.integers(20, 61, 80)
        frame = pd.DataFrame(
            {
                "weeks": np.minimum(weeks - 1, until),
                "event": np.where(weeks - 1 <= until, kinds, "censored"),
            }
        )
        share = outcomes.incidence_at(frame, "job", week=30)
        mean = outcomes.restricted_mean(frame, "job", until=30)
        covered += [share.low <= at_30 <= share.high, mean.low <= up_to_30 <= mean.high]
    assert ((covered / 400 >= 0.91) & (covered / 400 <= 0.98)).all()
