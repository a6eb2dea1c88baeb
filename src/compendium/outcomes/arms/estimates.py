"""Estimates: what a design makes of an endpoint, and what they are refused for."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import norm

from compendium.errors import CompendiumError
from compendium.tables import Absent

CONFIDENCE = 0.95
"""What every interval of this room aims to cover."""

CRITICAL = float(norm.ppf((1 + CONFIDENCE) / 2))
"""The standard errors on either side of it, where it is one of the normal distribution: 1.96."""

ARMS = ("intervention", "comparison")

ARM_EMPTY = Absent(
    "a difference between two arms of which one has nobody who can be followed so far"
)
"""Says not which arm: what is absent is printed as it stands."""

UNITS = {
    "unadjusted_difference": "percentage_points",
    "unadjusted_risk_ratio": "ratio",
    "unadjusted_odds_ratio": "ratio",
    "unadjusted_mean_difference": "mean",
}
"""What the estimands are numbers of that set one arm against the other, as word keys."""


class ArmsMissingError(CompendiumError):
    """A comparison was asked for where one of the two arms has nobody in it."""

    @classmethod
    def of(cls, function: str) -> ArmsMissingError:
        """Return the fault of a function of this room."""
        return cls(
            "A difference needs persons in both arms, and one of them has none.",
            where=f"outcomes.{function}",
            remedy="Check the column arm of the table participants.",
        )


class OfArms:
    """Anything that sets the two arms against each other."""

    @property
    def by(self) -> str:
        """The column that parts those who are set against each other."""
        return "arm"

    @property
    def groups(self) -> tuple[str, ...]:
        """Those who are set against each other, the first less or over the second."""
        return ARMS


@dataclass(frozen=True)
class Estimate(OfArms):
    """What a design makes of an endpoint.

    Attributes
    ----------
    estimand
        What is estimated, as a word key.
    value, low, high
        The estimate and its 95 per cent interval, on the scale of the estimand; always finite, for
        what has no value or no limit is absent.
    n
        Persons behind it.
    method
        How value and interval were computed.
    """

    estimand: str
    value: float
    low: float
    high: float
    n: int
    method: str

    @property
    def unit(self) -> str:
        """What it is a number of, as a word key."""
        return UNITS.get(self.estimand, "")
