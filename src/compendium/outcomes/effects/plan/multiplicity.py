"""Multiplicity: what several planned comparisons say together, when each of them could err."""

from __future__ import annotations

import math
from collections.abc import Mapping

from compendium.instruments.comparisons.comparison import SMALLEST_P, Quantity, holm
from compendium.outcomes.effects.effect import Effect
from compendium.tables import Absent

NO_SECONDARY = Absent("secondary comparisons: none are planned")
UNTESTED = Absent("a p value: all who are compared have the endpoint alike")
ERROR = 0.05
"""The probability that comparisons without an effect may share of any of them seeming one."""


def adjusted(found: Mapping[str, Effect | Absent]) -> dict[str, Quantity | Absent]:
    """Return p values by Holm's method, which hold for all comparisons of a plan together.

    Whatever number of them has no effect, the probability that any of these has an adjusted p value
    of at most `ERROR` is no more than that. The family is everything that was planned: what could
    not be computed counts as a p value of 1, so that nothing gains from a comparison that failed.
    Intervals are not adjusted: each aims to cover its own value, and not all of them together.

    Parameters
    ----------
    found
        Comparison to its effect, of everything that was planned as one family.

    Returns
    -------
    dict
        As `found`: the adjusted p value, of unit ``p``, one under 0.001 given as that; absent where
        there is no effect, or none with an error.

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6:65. Oracle: R p.adjust.
    """
    own = [_p(each) for each in found.values()]
    together = holm([1.0 if math.isnan(p) else p for p in own])
    return {
        name: _quantity(each, p, float(value))
        for (name, each), p, value in zip(found.items(), own, together, strict=True)
    }


def _p(effect: Effect | Absent) -> float:
    return math.nan if isinstance(effect, Absent) else effect.p


def _quantity(effect: Effect | Absent, own: float, value: float) -> Quantity | Absent:
    if isinstance(effect, Absent):
        return effect
    if math.isnan(own):
        return UNTESTED
    return Quantity(
        value=max(value, SMALLEST_P),
        low=math.nan,
        high=math.nan,
        by=effect.by,
        groups=effect.groups,
        unit="p",
    )
