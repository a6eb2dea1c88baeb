"""Weighting: what each comparison person counts for, to look like the participants together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.errors import CompendiumError
from compendium.outcomes.effects.designs import Weighted
from compendium.outcomes.effects.estimators.logistic import Numbers, logistic, standardised
from compendium.outcomes.effects.estimators.propensity import SEPARATED, design_matrix, shared
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent

FEWEST = 20
"""Persons that the weighted comparison people must count as, at least, to carry a comparison."""
EMPTY = Absent("a weighted comparison: one of the two arms has nobody who can be followed")
APART = Absent(
    "a weighted comparison: nobody of one arm is of the same calendar quarter, and in the same "
    "categories, as somebody of the other"
)
HEAVY = Absent(
    f"a weighted comparison: nearly all of its weight lies on a few people, so that they count "
    f"as fewer than {FEWEST}"
)

Truths = NDArray[np.bool_]


class WeightsError(CompendiumError):
    """Weights were given that nobody can have: below zero, endless, missing, or all zero."""


@dataclass(frozen=True)
class Weights:
    """The weights of a design, one place a subject.

    Attributes
    ----------
    weights
        1 for each participant who is used, and the odds of taking part for a comparison person;
        0 for who is not used.
    score
        The probability of taking part; NaN for who is not used.
    held
        Whether the weight is held at the limit.
    kept
        Who is used: those whose calendar quarter and categories (and, within municipalities, whose
        municipality) both arms have somebody in, as `shared` tells.
    limit
        The weight at which others are held; infinite where none is.
    columns
        The model of taking part, a row a person who is used: a constant, then columns of mean 0
        and standard deviation 1.
    information
        Of that model.
    """

    weights: Numbers
    score: Numbers
    held: Truths
    kept: Truths
    limit: float
    columns: Numbers
    information: Numbers


def weighting(frame: pd.DataFrame, design: Weighted) -> Weights | Absent:
    """Return the weights that make comparison people look like the participants.

    With e the probability of taking part, by a logistic model of the covariates and the calendar
    quarter, a comparison person weighs e / (1 − e) and a participant 1 (Hirano & Imbens 2001,
    Health Services and Outcomes Research Methodology 2:259). Who is of a calendar quarter or a
    category that nobody of the other arm is of is left out, and counted: no weight can stand for
    nobody.

    Parameters
    ----------
    frame
        The participants and one pool, as `pooled` returns it, without a missing covariate.
    design
        The design; `trim` says at which quantile of the participants' own scores weights are held.

    Returns
    -------
    Weights or Absent
        Absent where an arm is empty, where the arms share no quarter, where covariates part them,
        and where the comparison people count as fewer than `FEWEST`.
    """
    arm = treated(frame)
    if not arm.any() or arm.all():
        return EMPTY
    strata = ("quarter", "municipality") if design.pool == "within" else ("quarter",)
    people = frame.assign(**{name: frame[name].astype("category") for name in strata})
    names = (*design.covariates, *strata)
    kept = shared(people, names)
    if not kept.any():
        return APART
    columns, _, _ = standardised(design_matrix(people[kept], names)[0])
    ours = arm[kept]
    model = logistic(columns, ours.astype(float))
    if model is None:
        return SEPARATED
    odds = np.exp(model.linear)
    highest = float(np.quantile(model.share[ours], design.trim)) if design.trim < 1 else 1.0
    limit = highest / (1 - highest) if highest < 1 else np.inf
    held = ~ours & (odds > limit)
    of_kept = np.where(ours, 1.0, np.minimum(odds, limit))
    if effective_size(of_kept[~ours]) < FEWEST:
        return HEAVY
    return Weights(
        weights=_spread(of_kept, kept, 0.0),
        score=_spread(model.share, kept, np.nan),
        held=_spread(held.astype(float), kept, 0.0) > 0,
        kept=kept,
        limit=limit,
        columns=columns,
        information=model.information,
    )


def effective_size(weights: Numbers) -> float:
    """Return how many persons of equal weight would tell as much: (Σw)² / Σw².

    Reference: Kish 1965, Survey Sampling, section 11.7.

    Raises
    ------
    WeightsError
        As of `checked`.
    """
    known = checked(weights, "effects.effective_size")
    # Of the largest first, so that no square of a weight is beyond all numbers.
    shares = known / known.max()
    return float(shares.sum() ** 2 / (shares**2).sum())


def checked(weights: Numbers, where: str) -> Numbers:
    """Return weights that somebody can have.

    Raises
    ------
    WeightsError
        Where one is below zero, endless or missing, and where all are zero.
    """
    known = np.asarray(weights, dtype=float)
    if not np.isfinite(known).all() or (known < 0).any() or not (known > 0).any():
        raise WeightsError(
            "Some weights are below zero, endless or missing, or nobody has one.",
            where=where,
            remedy="Give each person a finite weight of at least 0, and somebody more than that: "
            "a weight without end means that nobody like them is in the other arm.",
        )
    return known


def _spread(values: Numbers, kept: Truths, elsewhere: float) -> Numbers:
    """Return values of those who are kept at their places among all."""
    spread = np.full(len(kept), elsewhere)
    spread[kept] = values
    return spread
