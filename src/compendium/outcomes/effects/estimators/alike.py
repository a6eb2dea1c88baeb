"""Alike: what an estimate is where participants of one consultant are alike, or why none is said.

Where there are fewer than ten consultants, a page says so; who asks for errors by consultant in a
design of their own is refused.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.estimating import estimate
from compendium.outcomes.effects.estimators.clustering import FEWEST, FewClustersError, consultants
from compendium.outcomes.effects.estimators.matched import fitted, pooled
from compendium.outcomes.effects.estimators.nesting import Nested, partially_nested
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent, hands_on_absent

TOO_FEW = Absent(f"errors by consultant: fewer than {FEWEST} consultants have matched participants")


@hands_on_absent
def by_consultant(frame: pd.DataFrame, endpoint: str, design: Matched) -> Effect | Absent:
    """Return the estimate of a design with errors that let participants of a consultant be alike.

    Parameters
    ----------
    frame
        As `subjects` returns it, with the endpoint as a number in the column of its name.
    endpoint
        The column.
    design
        The design, whose own errors are not looked at.

    Returns
    -------
    Effect or Absent
        Absent as of `estimate`, and where fewer than ten consultants have matched participants.
    """
    try:
        return estimate(frame, endpoint, design=replace(design, errors="consultants"))
    except FewClustersError:
        return TOO_FEW


@hands_on_absent
def nested(frame: pd.DataFrame, endpoint: str, design: Matched) -> Nested | Absent:
    """Return the partially nested model of those whom a design has matched.

    Of whom a covariate is missing, they are left out: a correlation is no estimate that could be
    pooled over imputations as the others are.

    Parameters
    ----------
    frame, endpoint, design
        As of `by_consultant`.

    Returns
    -------
    Nested or Absent
        Absent as of `by_consultant` and `partially_nested`.
    """
    asked = [name for name in (endpoint, *design.covariates) if name in frame]
    people = pooled(frame[frame[asked].notna().all(axis=1)], design.pool)
    found = fitted(people, design)
    if isinstance(found, Absent):
        return found
    values = people[endpoint].to_numpy(dtype=float)
    try:
        return partially_nested(values, treated(people), consultants(people), found[1].weights)
    except FewClustersError:
        return TOO_FEW
