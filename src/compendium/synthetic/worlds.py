"""The world that a synthetic study is written from: its people, what befell them, and the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compendium.errors import CompendiumError
from compendium.synthetic.dates import NEVER, weeks_in
from compendium.synthetic.draws import Draws, Flags, Ints
from compendium.synthetic.intake import Decisions, Timing, decisions, timing
from compendium.synthetic.parameters import Parameters, catalogue
from compendium.synthetic.people import People, age_limits, compared, screened
from compendium.synthetic.practice import Contact, Employment, contacts, employments
from compendium.synthetic.questionnaires import FIRST_WAVE, asked
from compendium.synthetic.reviews import Rating, ratings
from compendium.synthetic.spells import Strands, strands
from compendium.synthetic.support import Assignment, assignment, endings
from compendium.synthetic.trajectories import Support, trajectories
from compendium.synthetic.truths import (
    Truth,
    caseloads,
    consensus_points,
    contacted,
    mean_scores,
    weekly_truth,
)
from compendium.synthetic.waves import Answers, waves

FEWEST = 20


class TooFewError(CompendiumError):
    """A synthetic study was asked for with too few participants, or a seed below 0."""


@dataclass(frozen=True)
class World:
    """Everything about a synthetic study, known and unknown to its tables.

    Attributes
    ----------
    screened, decided, when
        Who came forward, what became of them, and on which days.
    people, intervention, index_day
        The included and then the comparison; which are which; time zero in days since the epoch.
    assigned
        Start and consultant of the included.
    ended_day, ended_reason
        When support ended and why, by included person; negative and empty where it is open.
    answers
        By wave.
    supported, unsupported, first
        Strands of all people as things went and had nobody been supported, from week `first` on.
    ratings
        The fidelity reviews.
    contacts, employments
        What the service recorded of itself.
    truth
        What follows from all that.
    """

    screened: People
    decided: Decisions
    when: Timing
    people: People
    intervention: Flags
    index_day: Ints
    assigned: Assignment
    ended_day: Ints
    ended_reason: NDArray[Any]
    answers: dict[str, Answers]
    supported: Strands
    unsupported: Strands
    first: int
    ratings: tuple[Rating, ...]
    contacts: tuple[Contact, ...]
    employments: tuple[Employment, ...]
    truth: Truth


def world(
    seed: int,
    participants: int = 500,
    ages: str = "18-29",
    parameters: Parameters | None = None,
) -> World:
    """Return the world of that seed.

    Parameters
    ----------
    seed
        Any whole number from 0; the same seed gives the same world on every platform.
    participants
        People in the intervention; screened and comparison people come in proportion.
    ages
        Youngest and oldest age at the index date: `18-29` as the project's site says, or `15-24`
        as its slides do.
    parameters
        By default those of the package.

    Raises
    ------
    TooFewError
        Below 20 participants, or for a negative seed.
    AgesError
        Where the ages cannot be read.
    """
    if participants < FEWEST or seed < 0:
        raise TooFewError(
            f"A synthetic study needs {FEWEST} participants at least, and a seed from 0.",
            where="--participants, --seed",
            remedy="the twin of the project has 500 participants",
        )
    parameters = parameters or catalogue()
    limits = age_limits(ages)
    taken: set[str] = set()

    come = round(participants * parameters.number("people.screened_per_included"))
    candidates = screened(seed, come, limits, taken, parameters)
    told = asked(seed, candidates, parameters)
    decided = decisions(seed, candidates, told.given[FIRST_WAVE], participants, parameters)
    when = timing(seed, come, parameters)
    inside = np.flatnonzero(decided.included)

    times = int(parameters.number("people.compared_per_included"))
    others = compared(seed, times * participants, limits, taken, parameters)
    quarter = np.repeat(when.quarter[inside], times)
    other_day = weeks_in(Draws(seed, "comparison days"), quarter)
    people = candidates.take(inside).and_then(others)
    index_day = np.concatenate([when.index_day[inside], other_day])
    intervention = np.arange(len(people)) < participants

    assigned = assignment(seed, candidates.take(inside), when.index_day[inside], taken, parameters)
    path = trajectories(
        seed, people, index_day // 7, _for_all(assigned.support, len(people)), parameters
    )
    went = strands(path.situation, path, parameters)
    otherwise = strands(path.unsupported, path, parameters)
    own = path.situation[:participants]
    ended_day, ended_reason = endings(seed, when.index_day[inside], own, path.first, parameters)
    answers = waves(seed, candidates, told, decided, when, own, path.first, parameters)
    reviews = tuple(ratings(seed, parameters, taken))
    included, since = candidates.take(inside), when.index_day[inside]
    talks = contacts(seed, included, assigned, ended_day, parameters)
    posts = tuple(employments(seed, included, since, assigned, ended_day, parameters))
    truth = Truth(
        seed=seed,
        participants=participants,
        ages=ages,
        endpoints=weekly_truth(went, otherwise, intervention, path.first),
        scores=mean_scores(told, inside, {wave: each.people for wave, each in answers.items()}),
        fidelity=consensus_points(reviews),
        contacts=contacted(talks, included, assigned),
        caseload=caseloads(posts, included, assigned, ended_day),
        parameters=parameters,
    )
    return World(
        screened=candidates,
        decided=decided,
        when=when,
        people=people,
        intervention=intervention,
        index_day=index_day,
        assigned=assigned,
        ended_day=ended_day,
        ended_reason=ended_reason,
        answers=answers,
        supported=went,
        unsupported=otherwise,
        first=path.first,
        ratings=reviews,
        contacts=talks,
        employments=posts,
        truth=truth,
    )


def _for_all(support: Support, n: int) -> Support:
    """Return the support of n people, of whom the first are supported and the rest never."""
    rest = n - len(support.start)
    return Support(
        start=np.concatenate([support.start, np.full(rest, NEVER)]),
        strength=np.concatenate([support.strength, np.ones(rest)]),
    )
