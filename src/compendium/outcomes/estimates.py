"""Estimates: what a design makes of an endpoint, and what they are refused for."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import norm

from compendium.errors import CompendiumError

CONFIDENCE = 0.95
"""What every interval of this room aims to cover."""

CRITICAL = float(norm.ppf((1 + CONFIDENCE) / 2))
"""The standard errors on either side of it, where it is one of the normal distribution: 1.96."""

ARMS = ("intervention", "comparison")


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


@dataclass(frozen=True)
class Estimate:
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
