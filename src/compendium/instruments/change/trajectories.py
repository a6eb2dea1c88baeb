"""Trajectories: the totals of the same persons at all waves, and what became of them in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.tables import Absent, hands_on_absent


@dataclass(frozen=True)
class Estimate:
    """What is estimated of a change or a mean: a value with its 95 per cent interval.

    Attributes
    ----------
    value, low, high
        The estimate and its interval; the limits are NaN where there is none.
    n
        Persons behind it.
    method
        How it was computed.
    """

    value: float
    low: float
    high: float
    n: int
    method: str


@hands_on_absent
def trajectories(
    scored: pd.DataFrame, instrument: Instrument, waves: Sequence[str]
) -> pd.DataFrame | Absent:
    """Return the totals of an instrument with one row a person and one column a wave.

    Parameters
    ----------
    scored
        What `scored` returned, of the persons whose change is asked for.
    instrument
        Whose total it is.
    waves
        The waves in their order; the first is the one that change is counted from.

    Returns
    -------
    DataFrame or Absent
        On the index participant_id, a float column a wave, NaN where there is no total; only
        persons with at least one. Absent where nobody has a total at the first wave, or nobody at
        a later one.
    """
    table = scored.pivot_table(
        values=f"{instrument.id}_total",
        index="participant_id",
        columns="wave",
        aggfunc="first",
        observed=True,
    )
    table.columns = table.columns.astype("str")
    table = table.reindex(columns=list(waves)).astype("float64").dropna(how="all")
    name = instrument.name.en
    if not table[waves[0]].notna().any():
        return Absent(f"{name}: nobody of those asked about has a score at the first wave")
    if not table[list(waves[1:])].notna().any(axis=None):
        return Absent(f"{name}: nobody has a score at a later wave, so nothing can have changed")
    return table


def worse(instrument: Instrument) -> int:
    """Return 1 where more points are worse, −1 where they are better, as its cut-off says."""
    cut = instrument.cut()
    return -1 if cut is not None and not cut.at_least else 1
