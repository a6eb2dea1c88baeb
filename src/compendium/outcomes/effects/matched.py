"""Matched: the effect on participants by nearest neighbours on the propensity score."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.matching import Matches, Numbers, nearest
from compendium.outcomes.effects.propensity import Propensity, propensity
from compendium.outcomes.effects.subjects import treated
from compendium.outcomes.estimates import ARMS, CRITICAL
from compendium.tables import Absent

ASSUMED = ("measured_confounding_only", "overlap", "no_interference", "consistency")
NOBODY = Absent("a matched comparison: nobody in the pool is near enough to any participant")
EMPTY = Absent("a matched comparison: one of the two arms has nobody who can be followed")


def pooled(frame: pd.DataFrame, pool: str) -> pd.DataFrame:
    """Return participants and the comparison people of a pool, whose endpoint is known.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    pool
        ``within``: who lives in a municipality of the intervention; ``across``: who lives
        elsewhere.
    """
    own = frame["within"].to_numpy(dtype=bool)
    kept = treated(frame) | (own if pool == "within" else ~own)
    people: pd.DataFrame = frame[kept].reset_index(drop=True)
    return people


def fitted(frame: pd.DataFrame, design: Matched) -> tuple[Propensity, Matches] | Absent:
    """Return the propensity score of the subjects of a pool, and the matches of a design.

    Parameters
    ----------
    frame
        As `pooled` returns it.
    design
        The design.
    """
    arm = treated(frame)
    if not arm.any() or arm.all():
        return EMPTY
    scores = propensity(frame, design.covariates)
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
    return (scores, matches) if len(matches.participants) else NOBODY


def matched(frame: pd.DataFrame, endpoint: str, design: Matched) -> Effect | Absent:
    """Return the effect on the participants who have a match.

    Parameters
    ----------
    frame
        As `subjects` returns it, with the endpoint as a number in the column of its name.
    endpoint
        The column.
    design
        The design.

    References
    ----------
    Abadie & Imbens 2006, Econometrica 74:235, for the variance with replacement.
    """
    people = pooled(frame[frame[endpoint].notna()], design.pool)
    found = fitted(people, design)
    if isinstance(found, Absent):
        return found
    scores, matches = found
    values = people[endpoint].to_numpy(dtype=float)
    used = np.flatnonzero(treated(people) & (matches.weights > 0))
    others = np.flatnonzero(~treated(people) & (matches.weights > 0))
    own = float(values[used].mean())
    theirs = float(matches.weights[others] @ values[others] / len(used))
    error = float(np.sqrt(_variance(values, people, scores.linear, matches)))
    value = own - theirs
    share = bool(set(np.unique(values)) <= {0.0, 1.0})
    return Effect(
        estimand="att",
        design=design.id,
        contrast="difference" if share else "mean_difference",
        value=value,
        low=value - CRITICAL * error,
        high=value + CRITICAL * error,
        p=float(2 * norm.sf(abs(value / error))) if error else float("nan"),
        n={ARMS[0]: len(used), ARMS[1]: len(others)},
        dropped=len(matches.dropped),
        treated=own,
        compared=theirs,
        method="nearest neighbour on the logit of the propensity score, Abadie-Imbens errors",
        assumptions=ASSUMED,
    )


def _variance(values: Numbers, people: pd.DataFrame, linear: Numbers, matches: Matches) -> float:
    """Return Abadie and Imbens' variance, the score taken as known."""
    n = len(values)
    arm = treated(people)
    pairs_of = np.bincount(matches.participants, minlength=n)
    share = 1.0 / pairs_of[matches.participants]
    theirs = np.zeros(n)
    np.add.at(theirs, matches.participants, share * values[matches.others])
    used = pairs_of > 0
    difference = values[used] - theirs[used]
    squares = np.zeros(n)
    np.add.at(squares, matches.others, share**2)
    spread = np.zeros(n)
    for place in np.flatnonzero(squares > 0):
        others = np.flatnonzero(~arm)
        others = others[others != place]
        near = others[np.argmin(np.abs(linear[others] - linear[place]))]
        spread[place] = (values[place] - values[near]) ** 2 / 2
    own = ((difference - difference.mean()) ** 2).sum()
    extra = ((matches.weights**2 - squares) * spread)[~arm].sum()
    return float((own + extra) / used.sum() ** 2)
