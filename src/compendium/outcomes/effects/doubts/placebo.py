"""Placebo: the same comparison of weeks that were over before anybody joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.effects.compared import Compared
from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.estimating import estimate
from compendium.outcomes.effects.people.covariates import chosen
from compendium.outcomes.effects.people.subjects import PLACEBO, with_endpoint
from compendium.tables import Absent, hands_on_absent

TIMELESS = ("sex", "age")
"""Columns of the index date that nothing in the weeks before it can have moved."""


def known_before(names: Sequence[str], week: int = PLACEBO[0]) -> tuple[str, ...]:
    """Return the covariates that were known before a week: counted until then, or timeless.

    Benefit, readiness and risk factors are those of the index date, and may be what the weeks
    before it came to: matched on them, arms would be alike in these weeks by construction.
    """
    return tuple(
        one.id
        for one in chosen(tuple(names))
        if (one.weeks and one.last < week) or one.id in TIMELESS
    )


@hands_on_absent
def placebo_weeks(
    found: Compared,
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    endpoint: str = "job",
) -> pd.DataFrame | Absent:
    """Return everybody of a pool with their weeks in an endpoint in the year before.

    Parameters
    ----------
    found
        What `compare` returned.
    histories, participants
        As of `with_endpoint`.
    endpoint
        An endpoint of the catalogue.

    Returns
    -------
    pandas.DataFrame or Absent
        As `subjects` returns them, with a column `weeks`.
    """
    first, last = PLACEBO
    told = with_endpoint(found.people, histories, participants, endpoint, week=last, first=first)
    return told if isinstance(told, Absent) else told.rename(columns={endpoint: "weeks"})


@hands_on_absent
def placebo(frame: pd.DataFrame, design: Matched) -> Effect | Absent:
    """Return what a design makes of weeks that were over before anybody joined.

    Nothing in these weeks can be an effect. What differs is who joined, as far as the covariates
    from before that year do not tell; and no difference does not show that the arms are alike.

    Parameters
    ----------
    frame
        As `placebo_weeks` returns it.
    design
        The design, of which only what was known before these weeks is matched on.
    """
    names = [name for name in design.covariates if name in frame]
    return estimate(frame, "weeks", design=replace(design, covariates=known_before(names)))
