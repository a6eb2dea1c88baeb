"""Differences between the two arms as they stand: unadjusted, and never called an effect."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from compendium.errors import CompendiumError
from compendium.tables import hands_on_absent


class ArmsMissingError(CompendiumError):
    """A comparison was asked for where one of the two arms has nobody in it."""


@dataclass(frozen=True)
class Estimate:
    """What a design makes of an endpoint.

    Attributes
    ----------
    estimand
        What is estimated, as a word key.
    value, low, high
        The estimate and its 95 per cent interval, on the scale of the estimand.
    n
        Persons behind it.
    method
        How value and interval were computed.
    """

    estimand: str
    value: float
    low: float
    high: float
    n: int
    method: str


def risk_difference(events: int, persons: int, other_events: int, other_persons: int) -> Estimate:
    """Return the difference of two proportions with Newcombe's hybrid score interval.

    The value is events / persons − other_events / other_persons; the interval joins the two
    Wilson intervals (method 10 of Newcombe RG, Statistics in Medicine 1998; 17: 873-890).

    Raises
    ------
    ArmsMissingError
        Where either number of persons is zero.
    """
    if not persons or not other_persons:
        raise ArmsMissingError(
            "A difference needs persons in both arms, and one of them has none.",
            where="outcomes.risk_difference",
            remedy="Check the column arm of the table participants.",
        )
    low, high = confint_proportions_2indep(
        events, persons, other_events, other_persons, compare="diff", method="newcomb"
    )
    return Estimate(
        estimand="unadjusted_difference",
        value=events / persons - other_events / other_persons,
        low=float(low),
        high=float(high),
        n=persons + other_persons,
        method="difference of proportions, Newcombe's hybrid score interval",
    )


@hands_on_absent
def unadjusted_difference(frame: pd.DataFrame, name: str = "job_or_education") -> Estimate:
    """Return the difference in the share that reached an endpoint, intervention − comparison.

    Parameters
    ----------
    frame
        One row a participant: arm, and the endpoint as `yes` or `no`, missing for those who are
        not followed and do not count (one week of `outcomes.at_week`).
    name
        The endpoint's column.
    """
    frame = frame[frame[name].notna()]
    reached = frame[name] == "yes"
    treated = frame["arm"] == "intervention"
    compared = frame["arm"] == "comparison"
    return risk_difference(
        int((reached & treated).sum()),
        int(treated.sum()),
        int((reached & compared).sum()),
        int(compared.sum()),
    )
