"""The situations that a young life moves between, and how likely each move is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compendium.synthetic.draws import Floats, Ints, rounded
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import OF_AGE, People

NAMES = (
    "out",
    "job",
    "school",
    "both",
    "apprentice",
    "internship",
    "subsidy",
    "preparatory",
    "flexjob",
    "self_employed",
    "parental",
    "prison",
    "abroad",
    "pension",
    "dead",
)
"""`out` is in neither job nor education; `both` is ordinary education beside a job."""

CODE = {name: code for code, name in enumerate(NAMES)}

SETTLED = np.isin(NAMES, ["job", "school", "both", "apprentice", "self_employed"])
"""By code, whether a situation is an ordinary job or ordinary education."""

_ENTERS_JOB = {"job", "apprentice", "self_employed", "flexjob", "subsidy"}
_ENTERS_SCHOOL = {"school"}
_FOR_ADULTS = {"pension", "flexjob", "subsidy", "self_employed", "parental"}
_FALLS_OUT = {"job", "school", "both", "apprentice", "self_employed"}


@dataclass(frozen=True)
class Hazards:
    """Weekly chances of moving, by the code of the situation left and of the one entered.

    Attributes
    ----------
    base
        The chance for an average person.
    job, school, adult, parental, falling
        1 where a move is into a job, into ordinary education, open to adults only, into parental
        leave, or from job or education to neither; else 0.
    """

    base: Floats
    job: Floats
    school: Floats
    adult: Floats
    parental: Floats
    falling: Floats


def hazards(parameters: Parameters, prefix: str) -> Hazards:
    """Return the hazards below that prefix of the parameters: after the index date, or before."""
    table = parameters.below(prefix)
    shape = (len(NAMES), len(NAMES))
    base, job, school, adult, parental, falling = (np.zeros(shape) for _ in range(6))
    for left, moves in table.items():
        for entered, chance in moves.items():
            place = CODE[left], CODE[entered]
            base[place] = chance
            job[place] = entered in _ENTERS_JOB and left not in _ENTERS_JOB | {"both"}
            school[place] = entered in _ENTERS_SCHOOL and left != "both"
            adult[place] = entered in _FOR_ADULTS
            parental[place] = entered == "parental"
            falling[place] = left in _FALLS_OUT and entered == "out"
    return Hazards(base, job, school, adult, parental, falling)


@dataclass(frozen=True)
class Pace:
    """By person, what multiplies hazards of getting in, of falling out, and of parental leave."""

    up: Floats
    down: Floats
    parental: Floats


def pace(people: People, weights: dict[str, float], parameters: Parameters) -> Pace:
    """Return how capability quickens or slows each person's moves.

    Capability is a weighted sum of symptoms, motivation, education, background, place and chance;
    a hazard is multiplied by `1 + slope * capability`, kept within limits.
    """
    rank = parameters.by_name("people.education_rank")
    region = parameters.by_name("histories.region")
    education = np.array([rank[name] for name in people.education])
    place = np.array([region.get(name, region["elsewhere"]) for name in people.municipality])
    capability = (
        weights["symptoms"] * people.symptoms
        + weights["motivation"] * people.motivation
        + weights["education"] * education
        + weights["background"] * people.background
        + weights["chance"] * people.chance
        + place
    )
    men = parameters.number("histories.parental_men")
    return Pace(
        up=_limited(capability, parameters.by_name("histories.up")),
        down=_limited(capability, parameters.by_name("histories.down")),
        parental=np.where(people.woman, 1.0, men),
    )


def _limited(capability: Floats, limits: dict[str, float]) -> Floats:
    """Return `1 + slope * capability`, kept within its limits."""
    return rounded(np.clip(1.0 + limits["slope"] * capability, limits["least"], limits["most"]))


def season(week_of_year: Ints, parameters: Parameters) -> Floats:
    """Return what multiplies the hazard of beginning ordinary education in each ISO week."""
    factor = parameters.by_name("histories.season")
    august = (week_of_year >= 32) & (week_of_year <= 36)
    january = (week_of_year >= 3) & (week_of_year <= 6)
    return np.where(
        august, factor["august"], np.where(january, factor["january"], factor["otherwise"])
    )


def step(
    now: Ints,
    uniform: Floats,
    chances: Hazards,
    speed: Pace,
    *,
    opening: Floats,
    entry: Floats,
    leaving: Floats,
    age: Ints,
) -> Ints:
    """Return the situation of each person one week on.

    Parameters
    ----------
    now
        Code of the situation, by person.
    uniform
        The draw of the week, by person; the same draw serves the world with the support and the
        one without, so that they differ by the support alone.
    chances, speed
        The hazards, and what multiplies them by person.
    opening
        What the season does to beginning ordinary education, by person.
    entry, leaving
        What the support does to getting in and to falling out, by person; 1 without it.
    age
        By person, in this week.
    """
    into_job = chances.job[now] * (speed.up * entry - 1.0)[:, None]
    into_school = chances.school[now] * (speed.up * entry * opening - 1.0)[:, None]
    out = chances.falling[now] * (speed.down * leaving - 1.0)[:, None]
    leave = chances.parental[now] * (speed.parental - 1.0)[:, None]
    closed = chances.adult[now] * (age < OF_AGE)[:, None]
    moves = chances.base[now] * (1.0 + into_job + into_school + out + leave) * (1.0 - closed)
    edges = rounded(np.cumsum(moves, axis=1))
    entered = (edges <= uniform[:, None]).sum(axis=1)
    return np.where(entered < len(NAMES), entered, now)
