"""Attrition: how those who are missing at a wave differed from those who answered, at the start."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from compendium.instruments.change.trajectories import Estimate
from compendium.tables import Absent, hands_on_absent

MISSING = ("late", "withdrawn")
"""How a questionnaire stands that has not come and is no longer waited for."""


def standardised_difference(one: pd.Series, other: pd.Series) -> Estimate | Absent:
    """Return (mean of one − mean of the other) / √((s₁² + s₂²) / 2), without a test.

    Of a share p the variance is p (1 − p), of a number that with n − 1 (Austin 2009, Statistics
    in Medicine 28:3083). Oracle: R, by the formula.

    Parameters
    ----------
    one, other
        Numbers, or truths, of two groups; missing ones are left out.

    Returns
    -------
    Estimate or Absent
        Without interval; n the persons of both groups. Absent where a group has fewer than two, or
        nobody differs.
    """
    flags = all(pd.api.types.is_bool_dtype(group.dtype) for group in (one, other))
    groups = [group.dropna().to_numpy(dtype="float64") for group in (one, other)]
    if min(map(len, groups)) < 2:
        return Absent("a difference takes two persons on either side")
    spread = math.sqrt(sum(group.var(ddof=0 if flags else 1) for group in groups) / 2)
    if not spread > 0:
        return Absent("nobody differs from the others of the group")
    value = float((groups[0].mean() - groups[1].mean()) / spread)
    return Estimate(value, math.nan, math.nan, sum(map(len, groups)), "standardised difference")


@hands_on_absent
def attrition(
    standing: pd.DataFrame,
    people: pd.DataFrame,
    column: str,
    waves: Sequence[str],
    *,
    level: str | None = None,
) -> Mapping[str, Estimate]:
    """Return by wave how those who are missing differed at the start from those who answered.

    Parameters
    ----------
    standing
        How each questionnaire stands: participant_id, wave, questionnaire.
    people
        One row a person, as known at the first wave.
    column
        A number of theirs; or, with a level, a category.
    waves
        The waves asked about.
    level
        The level whose share is compared.

    Returns
    -------
    Mapping
        Missing − answered, by wave; without those at which a group is too small.
    """
    start = people.set_index("participant_id")[column]
    if level is not None:
        start = start.astype("str").eq(level).astype("boolean").mask(start.isna())
    found: dict[str, Estimate] = {}
    for wave in waves:
        rows = standing[standing["wave"].astype("str") == wave]
        values = start.reindex(rows["participant_id"]).set_axis(rows.index)
        gone = rows["questionnaire"].isin(MISSING)
        came = rows["questionnaire"] == "received"
        difference = standardised_difference(values[gone], values[came])
        if isinstance(difference, Estimate) and np.isfinite(difference.value):
            found[wave] = difference
    return found
