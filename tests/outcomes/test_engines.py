"""pandas and DuckDB agree to the last integer, and both with weeks that are spread out and counted.

Oracle: sets of weeks, one week at a time, in plain Python.
"""

from statistics import median

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compendium import outcomes

pytestmark = pytest.mark.filterwarnings("error")

PEOPLE = tuple("abcdefghijkl")
COMMON = [
    *(("work", "ordinary"), ("work", "flexjob"), ("education", "ordinary")),
    *(("benefit", "cash"), ("benefit", "dead"), ("benefit", "abroad"), ("benefit", "study_grant")),
]


@st.composite
def spell(draw):
    strand, state = draw(st.sampled_from(COMMON))
    first = draw(st.integers(-6, 16))
    hours = draw(st.sampled_from([None, 10, 18, 37])) if strand == "work" else None
    return (draw(st.sampled_from(PEOPLE)), strand, state, hours, first,
            first + draw(st.integers(-1, 9)))  # fmt: skip


HISTORIES = st.lists(spell(), max_size=80)
ENDPOINTS = st.sampled_from(list(outcomes.catalogue()))
UNTIL = st.one_of(st.none(), st.integers(-2, 14))
# Few examples of many people: what a query costs does not depend on how many they are.
hard = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def weeks_of(person, spells, name, first, last):
    """Return the weeks in which a person reaches an endpoint, looked at one by one."""
    endpoint, known = outcomes.catalogue()[name], outcomes.states()
    reached = set()
    for week in range(first, last + 1):
        runs = [each[1:4] for each in spells if each[0] == person and each[4] <= week <= each[5]]
        gone = any(
            strand == known.competing_strand and state in known.competing
            for strand, state, _ in runs
        )
        counts = any(
            state in endpoint.states.get(strand, ())
            and (endpoint.hours_at_least is None or (hours or 0) >= endpoint.hours_at_least)
            for strand, state, hours in runs
        )
        if counts != endpoint.without and not gone:
            reached.add(week)
    return reached


def first_of(person, spells, name, sustained, last):
    """Return week and event of the first entry, week by week."""
    known = outcomes.states()
    reached = weeks_of(person, spells, name, 0, last)
    for week in range(last + 1):
        for state, event in known.competing.items():
            runs = any(
                each[0] == person and each[2] == state and each[4] <= week <= each[5]
                for each in spells
            )
            if runs:
                return week, event
        if week + 1 >= sustained and set(range(week - sustained + 1, week + 1)) <= reached:
            return week, "entry"
    return (last, "censored") if last >= 0 else (None, None)


@hard
@given(spells=HISTORIES, name=ENDPOINTS, until_week=UNTIL)
def test_weeks_are_those_counted_one_by_one(both, until, spells, name, until_week):
    covered = None if until_week is None else until(until_week)
    followed = until_week is None or until_week >= 12
    expected = {
        person: (followed, len(weeks_of(person, spells, name, 1, 12)) if followed else None)
        for person in PEOPLE
    }
    for engine in both:
        histories, people = engine.histories(*spells), engine.people(*PEOPLE)
        found = outcomes.weeks_within(histories, people, name, last=12, until=covered)
        assert engine.rows(found) == expected


@hard
@given(spells=HISTORIES, until_week=UNTIL)
def test_several_endpoints_at_once_are_each_by_itself(both, until, spells, until_week):
    covered = None if until_week is None else until(until_week)
    names = list(outcomes.catalogue())
    followed = until_week is None or until_week >= 12
    expected = {
        person: (
            followed,
            *(len(weeks_of(person, spells, n, 1, 12)) if followed else None for n in names),
        )
        for person in PEOPLE
    }
    for engine in both:
        histories, people = engine.histories(*spells), engine.people(*PEOPLE)
        found = outcomes.weeks_within_each(histories, people, names, last=12, until=covered)
        assert engine.rows(found) == expected


@hard
@given(spells=HISTORIES, name=ENDPOINTS, until_week=UNTIL, sustained=st.integers(1, 5))
def test_entries_are_those_found_week_by_week(both, until, spells, name, until_week, sustained):
    covered = None if until_week is None else until(until_week)
    last = 12 if until_week is None else min(12, until_week)
    expected = {person: first_of(person, spells, name, sustained, last) for person in PEOPLE}
    for engine in both:
        histories, people = engine.histories(*spells), engine.people(*PEOPLE)
        found = outcomes.first_entry(
            histories, people, name, sustained=sustained, last=12, until=covered
        )
        assert engine.rows(found) == expected


@hard
@given(spells=HISTORIES, name=ENDPOINTS, until_week=UNTIL)
def test_everything_else_is_the_same_on_both_engines(both, until, spells, name, until_week):
    covered = None if until_week is None else until(until_week)
    found = []
    for engine in both:
        given_ = engine.histories(*spells), engine.people(*PEOPLE)
        found.append(
            (
                engine.listed(outcomes.single_state(*given_, first=-4, last=14, until=covered)),
                engine.listed(outcomes.retention(*given_, name, after=5, last=9, until=covered)),
                engine.listed(outcomes.competing(*given_, last=12)),
                outcomes.findings(*given_, first=-4, last=14).to_dict(),
            )
        )
    assert found[0] == found[1]


@hard
@given(spells=HISTORIES)
def test_single_states_cover_the_window_once(both, spells):
    for engine in both:
        single = outcomes.single_state(
            engine.histories(*spells), engine.people(*PEOPLE), first=0, last=12
        )
        rows = engine.listed(single)
        for person in PEOPLE:
            weeks = [week for row in rows if row[0] == person for week in range(row[1], row[2] + 1)]
            assert sorted(weeks) == list(range(13))


def test_mvad_gives_what_is_known_of_it(both, open_data):
    """Oracle: counts recomputed from mvad.csv (McVicar and Anyadike-Danes 2002), in the reference.

    Months stand for weeks here: Jul.93 is 1, and every month of everybody is a spell of its own.
    """
    wide = pd.read_csv(open_data / "mvad" / "mvad.csv", dtype={"id": "str"})
    months = [name for name in wide.columns if name[3:4] == "." and name[4:].isdecimal()]
    assert (len(months), months[0], months[-1]) == (72, "Jul.93", "Jun.99")
    long = wide.melt("id", months, var_name="month", value_name="was")
    long["first_week"] = long["last_week"] = long["month"].map(months.index) + 1
    states = {"employment": ("work", "ordinary"), "HE": ("education", "ordinary")}
    long = long[long["was"].isin(states)]
    long["strand"] = long["was"].map(lambda was: states[was][0])
    long["state"] = long["was"].map(lambda was: states[was][1])
    long = long.rename(columns={"id": "participant_id"}).drop(columns=["was", "month"])
    persons = pd.DataFrame({"participant_id": wide["id"], "index_week": 0})
    for engine in both:
        given_ = engine.lazy(long), engine.lazy(persons)
        weeks = engine.rows(outcomes.weeks_within(*given_, "job", last=72)).values()
        assert sum(number for _, number in weeks) == 22_937
        studied = engine.rows(outcomes.weeks_within(*given_, "education", last=72)).values()
        assert sum(number for _, number in studied) == 5_980
        first = engine.rows(outcomes.in_week(*given_, "job", week=1)).values()
        last = engine.rows(outcomes.in_week(*given_, "job", week=72)).values()
        assert (sum(each for _, each in first), sum(each for _, each in last)) == (173, 484)
        job = outcomes.endpoint("job")
        assert len(engine.listed(outcomes.stretches(*given_, job, first=1, last=72))) == 898
        entries = engine.rows(outcomes.first_entry(*given_, "job", last=72)).values()
        entered = [month for month, event in entries if event == "entry"]
        assert (len(entries) - len(entered), median(entered)) == (103, 20)
