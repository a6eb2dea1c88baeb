"""Divisions: what is told of each level of a subgroup, and of subgroups that there are not."""

from __future__ import annotations

import pandas as pd

from compendium.instruments.comparisons.comparison import Quantity
from compendium.outcomes.effects.doubts.subgroups import TOO_FEW, Subgroups
from compendium.outcomes.effects.effect import Effect
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def in_level(found: Subgroups, level: str) -> Effect | Absent:
    """Return the effect in one level."""
    return found.effects[level]


@hands_on_absent
def apart(found: Subgroups, level: str) -> Quantity | Absent:
    """Return the interaction of a level: its effect less that of the reference."""
    return found.differences.get(level, TOO_FEW)


@hands_on_absent
def interaction(found: Subgroups) -> Quantity:
    """Return the p value of the effect being the same in all levels."""
    return found.p


@hands_on_absent
def divided(found: Subgroups) -> pd.DataFrame:
    """Return the persons, with their level and what became of them."""
    return found.use


def levels(found: Subgroups | Absent, *, reference: bool = True) -> list[str]:
    """Return the levels in their order; one without a name where there are no subgroups.

    Parameters
    ----------
    found
        As `subgroups` returns it.
    reference
        Whether the reference is among them.
    """
    if isinstance(found, Absent):
        return [""]
    return [name for name in found.effects if reference or name != found.reference]
