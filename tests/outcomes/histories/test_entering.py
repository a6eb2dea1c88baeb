"""Entering an endpoint, on histories drawn by hand."""

import pytest

from compendium import outcomes
from compendium.tables import Absent

pytestmark = pytest.mark.filterwarnings("error")


def entry(engine, *spells, **asked):
    """Return week and event of person a."""
    histories = engine.histories(*spells)
    found = outcomes.first_entry(histories, engine.people("a"), **{"last": 11, **asked})
    return engine.rows(found)["a"]


def test_the_first_entry_and_the_first_that_lasts(engine):
    #   week  0 1 2 3 4 5 6 7 8 9 10 11
    #   job     j j   j j j
    #   school              s s s
    spells = (
        ("a", "work", "ordinary", 37, 1, 2),
        ("a", "work", "ordinary", 37, 4, 6),
        ("a", "education", "ordinary", None, 7, 9),
    )
    assert entry(engine, *spells) == (1, "entry")
    assert entry(engine, *spells, sustained=2) == (2, "entry")
    assert entry(engine, *spells, sustained=4) == (7, "entry")
    assert entry(engine, *spells, sustained=13) == (11, "censored")
    assert entry(engine, *spells, name="job", sustained=4) == (11, "censored")


def test_thirteen_weeks_may_begin_with_the_index_week_but_not_before(engine):
    spells = (("a", "work", "ordinary", 37, -30, 12),)
    assert entry(engine, *spells, last=30) == (0, "entry")
    assert entry(engine, *spells, last=30, sustained=13) == (12, "entry")
    assert entry(engine, ("a", "work", "ordinary", 37, -30, 11), last=30, sustained=13) == (
        30,
        "censored",
    )


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ("dead", "death"),
        ("abroad", "emigration"),
        ("disability_pension", "disability_pension"),
    ],
)
def test_what_comes_first_is_the_event(engine, state, event):
    gone = ("a", "benefit", state, None, 5, 7)
    assert entry(engine, gone, ("a", "work", "ordinary", 37, 4, 4)) == (4, "entry")
    assert entry(engine, gone, ("a", "work", "ordinary", 37, 5, 11)) == (5, event)
    assert entry(engine, gone) == (5, event)
    assert entry(engine, gone, ("a", "work", "ordinary", 37, 3, 11), sustained=4) == (5, event)


def test_who_has_a_competing_event_may_be_left_out(engine):
    histories = engine.histories(("a", "benefit", "dead", None, 5, 90))
    found = outcomes.first_entry(
        histories, engine.people("a", "b"), last=11, leave_out_competing=True
    )
    assert engine.rows(found) == {"b": (11, "censored")}


def test_who_is_not_followed_on_is_censored_then(engine, until):
    spells = (("a", "work", "ordinary", 37, 6, 11),)
    assert entry(engine, *spells, until=until(5)) == (5, "censored")
    assert entry(engine, *spells, until=until(6)) == (6, "entry")
    assert entry(engine, *spells, sustained=4, until=until(8)) == (8, "censored")
    assert entry(engine, *spells, until=until(-1)) == (None, None)


def test_retention_counts_the_weeks_after_the_entry(engine):
    #   week  0 1 2 3 4 5 6 7 8 9 10 11
    #   a     . j j . j j
    #   b     . . j
    histories = engine.histories(
        ("a", "work", "ordinary", 37, 1, 2),
        ("a", "work", "ordinary", 37, 4, 5),
        ("b", "work", "ordinary", 37, 2, 2),
    )
    people = engine.people("a", "b", "c")

    def kept(after, **asked):
        found = outcomes.retention(histories, people, after=after, last=11, **asked)
        return engine.rows(found)

    assert kept(4) == {"a": (1, True, 3, True), "b": (2, True, 0, False)}
    assert kept(2) == {"a": (1, True, 1, False), "b": (2, True, 0, False)}
    assert kept(3, sustained=2) == {"a": (2, True, 2, True)}


def test_retention_that_is_not_covered_is_missing(engine, until):
    histories = engine.histories(("a", "work", "ordinary", 37, 1, 11))
    people = engine.people("a")
    for covered, expected in ((4, (1, False, None, None)), (5, (1, True, 4, True))):
        found = outcomes.retention(histories, people, after=4, last=11, until=until(covered))
        assert engine.rows(found) == {"a": expected}


def test_absent_histories_are_handed_on(engine):
    absent = Absent("it has no table of histories")
    assert outcomes.first_entry(absent, engine.people("a")) is absent
    assert outcomes.retention(absent, engine.people("a")) is absent
