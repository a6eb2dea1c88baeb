"""Differences between the two arms as they stand: unadjusted, and never called an effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.arms.counts import counts
from compendium.outcomes.arms.estimates import ARM_EMPTY, ARMS, CONFIDENCE, Estimate
from compendium.outcomes.arms.risks import risk_difference
from compendium.tables import Absent, hands_on_absent

ALIKE = Absent("an interval of a difference of means where an arm has one person, or all are alike")

Numbers = NDArray[np.float64]


@hands_on_absent
def unadjusted_difference(frame: pd.DataFrame, name: str = "job_or_education") -> Estimate | Absent:
    """Return the difference in the share that reached an endpoint, intervention − comparison.

    It is `risk_difference` of `counts`, with Newcombe's interval.

    Parameters
    ----------
    frame
        One row a participant: arm, and the endpoint as `yes` or `no`, missing for those who are
        not followed and do not count (one week of `outcomes.at_week`).
    name
        The endpoint's column.

    Returns
    -------
    Estimate or Absent
        Absent where nobody of an arm is followed.
    """
    found = counts(frame, name)
    return found if isinstance(found, Absent) else risk_difference(found)


@hands_on_absent
def weekly_differences(
    frame: pd.DataFrame, name: str = "job_or_education"
) -> dict[str, Estimate] | Absent:
    """Return `unadjusted_difference` of every week, by the week.

    Each interval holds its own week with 95 per cent and not the course: of the weeks of a year,
    some may well lie outside.

    Parameters
    ----------
    frame
        One row a participant and week, as `outcomes.weekly` returns it.
    name
        The endpoint's column.

    Returns
    -------
    dict or Absent
        Absent where nobody of an arm is followed in any week.
    """
    found = {
        str(week): unadjusted_difference(rows, name)
        for week, rows in frame.groupby("week", observed=True)
    }
    there = {week: each for week, each in found.items() if not isinstance(each, Absent)}
    return there or ARM_EMPTY


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
        Absent where nobody of an arm has a value; and where it has no interval: an arm has one
        person, or all of both arms are alike.
    """
    from scipy.stats import ttest_ind

    treated, compared = values(frame, name)
    if not len(treated) or not len(compared):
        return ARM_EMPTY
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
    """
    numbers = pd.to_numeric(frame[name]).to_numpy(dtype=float, na_value=np.nan)
    there = ~np.isnan(numbers)
    arms = frame["arm"].astype(str).to_numpy()
    treated, compared = (numbers[there & (arms == arm)] for arm in ARMS)
    return treated, compared
