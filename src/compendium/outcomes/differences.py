"""Differences between the two arms as they stand: unadjusted, and never called an effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.counts import counts
from compendium.outcomes.estimates import ARMS, CONFIDENCE, ArmsMissingError, Estimate
from compendium.outcomes.risks import risk_difference
from compendium.tables import Absent, hands_on_absent

ALIKE = Absent("an interval of a difference of means where an arm has one person, or all are alike")

Numbers = NDArray[np.float64]


@hands_on_absent
def unadjusted_difference(frame: pd.DataFrame, name: str = "job_or_education") -> Estimate:
    """Return the difference in the share that reached an endpoint, intervention − comparison.

    It is `risk_difference` of `counts`, with Newcombe's interval.

    Parameters
    ----------
    frame
        One row a participant: arm, and the endpoint as `yes` or `no`, missing for those who are
        not followed and do not count (one week of `outcomes.at_week`).
    name
        The endpoint's column.
    """
    return risk_difference(counts(frame, name))


@hands_on_absent
def mean_difference(frame: pd.DataFrame, name: str) -> Estimate | Absent:
    """Return the difference of the means of an endpoint, intervention − comparison, unadjusted.

    Welch's interval, as of scipy: the difference ± t √(s²/n + u²/m), s and u the standard
    deviations of the arms and t the quantile at Welch and Satterthwaite's degrees of freedom (Welch
    1947, Biometrika 34:28). That the arms vary alike is not assumed.

    Parameters
    ----------
    frame
        One row a participant: arm, and the endpoint as a number, missing for those who do not
        count.
    name
        The endpoint's column.

    Returns
    -------
    Estimate or Absent
        Absent where it has no interval: an arm has one person, or all of both arms are alike.

    Raises
    ------
    ArmsMissingError
        Where nobody of an arm has a value.
    """
    from scipy.stats import ttest_ind

    treated, compared = values(frame, name)
    varying = treated.min() < treated.max() or compared.min() < compared.max()
    if min(len(treated), len(compared)) < 2 or not varying:
        return ALIKE
    low, high = ttest_ind(treated, compared, equal_var=False).confidence_interval(CONFIDENCE)
    return Estimate(
        estimand="unadjusted_mean_difference",
        value=float(treated.mean() - compared.mean()),
        low=float(low),
        high=float(high),
        n=len(treated) + len(compared),
        method="difference of means, Welch's interval",
    )


def values(frame: pd.DataFrame, name: str) -> tuple[Numbers, Numbers]:
    """Return the values of an endpoint in the intervention and in the comparison arm.

    Parameters
    ----------
    frame, name
        As of `mean_difference`.

    Raises
    ------
    ArmsMissingError
        Where nobody of an arm has a value.
    """
    numbers = pd.to_numeric(frame[name]).to_numpy(dtype=float, na_value=np.nan)
    there = ~np.isnan(numbers)
    arms = frame["arm"].astype(str).to_numpy()
    treated, compared = (numbers[there & (arms == arm)] for arm in ARMS)
    if not len(treated) or not len(compared):
        raise ArmsMissingError.of("differences")
    return treated, compared
