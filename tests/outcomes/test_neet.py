"""NEET by six definitions, on histories drawn by hand, and on many against weeks looked at singly.

The index week is that of 31 August 2020, so that the last week of November before it, which begins
on 25 November 2019, is week −40.
"""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compendium import outcomes
from compendium.tables import Absent

pytestmark = pytest.mark.filterwarnings("error")

INDEX_WEEK = 1600
NOVEMBER = -40
CASH = ("a", "benefit", "cash", None, -120, 10)
"""A spell that makes the person known throughout, and that no reference week counts out."""
AT_ONE_WEEK = ("eurostat", "oecd", "statistics_denmark", "residual_group")


def people_of(engine, *rows):
    """Return people: name, year of birth, education, and week of index from that of the module."""
    frame = pd.DataFrame(rows, columns=["participant_id", "birth_year", "education", "week"])
    frame = frame.assign(
        participant_id=frame["participant_id"].astype("str"),
        birth_year=frame["birth_year"].astype("Int64"),
        education=frame["education"].astype("category"),
        index_week=(frame.pop("week") + INDEX_WEEK).astype("int32"),
    )
    return engine.lazy(frame)


def many(engine, *cases, **options):
    """Return what each definition says of the person of each case: spells, birth year, education.

    By default they are 21 in the November and 22 in the August, and have been to school.
    """
    spells = [(str(at), *spell[1:]) for at, (own, _, _) in enumerate(cases) for spell in own]
    people = [(str(at), born, school, 0) for at, (_, born, school) in enumerate(cases)]
    histories, asked = engine.histories(*spells), people_of(engine, *people)
    told = {
        name: engine.rows(outcomes.neet(histories, asked, name, **options))
        for name in outcomes.ways()
    }
    return [{name: rows[str(at)] for name, rows in told.items()} for at in range(len(cases))]


def answers(engine, *spells, born=1998, education="primary", **options):
    """Return what each definition says of one person."""
    return many(engine, (spells, born, education), **options)[0]


def those(found, answer):
    return {name for name, each in found.items() if each == answer}


EVERY = set(outcomes.ways())


def test_who_is_in_neither_all_the_time_is_neet_by_all(engine):
    assert those(answers(engine, CASH), "yes") == EVERY


def test_a_job_of_few_hours_in_november_ends_all_but_the_residual_group(engine):
    #  week   −43 −42 −41 −40 −39
    #  job                 4h
    found = answers(engine, CASH, ("a", "work", "ordinary", 4, NOVEMBER, NOVEMBER))
    assert those(found, "yes") == {"residual_group"}
    found = answers(engine, CASH, ("a", "work", "ordinary", 18, NOVEMBER, NOVEMBER))
    assert those(found, "no") == EVERY


@pytest.mark.parametrize("week", [NOVEMBER - 1, NOVEMBER + 1])
def test_a_job_in_the_week_before_or_after_is_seen_by_whole_years_alone(engine, week):
    found = answers(engine, CASH, ("a", "work", "ordinary", 37, week, week))
    assert those(found, "no") == {"two_years", "whole_year"}


def test_education_counts_for_four_weeks_in_two_definitions_and_for_one_in_two(engine):
    #  week    −44 −43 −42 −41 −40
    #  school       s   s
    found = answers(engine, CASH, ("a", "education", "ordinary", None, -43, -42))
    assert those(found, "yes") == {"oecd", "residual_group"}
    found = answers(engine, CASH, ("a", "education", "ordinary", None, -44, -44))
    assert those(found, "yes") == set(AT_ONE_WEEK)


def test_preparatory_education_is_education_but_not_formal(engine):
    found = answers(engine, CASH, ("a", "education", "preparatory", None, NOVEMBER, NOVEMBER))
    assert those(found, "yes") == {"oecd"}


@pytest.mark.parametrize("state", ["wage_subsidy", "flexjob", "self_employed", "apprenticeship"])
def test_paid_work_is_work_and_an_unpaid_internship_is_none(engine, state):
    found = answers(engine, CASH, ("a", "work", state, 20, NOVEMBER, NOVEMBER))
    assert those(found, "no") == EVERY
    found = answers(engine, CASH, ("a", "work", "internship", None, NOVEMBER, NOVEMBER))
    assert those(found, "yes") == EVERY


def test_the_self_employed_are_out_of_the_residual_group_whatever_their_hours(engine):
    for hours in (None, 2):
        found = answers(engine, CASH, ("a", "work", "self_employed", hours, NOVEMBER, NOVEMBER))
        assert found["residual_group"] == "no"


def test_two_years_and_one_year_end_with_the_week_before_the_index_date(engine):
    expected = {
        -105: EVERY,
        -104: EVERY - {"two_years"},
        -53: EVERY - {"two_years"},
        -52: EVERY - {"two_years", "whole_year"},
        -1: EVERY - {"two_years", "whole_year"},
        0: EVERY,
    }
    jobs = [(CASH, ("a", "work", "ordinary", 9, week, week)) for week in expected]
    found = many(engine, *((spells, 1998, "primary") for spells in jobs))
    assert [those(each, "yes") for each in found] == list(expected.values())


def test_the_whole_year_leaves_out_who_had_a_pension_or_no_benefit(engine):
    pension = ("a", "benefit", "disability_pension", None, -30, -20)
    supported = ("a", "benefit", "cash", None, -120, -52)
    living = ("a", "benefit", "none_self_supporting", None, -51, 10)
    alone = ("a", "benefit", "cash", None, -120, -53)
    cases = [(supported, pension), (supported, living), (alone, living)]
    found = many(engine, *((spells, 1998, "primary") for spells in cases))
    assert [those(each, "no") for each in found] == [{"whole_year"}, set(), {"whole_year"}]


def test_whoever_has_more_than_school_is_out_of_one_or_of_two(engine):
    expected = {
        "preparatory": set(),
        "upper_secondary": {"whole_year"},
        "vocational": {"whole_year", "residual_group"},
        "higher": {"whole_year", "residual_group"},
    }
    found = many(engine, *(((CASH,), 1998, education) for education in expected))
    assert [those(each, "no") for each in found] == list(expected.values())


def test_a_pension_in_november_is_outside_the_residual_group_and_neet_by_the_others(engine):
    found = answers(engine, ("a", "benefit", "disability_pension", None, -120, 10))
    assert those(found, "no") == {"residual_group", "whole_year"}


def test_of_another_age_is_no_no(engine):
    """Age reached in the year of the last week looked at: 2019 in November, 2020 before August."""
    expected = {
        2005: {"two_years"},
        2004: {"eurostat", "residual_group", "two_years"},
        2003: {"eurostat", "residual_group", "two_years", "statistics_denmark"},
        1999: EVERY,
        1995: EVERY - {"whole_year"},
        1994: {"two_years"},
        1990: set(),
        None: set(),
    }
    found = many(engine, *(((CASH,), born, "primary") for born in expected))
    assert [those(each, "yes") for each in found] == list(expected.values())
    assert [those(each, "age") for each in found] == [EVERY - each for each in expected.values()]


def test_whoever_is_not_covered_is_no_failure_and_no_neet(engine, until):
    afterwards = ("a", "benefit", "cash", None, 0, 9)
    for found in many(engine, ((), 1998, "primary"), ((afterwards,), 1998, "primary")):
        assert those(found, "not_covered") == EVERY
    found = answers(engine, CASH, since=until(-103))
    assert those(found, "not_covered") == {"two_years"}
    found = answers(engine, CASH, since=until(-42))
    assert those(found, "yes") == {"oecd", "residual_group"}
    found = answers(engine, CASH, until=until(-2))
    assert those(found, "not_covered") == {"two_years", "whole_year"}
    found = answers(engine, CASH, since=until(-104), until=until(-1))
    assert those(found, "yes") == EVERY


@pytest.mark.parametrize("state", ["abroad", "dead"])
def test_the_dead_and_those_abroad_are_away(engine, state):
    found = answers(engine, CASH, ("a", "benefit", state, None, -42, -42))
    assert those(found, "away") == EVERY - {"oecd", "residual_group"}


def test_what_is_not_known_is_told_only_where_it_would_decide(engine):
    job = ("a", "work", "ordinary", None, NOVEMBER, NOVEMBER)
    assert those(answers(engine, CASH, job), "not_covered") == {"residual_group"}
    school = ("a", "education", "ordinary", None, NOVEMBER, NOVEMBER)
    assert those(answers(engine, CASH, job, school), "no") == EVERY
    assert those(answers(engine, CASH, education=None), "not_covered") == {
        "residual_group",
        "whole_year",
    }


def test_a_calendar_year_is_looked_at_in_its_own_november(engine):
    """Of 2021: the last week of November begins on the 22nd; the whole year on 4 January."""
    week = 1664
    assert outcomes.last_of_november(2021) == week
    november = week - INDEX_WEEK
    first_of_2022 = (dt.date(2022, 1, 3) - dt.date(1990, 1, 1)).days // 7 - INDEX_WEEK
    known = ("a", "benefit", "cash", None, -50, 200)
    for at, neet in (
        (november, {"residual_group"}),
        (first_of_2022, EVERY),
        (first_of_2022 - 1, EVERY - {"two_years", "whole_year"}),
        (first_of_2022 - 53, EVERY - {"two_years"}),
    ):
        found = answers(engine, known, ("a", "work", "ordinary", 5, at, at), year=2021, born=1999)
        assert those(found, "yes") == neet


@pytest.mark.parametrize(
    ("year", "monday"), [(2019, "11-25"), (2020, "11-23"), (2021, "11-22"), (2023, "11-27")]
)
def test_the_last_week_of_november_has_the_last_thursday(year, monday):
    found = dt.date(1990, 1, 1) + dt.timedelta(weeks=outcomes.last_of_november(year))
    assert found.isoformat() == f"{year}-{monday}"


@pytest.mark.parametrize("index", ["2020-11-23", "2020-11-30"])
def test_the_november_before_is_over_when_the_index_week_begins(engine, index):
    """In the last week of November itself it is that of the year before."""
    week = (dt.date.fromisoformat(index) - dt.date(1990, 1, 1)).days // 7
    november = outcomes.last_of_november(2019 if index == "2020-11-23" else 2020)
    histories = engine.histories(
        ("a", "benefit", "cash", None, 0, 300),
        ("a", "work", "ordinary", 37, november, november),
        index=0,
    )
    histories_and_more = engine.histories(("a", "benefit", "cash", None, 0, 5000), index=0)
    people = people_of(engine, ("a", 1998, "primary", week - INDEX_WEEK))
    assert engine.rows(outcomes.neet(histories_and_more, people, "oecd")) == {"a": "yes"}
    assert engine.rows(outcomes.neet(histories, people, "oecd")) == {"a": "no"}


def test_a_year_far_away_is_refused(engine):
    with pytest.raises(ValueError, match="1900 to 2099"):
        answers(engine, CASH, year=20211)


def test_absent_histories_are_handed_on(engine):
    absent = Absent("it has no table of histories")
    assert outcomes.neet(absent, people_of(engine, ("a", 1998, "primary", 0)), "oecd") is absent


PEOPLE = tuple("abcdefghij")
STATES = [
    *(("work", each) for each in ("ordinary", "internship", "self_employed", "flexjob")),
    *(("education", each) for each in ("ordinary", "preparatory")),
    *(("benefit", each) for each in ("cash", "abroad", "disability_pension", "study_grant")),
]


@st.composite
def spell(draw):
    strand, state = draw(st.sampled_from(STATES))
    first = draw(st.one_of(st.integers(-110, 2), st.integers(-44, -38)))
    length = draw(st.one_of(st.integers(-1, 4), st.integers(0, 110)))
    hours = draw(st.sampled_from([None, 10, 18, 37])) if strand == "work" else None
    return draw(st.sampled_from(PEOPLE)), strand, state, hours, first, first + length


def week_by_week(name, spells, born, education, since):
    """Return the answer for one person, from what runs in each single week."""
    way, running = outcomes.way(name), {}
    for _, strand, state, hours, first, last in spells:
        for week in range(first, last + 1):
            running.setdefault(week, []).append((strand, state, hours))
    anchor, year = (NOVEMBER, 2019) if way.anchor == "november" else (0, 2020)
    span = [anchor + week for week in range(way.weeks[0], way.weeks[1] + 1)]
    if born is None or not way.ages[0] <= year - born <= way.ages[1]:
        return "age"
    if span[0] < since or not any(-104 <= week < 0 for week in running):
        return "not_covered"
    there = [each for week in span for each in running.get(week, [])]
    if any(state == "abroad" for _, state, _ in there):
        return "away"
    doubt = False
    for out in way.counted_out:
        if out.completed:
            if education in out.completed:
                return "no"
            doubt |= education is None
            continue
        weeks = [anchor + week for week in range(out.weeks[0], out.weeks[1] + 1)]
        met = [
            hours
            for week in weeks
            for strand, state, hours in running.get(week, [])
            if state in out.states.get(strand, ())
        ]
        least = out.hours_at_least
        if bool(met) == (not out.lacking) and (
            not least or any((hours or 0) >= least for hours in met)
        ):
            return "no"
        doubt |= bool(least) and None in met
    return "not_covered" if doubt else "yes"


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    spells=st.lists(spell(), min_size=12, max_size=50),
    name=st.sampled_from(list(outcomes.ways())),
    since=st.sampled_from([-200, -104, -60, -42]),
    born=st.lists(st.sampled_from([None, 1990, 1995, 1998, 2003]), min_size=10, max_size=10),
    education=st.sampled_from([None, "primary", "upper_secondary", "vocational"]),
)
def test_both_engines_say_what_single_weeks_say(both, until, spells, name, since, born, education):
    rows = [(person, year, education, 0) for person, year in zip(PEOPLE, born, strict=True)]
    expected = {
        person: week_by_week(
            name, [each for each in spells if each[0] == person], year, education, since
        )
        for person, year, _, _ in rows
    }
    for engine in both:
        histories, people = engine.histories(*spells), people_of(engine, *rows)
        found = outcomes.neet(histories, people, name, since=until(since))
        assert engine.rows(found) == expected
