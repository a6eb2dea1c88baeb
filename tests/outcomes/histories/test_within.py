"""Weeks in endpoints, each history drawn by hand and its answer beside it."""

import pytest

from compendium import outcomes
from compendium.tables import Absent

pytestmark = pytest.mark.filterwarnings("error")


def test_weeks_are_those_of_the_window_and_a_week_counts_once(engine):
    histories = engine.histories(
        ("a", "work", "ordinary", 37, -60, 2),
        ("a", "education", "ordinary", None, 1, 4),
        ("b", "work", "ordinary", 37, 12, 90),
    )
    people = engine.people("a", "b", "c")

    def weeks(first, last):
        found = outcomes.weeks_within(histories, people, first=first, last=last)
        return engine.rows(found)

    assert weeks(1, 12) == {"a": (True, 4), "b": (True, 1), "c": (True, 0)}
    assert weeks(-52, -1) == {"a": (True, 52), "b": (True, 0), "c": (True, 0)}


def test_follow_up_that_is_too_short_is_missing_and_no_failure(engine, until):
    histories = engine.histories(("a", "work", "ordinary", 37, 0, 20))
    people = engine.people("a", "b")
    for covered, expected in ((11, None), (12, 12)):
        found = outcomes.weeks_within(histories, people, last=12, until=until(covered))
        assert engine.rows(found)["a"] == (expected is not None, expected)
        assert engine.rows(found)["b"] == (expected is not None, expected and 0)


def test_in_week_is_true_false_or_missing(engine, until):
    histories = engine.histories(("a", "work", "ordinary", 37, 3, 5))
    people = engine.people("a", "b")

    def reached(week, covered):
        found = outcomes.in_week(histories, people, week=week, until=until(covered))
        return engine.rows(found)

    assert reached(5, 5) == {"a": (True, True), "b": (True, False)}
    assert reached(6, 6) == {"a": (True, False), "b": (True, False)}
    assert reached(5, 4) == {"a": (False, None), "b": (False, None)}


def test_competing_events_stay_and_reach_nothing_or_are_left_out(engine):
    histories = engine.histories(
        ("a", "work", "ordinary", 37, 0, 20),
        ("b", "benefit", "dead", None, 4, 500),
        ("c", "benefit", "abroad", None, 13, 20),
    )
    people = engine.people("a", "b", "c")
    stay = outcomes.weeks_within(histories, people, last=12)
    out = outcomes.weeks_within(histories, people, last=12, leave_out_competing=True)
    assert engine.rows(stay) == {"a": (True, 12), "b": (True, 0), "c": (True, 0)}
    assert engine.rows(out) == {"a": (True, 12), "c": (True, 0)}


def test_absent_histories_are_handed_on(engine):
    absent = Absent("it has no table of histories")
    assert outcomes.weeks_within(absent, engine.people("a")) is absent
    assert outcomes.in_week(absent, engine.people("a")) is absent
