"""The event study: the difference in differences of every week, and whether it is level before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from compendium.instruments import Quantity
from compendium.outcomes.arms.estimates import ARMS, CONFIDENCE, CRITICAL, Estimate
from compendium.outcomes.effects.designs import DifferenceInDifferences
from compendium.outcomes.effects.estimators.cohorts import Cohorts, cohorts
from compendium.outcomes.effects.estimators.matching import Numbers
from compendium.tables import Absent, hands_on_absent

POWER = 0.8
YEAR = 52
"""Weeks."""

LEVEL = Absent("a check of trends before: there is nothing in the weeks before that varies")
SHORT = Absent("a check of trends before: the weeks before make fewer than two parts")
PERSON = "participant_id"


@dataclass(frozen=True)
class PreTrend:
    """Whether the difference of the arms was level before, and what that check would miss.

    That it was level shows no parallel trends: the trends of later weeks are nobody's to see, and
    the check finds little (Roth 2022).

    Attributes
    ----------
    statistic, degrees
        Wald's, and its degrees of freedom.
    p
        Of the hypothesis that the difference was level.
    missed
        What a straight trend would by itself make of the estimate in the week `week`, in
        percentage points, where it is as steep as the check would find in four studies of five:
        flatter ones pass it more often.
    week
        The week after the index week that `missed` is of.
    n
        Persons of both arms.
    """

    statistic: float
    degrees: int
    p: Quantity
    missed: Quantity
    week: int
    n: int


def blocks(
    design: DifferenceInDifferences, *, block: int = 4, first: int = -104, last: int = 78
) -> list[int]:
    """Return the first week of each block of weeks.

    None reaches over an end of `design.before`, or over the index week: the last before one has
    what is left.

    Parameters
    ----------
    design
        The weeks that the change is counted from.
    block
        Weeks of a block.
    first, last
        The weeks that are parted.
    """
    edges = [first, design.before[0], design.before[1] + 1, 0, last + 1]
    within = sorted({min(max(edge, first), last + 1) for edge in edges})
    return [week for start, end in pairwise(within) for week in range(start, end, block)]


@hands_on_absent
def event_study(
    frame: pd.DataFrame,
    weekly: pd.DataFrame,
    endpoint: str,
    *,
    design: DifferenceInDifferences,
    block: int = 1,
) -> dict[str, Estimate] | Absent:
    """Return the difference in differences of every week, or of blocks of weeks.

    Each is that of `difference_in_differences`, with the share of the block's weeks at the endpoint
    in place of the endpoint: within the weeks that the change is counted from, too, where they are
    around zero by construction and ought to be level. Each interval holds its own block.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    weekly
        The endpoint by person and week, as `outcomes.weekly` returns it.
    endpoint
        Its column.
    design
        The pool, and the weeks that the change is counted from.
    block
        Weeks of a block, as of `blocks`.

    Returns
    -------
    dict or Absent
        By the first week of the block. Absent as `difference_in_differences` is.
    """
    courses = _courses(frame, weekly, endpoint, design)
    if isinstance(courses, Absent):
        return courses
    found, weeks, values = courses
    firsts = blocks(design, block=block, first=int(weeks[0]), last=int(weeks[-1]))
    told = found.contrast(_block_means(values, weeks, firsts) - _reference(values, weeks, design))
    if isinstance(told, Absent):
        return told
    estimates, covariance = told
    errors = np.sqrt(np.diag(covariance))
    return {
        str(first): Estimate(
            estimand="difference_in_changes",
            value=float(value),
            low=float(value - CRITICAL * error),
            high=float(value + CRITICAL * error),
            n=len(found.people),
            method="difference in differences of each block of weeks, pointwise",
        )
        for first, value, error in zip(firsts, estimates, errors, strict=True)
    }


@hands_on_absent
def pre_trend(
    frame: pd.DataFrame,
    weekly: pd.DataFrame,
    endpoint: str,
    *,
    design: DifferenceInDifferences,
    block: int = 13,
    week: int = 52,
) -> PreTrend | Absent:
    """Return whether the difference of the arms was level in the weeks before.

    Wald's W = dᵀ V⁻¹ d on K − 1 degrees of freedom, d the differences of K − 1 blocks of these
    weeks from the last and V their covariance by person. A straight trend of slope b a year has
    the noncentrality b² tᵀ V⁻¹ t, t the years of each block from the last: so the slope that is
    found with a power of 80 % follows. Oracle: R, W and its p by hand from lm and vcovCR.

    Parameters
    ----------
    frame, weekly, endpoint, design
        As of `event_study`.
    block
        Weeks of a block.
    week
        The week after the index week that a trend is drawn out to.

    Returns
    -------
    PreTrend or Absent
        Absent as `event_study` is, and where there is nothing that could tell of a trend.

    References
    ----------
    Roth 2022, American Economic Review: Insights 4:305.
    """
    courses = _courses(frame, weekly, endpoint, design)
    if isinstance(courses, Absent):
        return courses
    found, weeks, values = courses
    earlier = (weeks >= design.before[0]) & (weeks <= design.before[1])
    weeks, values = weeks[earlier], values[:, earlier]
    firsts = blocks(design, block=block, first=int(weeks[0]), last=int(weeks[-1]))
    if len(firsts) < 2:
        return SHORT
    means = _block_means(values, weeks, firsts)
    told = found.contrast(means[:, :-1] - means[:, -1:])
    if isinstance(told, Absent):
        return told
    apart, covariance = told
    degrees = len(apart)
    if np.linalg.matrix_rank(covariance) < degrees:
        return LEVEL
    middles = _block_means(weeks[None, :].astype(float), weeks, firsts)[0] / YEAR
    years = middles[:-1] - middles[-1]
    statistic = float(apart @ np.linalg.solve(covariance, apart))
    slope = np.sqrt(_noncentrality(degrees) / (years @ np.linalg.solve(covariance, years)))
    ahead = (week - weeks.mean()) / YEAR
    return PreTrend(
        statistic=statistic,
        degrees=degrees,
        p=Quantity.alone(float(chi2.sf(statistic, degrees)), "arm", ARMS, "p"),
        missed=Quantity.alone(float(slope * ahead), "arm", ARMS, "percentage_points"),
        week=week,
        n=len(found.people),
    )


def _courses(
    frame: pd.DataFrame, weekly: pd.DataFrame, endpoint: str, design: DifferenceInDifferences
) -> tuple[Cohorts, Numbers, Numbers] | Absent:
    """Return the cohorts of who is followed, the weeks, and by person and week 1 where reached."""
    followed = weekly[weekly[endpoint].notna()]
    row, persons = pd.factorize(followed[PERSON])
    column, weeks = pd.factorize(followed["week"], sort=True)
    courses = np.full((len(persons), len(weeks)), np.nan)
    courses[row, column] = followed[endpoint].astype(str) == "yes"
    found = cohorts(frame[frame[PERSON].isin(persons)], design)
    if isinstance(found, Absent):
        return found
    values = courses[pd.Index(persons).get_indexer(found.people[PERSON])]
    return found, weeks.to_numpy(dtype=float), values


def _block_means(values: Numbers, weeks: Numbers, firsts: Sequence[int]) -> Numbers:
    """Return the mean over the weeks of each block, by row."""
    place = np.searchsorted(np.asarray(firsts), weeks, side="right") - 1
    member = (place[:, None] == np.arange(len(firsts))).astype(float)
    return np.asarray(values @ (member / member.sum(axis=0)))


def _reference(values: Numbers, weeks: Numbers, design: DifferenceInDifferences) -> Numbers:
    """Return the mean over the weeks that a change is counted from, by row, as a column."""
    within = (weeks >= design.before[0]) & (weeks <= design.before[1])
    return np.asarray(values[:, within].mean(axis=1, keepdims=True))


def _noncentrality(degrees: int) -> float:
    """Return the noncentrality at which a test of 5 per cent finds what is there by `POWER`."""
    critical = chi2.isf(1 - CONFIDENCE, degrees)
    return float(brentq(lambda far: ncx2.sf(critical, degrees, far) - POWER, 1e-6, 1e3))
