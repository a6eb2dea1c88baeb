"""Confounding: how strong something unmeasured must be, beside the strongest that was measured."""

from __future__ import annotations

from collections.abc import Mapping

from compendium.instruments import Quantity
from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.doubts.unmeasured import Strength, e_values
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.people.covariates import covariates
from compendium.tables import Absent, hands_on_absent, part


def needed_and_measured(
    effect: Effect | Absent, measured: tuple[Strength, ...] | Absent
) -> Mapping[str, Quantity | Absent]:
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
        "e_value": _ratio(part(needed, "value")),
        "e_value_limit": _ratio(part(needed, "limit")),
        "with_arm": _ratio(part(strongest, "with_arm")),
        "with_endpoint": _ratio(part(strongest, "with_endpoint")),
    }


@hands_on_absent
def _ratio(value: float) -> Quantity:
    return Quantity.alone(value, "arm", ARMS, "ratio")


def strongest_called(measured: tuple[Strength, ...] | Absent, language: str) -> str | Absent:
    """Return how the strongest measured covariate is called."""
    if isinstance(measured, Absent):
        return measured
    title = covariates()[measured[0].covariate].title[language]
    return title[:1].lower() + title[1:]
