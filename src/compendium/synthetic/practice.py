"""What the service records of itself: contacts with and for participants, and its consultants."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compendium.synthetic.dates import listed_day, workday
from compendium.synthetic.draws import Draws, Flags, Floats, Ints, rounded
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import People
from compendium.synthetic.support import Assignment

EMPLOYER, OFFICE, WORKPLACE, REMOTE = "employer", "office", "workplace", "remote"
PARTS = 20
"""A post is shared out in twentieths."""


@dataclass(frozen=True)
class Contact:
    """One contact for one participant.

    Attributes
    ----------
    person
        Their place among the included.
    day
        Days since the epoch.
    """

    person: int
    day: int
    kind: str
    place: str
    minutes: int


@dataclass(frozen=True)
class Employment:
    """One consultant at the end of one year; `parts` are twentieths of a full-time post."""

    consultant: str
    wave: int
    half_year: str
    municipality: str
    parts: int


@dataclass(frozen=True)
class _Series:
    """Contacts of one sort: a row a person, a column a contact, in the order of time."""

    day: Ints
    happens: Flags
    kind: NDArray[Any]
    place: NDArray[Any]
    minutes: NDArray[Any]


def contacts(
    seed: int, people: People, assigned: Assignment, ended_day: Ints, parameters: Parameters
) -> tuple[Contact, ...]:
    """Return the contacts of those who started, from the start to the end of their support.

    There are two series of each person: meetings, with the participant or somebody else, the first
    of them on the day of the start; and contacts with employers, which some never get.
    Municipalities differ in how soon the first of those comes, and in how much happens outside the
    office. In a closure nobody meets.

    Parameters
    ----------
    people
        The included.
    assigned
        When each started; negative for those who never did.
    ended_day
        When support ended; negative where it is open.
    """
    draws = Draws(seed, "contacts")
    closed = listed_day(parameters.numbers("intake.closed"))
    last = np.where(ended_day >= 0, ended_day, closed)
    found = []
    for series in (
        _meetings(draws, people, assigned.start_day, parameters),
        _employers(draws, people, assigned.start_day, parameters),
    ):
        place = series.place.copy()
        for closure in parameters.matrix("intake.closures"):
            begins, ends = listed_day(closure[:3]), listed_day(closure[3:])
            place[(series.day >= begins) & (series.day <= ends)] = REMOTE
        there = series.happens & (assigned.start_day >= 0)[:, None] & (series.day <= last[:, None])
        found += [
            Contact(
                person,
                int(series.day[person, at]),
                str(series.kind[person, at]),
                str(place[person, at]),
                int(series.minutes[person, at]),
            )
            for person, at in np.argwhere(there).tolist()
        ]
    return tuple(found)


def _meetings(draws: Draws, people: People, start: Ints, parameters: Parameters) -> _Series:
    """Return the meetings of each person, of which the first is on the day of the start."""
    given = parameters.by_name("contacts.meetings")
    shape = len(people), int(given["most"])
    gaps = 1 + np.floor(draws.gamma(given["gap_days"] - 1, *shape)).astype(np.int64)
    gaps[:, 0] = 0
    outside = _by_municipality(people, parameters.by_name("contacts.outside"))
    place = _drawn(draws, parameters.by_name("contacts.places"), shape)
    place[draws.uniform(*shape) >= outside[:, None]] = OFFICE
    place[draws.uniform(*shape) < given["remote"]] = REMOTE
    return _Series(
        day=workday(start[:, None] + np.cumsum(gaps, axis=1)),
        happens=np.ones(shape, dtype=np.bool_),
        kind=_drawn(draws, parameters.by_name("contacts.kinds"), shape),
        place=place,
        minutes=_drawn(draws, parameters.by_name("contacts.minutes"), shape),
    )


def _employers(draws: Draws, people: People, start: Ints, parameters: Parameters) -> _Series:
    """Return the contacts with employers for each person, of which some never get any."""
    given = parameters.by_name("contacts.employers")
    shape = len(people), int(given["most"])
    gaps = 1 + np.floor(draws.gamma(given["gap_days"] - 1, *shape)).astype(np.int64)
    mean = _by_municipality(people, parameters.by_name("contacts.first_employer"))
    # A gamma of some mean is that mean times one of mean 1.
    gaps[:, 0] = np.floor(rounded(draws.gamma(1.0, len(people)) * mean)).astype(np.int64)
    some = draws.uniform(len(people)) >= given["never"]
    remote = draws.uniform(*shape) < given["remote"]
    return _Series(
        day=workday(start[:, None] + np.cumsum(gaps, axis=1)),
        happens=np.repeat(some[:, None], shape[1], axis=1),
        kind=np.full(shape, EMPLOYER, dtype=object),
        place=np.where(remote, REMOTE, WORKPLACE),
        minutes=_drawn(draws, parameters.by_name("contacts.minutes"), shape),
    )


def _drawn(draws: Draws, weights: dict[str, float], shape: tuple[int, int]) -> NDArray[Any]:
    return draws.choice(weights, shape[0] * shape[1]).reshape(shape)


def _by_municipality(people: People, numbers: dict[str, float]) -> Floats:
    return np.array([numbers[home] for home in people.municipality.tolist()])


def employments(
    seed: int,
    people: People,
    index_day: Ints,
    assigned: Assignment,
    ended_day: Ints,
    parameters: Parameters,
) -> Iterator[Employment]:
    """Yield each consultant at the end of each year from the one of their first participant on.

    The share of a post is what the participants of that day take at the caseload that the
    municipality aims at, give or take, and one part at least.
    """
    draws = Draws(seed, "consultants")
    spread = parameters.number("consultants.spread")
    for municipality, aim in parameters.by_name("consultants.caseload").items():
        here = people.municipality == municipality
        names = sorted({str(name) for name in assigned.consultant[here]})
        for wave, year in enumerate(parameters.numbers("consultants.years"), start=1):
            day = listed_day([year, 12, 31])
            supported = active(assigned.start_day, ended_day, day)
            for name, chance in zip(names, draws.normal(len(names)).tolist(), strict=True):
                own = here & (assigned.consultant == name)
                if (index_day[own] <= day).any():
                    share = int(supported[own].sum()) / aim * (1.0 + spread * chance)
                    parts = math.floor(round(PARTS * share, 6) + 0.5)
                    kept = min(max(parts, 1), PARTS)
                    yield Employment(name, wave, f"{int(year)}H2", municipality, kept)


def active(start_day: Ints, ended_day: Ints, day: int) -> Flags:
    """Return who is supported at the end of a day: has started, and has not ended."""
    begun = (start_day >= 0) & (start_day <= day)
    return np.asarray(begun & ~((ended_day >= 0) & (ended_day <= day)))
