"""Change: what else than the mixed model may be said of it, to see how much hangs on the model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from compendium.instruments.change.mixed import MixedModel
from compendium.instruments.change.trajectories import Estimate
from compendium.instruments.student import margin
from compendium.tables import Absent, hands_on_absent

OPEN = ("not_yet_due", "due")
"""How a questionnaire stands that may still come, so that it is not missing."""


@hands_on_absent
def paired_changes(scores: pd.DataFrame) -> Mapping[str, Estimate]:
    """Return the mean change from the first wave of those who have both scores, wave by wave.

    The interval is that of the paired t test, d ± t(0.975, n − 1) · s_d / √n (Student 1908).
    Oracle: R t.test(paired = TRUE).

    Parameters
    ----------
    scores
        What `trajectories` returned.

    Returns
    -------
    Mapping
        By later wave; without those at which fewer than two persons have both scores.
    """
    found = {}
    for wave in scores.columns[1:]:
        change = (scores[wave] - scores[scores.columns[0]]).dropna().to_numpy()
        n = len(change)
        if n < 2:
            continue
        mean, half = change.mean(), margin(change.std(ddof=1) / math.sqrt(n), n - 1)
        found[str(wave)] = Estimate(
            float(mean), float(mean - half), float(mean + half), n, "complete pairs, t interval"
        )
    return found


@hands_on_absent
def standardised_changes(
    model: MixedModel, scores: pd.DataFrame
) -> Mapping[str, Estimate] | Absent:
    """Return the changes of a model over the standard deviation at the first wave.

    d = change / s, and its variance by the delta method SE² / s² + d² / (2 (n − 1)), the second
    term for s being estimated: with normal scores a mean and a standard deviation of them are
    independent, so that the terms add up (Becker 1988, Br J Math Stat Psychol 41:257, has it for
    complete pairs). Oracle: the formula, worked out by R in the script of the model.

    Parameters
    ----------
    model
        What `mixed_model` returned.
    scores
        The scores it was fitted to.

    Returns
    -------
    Mapping or Absent
        By later wave. Absent where all have the same score at the first wave.
    """
    start = scores.iloc[:, 0].dropna()
    spread = float(start.std(ddof=1))
    if not spread > 0:
        return Absent("all have the same score at the first wave, so it has no spread")
    found = {}
    for wave, change in model.changes.items():
        error = (change.high - change.value) / float(margin(1.0, change.n - 1))
        value = change.value / spread
        both = math.sqrt((error / spread) ** 2 + value**2 / (2 * (len(start) - 1)))
        half = float(margin(both, change.n - 1))
        method = "change of the mixed model over the standard deviation at the first wave"
        found[wave] = Estimate(value, value - half, value + half, change.n, method)
    return found


@hands_on_absent
def shifted_changes(
    model: MixedModel,
    scores: pd.DataFrame,
    standing: pd.DataFrame,
    shift: float,
    worse: int,
) -> Mapping[str, Estimate]:
    """Return the changes there would be, had those who are missing been worse by some points.

    The model puts at each wave those who did not answer where their other scores lead one to
    expect them. With a share m of everybody missing, and these worse by d points than expected,
    the mean of all, and so the change, is worse by m · d; m is taken as it is, so the interval
    only moves. (A delta adjustment: Cro et al. 2020, Statistics in Medicine 39:2815.) Whose
    questionnaire may still come is not missing and is not shifted.

    Parameters
    ----------
    model, scores
        As of `standardised_changes`.
    standing
        How each questionnaire stands: participant_id, wave, questionnaire.
    shift
        How many points worse, not negative.
    worse
        1 where more points are worse, −1 where fewer are.

    Returns
    -------
    Mapping
        By later wave.

    Raises
    ------
    ValueError
        Where the shift is negative.
    """
    if shift < 0:
        raise ValueError("a shift is so many points worse, so it is not negative")
    open_ = standing[standing["questionnaire"].isin(OPEN)]
    found = {}
    for wave, change in model.changes.items():
        waited = open_.loc[open_["wave"].astype("str") == wave, "participant_id"]
        missing = scores[wave].isna() & ~scores.index.isin(waited)
        found[wave] = _moved(change, worse * shift * float(missing.mean()))
    return found


def _moved(change: Estimate, by: float) -> Estimate:
    return replace(change, value=change.value + by, low=change.low + by, high=change.high + by)
