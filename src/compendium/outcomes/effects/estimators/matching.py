"""Matching: whom each participant is set against, and who is set against nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.effects.people.subjects import treated

Ints = NDArray[np.int64]
Numbers = NDArray[np.float64]

DIGITS = 9
"""To which distances are told apart."""


@dataclass(frozen=True, eq=False)
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
    strata
        By subject, a number for the stratum within which pairs were sought.
    """

    participants: Ints
    others: Ints
    dropped: Ints
    weights: Numbers
    caliper: float
    strata: Ints


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
    order of the distance measure, the highest first, as R MatchIt's ``m.order = "largest"``; all of
    them choose once before anybody chooses again. Of several that are equally near, the first row
    is taken; what differs by a rounding is equally near, so that pairs are the same on every
    machine. Oracle: R MatchIt.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    distance
        By subject, the number that people are matched on: the logit of the propensity score.
    exact
        Columns in which a pair must be alike, as the calendar quarter.
    caliper
        How far apart a pair may be, in standard deviations of `distance` over all subjects of both
        arms together, as MatchIt counts them; None for as far as it takes.
    ratio
        Comparison people for each participant, as far as there are.
    replacement
        Whether a comparison person may stand for several participants.
    """
    arm = treated(frame)
    # Who is like nobody of the other arm is infinitely far, and no measure of how people vary.
    spread = float(np.std(distance[np.isfinite(distance)], ddof=1))
    limit = np.inf if caliper is None else caliper * spread
    strata, distance = _strata(frame, exact), distance.round(DIGITS + 3)
    found = [
        (ours[here], theirs[there])
        for ours, theirs in _parts(strata, arm)
        for here, there in [
            (_any_time if replacement else _once)(distance[ours], distance[theirs], limit, ratio)
        ]
    ]
    none = np.zeros(0, dtype=np.int64)
    participants = np.concatenate([none, *(pair[0] for pair in found)])
    others = np.concatenate([none, *(pair[1] for pair in found)])
    weights = _weights(len(frame), participants, others)
    dropped = np.flatnonzero(arm & (weights == 0))
    return Matches(participants, others, dropped, weights, limit, strata)


def _strata(frame: pd.DataFrame, exact: Sequence[str]) -> Ints:
    """Return a number for each combination of the columns, of which a missing value is one."""
    if not exact:
        return np.zeros(len(frame), dtype=np.int64)
    groups = frame.groupby(list(exact), observed=True, sort=False, dropna=False)
    found: Ints = np.asarray(groups.ngroup(), dtype=np.int64)
    return found


def _parts(strata: Ints, arm: NDArray[np.bool_]) -> Iterator[tuple[Ints, Ints]]:
    """Return participants and comparison people of each stratum that has both."""
    order = np.argsort(strata, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(strata[order])) + 1):
        ours, theirs = part[arm[part]], part[~arm[part]]
        if len(ours) and len(theirs):
            yield ours, theirs


def _any_time(own: Numbers, pool: Numbers, limit: float, ratio: int) -> tuple[Ints, Ints]:
    """Return pairs in which the pool's people are used as often as they are nearest.

    The nearest lie around the place that somebody would have in the sorted pool: as many as are
    asked for above it, and as many below, are looked at, whoever else there is.
    """
    above, below = np.argsort(pool, kind="stable"), np.argsort(-pool, kind="stable")
    looked = np.hstack(
        [
            _from(above, np.searchsorted(pool[above], own, side="left"), ratio),
            _from(below, np.searchsorted(-pool[below], -own, side="right"), ratio),
        ]
    )
    apart = np.where(looked < 0, np.inf, _apart(pool[looked], own[:, None]))
    # Who is equally near comes in the order of the rows.
    near = np.lexsort((looked, apart), axis=1)[:, :ratio]
    chosen, far = np.take_along_axis(looked, near, 1), np.take_along_axis(apart, near, 1)
    here, place = np.nonzero(np.isfinite(far) & (far <= limit))
    return here, chosen[here, place]


def _from(order: Ints, places: NDArray[np.intp], number: int) -> Ints:
    """Return so many of an order from each place on; −1 where it has ended."""
    wanted = places[:, None] + np.arange(number)
    last = len(order) - 1
    found: Ints = np.where(wanted <= last, order[np.minimum(wanted, last)], -1)
    return found


def _once(own: Numbers, pool: Numbers, limit: float, ratio: int) -> tuple[Ints, Ints]:
    """Return pairs in which nobody of the pool is used twice."""
    free = pool.copy()
    pairs: list[tuple[int, int]] = []
    waiting = np.argsort(-own, kind="stable").tolist()
    for _ in range(ratio):
        served = []
        for person in waiting:
            apart = _apart(free, own[person])
            place = int(apart.argmin())
            if apart[place] <= limit and np.isfinite(apart[place]):
                pairs.append((person, place))
                served.append(person)
                free[place] = np.inf
        waiting = served
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _apart(one: Numbers, other: Numbers | float) -> Numbers:
    found: Numbers = np.abs(one - other).round(DIGITS)
    return found


def _weights(n: int, participants: Ints, others: Ints) -> Numbers:
    """Return 1 for each participant, spread evenly over the others they are paired with."""
    weights = np.zeros(n)
    pairs_of = np.bincount(participants, minlength=n)
    np.add.at(weights, others, 1.0 / pairs_of[participants])
    weights[participants] = 1.0
    return weights
