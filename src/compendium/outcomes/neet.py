"""NEET: who is outside work and education by each definition, as near as registers come to it.

Lazy frame in, lazy frame out, as `outcomes.holding`. What comes out classifies the people of a
study, who were chosen for being outside; it says nothing of how common that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.definitions import states
from compendium.outcomes.histories.endpoints import beside
from compendium.outcomes.histories.holding import hours, running
from compendium.outcomes.histories.segments import END, PERSON, START, clipped, windows
from compendium.outcomes.ways import Criterion, Way, way
from compendium.tables import hands_on_absent

YES, NO = "yes", "no"
AGE, NOT_COVERED, AWAY = "age", "not_covered", "away"
"""Why a definition does not apply to somebody: of another age, or of none that is known; not
covered by what is known; dead or abroad."""
BEFORE = 104
"""The weeks before the index date in which somebody must have a spell to be known at all."""
WEEK_ZERO = dt.date(1990, 1, 1)
YEARS = range(1900, 2101)
"""Of index dates."""


@hands_on_absent
def neet(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    name: str,
    *,
    year: int | None = None,
    since: int | None = None,
    until: int | None = None,
) -> nw.LazyFrame[Any]:
    """Return whether each person is NEET by one definition.

    A person is NEET who is of its ages, and meets none of the criteria that count people out. As
    with endpoints, a week in which nothing is recorded is one without work and without education.
    Where only what is not known might count a person out (the hours of a job, an education), the
    definition does not apply.

    Parameters
    ----------
    histories
        One row a spell: participant_id, strand, state, hours, first_week, last_week (ISO weeks
        counted from Monday 1 January 1990).
    people
        One row a person, of the same engine: participant_id, index_week, birth_year, education.
    name
        A definition of the catalogue of ways.
    year
        The calendar year that is looked at; without it, it is the time before the index date of
        each, so that it is known of all who are in the study, before anything was done.
    since, until
        The first and the last week that the histories cover, counted as the weeks of spells are;
        without them they cover all that is asked for.

    Returns
    -------
    narwhals.LazyFrame
        One row a person: participant_id, answer. The answer is ``yes`` or ``no``, or why the
        definition does not apply: ``age``, where the age reached in the year of the last week that
        is looked at is another one, or not known; ``not_covered``, where the histories do not cover
        these weeks, have no spell of the person in the 104 weeks before the index date, or lack
        what would decide it; ``away``, where the person is dead or abroad in any of the weeks.

    Raises
    ------
    UnknownWayError
        Where the catalogue has no such definition.
    ValueError
        Where the year is none that a study may be of.
    """
    wanted = way(name)
    if year is not None and year + 1 not in YEARS:
        raise ValueError(f"a year is one of {YEARS[0]} to {YEARS[-2]}, not {year}")
    asked = _anchored(histories, people, wanted, year)
    met = _met(histories, asked, wanted)
    span = windows(_at(asked, "origin"), first=-BEFORE, last=-1)
    seen = clipped(histories, span).select(PERSON).unique().with_columns(seen=nw.lit(1))
    joined = asked.join(met, on=PERSON, how="left").join(seen, on=PERSON, how="left")
    return joined.select(PERSON, answer=_answer(wanted, since, until))


def last_of_november(year: int) -> int:
    """Return the last week of November, counted as the weeks of spells are.

    A week is of the month that its Thursday lies in, as ISO 8601 gives weeks to years.
    """
    thursday = 3
    last = dt.date(year, 11, 30)
    return (last - dt.timedelta((last.weekday() - thursday) % 7) - WEEK_ZERO).days // 7


def _anchored(
    histories: nw.LazyFrame[Any], people: nw.LazyFrame[Any], wanted: Way, year: int | None
) -> nw.LazyFrame[Any]:
    """Return the people with the week that the definition counts from, and their age there.

    Their own index week is kept as `origin`. A calendar year is looked at as the time before the
    first week of the next one.
    """
    origin = nw.col("index_week").cast(nw.Int64)
    if year is not None:
        origin = nw.lit(_first_of(year + 1)).cast(nw.Int64)
    calendar = beside(histories, _calendar(wanted.anchor))
    age = nw.col("year") - nw.col("birth_year").cast(nw.Int64)
    return (
        people.select(PERSON, "birth_year", "education", origin=origin)
        .join(calendar, on="origin", how="left")
        .select(PERSON, "education", "origin", "index_week", age=age)
    )


@cache
def _calendar(anchor: str) -> pd.DataFrame:
    """Return by index week the week that is counted from, and the year of the last one looked at.

    That is the last week of November before it, or the index week itself, before which a
    definition that counts from there looks.
    """
    rows = []
    for year in YEARS:
        november = last_of_november(year)
        for origin in range(_first_of(year), _first_of(year + 1)):
            if anchor == "november":
                this = november < origin
                at = november if this else last_of_november(year - 1)
                rows.append((origin, at, year if this else year - 1))
            else:
                rows.append((origin, origin, year - (origin == _first_of(year))))
    return pd.DataFrame(rows, columns=["origin", "index_week", "year"])


def _first_of(year: int) -> int:
    """Return the first ISO week of a year."""
    return (dt.date.fromisocalendar(year, 1, 1) - WEEK_ZERO).days // 7


def _at(people: nw.LazyFrame[Any], column: str) -> nw.LazyFrame[Any]:
    """Return the people with another week to count from."""
    return people.select(PERSON, index_week=nw.col(column))


def _met(histories: nw.LazyFrame[Any], asked: nw.LazyFrame[Any], wanted: Way) -> nw.LazyFrame[Any]:
    """Return what each person's spells meet: out, perhaps, away and support, each 1 or 0."""
    first, last = wanted.weeks
    pieces = clipped(histories, windows(_at(asked, "index_week"), first=first, last=last))
    known = states()
    gone = running({known.competing_strand: ("abroad", "dead")})
    by_states = [each for each in wanted.counted_out if each.states and not each.lacking]
    lacking = [each for each in wanted.counted_out if each.lacking]
    return (
        pieces.with_columns(
            out=_flag([_meets(each) for each in by_states]),
            perhaps=_flag([_may_meet(each) for each in by_states if each.hours_at_least]),
            support=_flag([_meets(each) for each in lacking]),
            away=_flag([gone]),
        )
        .group_by(PERSON)
        .agg(*(nw.col(name).max() for name in ("out", "perhaps", "support", "away")))
    )


def _meets(criterion: Criterion) -> nw.Expr:
    """Return whether a spell meets a criterion, with the hours it asks for."""
    there = _there(criterion)
    least = criterion.hours_at_least
    return there if least is None else there & hours(least)


def _may_meet(criterion: Criterion) -> nw.Expr:
    """Return whether a spell would meet a criterion if its hours, which are not known, did."""
    return _there(criterion) & ~hours(0)


def _there(criterion: Criterion) -> nw.Expr:
    """Return whether a spell is in one of the states, in any of the weeks."""
    first, last = criterion.weeks
    return running(criterion.states) & (nw.col(START) <= last) & (nw.col(END) >= first)


def _flag(truths: Sequence[nw.Expr]) -> nw.Expr:
    """Return 1 where any is true, else 0."""
    found = nw.lit(0)
    for truth in truths:
        found = nw.when(truth.fill_null(False)).then(nw.lit(1)).otherwise(found)
    return found.cast(nw.Int64)


def _answer(wanted: Way, since: int | None, until: int | None) -> nw.Expr:
    """Return the answer: first whether the way applies, then what is sure, then what is not."""
    completed = tuple(level for out in wanted.counted_out for level in out.completed)
    education = nw.col("education").cast(nw.String)
    out, doubtful = _was("out"), _was("perhaps")
    if completed:
        out = out | education.is_in(completed).fill_null(False)
        doubtful = doubtful | education.is_null()
    if any(each.lacking for each in wanted.counted_out):
        out = out | ~_was("support")
    of_age = nw.col("age").is_between(*wanted.ages).fill_null(False)
    cases = (
        (~of_age, AGE),
        (~_covered(wanted, since, until), NOT_COVERED),
        (_was("away"), AWAY),
        (out, NO),
        (doubtful, NOT_COVERED),
    )
    found = nw.lit(YES)
    for case, answer in reversed(cases):
        found = nw.when(case).then(nw.lit(answer)).otherwise(found)
    return found


def _covered(wanted: Way, since: int | None, until: int | None) -> nw.Expr:
    """Return whether the histories cover all weeks that are looked at, and know the person."""
    first, last = wanted.weeks
    covered = _was("seen")
    if since is not None:
        covered = covered & (nw.col("index_week") + first >= since).fill_null(False)
    if until is not None:
        covered = covered & (nw.col("index_week") + last <= until).fill_null(False)
    return covered


def _was(column: str) -> nw.Expr:
    return nw.col(column).fill_null(0) > 0
