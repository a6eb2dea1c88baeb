"""Weekly histories around the index date, as they went and as they would have gone unsupported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compendium.synthetic.dates import NEVER, day
from compendium.synthetic.draws import Draws, Floats, Ints, chosen, rounded
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import OF_AGE, People
from compendium.synthetic.situations import CODE, hazards, pace, season, step

SCHOOL_LEAVING = 16
"""Lower secondary school ends in the summer of the year in which people turn this age."""

SUMMER = 26

OUT_OF_SCHOOL = 4
"""Everybody has left lower secondary school this many weeks before the index week."""

RULING = (
    "education_help",
    "cash",
    "sickness",
    "unemployment",
    "rehabilitation",
    "none_self_supporting",
)
"""Benefits of people in neither job nor education, by code."""


@dataclass(frozen=True)
class Support:
    """When and by whom somebody is supported.

    Attributes
    ----------
    start
        Weeks from the index date to the start, by person; a week that never comes for those who
        are not supported.
    strength
        What the consultant makes of the gain, by person; 1 on average.
    """

    start: Ints
    strength: Floats


@dataclass(frozen=True)
class Trajectories:
    """Situations by person and week; a row a person, a column a week from `first` on.

    Attributes
    ----------
    first
        The first week, counted from the index week.
    situation
        Codes of the situations as they went.
    unsupported
        The same, had nobody been supported.
    benefit
        Codes of the benefit that the person has in a week in which the situation leaves one.
    side
        Three draws by person and week, of which a job that begins then has its hours, whether they
        are full time, and whether they are recorded.
    age
        By person and week.
    """

    first: int
    situation: Ints
    unsupported: Ints
    benefit: Ints
    side: Floats
    age: Ints


def calendar(index_week: Ints, first: int, last: int) -> tuple[Ints, Ints]:
    """Return calendar year and ISO week of the year, by person and week around the index week."""
    weeks = np.arange(int(index_week.min()) + first, int(index_week.max()) + last + 1)
    dates = [day(7 * int(week)) for week in weeks]
    years = np.array([monday.year for monday in dates])
    of_year = np.array([monday.isocalendar().week for monday in dates])
    place = index_week[:, None] + np.arange(first, last + 1)[None, :] - weeks[0]
    return years[place], of_year[place]


def trajectories(
    seed: int, people: People, index_week: Ints, support: Support, parameters: Parameters
) -> Trajectories:
    """Return the histories of people who are all in neither job nor education at week 0.

    Both ways from week 0, each week is one move of a Markov chain whose chances hang on the
    person: backward once; forward with the support and without it, on the same draws.
    """
    first, last = (int(week) for week in parameters.numbers("histories.weeks"))
    draws = Draws(seed, "histories")
    years, of_year = calendar(index_week, first, last)
    age = people.age[:, None] + years - years[:, -first][:, None]
    uniform = draws.uniform(*age.shape)
    calendar_of = _Calendar(first, age, of_year, season(of_year, parameters))

    past = _before(people, uniform, calendar_of, parameters)
    nobody = Support(np.full(len(people), NEVER), np.ones(len(people)))
    return Trajectories(
        first=first,
        situation=_after(past, people, uniform, calendar_of, support, parameters),
        unsupported=_after(past, people, uniform, calendar_of, nobody, parameters),
        benefit=_benefits(draws, people, age, -first, parameters),
        side=draws.uniform(3, *age.shape),
        age=age,
    )


@dataclass(frozen=True)
class _Calendar:
    """By person and week from `first` on: age, ISO week of the year, and what the season does."""

    first: int
    age: Ints
    of_year: Ints
    opening: Floats


def _before(people: People, uniform: Floats, when: _Calendar, parameters: Parameters) -> Ints:
    """Return situations with the weeks up to week 0 filled, walking back from it.

    Who is still of school age in a week is at school, but for the last weeks before week 0.
    """
    situation = np.full(uniform.shape, CODE["out"], dtype=np.int64)
    chances = hazards(parameters, "histories.before")
    speed = pace(people, parameters.by_name("histories.capability_before"), parameters)
    ones = np.ones(len(people))
    for at in range(-when.first - 1, -1, -1):
        situation[:, at] = step(
            situation[:, at + 1],
            uniform[:, at],
            chances,
            speed,
            opening=ones,
            entry=ones,
            leaving=ones,
            age=when.age[:, at],
        )
    at_school = (when.age < SCHOOL_LEAVING) | (
        (when.age == SCHOOL_LEAVING) & (when.of_year <= SUMMER)
    )
    at_school[:, -when.first - OUT_OF_SCHOOL :] = False
    situation[at_school] = CODE["school"]
    return situation


def _after(
    past: Ints,
    people: People,
    uniform: Floats,
    when: _Calendar,
    support: Support,
    parameters: Parameters,
) -> Ints:
    """Return situations with the weeks after week 0 filled as well, under that support."""
    situation = past.copy()
    chances = hazards(parameters, "histories.after")
    speed = pace(people, parameters.by_name("histories.capability"), parameters)
    for at in range(-when.first + 1, situation.shape[1]):
        entry, leaving = effect(at + when.first, support, parameters)
        situation[:, at] = step(
            situation[:, at - 1],
            uniform[:, at],
            chances,
            speed,
            opening=when.opening[:, at],
            entry=entry,
            leaving=leaving,
            age=when.age[:, at],
        )
    return situation


def effect(week: int, support: Support, parameters: Parameters) -> tuple[Floats, Floats]:
    """Return what multiplies hazards of getting in and of falling out in a week, by person.

    Nothing before the start; a dip while support begins; then a gain that grows in a straight
    line and stays. Without support both are 1.
    """
    dip, gain = parameters.by_name("effect.dip"), parameters.by_name("effect.gain")
    since = week - support.start
    grown = np.clip((since - dip["weeks"]) / (gain["until"] - dip["weeks"]), 0.0, 1.0)
    ramp = rounded(grown * support.strength)
    started, dipping = since >= 0, (since >= 0) & (since < dip["weeks"])
    entry = np.where(started, 1.0 + gain["entry"] * ramp, 1.0) - np.where(dipping, dip["depth"], 0)
    leaving = np.where(started, np.maximum(1.0 - gain["exit"] * ramp, 0.0), 1.0)
    return rounded(entry), rounded(leaving)


def _benefits(draws: Draws, people: People, age: Ints, index: int, parameters: Parameters) -> Ints:
    """Return the benefit that each person would have out of work, by person and week.

    That of the participants table at the index week; in either direction it changes now and then.
    Nobody has one before coming of age.
    """
    weights = parameters.by_name("people.benefit")
    chance = parameters.number("histories.other_benefit")
    code = {name: place for place, name in enumerate(RULING)}
    changes = draws.uniform(*age.shape) < chance
    drawn = chosen(draws.uniform(*age.shape), weights)
    others = np.vectorize(code.__getitem__, otypes=[np.int64])(drawn)
    benefit = np.empty(age.shape, dtype=np.int64)
    benefit[:, index] = [code[name] for name in people.benefit]
    for week in range(index - 1, -1, -1):
        benefit[:, week] = np.where(changes[:, week], others[:, week], benefit[:, week + 1])
    for week in range(index + 1, age.shape[1]):
        benefit[:, week] = np.where(changes[:, week], others[:, week], benefit[:, week - 1])
    benefit[age < OF_AGE] = code["none_self_supporting"]
    return benefit
