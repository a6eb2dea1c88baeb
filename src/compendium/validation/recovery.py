"""Recovery: what a design makes of many studies whose truth is known, beside what was declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from compendium.outcomes.arms.estimates import CRITICAL
from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.estimating import estimate
from compendium.outcomes.effects.estimators.matched import used
from compendium.outcomes.effects.people.subjects import treated
from compendium.synthetic.draws import Draws, Flags
from compendium.synthetic.simulated import ENDPOINT, Simulated, simulated
from compendium.tables import Absent
from compendium.validation.scenario import Scenario

SEED = 808
"""Fixed before any design was run, and not changed since."""
NUMBER = 1000
"""Studies of a scenario."""
SLACK = 3.0
"""Monte Carlo errors that are allowed for where there are fewer studies than that."""


@dataclass(frozen=True)
class Attempt:
    """What a design made of one study.

    Attributes
    ----------
    value, low, high
        The estimate and its interval.
    truth
        The mean true effect of the participants whom the design used.
    dropped
        The share of participants whom it dropped.
    """

    value: float
    low: float
    high: float
    truth: float
    dropped: float


@dataclass(frozen=True)
class Recovery:
    """What a design made of all studies of a scenario.

    Attributes
    ----------
    studies, without
        How many there were, and of how many there was no estimate.
    truth
        The mean true effect of the participants whom the design used, over all studies: what it is
        asked for.
    dropped
        The share of participants whom the design dropped.
    bias, bias_error
        The mean estimate less the truth, study by study, and its Monte Carlo error.
    spread
        The standard deviation of the estimates.
    error
        The mean of the standard errors: of half an interval, over 1.96.
    coverage, coverage_error
        The share of intervals that hold the truth, and its Monte Carlo error.
    """

    studies: int
    without: int
    truth: float
    dropped: float
    bias: float
    bias_error: float
    spread: float
    error: float
    coverage: float
    coverage_error: float

    def outside(self, scenario: Scenario, errors: float | None = None) -> tuple[str, ...]:
        """Return which of ``bias`` and ``coverage`` lie outside what was declared.

        Parameters
        ----------
        scenario
            Which declares the ranges.
        errors
            How many Monte Carlo errors beyond them are allowed for; by default none of the full
            number of studies, and `SLACK` of a smaller one. That of a coverage is the error at the
            edge.
        """
        if errors is None:
            errors = 0.0 if self.studies >= NUMBER else SLACK
        low, high = scenario.bias
        slack = errors * self.bias_error
        found = [] if low - slack <= self.bias <= high + slack else ["bias"]
        low, high = scenario.coverage
        below, above = (errors * _error_of_share(edge, self.studies) for edge in (low, high))
        return (*found, *([] if low - below <= self.coverage <= high + above else ["coverage"]))


def study_of(scenario: Scenario, number: int, seed: int = SEED) -> Simulated:
    """Return one of the studies of a scenario, by its number."""
    return simulated(scenario.setting, Draws(seed, f"recovery/{scenario.id}/{number}"))


def attempted(scenario: Scenario, number: int, seed: int = SEED) -> Attempt | Absent:
    """Return what the design of a scenario makes of one of its studies.

    Parameters
    ----------
    scenario
        The scenario.
    number
        Which of the studies, from 0.
    seed
        The seed of them all.
    """
    drawn = study_of(scenario, number, seed)
    found = estimate(drawn.frame, ENDPOINT, design=scenario.design)
    if isinstance(found, Absent):
        return found
    those = _those_used(drawn, scenario, found)
    return Attempt(
        value=found.value,
        low=found.low,
        high=found.high,
        truth=float(drawn.effect[those].mean()),
        dropped=1 - float(those.sum() / treated(drawn.frame).sum()),
    )


def recovered(attempts: Iterable[Attempt | Absent]) -> Recovery:
    """Return what a design made of all studies of a scenario.

    With estimates θᵢ of M studies and θ the truth, the bias is the mean of θᵢ − θ, with the Monte
    Carlo error s/√M, and the coverage c has √(c(1 − c)/M). The truth is that of a population
    without end: the mean effect of the participants used, over all studies, for the intervals are
    those of new studies and not of new outcomes of the same persons. Where few intervals can hold
    it by chance, that says what they are worth.

    Parameters
    ----------
    attempts
        Of each study.

    References
    ----------
    Morris, White & Crowther 2019, Statistics in Medicine 38:2074.
    """
    tried = list(attempts)
    known = [each for each in tried if isinstance(each, Attempt)]
    values, low, high, truths, dropped = (
        np.array([getattr(each, name) for each in known])
        for name in ("value", "low", "high", "truth", "dropped")
    )
    truth = float(truths.mean())
    apart = values - truths
    coverage = float(((low <= truth) & (truth <= high)).mean())
    return Recovery(
        studies=len(tried),
        without=len(tried) - len(known),
        truth=truth,
        dropped=float(dropped.mean()),
        bias=float(apart.mean()),
        bias_error=float(apart.std(ddof=1) / np.sqrt(len(known))),
        spread=float(values.std(ddof=1)),
        error=float((high - low).mean() / (2 * CRITICAL)),
        coverage=coverage,
        coverage_error=_error_of_share(coverage, len(known)),
    )


def _those_used(drawn: Simulated, scenario: Scenario, found: Effect) -> Flags:
    """Return which participants a design used: it is asked for the effect on them, and no others.

    Raises
    ------
    ValueError
        Where it dropped some, and is of a kind that is not asked whom.
    """
    arm = treated(drawn.frame)
    if not found.dropped:
        return arm
    if not isinstance(scenario.design, Matched):
        raise ValueError(f"{scenario.id} dropped {found.dropped} participants, nobody knows whom")
    uses = used(drawn.frame, scenario.design, ENDPOINT)
    if isinstance(uses, Absent):
        raise TypeError("a design that gave an effect cannot be fitted again")
    return arm & uses["use"].eq("matched").to_numpy(dtype=bool)


def _error_of_share(share: float, n: int) -> float:
    return float(np.sqrt(share * (1 - share) / n))
