"""The support of those included: when it starts, with which consultant, when and why it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compendium.synthetic.dates import NEVER, listed_day, workday
from compendium.synthetic.draws import Draws, Ints
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import People
from compendium.synthetic.situations import CODE, SETTLED
from compendium.synthetic.trajectories import Support


@dataclass(frozen=True)
class Assignment:
    """Start and consultant of each participant.

    Attributes
    ----------
    start_day
        Days since the epoch; negative for those who never start.
    consultant
        A pseudonym, also of those who never start.
    support
        What the histories need of it.
    """

    start_day: Ints
    consultant: NDArray[Any]
    support: Support


def assignment(
    seed: int, people: People, index_day: Ints, taken: set[str], parameters: Parameters
) -> Assignment:
    """Return when support starts for each participant, and with whom.

    Each municipality has as many consultants as its caseload asks for. A consultant makes more or
    less of the gain.
    """
    draws = Draws(seed, "assignment")
    n = len(people)
    lag = parameters.by_name("intake.start_days")
    waited = np.floor(draws.gamma(lag["mean"], n)).astype(np.int64)
    waited = np.minimum(waited, int(lag["at_most"]))
    never = draws.uniform(n) < lag["never"]
    start_day = np.where(never, -1, workday(index_day + waited))
    consultant = np.empty(n, dtype=object)
    strength = np.ones(n)
    for municipality in parameters.by_name("people.shares"):
        here = np.flatnonzero(people.municipality == municipality)
        count = max(1, math.ceil(len(here) / parameters.number("intake.caseload")))
        names = draws.pseudonyms("c-", count, taken)
        spread = parameters.number("effect.consultants")
        gains = np.maximum(1.0 + spread * draws.normal(count), 0.0)
        whose = np.floor(draws.uniform(len(here)) * count).astype(np.int64)
        consultant[here], strength[here] = names[whose], gains[whose]
    start = np.where(never, NEVER, start_day // 7 - index_day // 7)
    return Assignment(start_day, consultant, Support(start, strength))


def endings(
    seed: int, index_day: Ints, situation: Ints, first: int, parameters: Parameters
) -> tuple[Ints, NDArray[Any]]:
    """Return the day on which support ended, negative where it is open, and why.

    Parameters
    ----------
    index_day
        Days since the epoch, by participant.
    situation
        By participant and week from `first` on: who is in job or education when support ends has
        mostly ended for that, and death ends it.
    """
    draws = Draws(seed, "endings")
    n = len(index_day)
    ended = parameters.by_name("intake.ended")
    least = int(ended["least_weeks"])
    week = least + np.floor(draws.gamma(ended["mean_weeks"] - least, n)).astype(np.int64)
    ends = draws.uniform(n) < ended["share"]
    reason = draws.choice(parameters.by_name("intake.reasons"), n)
    then = situation[np.arange(n), np.minimum(week - first, situation.shape[1] - 1)]
    for_that = SETTLED[then] & (draws.uniform(n) < ended["settled"])
    reason[for_that] = "job_or_education"

    dead = situation == CODE["dead"]
    died = np.where(dead.any(axis=1), dead.argmax(axis=1) + first, NEVER)
    by_death = died < np.where(ends, week, NEVER)
    week = np.where(by_death, died, np.where(ends, week, NEVER))
    reason[by_death] = "dead"
    ended_day = index_day + 7 * week
    still_open = ended_day > listed_day(parameters.numbers("intake.closed"))
    reason[still_open] = ""
    return np.where(still_open, -1, ended_day), reason
