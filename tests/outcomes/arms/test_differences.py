"""Differences between arms as they stand: against R, open data, and counts made by hand."""

import pandas as pd
import pytest

from compendium import outcomes
from compendium.tables import Absent


def weeks(treated: list[float], compared: list[float]) -> pd.DataFrame:
    """Return participants of two arms with these weeks."""
    arms = ["intervention"] * len(treated) + ["comparison"] * len(compared)
    return pd.DataFrame({"arm": arms, "weeks": [*treated, *compared]})


def test_the_difference_is_intervention_minus_comparison():
    frame = pd.DataFrame(
        {
            "arm": ["intervention"] * 4 + ["comparison"] * 5,
            "job_or_education": ["yes", "yes", "yes", "no", "yes", "no", "no", "no", "no"],
        }
    )
    estimate = outcomes.unadjusted_difference(frame)
    assert estimate.value == pytest.approx(3 / 4 - 1 / 5)
    assert estimate.n == 9
    assert estimate.low < estimate.value < estimate.high


def test_a_raw_difference_is_never_called_an_effect():
    frame = weeks([3, 5, 4], [1, 2])
    difference = outcomes.unadjusted_difference(
        frame.assign(job=["yes", "no", "no"] + ["no"] * 2), "job"
    )
    assert difference.estimand == "unadjusted_difference"
    assert outcomes.mean_difference(frame, "weeks").estimand == "unadjusted_mean_difference"


@pytest.mark.parametrize(("treated", "compared"), [([3, 5], []), ([], [3, 5]), ([], [])])
def test_where_an_arm_has_nobody_there_is_no_difference_yet(treated, compared):
    """A study that has only begun; what is said is the same whichever arm it is."""
    frame = weeks(treated, compared)
    answers = frame.assign(job="yes", week=52)
    found = [
        outcomes.mean_difference(frame, "weeks"),
        outcomes.unadjusted_difference(answers, "job"),
        outcomes.weekly_differences(answers, "job"),
    ]
    assert {each.why for each in found} == {
        "a difference between two arms of which one has nobody who can be followed so far"
    }


def test_the_difference_of_every_week_is_that_of_the_week_alone():
    frame = pd.DataFrame(
        {
            "arm": ["intervention", "intervention", "comparison", "comparison"] * 2
            + ["comparison"],
            "week": [-1] * 4 + [10] * 4 + [2],
            "job": ["yes", "no", "no", "no", "yes", "yes", "yes", "no", "no"],
        }
    )
    found = outcomes.weekly_differences(frame, "job")
    assert list(found) == ["-1", "10"], "in week 2 nobody of the intervention is followed"
    assert [each.value for each in found.values()] == [0.5, 0.5]
    assert found["10"] == outcomes.unadjusted_difference(frame[frame["week"] == 10], "job")


def test_an_estimate_of_arms_says_what_it_is_a_number_of():
    counts = outcomes.Counts(8, 20, 5, 20)
    found = (outcomes.risk_difference(counts), outcomes.risk_ratio(counts))
    assert [each.unit for each in found] == ["percentage_points", "ratio"]
    assert (found[0].by, found[0].groups) == ("arm", ("intervention", "comparison"))


def test_an_absent_table_is_handed_on():
    absent = Absent("no histories")
    assert outcomes.unadjusted_difference(absent) is absent
    assert outcomes.mean_difference(absent, "weeks") is absent


def test_who_is_not_followed_is_in_neither_count():
    frame = pd.DataFrame(
        {
            "arm": ["intervention"] * 3 + ["comparison"] * 3,
            "job_or_education": ["yes", "no", None, "yes", "no", None],
        }
    )
    estimate = outcomes.unadjusted_difference(frame)
    assert estimate.value == 0
    assert estimate.n == 4


def test_the_mean_difference_and_its_interval_are_those_of_t_test(oracle):
    """Oracle: R t.test, which is Welch's, as stored in arms.json."""
    arms = oracle("arms")
    found = outcomes.mean_difference(arms.rows(), "weeks_in_job")
    assert [found.value, found.low, found.high] == pytest.approx(arms.stored["welch"], abs=1e-9)


@pytest.mark.parametrize(
    ("file", "published"), [("lalonde/lalonde", -635.0262), ("nsw/nsw_mixtape", 1794.3424)]
)
def test_the_earnings_of_open_data_differ_as_is_known(open_data, file, published):
    """LaLonde's observational comparison has the other sign than the experiment it is made from."""
    frame = pd.read_csv(open_data / f"{file}.csv")
    arms = frame["treat"].map({1: "intervention", 0: "comparison"})
    found = outcomes.mean_difference(frame.assign(arm=arms), "re78")
    assert found.value == pytest.approx(published, abs=5e-5)
    assert found.n == len(frame)


def test_who_has_no_value_is_in_neither_mean():
    found = outcomes.mean_difference(weeks([4, 8, float("nan")], [1, 3, float("nan")]), "weeks")
    assert (found.value, found.n) == (4, 4)


@pytest.mark.parametrize(
    ("treated", "compared"), [([4], [1, 3]), ([4, 8], [1]), ([5, 5], [2, 2, 2])]
)
def test_a_mean_difference_without_an_interval_is_absent_with_why(treated, compared):
    found = outcomes.mean_difference(weeks(treated, compared), "weeks")
    assert "interval" in found.why
