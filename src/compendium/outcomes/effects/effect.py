"""Effect: what a design makes of an endpoint, and what it had to assume for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from compendium.errors import CompendiumError
from compendium.outcomes.arms.estimates import CONFIDENCE, OfArms

UNITS = {"difference": "percentage_points", "mean_difference": "mean", "ratio": "ratio"}
"""What a contrast is a number of, as word keys."""


class UnknownContrastError(CompendiumError):
    """A contrast was asked of a design that has no such one."""


@dataclass(frozen=True)
class Effect(OfArms):
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


@dataclass(frozen=True)
class Around:
    """A value with its interval, and the p value of its being zero.

    Attributes
    ----------
    value, low, high, p
        p is NaN where there is no error.
    """

    value: float
    low: float
    high: float
    p: float


def around(value: float, error: float, degrees: float = math.inf) -> Around:
    """Return a value with the interval and the p value that its standard error gives.

    Parameters
    ----------
    value, error
        The value, and its standard error.
    degrees
        Of the t distribution; endless for the normal one.
    """
    half = error * float(t.ppf((1 + CONFIDENCE) / 2, degrees))
    p = float(2 * t.sf(abs(value / error), degrees)) if error else math.nan
    return Around(value, value - half, value + half, p)


def contrast_of(values: NDArray[np.float64]) -> str:
    """Return what a difference of an endpoint is one of: of shares where it is 0 or 1, or means."""
    return "difference" if np.isin(values, (0.0, 1.0)).all() else "mean_difference"
