"""Matching: whom each participant is set against, and who is set against nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.effects.subjects import treated

Ints = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Matches:
    """Pairs of participants and comparison people, by their places among the subjects.

    Attributes
    ----------
    participants, others
        A pair each: the place of the participant, and of who is set against them. A participant
        of several pairs has several others.
    dropped
        Places of the participants for whom nobody was near enough, or nobody was there.
    weights
        By subject: 1 for each participant with a match, and for a comparison person the share of
        participants that they stand for; 0 for who is not used.
    caliper
        How far apart, on the scale of the distance, a pair may be; infinite without one.
    """

    participants: Ints
    others: Ints
    dropped: Ints
    weights: Numbers
    caliper: float


def nearest(
    frame: pd.DataFrame,
    distance: Numbers,
    *,
    exact: Sequence[str] = (),
    caliper: float | None = 0.2,
    ratio: int = 1,
    replacement: bool = True,
) -> Matches:
    """Return the nearest comparison people of each participant on one number.

    With replacement everybody has the nearest there are. Without it, participants choose in the
    order of the distance measure, the highest first, as R MatchIt's ``m.order = "largest"``. Of
    several that are equally near, the first row is taken. Oracle: R MatchIt.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    distance
        By subject, the number that people are matched on: the logit of the propensity score.
    exact
        Columns in which a pair must be alike, as the calendar quarter.
    caliper
        How far apart a pair may be, in standard deviations of `distance` over all subjects; None
        for as far as it takes.
    ratio
        Comparison people for each participant, as far as there are.
    replacement
        Whether a comparison person may stand for several participants.
    """
    arm = treated(frame)
    limit = np.inf if caliper is None else caliper * float(np.std(distance, ddof=1))
    stratum = (
        frame.groupby(list(exact), observed=True, sort=False).ngroup().to_numpy()
        if exact
        else np.zeros(len(frame), dtype=np.int64)
    )
    pairs: list[tuple[int, int]] = []
    dropped: list[int] = []
    for label in np.unique(stratum):
        here = stratum == label
        ours, theirs = np.flatnonzero(here & arm), np.flatnonzero(here & ~arm)
        order = ours[np.argsort(-distance[ours], kind="stable")]
        free = np.ones(len(theirs), dtype=bool)
        for person in order:
            apart = np.abs(distance[theirs] - distance[person])
            apart = np.where(free & (apart <= limit), apart, np.inf)
            near = np.argsort(apart, kind="stable")[:ratio]
            near = near[np.isfinite(apart[near])]
            if not len(near):
                dropped.append(int(person))
                continue
            pairs += [(int(person), int(theirs[place])) for place in near]
            if not replacement:
                free[near] = False
    participants = np.array([pair[0] for pair in pairs], dtype=np.int64)
    others = np.array([pair[1] for pair in pairs], dtype=np.int64)
    weights = _weights(len(frame), participants, others)
    return Matches(participants, others, np.array(sorted(dropped), dtype=np.int64), weights, limit)


def _weights(n: int, participants: Ints, others: Ints) -> Numbers:
    """Return 1 for each participant, spread evenly over the others they are paired with."""
    weights = np.zeros(n)
    pairs_of = np.bincount(participants, minlength=n)
    np.add.at(weights, others, 1.0 / pairs_of[participants])
    weights[participants] = 1.0
    return weights
