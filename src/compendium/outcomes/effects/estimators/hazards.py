"""Hazards: how fast people of one arm enter, over those of the other who have not entered yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd
from scipy.stats import chi2

from compendium.outcomes.arms.estimates import ARM_EMPTY, ARMS
from compendium.outcomes.effects.effect import Effect, around
from compendium.outcomes.effects.estimators.logistic import Numbers
from compendium.outcomes.effects.estimators.partial_likelihood import Course, course_at, likeliest
from compendium.outcomes.effects.estimators.propensity import design_matrix
from compendium.outcomes.effects.estimators.weighting import Truths, checked
from compendium.outcomes.effects.people.subjects import treated
from compendium.outcomes.histories.endpoints import NO_HOURS, beside, hourless
from compendium.outcomes.histories.entering import CENSORED, ENTRY, first_entry
from compendium.tables import Absent, hands_on_absent

ASSUMED = ("measured_confounding_only", "no_interference", "consistency", "proportional_hazards")
SELECTED = "selected_at_risk"
"""That those still waiting are other people in one arm than in the other, as a word key."""
NO_ENTRIES = Absent("a hazard ratio where nobody of one of the arms has entered so far")
NO_MODEL = Absent(
    "a hazard ratio: covariates tell completely who enters, or there are too few entries for so "
    "many covariates"
)


@dataclass(frozen=True)
class Proportionality:
    """A test of whether the hazard ratio of the arms is the same in all weeks.

    Attributes
    ----------
    chi_square, freedom, p
        Of the hypothesis that it does not change in a straight line with the weeks.
    """

    chi_square: float
    freedom: int
    p: float


@hands_on_absent
def with_first_entry(
    frame: pd.DataFrame,
    histories: nw.LazyFrame[Any],
    name: str = "job_or_education",
    *,
    sustained: int = 1,
    last: int = 78,
    until: int | None = None,
    competing: Literal["stay", "leave"] = "stay",
) -> pd.DataFrame | Absent:
    """Return subjects with the week in which they first enter an endpoint, or are last seen.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    histories, name, sustained, last, until
        As of `outcomes.first_entry`.
    competing
        Those who die, leave the country or get a disability pension ``stay`` to the last week as
        people who do not enter, as the estimand has it (Fine & Gray 1999, Journal of the American
        Statistical Association 94:496, for whom everybody is followed to the same week); or they
        ``leave`` in the week of the event.

    Returns
    -------
    pandas.DataFrame or Absent
        The frame with weeks and event, ``entry`` or ``censored``, missing for who is followed in no
        week. Absent where the endpoint asks for hours, and the histories have none.
    """
    if hourless(histories, name):
        return Absent(NO_HOURS)
    people = beside(histories, frame[["participant_id", "index_week"]])
    found = first_entry(
        *(histories, people, name), sustained=sustained, last=last, until=until
    ).collect(backend="pandas")
    of_each = found.to_native().set_index("participant_id")
    week = frame["participant_id"].map(of_each["week"].astype("float64"))
    event = frame["participant_id"].map(of_each["event"].astype("object"))
    gone = event.notna() & ~event.isin([ENTRY, CENSORED])
    if competing == "stay":
        week = week.mask(gone, float(last))
    return frame.assign(weeks=week, event=event.mask(gone, CENSORED))


@hands_on_absent
def hazard_ratio(
    frame: pd.DataFrame,
    names: Sequence[str] = (),
    *,
    weights: Numbers | None = None,
) -> Effect | Absent:
    """Return the hazard ratio of entering, the intervention over the comparison arm.

    Cox's model by partial likelihood, ties as Efron has them, with errors that hold where the
    model does not (Lin & Wei 1989, Journal of the American Statistical Association 84:1074). The
    hazard of a week is that of those who have not entered before. In later weeks these are the
    people who are slow to enter, and if one arm enters sooner, they are other people in that arm
    than in the other: even between arms drawn by lot a hazard ratio compares unlike people after
    the first weeks (Hernán 2010, Epidemiology 21:13). It stands beside shares, never for them.
    Oracles: R coxph; statsmodels PHReg.

    Parameters
    ----------
    frame
        As `subjects` returns it, with weeks and event; who has none is left out.
    names
        Covariates of the model, missing for nobody.
    weights
        By row, of a matching or a weighting; who weighs nothing is left out.

    Returns
    -------
    Effect or Absent
        Absent where nobody of an arm is there, or has entered; and where covariates tell entries
        completely.

    Raises
    ------
    WeightsError
        As of `checked`.
    """
    told = _fitted(frame, names, weights)
    if isinstance(told, Absent):
        return told
    of_each = told.course.residuals * told.weights[:, None]
    influence = np.linalg.solve(told.course.information, of_each.T)[0]
    error = float(np.sqrt((influence**2).sum()))
    logarithm = around(told.coefficient, error)
    return Effect(
        estimand="hazard_ratio",
        design="cox",
        contrast="ratio",
        value=math.exp(logarithm.value),
        low=math.exp(logarithm.low),
        high=math.exp(logarithm.high),
        p=logarithm.p,
        n={ARMS[0]: int(told.arm.sum()), ARMS[1]: int((~told.arm).sum())},
        method="Cox's model, ties by Efron, robust errors",
        assumptions=(*ASSUMED, SELECTED),
    )


@hands_on_absent
def proportionality(
    frame: pd.DataFrame, names: Sequence[str] = (), *, weights: Numbers | None = None
) -> Proportionality | Absent:
    """Return the test of Schoenfeld's residuals of the arm against the week.

    The residual of a week is what its entries have of the arm, less what the model expects; its sum
    with the week as a factor is the score of a coefficient that changes with the week (Grambsch &
    Therneau 1994, Biometrika 81:515), set against its variance, given the other coefficients.
    Assumption checks are shown, and never used to choose. Oracle: R cox.zph, transform identity.

    Parameters
    ----------
    frame, names, weights
        As of `hazard_ratio`.
    """
    told = _fitted(frame, names, weights)
    if isinstance(told, Absent):
        return told
    course = told.course
    # About their mean, which changes nothing but the rounding.
    at = course.weeks - course.weeks.mean()
    score = float(at @ course.score_of_week[:, 0])
    own = np.tensordot(at**2, course.information_of_week[:, 0, 0], axes=1)
    shared = np.tensordot(at, course.information_of_week[:, 0], axes=1)
    variance = float(own - shared @ np.linalg.solve(course.information, shared))
    if variance <= np.finfo(float).eps * max(float(own), 1.0):
        return Absent("a test of proportional hazards where all entries are in one week")
    square = score**2 / variance
    return Proportionality(square, 1, float(chi2.sf(square, 1)))


@dataclass(frozen=True)
class _Fitted:
    """The model of those who are in it: the arm's coefficient, and the model's course there."""

    coefficient: float
    course: Course
    weights: Numbers
    arm: Truths


def _fitted(frame: pd.DataFrame, names: Sequence[str], weights: Numbers | None) -> _Fitted | Absent:
    """Return the likeliest model, of the arm and the covariates."""
    given = np.ones(len(frame)) if weights is None else checked(weights, "effects.hazard_ratio")
    kept = frame["weeks"].notna().to_numpy() & (given > 0)
    people = frame[kept]
    arm = treated(people)
    if not arm.any() or arm.all():
        return ARM_EMPTY
    entered = people["event"].astype(str).eq(ENTRY).to_numpy(dtype=bool)
    if not (entered & arm).any() or not (entered & ~arm).any():
        return NO_ENTRIES
    matrix, _ = design_matrix(people.assign(arm_itself=arm.astype(float)), ("arm_itself", *names))
    # Centred and in their own deviations, but for the arm, whose coefficient is what is asked.
    rest = matrix[:, 1:]
    scaled = np.column_stack([matrix[:, 0], (rest - rest.mean(axis=0)) / rest.std(axis=0)])
    week, weighed = people["weeks"].to_numpy(dtype=float), given[kept]
    beta = likeliest(scaled, week, entered, weighed)
    if beta is None:
        return NO_MODEL
    course = course_at(scaled, week, entered, weighed, beta)
    return _Fitted(float(beta[0]), course, weighed, arm)
