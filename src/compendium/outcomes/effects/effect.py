"""Effect: what a design makes of an endpoint, and what it had to assume for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compendium.errors import CompendiumError
from compendium.outcomes.estimates import ARMS

UNITS = {"difference": "percentage_points", "mean_difference": "mean", "ratio": "ratio"}
"""What a contrast is a number of, as word keys."""


class NoComparisonError(CompendiumError):
    """A design has nobody left to set participants against, or no participants."""


class UnknownContrastError(CompendiumError):
    """A contrast was asked of a design that has no such one."""


@dataclass(frozen=True)
class Effect:
    """What a design makes of an endpoint.

    Attributes
    ----------
    estimand
        What is estimated, as a word key: ``att`` (the effect on those who took part), ``change``
        (what happened to them, whatever made it).
    design
        The id of the design, as a word key.
    contrast
        ``difference`` (of shares), ``mean_difference`` or ``ratio``.
    value, low, high
        The estimate and its 95 per cent interval, on the scale of the contrast; always finite.
    p
        Of the hypothesis that there is no effect; NaN where the design has none.
    n
        Persons behind it, by arm: those who were used, and not those who were dropped.
    dropped
        Participants whom the design could set against nobody.
    treated, compared
        Mean of the endpoint among the participants that were used, and what the design sets
        against it; NaN where it has no such thing.
    method
        How value and interval were computed, in words.
    assumptions
        What must hold for the value to be an effect, as word keys.
    """

    estimand: str
    design: str
    contrast: str
    value: float
    low: float
    high: float
    p: float
    n: Mapping[str, int] = field(default_factory=dict)
    dropped: int = 0
    treated: float = float("nan")
    compared: float = float("nan")
    method: str = ""
    assumptions: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """What it is a number of, as a word key."""
        return UNITS[self.contrast]

    @property
    def by(self) -> str:
        """The column that parts those who are set against each other."""
        return "arm"

    @property
    def groups(self) -> tuple[str, ...]:
        """Those who are set against each other, the first less or over the second."""
        return ARMS
