"""Incidence: who has had a first event by when, while others can no longer have it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.arms.courses import Course, course
from compendium.outcomes.arms.estimates import ARMS, CRITICAL, ArmsMissingError, Estimate
from compendium.tables import Absent, hands_on_absent

NOBODY_FOLLOWED = Absent("anybody whose follow-up is known")
NOT_SO_FAR = Absent("an incidence in a week that nobody is followed to")
WITHOUT_INTERVAL = Absent("an interval of an event that nobody has had by then, or everybody")
JACKKNIFE = "standard error by the infinitesimal jackknife"

Numbers = NDArray[np.float64]


@hands_on_absent
def cumulative_incidence(
    frame: pd.DataFrame, event: str, *, until: int, by: str = "arm"
) -> pd.DataFrame | Absent:
    """Return the share that has had an event first by each week, with a pointwise interval.

    Aalen and Johansen's estimate (`course`): who dies, emigrates or is granted a disability pension
    can no longer have the event, but stays in the denominator; one minus Kaplan and Meier's curve,
    which would treat them as if they still could, is more than the share that ever has it. The
    interval is F^exp(± 1.96 s / (F ln F)), s the standard error by the infinitesimal jackknife.

    Parameters
    ----------
    frame
        One row a participant: `by`; weeks (whole, from 0) from the index date to the first event
        or the end of follow-up; and event, which it was, or ``censored``. Who has no weeks is not
        followed and left out.
    event
        The event of interest; all others compete.
    until
        The last week.
    by
        Column of the groups.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a group and week from 0: `by`, week, at_risk (at the beginning of the week), value,
        low, high. The value is missing where nobody is followed so far, and the interval also
        where nobody or everybody has had the event. Absent where nobody is followed.

    Raises
    ------
    ValueError
        Where weeks are negative or no whole numbers, or events are categories and this is none.

    References
    ----------
    Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time Data, section 8.2. Oracle:
    R survival::survfit with conf.type "log-log".
    """
    followed = _followed(frame, event)
    if followed.empty:
        return NOBODY_FOLLOWED
    parts = {
        group: _curve(course(members, until), event)
        for group, members in followed.groupby(by, observed=True)
    }
    return pd.concat(parts, names=[by]).reset_index(level=0).reset_index(drop=True)


@hands_on_absent
def incidence_at(frame: pd.DataFrame, event: str, *, week: int) -> Estimate | Absent:
    """Return the share that has had an event first by the end of a week, with its interval.

    Parameters
    ----------
    frame
        As of `cumulative_incidence`; all its persons are one group.
    event, week
        The event, and the week.

    Returns
    -------
    Estimate or Absent
        Absent where nobody is followed to that week, and where nobody or everybody has had it.
    """
    found = _course(frame, event, week)
    if isinstance(found, Absent):
        return found
    last = _curve(found, event).iloc[-1]
    if np.isnan(last["low"]):
        return WITHOUT_INTERVAL
    return Estimate(
        estimand="cumulative_incidence",
        value=float(last["value"]),
        low=float(last["low"]),
        high=float(last["high"]),
        n=found.n,
        method=f"Aalen-Johansen, interval on the scale of log(-log), {JACKKNIFE}",
    )


@hands_on_absent
def incidence_difference(frame: pd.DataFrame, event: str, *, week: int) -> Estimate | Absent:
    """Return the difference of two cumulative incidences, intervention − comparison, unadjusted.

    The interval is the difference ± 1.96 √(s² + t²), s and t the standard errors of the arms.

    Parameters
    ----------
    frame, event, week
        As of `cumulative_incidence`, with the column arm.

    Returns
    -------
    Estimate or Absent
        Absent where nobody of an arm is followed to that week, and where an arm has no standard
        error, for nobody in it has had the event, or everybody.

    Raises
    ------
    ArmsMissingError
        Where nobody of an arm is followed at all.
    """
    return _difference(frame, event, _only(week), "unadjusted_difference", "Aalen-Johansen")


@hands_on_absent
def restricted_mean(frame: pd.DataFrame, event: str, *, until: int) -> Estimate | Absent:
    """Return the mean number of weeks, of the first so many, that come after an event.

    It is the area under the cumulative incidence, the sum of F(t) over the weeks t from 0 to
    `until` − 1. Of an event to be avoided these are weeks lost (Andersen 2013, Statistics in
    Medicine 32:5278), of a job weeks gained; whether the job is kept is not asked. The interval is
    the mean ± 1.96 standard errors by the infinitesimal jackknife.

    Oracle: R survival::survfit, its rmean and its influence.

    Parameters
    ----------
    frame
        As of `cumulative_incidence`; all its persons are one group.
    event, until
        The event, and how many weeks there are.

    Returns
    -------
    Estimate or Absent
        As of `incidence_at`, for the last of these weeks.
    """
    found = _course(frame, event, until - 1)
    if isinstance(found, Absent):
        return found
    value, error = _measured(found, event, _all(until))
    if not error:
        return WITHOUT_INTERVAL
    return Estimate(
        estimand="restricted_mean",
        value=value,
        low=value - CRITICAL * error,
        high=value + CRITICAL * error,
        n=found.n,
        method=f"area under the Aalen-Johansen estimate, {JACKKNIFE}",
    )


@hands_on_absent
def restricted_mean_difference(frame: pd.DataFrame, event: str, *, until: int) -> Estimate | Absent:
    """Return the difference of two restricted means, intervention − comparison, unadjusted.

    Parameters, result and faults are those of `incidence_difference`, the measure that of
    `restricted_mean`.
    """
    method = "areas under the Aalen-Johansen"
    return _difference(frame, event, _all(until), "unadjusted_mean_difference", method)


def _followed(frame: pd.DataFrame, event: str) -> pd.DataFrame:
    kinds = frame["event"].dtype
    if isinstance(kinds, pd.CategoricalDtype) and event not in kinds.categories:
        known = ", ".join(map(str, kinds.categories))
        raise ValueError(f"there is no event {event!r}: {known}")
    return frame[frame["weeks"].notna()]


def _course(frame: pd.DataFrame, event: str, week: int) -> Course | Absent:
    """Return the course of all persons, absent where it is not known to the end of the week."""
    followed = _followed(frame, event)
    if followed.empty:
        return NOBODY_FOLLOWED
    found = course(followed, week)
    return found if found.known[-1] else NOT_SO_FAR


def _curve(found: Course, event: str) -> pd.DataFrame:
    """Return the incidence of an event by week, with its interval where it has one."""
    weeks = np.arange(len(found.at_risk))
    value = found.incidence.get(event, np.zeros(len(weeks)))
    error = found.error(found.influence.get(event, np.zeros((len(found.persons), len(weeks)))))
    inside = (value > 0) & (value < 1) & (error > 0)
    safe = np.where(inside, value, 0.5)
    power = np.exp(CRITICAL * error / (safe * np.log(safe)))
    low, high = safe ** (1 / power), safe**power
    return pd.DataFrame(
        {
            "week": weeks,
            "at_risk": found.at_risk,
            "value": np.where(found.known, value, np.nan),
            "low": np.where(found.known & inside, low, np.nan),
            "high": np.where(found.known & inside, high, np.nan),
        }
    )


def _only(week: int) -> Numbers:
    """Return weights of weeks that make the incidence of one."""
    return np.append(np.zeros(week), 1.0)


def _all(weeks: int) -> Numbers:
    """Return weights of weeks that make the area over the first so many."""
    return np.ones(weeks)


def _measured(found: Course, event: str, weights: Numbers) -> tuple[float, float]:
    """Return a weighted sum of the incidence over weeks, and its standard error."""
    if event not in found.incidence:
        return 0.0, 0.0
    influence = found.influence[event] @ weights
    return float(found.incidence[event] @ weights), float(found.error(influence))


def _difference(
    frame: pd.DataFrame, event: str, weights: Numbers, estimand: str, measure: str
) -> Estimate | Absent:
    followed = _followed(frame, event)
    members = [followed[followed["arm"] == arm] for arm in ARMS]
    if any(group.empty for group in members):
        raise ArmsMissingError.of("incidence")
    courses = [course(group, len(weights) - 1) for group in members]
    if not all(each.known[-1] for each in courses):
        return NOT_SO_FAR
    (value, error), (other, other_error) = (_measured(each, event, weights) for each in courses)
    if not (error and other_error):
        return WITHOUT_INTERVAL
    half = CRITICAL * float(np.hypot(error, other_error))
    return Estimate(
        estimand=estimand,
        value=value - other,
        low=value - other - half,
        high=value - other + half,
        n=sum(each.n for each in courses),
        method=f"difference of {measure} estimates, {JACKKNIFE}",
    )
