"""Who is found eligible and who is included, and on which days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compendium.synthetic.dates import days_in, quarters, workday
from compendium.synthetic.draws import Draws, Flags, Ints, highest, quotas, weighted
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import People
from compendium.synthetic.questionnaires import totals


@dataclass(frozen=True)
class Decisions:
    """What became of each screened person; who is eligible and not included has declined."""

    eligible: Flags
    included: Flags


@dataclass(frozen=True)
class Timing:
    """By screened person, the quarter, and the days since the epoch of screening and inclusion.

    Who is not included has a day on which it would have been.
    """

    quarter: Ints
    screening_day: Ints
    index_day: Ints


def decisions(
    seed: int, people: People, baseline: dict[str, Ints], count: int, parameters: Parameters
) -> Decisions:
    """Return who is eligible by the baseline answers, and the `count` who are included.

    Eligible is who reaches the cut of GAD-7 or of MDI, and some others after a talk. Of the
    eligible the most willing are included, and willingness hangs on motivation. Each municipality
    fills its quota; where the eligible do not suffice, more are found so after a talk.
    """
    draws = Draws(seed, "decisions")
    anxious = totals("gad7", baseline["gad7"]) >= parameters.number("intake.gad7_cut")
    depressed = totals("mdi", baseline["mdi"]) >= parameters.number("intake.mdi_cut")
    talk = draws.uniform(len(people)) < parameters.number("intake.below_cut")
    eligible = anxious | depressed | talk
    willingness = weighted(
        parameters.by_name("people.willingness"),
        motivation=people.motivation,
        chance=draws.normal(len(people)),
    )
    # A thousand is more than any willingness, so that the eligible always come first.
    score = willingness + np.where(eligible, 1000.0, 0.0)
    included = np.zeros(len(people), dtype=np.bool_)
    for municipality, wanted in quotas(count, parameters.by_name("people.shares")).items():
        here = np.flatnonzero(people.municipality == municipality)
        included[here[highest(score[here], wanted)]] = True
    return Decisions(eligible=eligible | included, included=included)


def timing(seed: int, n: int, parameters: Parameters) -> Timing:
    """Return when each of n people is screened, and included some days later."""
    draws = Draws(seed, "timing")
    quarter = quarters(draws, n, parameters)
    index_day = days_in(draws, quarter)
    lag = parameters.by_name("intake.lag_days")
    waited = np.floor(draws.gamma(lag["mean"], n)).astype(np.int64)
    screening_day = workday(index_day - np.minimum(waited, int(lag["at_most"])))
    return Timing(quarter, screening_day, index_day)
