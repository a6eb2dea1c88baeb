"""Matched: the effect on participants by nearest neighbours on the propensity score."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.effect import Effect, around, contrast_of
from compendium.outcomes.effects.estimators.clustering import clustered, consultants
from compendium.outcomes.effects.estimators.matching import Matches, Numbers, nearest
from compendium.outcomes.effects.estimators.propensity import Propensity, among_shared
from compendium.outcomes.effects.estimators.variances import abadie_imbens, by_pair
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent, hands_on_absent

Contrast = Literal["difference", "ratio"]

ASSUMED = ("measured_confounding_only", "overlap", "no_interference", "consistency")
METHODS = {
    "abadie_imbens": "nearest neighbour on the logit of the propensity score, Abadie-Imbens errors",
    "pairs": "nearest neighbour on the logit of the propensity score, without replacement, "
    "errors clustered by pair",
    "consultants": "nearest neighbour on the logit of the propensity score, CR2 errors by "
    "consultant, Satterthwaite's degrees of freedom",
}
USES = ("matched", "dropped", "not_used", "other_pool")

EMPTY = Absent("a matched comparison: one of the two arms has nobody who can be followed")
APART = Absent(
    "a matched comparison: nobody of the pool is of the quarter, or place, of any participant"
)
NOBODY = Absent("a matched comparison: nobody in the pool is near enough to any participant")
FEW = Absent("a matched comparison: hardly any participant has somebody who is near enough")
ALIKE = Absent("an interval of a matched comparison in which all have the same endpoint")
NO_RATIO = Absent("a ratio of arms of which one has nobody with the endpoint")


@hands_on_absent
def in_pool(frame: pd.DataFrame, pool: str) -> NDArray[np.bool_]:
    """Return who is a participant, or of a pool of comparison people.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    pool
        ``within``: who lives in a municipality of the intervention; ``across``: who lives
        elsewhere.
    """
    own = frame["within"].to_numpy(dtype=bool)
    return np.asarray(treated(frame) | (own if pool == "within" else ~own), dtype=bool)


@hands_on_absent
def pooled(frame: pd.DataFrame, pool: str) -> pd.DataFrame:
    """Return participants and the comparison people of a pool.

    Parameters
    ----------
    frame, pool
        As of `in_pool`.
    """
    people: pd.DataFrame = frame[in_pool(frame, pool)].reset_index(drop=True)
    return people


def fitted(
    frame: pd.DataFrame, design: Matched, scores: Propensity | Absent | None = None
) -> tuple[Propensity, Matches] | Absent:
    """Return the propensity score of the subjects of a pool, and the matches of a design.

    Parameters
    ----------
    frame
        As `pooled` returns it.
    design
        The design. Within municipalities a pair is of one municipality.
    scores
        The propensity score by the covariates of the design, where it is known already.

    Returns
    -------
    tuple or Absent
        Absent, with the reason, where an arm is empty, where covariates part the arms, or where
        nobody is near enough to anybody.
    """
    arm = treated(frame)
    if not arm.any() or arm.all():
        return EMPTY
    if scores is None:
        scores = among_shared(frame, design.covariates)
    if isinstance(scores, Absent):
        return scores
    exact = (*design.exact, "municipality") if design.pool == "within" else design.exact
    matches = nearest(
        frame,
        scores.linear,
        exact=exact,
        caliper=design.caliper,
        ratio=design.ratio,
        replacement=design.replacement,
    )
    if len(matches.participants):
        return scores, matches
    beside = np.isin(matches.strata[arm], matches.strata[~arm]).any()
    return NOBODY if beside else APART


@hands_on_absent
def used(
    frame: pd.DataFrame, design: Matched, endpoint: str | None = None
) -> pd.DataFrame | Absent:
    """Return what a design made of each of the subjects.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    design
        The design.
    endpoint
        Where given, the column of an endpoint that must be known.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a subject: participant_id; arm; and use, an ordered category of `USES`. Matched is
        who is in a pair; dropped a participant who is in none; not used a comparison person of the
        pool who is in none, and whoever lacks a covariate or the endpoint; of the other pool the
        other comparison people. Absent as of `fitted`.
    """
    here = in_pool(frame, design.pool)
    asked = [*design.covariates, *([endpoint] if endpoint else [])]
    asked = [name for name in asked if name in frame]
    known = frame[asked].notna().all(axis=1).to_numpy()
    found = fitted(frame[here & known].reset_index(drop=True), design)
    if isinstance(found, Absent):
        return found
    use = np.where(here, USES[2], USES[3]).astype(object)
    use[here & known & treated(frame)] = USES[1]
    use[np.flatnonzero(here & known)[found[1].weights > 0]] = USES[0]
    rows = frame[["participant_id", "arm"]].reset_index(drop=True)
    return rows.assign(use=pd.Categorical(use, list(USES), ordered=True))


def matched(
    frame: pd.DataFrame, endpoint: str, design: Matched, contrast: Contrast = "difference"
) -> Effect | Absent:
    """Return the effect on the participants who have a match.

    Parameters
    ----------
    frame
        As `subjects` returns it, with the endpoint as a number in the column of its name.
    endpoint
        The column.
    design
        The design.
    contrast
        As of `estimate`.
    """
    people = pooled(frame[frame[endpoint].notna()], design.pool)
    return among(people, endpoint, design, contrast=contrast)


def among(
    people: pd.DataFrame,
    endpoint: str,
    design: Matched,
    scores: Propensity | Absent | None = None,
    contrast: Contrast = "difference",
) -> Effect | Absent:
    r"""Return the effect on the participants who have a match, among the people of a pool.

    .. math:: \hat\tau = \frac{1}{N_1} \sum_{i: W_i = 1} Y_i - \hat Y_i(0)

    over the :math:`N_1` participants with a match, :math:`\hat Y_i(0)` the mean of those who stand
    against one of them. The interval of a ratio is that of its logarithm by the delta method: a
    participant's value is divided by the mean of the participants, and that of who stands against
    them by the mean of these, and the difference of the two has the variance of the logarithm.

    Parameters
    ----------
    people
        As `pooled` returns it, of whom the endpoint is known.
    endpoint, design, contrast
        As of `matched`.
    scores
        As of `fitted`.
    """
    found = fitted(people, design, scores)
    if isinstance(found, Absent):
        return found
    scores, matches = found
    arm, weights = treated(people), matches.weights
    values = people[endpoint].to_numpy(dtype=float)
    own, theirs = (float(np.average(values[side], weights=weights[side])) for side in (arm, ~arm))
    n = {ARMS[0]: int((weights[arm] > 0).sum()), ARMS[1]: int((weights[~arm] > 0).sum())}
    if min(n.values()) < 2:
        return FEW
    if contrast == "ratio" and min(own, theirs) <= 0:
        return NO_RATIO
    scaled = values / np.where(arm, own, theirs) if contrast == "ratio" else values
    known = _error(scaled, people, scores.linear, matches, design)
    if isinstance(known, Absent):
        return known
    difference = float(np.log(own / theirs)) if contrast == "ratio" else own - theirs
    told = around(difference, *known)
    ends = (told.value, told.low, told.high)
    value, low, high = map(float, np.exp(ends)) if contrast == "ratio" else ends
    return Effect(
        estimand="att",
        design=design.id,
        contrast=contrast if contrast == "ratio" else contrast_of(values),
        value=value,
        low=low,
        high=high,
        p=told.p,
        n=n,
        dropped=len(matches.dropped),
        treated=own,
        compared=theirs,
        method=METHODS[design.errors],
        assumptions=ASSUMED,
    )


def _error(
    values: Numbers, people: pd.DataFrame, linear: Numbers, matches: Matches, design: Matched
) -> tuple[float, float] | Absent:
    """Return the standard error of the difference of values as a design has it, and its degrees.

    By consultant, municipalities are fixed effects where matches are of one; the difference is the
    same. That a pair is alike is not counted on there, which makes the error rather too large.
    """
    arm, degrees = treated(people), float("inf")
    if design.errors == "consultants":
        fixed = people["municipality"].astype(str).tolist() if design.pool == "within" else None
        told = clustered(values, arm, matches.weights, consultants(people), fixed)
        if isinstance(told, Absent):
            return told
        variance, degrees = told.error**2, told.degrees
    elif design.replacement:
        variance = abadie_imbens(values, arm, linear, matches, design.ratio)
    else:
        variance = by_pair(values, arm, matches)
    # What is left of a sum of squares of equal numbers is rounding.
    return (float(np.sqrt(variance)), degrees) if variance > 1e-24 else ALIKE
