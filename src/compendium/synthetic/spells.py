"""Histories as spells: situations laid out on the strands work, education and benefit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from compendium.synthetic.draws import Flags, Floats, Ints
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import OF_AGE
from compendium.synthetic.situations import CODE, NAMES
from compendium.synthetic.trajectories import RULING, Trajectories

STRANDS: dict[str, tuple[str, ...]] = {
    "work": (
        *("ordinary", "wage_subsidy", "flexjob", "internship", "apprenticeship"),
        "self_employed",
    ),
    "education": ("ordinary", "preparatory", "apprenticeship_school"),
    "benefit": (
        *RULING,
        *("parental_leave", "disability_pension", "study_grant", "abroad", "dead", "prison"),
    ),
}
"""The states of each strand, by code."""

NONE = -1
"""Stands in an array of states for a strand on which there is nothing, or for unknown hours."""

_WORK = {
    "job": "ordinary",
    "both": "ordinary",
    "apprentice": "apprenticeship",
    "internship": "internship",
    "subsidy": "wage_subsidy",
    "flexjob": "flexjob",
    "self_employed": "self_employed",
}
_EDUCATION = {"school": "ordinary", "both": "ordinary", "preparatory": "preparatory"}
_BENEFIT = {
    "school": "study_grant",
    "both": "study_grant",
    "parental": "parental_leave",
    "prison": "prison",
    "abroad": "abroad",
    "pension": "disability_pension",
    "dead": "dead",
}
_ON_BENEFIT = ("out", "internship", "subsidy", "preparatory")


@dataclass(frozen=True)
class Strands:
    """Codes of the states on each strand, and hours of work, by person and week."""

    work: Ints
    education: Ints
    benefit: Ints
    hours: Ints

    def within(self, states: Mapping[str, tuple[str, ...]]) -> Flags:
        """Return whether a person is, in a week, in one of the states named by strand."""
        found = np.zeros(self.work.shape, dtype=np.bool_)
        for strand, names in states.items():
            codes = [STRANDS[strand].index(name) for name in names]
            found |= np.isin(getattr(self, strand), codes)
        return found


@dataclass(frozen=True)
class Spell:
    """One stretch of weeks in one state; `person` is a place, weeks count from the index week."""

    person: int
    strand: str
    state: str
    hours: int | None
    first: int
    last: int


def strands(situation: Ints, path: Trajectories, parameters: Parameters) -> Strands:
    """Return what registers see of situations, on each strand.

    Parameters
    ----------
    situation
        The situations of `path` as they went, or as they would have gone unsupported.
    path
        Where benefits, ages and the draws for hours come from.
    """
    since = _beginnings(situation)
    rows = np.arange(len(situation))[:, None]
    chance, full_time, gap = (draw[rows, since] for draw in path.side)
    hours = _hours(situation, chance, full_time, parameters)
    work = _mapped(situation, _WORK, "work")
    education = _mapped(situation, _EDUCATION, "education")
    period = parameters.by_name("histories.school_periods")
    at_school = (situation == CODE["apprentice"]) & (
        (np.arange(situation.shape[1])[None, :] - since) % int(period["every"]) < period["weeks"]
    )
    education[at_school] = STRANDS["education"].index("apprenticeship_school")

    benefit = _mapped(situation, _BENEFIT, "benefit")
    on_benefit = np.isin(situation, [CODE[name] for name in _ON_BENEFIT])
    side_job = (situation == CODE["job"]) & (hours <= parameters.number("histories.side_job"))
    supported = path.benefit != RULING.index("none_self_supporting")
    benefit = np.where(on_benefit | (side_job & supported), path.benefit, benefit)
    benefit[(benefit == STRANDS["benefit"].index("study_grant")) & (path.age < OF_AGE)] = NONE

    unknown = gap < parameters.number("histories.hours_missing")
    return Strands(work, education, benefit, np.where(unknown, NONE, hours))


def _beginnings(situation: Ints) -> Ints:
    """Return, by person and week, the column in which the present situation began."""
    columns = np.arange(situation.shape[1])[None, :].repeat(len(situation), axis=0)
    begins = np.ones(situation.shape, dtype=np.bool_)
    begins[:, 1:] = situation[:, 1:] != situation[:, :-1]
    return np.maximum.accumulate(np.where(begins, columns, 0), axis=1)


def _mapped(situation: Ints, states: dict[str, str], strand: str) -> Ints:
    """Return the code of the state that each situation is on a strand, or none."""
    codes = np.full(len(NAMES), NONE, dtype=np.int64)
    for name, state in states.items():
        codes[CODE[name]] = STRANDS[strand].index(state)
    return np.asarray(codes[situation])


def _hours(situation: Ints, uniform: Floats, whole: Floats, parameters: Parameters) -> Ints:
    """Return the weekly hours of each job, drawn once where it begins; none without paid hours."""
    hours = np.full(situation.shape, NONE, dtype=np.int64)
    full_time = parameters.number("histories.full_time")
    for name, offered in parameters.lists("histories.hours").items():
        place = np.floor(uniform * len(offered)).astype(np.int64).clip(0, len(offered) - 1)
        drawn = np.array(offered).astype(np.int64)[place]
        if name == "job":
            drawn = np.where(whole < full_time, max(offered), drawn)
        hours = np.where(situation == CODE[name], drawn, hours)
    return hours.astype(np.int64)


def spells(found: Strands, first: int) -> Iterator[Spell]:
    """Yield the spells of all people, strand by strand: adjacent equal weeks are one spell.

    Parameters
    ----------
    found
        States by person and week.
    first
        The first of those weeks, counted from the index week.
    """
    for strand, names in STRANDS.items():
        states: Ints = getattr(found, strand)
        hours = found.hours if strand == "work" else np.full_like(states, NONE)
        hours = np.where(states == NONE, NONE, hours)
        changes = np.ones((len(states), states.shape[1] + 1), dtype=np.bool_)
        changes[:, 1:-1] = (states[:, 1:] != states[:, :-1]) | (hours[:, 1:] != hours[:, :-1])
        people, columns = np.nonzero(changes)
        for person, begins, after in zip(
            people[:-1].tolist(), columns[:-1].tolist(), columns[1:].tolist(), strict=True
        ):
            if after <= begins or states[person, begins] == NONE:
                continue
            worked = int(hours[person, begins])
            yield Spell(
                person=person,
                strand=strand,
                state=names[states[person, begins]],
                hours=None if worked == NONE else worked,
                first=first + begins,
                last=first + after - 1,
            )
