"""Planning: what a study was planned with, and what it could find, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from compendium.outcomes.arms.power import Plan, detectable_difference

PLANNED = {
    "persons": "persons",
    "other_persons": "persons",
    "base": "share",
    "power": "share",
}
"""What a table of the plan names, with the word key of its unit."""


def planned(plan: Plan) -> pd.DataFrame:
    """Return the values that a study was planned with.

    Returns
    -------
    pandas.DataFrame
        One row a value: planned (a field of `Plan`), value, unit.
    """
    values = [float(getattr(plan, name)) for name in PLANNED]
    return pd.DataFrame({"planned": list(PLANNED), "value": values, "unit": PLANNED.values()})


def detectable_differences(
    plan: Plan,
    *,
    correlations: Sequence[float] = (0.0, 0.02, 0.05),
    cluster_sizes: Sequence[int] = (20, 35, 50),
) -> pd.DataFrame:
    """Return the minimal detectable difference by how much consultants matter, and their load.

    Parameters
    ----------
    plan
        What the study was planned with, but for these two.
    correlations
        Intraclass correlations of persons of one consultant.
    cluster_sizes
        Persons that a consultant has on average.

    Returns
    -------
    pandas.DataFrame
        One row a pair: correlation, cluster_size, value (the difference of two shares of
        `detectable_difference`), unit.
    """
    rows = [
        {
            "correlation": correlation,
            "cluster_size": size,
            "value": detectable_difference(
                replace(plan, correlation=correlation, cluster_size=size)
            ).value,
            "unit": "points",
        }
        for correlation in correlations
        for size in cluster_sizes
    ]
    return pd.DataFrame(rows)
