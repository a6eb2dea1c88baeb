"""The waves: who of the participants answers at each, on which day, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compendium.synthetic.dates import listed_day, workday
from compendium.synthetic.draws import Draws, Flags, Ints, highest, rounded, weighted
from compendium.synthetic.intake import Decisions, Timing
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import People
from compendium.synthetic.questionnaires import FIRST_WAVE, Asked
from compendium.synthetic.situations import CODE


@dataclass(frozen=True)
class Answers:
    """What a wave brought in.

    Attributes
    ----------
    people
        Places among the screened.
    day
        Days since the epoch.
    mode
        How the answers were given.
    items
        By instrument, a row a person and a column an item.
    """

    people: Ints
    day: Ints
    mode: NDArray[Any]
    items: dict[str, Ints]


def waves(
    seed: int,
    people: People,
    asked: Asked,
    decided: Decisions,
    when: Timing,
    situation: Ints,
    first: int,
    parameters: Parameters,
) -> dict[str, Answers]:
    """Return the answers of each wave: of all screened at the first, of participants later.

    Parameters
    ----------
    people, asked, decided, when
        The screened, what they would answer, what became of them and on which days.
    situation
        Of the participants, by week from `first` on: the dead, and those abroad, do not answer.
    """
    closed = listed_day(parameters.numbers("intake.closed"))
    inside = np.flatnonzero(decided.included)
    came = received(seed, people, asked, decided.included, parameters)
    found = {}
    for wave, window in parameters.lists("screening.waves").items():
        draws = Draws(seed, f"wave {wave}")
        days = when.screening_day
        answered = came[wave]
        if wave != FIRST_WAVE:
            after = days_after_index(draws, len(people), window, parameters)
            days = workday(when.index_day + after)
            gone = np.ones(len(people), dtype=np.bool_)
            week = (days // 7 - when.index_day // 7)[inside] - first
            then = situation[np.arange(len(inside)), week]
            gone[inside] = (then == CODE["dead"]) | (then == CODE["abroad"])
            answered = answered & ~gone & (days <= closed)
        places = np.flatnonzero(answered)
        found[wave] = Answers(
            people=places,
            day=days[places],
            mode=modes(draws, days, parameters)[places],
            items={name: items[places] for name, items in asked.given[wave].items()},
        )
    return found


def received(
    seed: int, people: People, asked: Asked, included: Flags, parameters: Parameters
) -> dict[str, Flags]:
    """Return who answers at each wave: all screened at the first, later a share of the included.

    Symptoms at the time, low motivation and having stayed away before keep people away: the
    score of staying away is ranked, and the share that the parameter names answers.
    """
    draws = Draws(seed, "received")
    share = parameters.by_name("screening.received")
    weights = {**parameters.by_name("screening.attrition"), "chance": 1.0}
    weights["motivation"] = -weights["motivation"]
    stayed = np.zeros(len(people))
    found = {FIRST_WAVE: np.ones(len(people), dtype=np.bool_)}
    for wave in share:
        behind = asked.behind[wave]
        score = weighted(
            weights,
            symptoms=rounded(0.5 * behind.gad7 + 0.5 * behind.mdi),
            motivation=people.motivation,
            before=stayed,
            chance=draws.normal(len(people)),
        )
        inside = np.flatnonzero(included)
        places = inside[highest(-score[inside], round(share[wave] * len(inside)))]
        answered = np.zeros(len(people), dtype=np.bool_)
        answered[places] = True
        stayed = np.where(answered, 0.0, 1.0)
        found[wave] = answered
    return found


def days_after_index(draws: Draws, n: int, window: list[float], parameters: Parameters) -> Ints:
    """Return the day, counted from the index date, on which each person answers a later wave.

    Most about the middle of the window, with a tail, none outside it.
    """
    spread = parameters.by_name("screening.days")
    first, last = 7 * int(window[0]), 7 * int(window[1])
    late = np.floor(draws.gamma(spread["late"] * (last - first), n)).astype(np.int64)
    early = np.floor(draws.uniform(n) * spread["early"] * (last - first)).astype(np.int64)
    return np.asarray(np.clip((first + last) // 2 - early + late, first, last))


def modes(draws: Draws, days: Ints, parameters: Parameters) -> NDArray[Any]:
    """Return how each person answered: as the parameter has it, by telephone in a closure."""
    mode = draws.choice(parameters.by_name("screening.mode"), len(days))
    for closure in parameters.matrix("intake.closures"):
        first, last = listed_day(closure[:3]), listed_day(closure[3:])
        mode[(days >= first) & (days <= last)] = "telephone"
    return mode
