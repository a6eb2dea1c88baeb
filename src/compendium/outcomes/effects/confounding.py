"""Confounding: how strong something unmeasured must be, beside the strongest that was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from compendium.outcomes.effects.covariates import covariates
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.unmeasured import Strength, e_values
from compendium.tables import Absent


@dataclass(frozen=True)
class Ratio:
    """A ratio without an interval."""

    value: float
    low: float = math.nan
    high: float = math.nan
    unit: str = "ratio"


def needed_and_measured(
    effect: Effect | Absent, measured: tuple[Strength, ...] | Absent
) -> Mapping[str, Ratio | Absent]:
    """Return the strength that would explain an effect away, and that of the strongest measured.

    Parameters
    ----------
    effect
        The effect.
    measured
        As `strengths` returns it, the strongest first.

    Returns
    -------
    Mapping
        e_value and e_value_limit, the ratio that a confounder must have with both the arm and the
        endpoint to move the estimate, or the nearer end of its interval, to no effect; with_arm
        and with_endpoint, the ratios of the strongest measured covariate.
    """
    needed = effect if isinstance(effect, Absent) else e_values(effect)
    strongest = measured if isinstance(measured, Absent) else measured[0]
    return {
        "e_value": needed if isinstance(needed, Absent) else Ratio(needed.value),
        "e_value_limit": needed if isinstance(needed, Absent) else Ratio(needed.limit),
        "with_arm": strongest if isinstance(strongest, Absent) else Ratio(strongest.with_arm),
        "with_endpoint": strongest
        if isinstance(strongest, Absent)
        else Ratio(strongest.with_endpoint),
    }


def strongest_called(measured: tuple[Strength, ...] | Absent, language: str) -> str | Absent:
    """Return how the strongest measured covariate is called."""
    if isinstance(measured, Absent):
        return measured
    title = covariates()[measured[0].covariate].title[language]
    return title[:1].lower() + title[1:]
