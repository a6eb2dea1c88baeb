"""Reliable change: who changed by more than the instrument errs, or by as much as matters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.instruments.definition import Cut, Instrument
from compendium.instruments.trajectories import worse
from compendium.tables import Absent, hands_on_absent

RELIABLE = ("recovered", "improved", "unchanged", "deteriorated")
"""The four classes of Jacobson and Truax."""
IMPORTANT = ("improved", "unchanged", "deteriorated")
PAIRED = ("complete", "incomplete")
SD, RETEST, DIFFERENCE = "retest_sd", "retest_reliability", "important_difference"


def reliable_points(sd: float, reliability: float) -> float:
    """Return the change that measurement error alone exceeds in 5 of 100 persons, in points.

    1.96 · √2 · SD · √(1 − r) (Jacobson & Truax 1991, J Consult Clin Psychol 59:12). Oracle: the
    published 5.59 points of GAD-7, from SD 5.593 and r .87 (Bischoff 2020).

    Raises
    ------
    ValueError
        Where the standard deviation is not positive, or r not from 0 to 1.
    """
    if not sd > 0 or not 0 <= reliability <= 1:
        raise ValueError("the spread is positive, and r lies from 0 to 1")
    return 1.96 * math.sqrt(2) * sd * math.sqrt(1 - reliability)


def change_limits(instrument: Instrument) -> tuple[float | None, float | None]:
    """Return the points of a reliable and of an important change, None where no source has them."""
    sd, retest = instrument.parameter(SD), instrument.parameter(RETEST)
    matters = instrument.parameter(DIFFERENCE)
    reliable = reliable_points(sd.value, retest.value) if sd and retest else None
    return reliable, matters.value if matters else None


@hands_on_absent
def changed(
    scored: pd.DataFrame, instrument: Instrument, first: str, cut: Cut | None
) -> pd.DataFrame | Absent:
    """Return each person at each later wave with the class of the change since the first one.

    A change of at least so many points counts. ``recovered`` is whoever improved reliably and was
    beyond the cut-off at the first wave and is so no longer; ``deteriorated`` is whoever became
    worse reliably. The classes of important change need no cut-off.

    Parameters
    ----------
    scored
        What `scored` returned, of the persons whose change is asked for.
    instrument
        Whose total it is.
    first
        The wave that change is counted from.
    cut
        The cut-off that recovery has to do with; without one nobody is called recovered.

    Returns
    -------
    DataFrame or Absent
        The later rows of `scored`, and after the instrument's id: ``_paired``, complete or
        incomplete, whether the person has a total at both waves; ``_reliable`` and
        ``_important``, categories, missing without a pair, each only where the instrument has the
        numbers for it. Absent where there is no later row, and
        where nobody has a pair.
    """
    name = instrument.id
    start = scored[scored["wave"] == first].set_index("participant_id")[f"{name}_total"]
    later = scored[scored["wave"] != first].reset_index(drop=True)
    before = later["participant_id"].map(start.astype("float64")).to_numpy(dtype="float64")
    after = later[f"{name}_total"].to_numpy(dtype="float64", na_value=np.nan)
    paired = ~np.isnan(before - after)
    if not paired.any():
        return Absent(f"{instrument.title.en}: nobody has a score both at first and later")
    better = -worse(instrument) * (after - before)
    found = {f"{name}_paired": _category(np.where(paired, "complete", "incomplete"), PAIRED)}
    reliable, important = change_limits(instrument)
    for part, limit, levels in (
        ("reliable", reliable, RELIABLE),
        ("important", important, IMPORTANT),
    ):
        if limit is None:
            continue
        kinds = np.where(better >= limit, "improved", "unchanged").astype(object)
        kinds[better <= -limit] = "deteriorated"
        if part == "reliable" and cut is not None:
            within = cut.signals(before) & ~cut.signals(after)
            kinds[within & (kinds == "improved")] = "recovered"
        kinds[~paired] = None
        found[f"{name}_{part}"] = _category(kinds, levels)
    return later.assign(**found)


def _category(values: NDArray[Any], levels: tuple[str, ...]) -> pd.Categorical[str]:
    return pd.Categorical(values, categories=list(levels))
