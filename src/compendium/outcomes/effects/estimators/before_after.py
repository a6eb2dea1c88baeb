"""Before and after: what participants do later less what they did before, which is no effect."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.designs import BeforeAfter
from compendium.outcomes.effects.effect import Effect, around, contrast_of
from compendium.outcomes.effects.estimators.matching import Numbers
from compendium.outcomes.effects.people.subjects import treated, weeks_beside
from compendium.tables import Absent, hands_on_absent

ASSUMED = ("nothing_else_changes", "no_selection_on_a_low")
TOO_FEW = Absent("a change: fewer than two participants can be followed")


def before(endpoint: str) -> str:
    """Return the column that has the mean of an endpoint in the weeks before.

    Not ``job_before``, which is the covariate of a shorter window.
    """
    return f"{endpoint}_mean_before"


@hands_on_absent
def with_before(
    frame: pd.DataFrame,
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    window: tuple[int, int] = (-104, -27),
    *,
    weeks: int = 1,
) -> pd.DataFrame | Absent:
    """Return subjects with the mean of an endpoint before beside them, in the column of `before`.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    histories, participants
        As of `subjects`.
    name
        An endpoint of the catalogue.
    window
        The first and the last week that are counted, as `before` of a design has them.
    weeks
        How many weeks the endpoint beside it is counted over, so that both are on one scale: 1
        where it is looked at in one week, the share of weeks then; else the weeks in as many.

    Returns
    -------
    pandas.DataFrame or Absent
        Absent where the endpoint asks for hours, and the histories have none.
    """
    first, last = window
    counted = weeks_beside(frame, histories, participants, name, first=first, last=last)
    if isinstance(counted, Absent):
        return counted
    return frame.assign(**{before(name): counted * weeks / (last - first + 1)})


def changes(frame: pd.DataFrame, endpoint: str) -> Numbers:
    """Return of each person the endpoint less its mean before.

    Parameters
    ----------
    frame
        As `subjects` returns it, with the endpoint (`with_endpoint`) and its mean before
        (`with_before`).
    endpoint
        The column.
    """
    later = frame[endpoint].to_numpy(dtype=float)
    return np.asarray(later - frame[before(endpoint)].to_numpy(dtype=float))


@hands_on_absent
def before_after(frame: pd.DataFrame, endpoint: str, design: BeforeAfter) -> Effect | Absent:
    """Return how much participants have changed, whatever made them.

    The mean of y − y̅, y the endpoint later and y̅ its mean in the weeks before; the interval is
    that of a mean, ± 1.96 s/√n. Whoever is included for doing badly does better later by chance
    alone, so that the change is no effect and has no p-value.

    Parameters
    ----------
    frame
        As of `changes`.
    endpoint
        The column.
    design
        The design.

    References
    ----------
    Barnett, van der Pols & Dobson 2005, International Journal of Epidemiology 34:215, for
    regression to the mean.
    """
    people = frame[treated(frame)]
    change = changes(people, endpoint)
    known = ~np.isnan(change)
    n = int(known.sum())
    if n < 2:
        return TOO_FEW
    told = around(float(change[known].mean()), float(change[known].std(ddof=1) / np.sqrt(n)))
    return Effect(
        estimand="change",
        design=design.id,
        contrast=contrast_of(people[endpoint].dropna().to_numpy(dtype=float)),
        value=told.value,
        low=told.low,
        high=told.high,
        p=float("nan"),
        n={ARMS[0]: n},
        treated=float(people[endpoint][known].mean()),
        compared=float(people[before(endpoint)][known].mean()),
        method="mean change of the participants, normal interval",
        assumptions=ASSUMED,
    )
