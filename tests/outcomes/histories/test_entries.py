"""Entries by week: on histories drawn by hand, and against Aalen and Johansen's estimate."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compendium import outcomes
from compendium.outcomes.histories.entering import ENTRY
from compendium.outcomes.histories.entries import COMPETING, NEITHER
from compendium.tables import Absent

INDEX_WEEK = 1600
PEOPLE = tuple("abcdefgh")
STATES = [("work", "ordinary"), ("education", "ordinary"), ("benefit", "dead"),
          ("benefit", "abroad"), ("benefit", "disability_pension")]  # fmt: skip


@st.composite
def spell(draw):
    strand, state = draw(st.sampled_from(STATES))
    first = draw(st.integers(-3, 14))
    return (draw(st.sampled_from(PEOPLE)), strand, state, None, first,
            first + draw(st.integers(0, 9)))  # fmt: skip


HISTORIES = st.lists(spell(), min_size=1, max_size=30)
few = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def participants(*names: str, week: int = INDEX_WEEK) -> pd.DataFrame:
    arms = ["intervention" if place % 2 == 0 else "comparison" for place in range(len(names))]
    return pd.DataFrame({"participant_id": list(names), "arm": arms, "index_week": week})


def work(person: str, first: int, last: int) -> tuple[str, str, str, None, int, int]:
    return (person, "work", "ordinary", None, first, last)


def found(engine, *spells, names=("a",), **asked) -> pd.DataFrame:
    frame = outcomes.entries(
        engine.histories(*spells),
        participants(*names),
        **{"sustained": (1, 4), "milestones": (8, 16)} | asked,
    )
    return frame.set_index("participant_id")


def test_an_entry_is_dated_by_the_milestone_it_lies_before(engine):
    frame = found(engine, work("a", 8, 8), work("b", 9, 12), work("c", 13, 40), names="abcd")
    assert frame["first_1"].tolist() == [ENTRY, ENTRY, ENTRY, NEITHER]
    assert frame["entered_1"].astype("object").tolist()[:3] == [8, 16, 16]
    assert frame["weeks_1"].tolist() == [8, 7, 3, 0]
    # Four weeks in a row are an entry in the last of them.
    assert frame["first_4"].tolist() == [NEITHER, ENTRY, ENTRY, NEITHER]
    assert frame["weeks_4"].tolist() == [0, 4, 0, 0]


def test_who_died_before_did_not_enter_and_stays(engine):
    dead = ("a", "benefit", "dead", None, 5, 90)
    frame = found(engine, dead, work("a", 7, 9), work("b", 2, 3), names="ab")
    assert frame.loc["a", ["first_1", "competing_1", "weeks_1"]].tolist() == [COMPETING, "death", 0]
    assert pd.isna(frame.loc["a", "entered_1"])
    late = found(engine, dead, work("a", 2, 4))
    assert late.loc["a", ["first_1", "first_4"]].tolist() == [ENTRY, COMPETING]


def test_lasting_entries_are_dated_from_twice_their_weeks(engine):
    frame = found(engine, work("a", -2, 30), sustained=(1, 6))
    assert frame["entered_1"].cat.categories.tolist() == [8, 16]
    assert frame["entered_6"].cat.categories.tolist() == [16]
    assert frame.loc["a", "weeks_6"] == 11


def test_who_cannot_be_followed_to_the_end_has_neither_entry_nor_weeks(engine, until):
    frame = found(engine, work("a", 2, 9), until=until(15))
    assert frame.loc["a", ["followed", "known"]].tolist() == ["no", "incomplete"]
    assert frame.loc["a", ["first_1", "entered_1", "competing_1", "weeks_1"]].isna().all()
    assert found(engine, work("a", 2, 9), until=until(16)).loc["a", "known"] == "complete"


@few
@given(spells=HISTORIES)
def test_where_nobody_is_censored_the_share_is_that_of_aalen_and_johansen(both, spells):
    """Oracle: `cumulative_incidence` and `restricted_mean`, themselves held to R's survfit."""
    engine, _ = both
    histories, people = engine.histories(*spells), participants(*PEOPLE)
    frame = outcomes.entries(histories, people, sustained=(1, 3), milestones=(6, 12))
    for weeks in (1, 3):
        lazy = engine.people(*PEOPLE)
        first = outcomes.first_entry(histories, lazy, sustained=weeks, last=12)
        plain = first.collect(backend="pandas").to_native().rename(columns={"week": "weeks"})
        courses = plain.merge(people, on="participant_id")
        curve = outcomes.cumulative_incidence(courses, ENTRY, until=12).set_index(["arm", "week"])
        for (arm, milestone), at in curve.loc[(slice(None), [6, 12]), "value"].items():
            of_arm = frame[frame["arm"] == arm]
            by_then = of_arm[f"entered_{weeks}"].astype("float64") <= milestone
            assert by_then.mean() == pytest.approx(at)
        for arm, of_arm in courses.groupby("arm"):
            area = outcomes.restricted_mean(of_arm, ENTRY, until=12)
            if isinstance(area, Absent):
                continue
            mine = frame.loc[frame["arm"] == arm, f"weeks_{weeks}"].mean()
            assert mine == pytest.approx(area.value)


@few
@given(spells=HISTORIES)
def test_each_stage_has_those_who_came_so_far_and_no_further(both, spells):
    engine, _ = both
    histories, people = engine.histories(*spells), participants(*PEOPLE)
    name = "job_or_education"
    entered = outcomes.entries(histories, people, sustained=(1, 4), milestones=(8, 12))
    weekly = outcomes.weekly(histories, people, name, last=12)
    stages = outcomes.stages(entered, weekly, name)
    assert len(stages) == 2 * len(PEOPLE)
    for milestone, rows in stages.groupby("week"):
        for column in ("entered_1", "entered_4"):
            by_then = entered.loc[entered[column].astype("float64") <= milestone]
            reached = rows.loc[rows["stage"] >= column, "participant_id"]
            assert set(reached) == set(by_then["participant_id"])
        gone = entered.loc[entered["first_1"] == COMPETING, "participant_id"]
        # Who left the country, and came back to a job, had another event first.
        here = rows[(rows[name] == "yes") & ~rows["participant_id"].isin(gone)]
        assert (here["stage"] >= "entered_1").all()


def test_who_is_not_followed_has_no_stage(engine, until):
    entered = found(engine, work("a", 2, 9), until=until(15)).reset_index()
    weekly = outcomes.weekly(
        engine.histories(work("a", 2, 9)), participants("a"), last=16, until=until(15)
    )
    stages = outcomes.stages(entered, weekly, "job_or_education")
    assert stages["week"].tolist() == [8, 16]
    assert stages["stage"].isna().all()


def kept(engine, *spells, **asked) -> list[object]:
    frame = outcomes.kept(
        engine.histories(*spells), participants("a"), **{"by": 6, "after": 4} | asked
    )
    return frame.loc[0, ["followed", "entered", "retained"]].tolist()


def test_who_is_there_so_many_weeks_after_their_entry_has_kept_it(engine, until):
    assert kept(engine, work("a", 3, 7)) == ["yes", "yes", "yes"]
    assert kept(engine, work("a", 3, 6)) == ["yes", "yes", "no"]
    assert kept(engine, work("a", 3, 4), work("a", 7, 9)) == ["yes", "yes", "yes"]
    assert kept(engine, work("a", 7, 20))[:2] == ["yes", "no"]
    assert pd.isna(kept(engine, work("a", 7, 20))[2])
    assert kept(engine, work("a", 6, 20), until=until(9))[0] == "no"
    assert pd.isna(kept(engine, work("a", 6, 20), until=until(9))[1:]).all()


def test_an_endpoint_of_hours_is_absent_where_none_are_known(engine):
    histories = engine.histories(work("a", 2, 9))
    for function in (outcomes.entries, outcomes.kept):
        assert isinstance(function(histories, participants("a"), "job_18_hours"), Absent)
    absent = Absent("no histories")
    assert outcomes.entries(absent, participants("a")) is absent
    assert outcomes.stages(absent, absent, "job") is absent
