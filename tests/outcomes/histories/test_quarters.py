"""Quarters of histories drawn by hand: week 1600 is that of Monday 31 August 2020."""

from __future__ import annotations

import datetime as dt

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import outcomes
from compendium.tables import Absent

INDEX_WEEK = 1600
END_OF_Q3 = 3
"""Weeks after that one in which 2020Q3 ends, with Sunday 27 September."""


def people(*names: str, week: int = INDEX_WEEK, arm: str = "intervention") -> pd.DataFrame:
    return pd.DataFrame({"participant_id": list(names), "arm": arm, "index_week": week})


def spells(*rows: tuple[str, str, str, int, int]) -> nw.LazyFrame:
    frame = pd.DataFrame(
        rows, columns=["participant_id", "strand", "state", "first_week", "last_week"]
    )
    frame[["first_week", "last_week"]] += INDEX_WEEK
    return nw.from_native(frame.astype({"strand": "category", "state": "category"})).lazy()


def told(frame: pd.DataFrame, column: str, person: str = "a") -> dict[str, str]:
    rows = frame[frame["participant_id"] == person]
    return dict(zip(rows["quarter"], rows[column], strict=True))


def work(first: int, last: int, person: str = "a") -> tuple[str, str, str, int, int]:
    return (person, "work", "ordinary", first, last)


UNTIL = INDEX_WEEK + END_OF_Q3 + 13  # 2020Q4, of thirteen weeks, is covered just whole


def test_the_last_week_of_a_quarter_decides_and_the_first_week_of_a_job_is_a_start():
    frame = outcomes.quarterly(spells(work(2, END_OF_Q3)), people("a"), "job", until=UNTIL)
    assert told(frame, "job") == {"2020Q3": "yes", "2020Q4": "no"}
    assert told(frame, "started_job") == {"2020Q3": "yes", "2020Q4": "no"}


def test_a_job_that_goes_on_is_no_new_start_and_one_after_a_pause_is():
    on = outcomes.quarterly(spells(work(2, 9)), people("a"), "job", until=UNTIL)
    assert told(on, "started_job")["2020Q4"] == "no"
    paused = spells(work(2, END_OF_Q3), work(END_OF_Q3 + 2, END_OF_Q3 + 5))
    frame = outcomes.quarterly(paused, people("a"), "job", until=UNTIL)
    assert told(frame, "started_job") == {"2020Q3": "yes", "2020Q4": "yes"}
    assert told(frame, "job")["2020Q4"] == "no"


def test_a_job_from_before_the_index_week_is_no_start():
    frame = outcomes.quarterly(spells(work(-4, 9)), people("a"), "job", until=UNTIL)
    assert told(frame, "job")["2020Q3"] == "yes"
    assert told(frame, "started_job")["2020Q3"] == "no"
    at_once = outcomes.quarterly(spells(work(0, 9)), people("a"), "job", until=UNTIL)
    assert told(at_once, "started_job")["2020Q3"] == "yes"


def test_nobody_counts_before_the_end_of_the_quarter_of_their_index_week():
    both = pd.concat([people("a"), people("b", week=INDEX_WEEK + END_OF_Q3 + 1)])
    histories = spells(work(-20, 40, "a"), work(-20, 40, "b"))
    frame = outcomes.quarterly(histories, both, "job", until=UNTIL)
    assert told(frame, "followed", "b") == {"2020Q3": "not_yet", "2020Q4": "yes"}
    assert told(frame, "job", "b")["2020Q4"] == "yes"
    assert told(frame, "started_job", "b")["2020Q4"] == "no"
    unfollowed = frame[frame["followed"] != "yes"]
    assert len(unfollowed) == 1
    assert unfollowed[["job", "started_job"]].isna().all(axis=None)


def test_whose_follow_up_has_ended_is_counted_neither_way():
    """Followed to week 16, in which 2020Q4 ends, and to the week before."""
    both = pd.concat([people("a"), people("b", week=INDEX_WEEK + 1)])
    histories = spells(work(0, 40), work(0, 40, "b"))
    frame = outcomes.quarterly(histories, both, "job", until=UNTIL, follow_up=16)
    assert told(frame, "job") == {"2020Q3": "yes", "2020Q4": "yes"}
    frame = outcomes.quarterly(histories, both, "job", until=UNTIL, follow_up=15)
    assert told(frame, "followed") == {"2020Q3": "yes", "2020Q4": "over"}
    assert told(frame, "job")["2020Q3"] == "yes"
    assert pd.isna(told(frame, "started_job")["2020Q4"])
    assert told(frame, "job", "b")["2020Q4"] == "yes"


def test_quarters_end_with_the_follow_up_of_the_last_person():
    frame = outcomes.quarterly(spells(work(0, 40)), people("a"), "job", until=UNTIL, follow_up=15)
    assert list(frame["quarter"].cat.categories) == ["2020Q3"]


def test_a_quarter_that_is_not_covered_whole_is_not_there():
    frame = outcomes.quarterly(spells(work(0, 9)), people("a"), "job", until=UNTIL - 1)
    assert list(frame["quarter"].cat.categories) == ["2020Q3"]
    none = outcomes.quarterly(spells(work(0, 9)), people("a"), "job", until=INDEX_WEEK + 2)
    assert isinstance(none, Absent)
    assert "whole quarter" in none.why


def test_without_a_last_week_the_spells_say_how_far_they_go():
    frame = outcomes.quarterly(spells(work(0, END_OF_Q3 + 13)), people("a"), "job")
    assert list(frame["quarter"].cat.categories) == ["2020Q3", "2020Q4"]


def test_other_endpoints_the_other_arm_and_what_is_absent():
    school = spells(("a", "education", "ordinary", 0, 30), ("a", "work", "internship", 0, 30))
    frame = outcomes.quarterly(school, people("a"), "education", until=UNTIL)
    assert set(told(frame, "education").values()) == {"yes"}
    frame = outcomes.quarterly(school, people("a"), "job", until=UNTIL)
    assert set(told(frame, "job").values()) == {"no"}
    assert isinstance(outcomes.quarterly(school, people("a"), arm="comparison"), Absent)
    gone = Absent("no histories")
    assert outcomes.quarterly(gone, people("a")) is gone
    with pytest.raises(outcomes.UnknownEndpointError):
        outcomes.quarterly(school, people("a"), "happiness", until=UNTIL)


@settings(deadline=None)
@given(st.integers(-60, 120), st.integers(0, 60))
def test_quarters_are_those_of_the_calendar(first, length):
    """Oracle: the calendar. A Sunday's quarter, and the job in the last week that ends in it."""
    frame = outcomes.quarterly(
        spells(work(first, first + length)), people("a"), "job", until=INDEX_WEEK + 80
    )
    days = [
        dt.date(1990, 1, 7) + dt.timedelta(weeks=INDEX_WEEK + week) for week in range(81)
    ]  # Sundays
    named = [f"{day.year}Q{(day.month + 2) // 3}" for day in days]
    whole = {
        name: max(week for week, each in enumerate(named) if each == name)
        for name in named
        if named[-1] != name
    }
    expected = {name: "yes" if first <= week <= first + length else "no" for name, week in
                whole.items()}  # fmt: skip
    assert {name: told(frame, "job")[name] for name in whole} == expected
    began = [named[first]] if 0 <= first <= 80 else []
    assert [name for name, said in told(frame, "started_job").items() if said == "yes"] == [
        name for name in began if name in frame["quarter"].cat.categories
    ]
