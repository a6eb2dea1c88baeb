"""Differencing: the change of participants less that of comparison people, cohort by cohort."""

from __future__ import annotations

import numpy as np
import pandas as pd

from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.designs import DifferenceInDifferences
from compendium.outcomes.effects.effect import Effect, around, contrast_of
from compendium.outcomes.effects.estimators.before_after import changes
from compendium.outcomes.effects.estimators.cohorts import cohorts
from compendium.tables import Absent, hands_on_absent

ASSUMED = ("parallel_trends", "no_anticipation", "no_interference", "consistency")
METHOD = "stacked cohorts by calendar quarter, weighted by participants, errors by person"


@hands_on_absent
def difference_in_differences(
    frame: pd.DataFrame, endpoint: str, design: DifferenceInDifferences
) -> Effect | Absent:
    """Return the effect on participants, if they would have changed as comparison people did.

    Within each quarter q of the index date, the mean change of participants less that of
    comparison people; and Σ n_q δ_q / Σ n_q over the quarters, n_q the participants there. No fixed
    effects of persons and periods are fitted (Goodman-Bacon 2021). Oracle: R lm on the stacked
    data, with the CR2 errors of clubSandwich, clustered by person.

    Everybody is outside job and education at the index date by selection, in both arms, and the
    half-year before leads down to that (Ashenfelter's dip), so it is in no mean before.

    Parameters
    ----------
    frame
        As `subjects` returns it, with the endpoint (`with_endpoint`) and its mean before
        (`with_before`, in the weeks of `design.before`).
    endpoint
        The column.
    design
        The design.

    Returns
    -------
    Effect or Absent
        Absent where no quarter has both arms, or nothing tells how people of an arm vary.

    References
    ----------
    Goodman-Bacon 2021, Journal of Econometrics 225:254; Callaway & Sant'Anna 2021, the same
    225:200; Ashenfelter 1978, Review of Economics and Statistics 60:47.
    """
    found = cohorts(frame[~np.isnan(changes(frame, endpoint))], design)
    if isinstance(found, Absent):
        return found
    told = found.contrast(changes(found.people, endpoint)[:, None])
    if isinstance(told, Absent):
        return told
    effect = around(float(told[0][0]), float(np.sqrt(told[1][0, 0])))
    arm = found.arm
    own = float(found.people.loc[arm, endpoint].mean())
    return Effect(
        estimand="att",
        design=design.id,
        contrast=contrast_of(found.people[endpoint].to_numpy(dtype=float)),
        value=effect.value,
        low=effect.low,
        high=effect.high,
        p=effect.p,
        n={ARMS[0]: int(arm.sum()), ARMS[1]: int((~arm).sum())},
        dropped=found.dropped,
        treated=own,
        compared=own - effect.value,
        method=METHOD,
        assumptions=ASSUMED,
    )
