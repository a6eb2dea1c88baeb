"""Power: the smallest difference that a study of this size would probably find."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy.stats import norm

from compendium.outcomes.arms.estimates import CONFIDENCE, CRITICAL


@dataclass(frozen=True)
class Plan:
    """What a study was planned with; nothing in it is observed.

    Attributes
    ----------
    persons, other_persons
        In the intervention and in the comparison arm.
    base
        The share that is expected to have the endpoint in the comparison arm.
    cluster_size
        Persons that a consultant of the intervention arm has on average; the comparison arm has no
        consultants.
    correlation
        The intraclass correlation of persons of one consultant.
    variation
        Coefficient of variation of the persons by consultant, 0 where all have as many.
    power
        How probable it is to find the difference.
    """

    persons: int
    other_persons: int
    base: float
    cluster_size: float = 1
    correlation: float = 0
    variation: float = 0
    power: float = 0.8

    def __post_init__(self) -> None:
        possible = {
            "persons": min(self.persons, self.other_persons) >= 1,
            "base": 0 < self.base < 1,
            "cluster_size": self.cluster_size >= 1,
            "correlation": 0 <= self.correlation <= 1,
            "variation": self.variation >= 0,
            "power": 1 - CONFIDENCE < self.power < 1,
        }
        for name, right in possible.items():
            if not right:
                raise ValueError(f"no study can be planned with this {name}")

    @property
    def design_effect(self) -> float:
        """How many times as large the variance of the intervention arm is by its consultants.

        1 + ((1 + v²) m − 1) r, with m persons a consultant, v their coefficient of variation and r
        the intraclass correlation (Eldridge, Ashby & Kerry 2006, International Journal of
        Epidemiology 35:1292).
        """
        size = (1 + self.variation**2) * self.cluster_size
        return 1 + (size - 1) * self.correlation


@dataclass(frozen=True)
class Detectable:
    """The minimal detectable difference of a plan.

    Attributes
    ----------
    value
        The difference of two shares, 0 to 1.
    n
        Persons of both arms.
    design_effect
        That of the intervention arm.
    method
        How it was computed.
    """

    value: float
    n: int
    design_effect: float
    method: str


def detectable_difference(plan: Plan) -> Detectable:
    """Return the minimal detectable difference of two shares, with clusters in one arm.

    d = (z(0.975) + z(power)) √(p (1 − p) (D / n + 1 / m)), with the share p expected in the
    comparison arm, the design effect D of the intervention arm, and both variances at p (the
    partially nested design of Candlish et al. 2018, BMC Medical Research Methodology 18:105). It
    says what the study was made to find, and is computed from what was planned with: power at the
    difference that was observed says no more than its p value (Hoenig & Heisey 2001, The American
    Statistician 55:19). With a dozen consultants it is a little too small, for z stands for t.

    Parameters
    ----------
    plan
        What the study was planned with.
    """
    variance = plan.base * (1 - plan.base)
    variance *= plan.design_effect / plan.persons + 1 / plan.other_persons
    return Detectable(
        value=(CRITICAL + float(norm.ppf(plan.power))) * sqrt(variance),
        n=plan.persons + plan.other_persons,
        design_effect=plan.design_effect,
        method="normal approximation, both variances at the planned share",
    )
