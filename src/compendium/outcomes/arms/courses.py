"""Courses: how likely each first event is by each week, and what every person adds to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CENSORED = "censored"
"""What the column of events says of those whose follow-up ended before any."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """Cumulative incidences of one group, by week from 0.

    Attributes
    ----------
    incidence
        By event, the share that has had it first by the end of each week.
    influence
        By event, a row for each kind of person (those who end alike in one week), a column for each
        week: the derivative of the incidence by the weight of one such person.
    persons
        How many there are of each kind.
    at_risk
        Persons at the beginning of each week to whom nothing has happened.
    known
        Whether each week's incidence is known: somebody is followed so far, or all have had an
        event.
    """

    incidence: Mapping[str, Numbers]
    influence: Mapping[str, Numbers]
    persons: Numbers
    at_risk: NDArray[np.int64]
    known: NDArray[np.bool_]

    @property
    def n(self) -> int:
        """The persons of the group."""
        return int(self.persons.sum())

    def error(self, influence: Numbers) -> Numbers:
        """Return the standard error of what a person of each kind has this influence on."""
        return np.asarray(np.sqrt(self.persons @ influence**2))


def course(frame: pd.DataFrame, until: int) -> Course:
    r"""Return the Aalen-Johansen estimates of a group with their influences.

    With d_j(t) first events of a kind in week t among the Y(t) at risk, h_j = d_j / Y and h their
    sum, nothing has happened before t to S(t-), the product of 1 - h over earlier weeks, and
    F_j(t) is the sum of S(u-) h_j(u) over u up to t. Who is censored in a week is at risk in it.

    The influence of person i is the derivative by i's weight, the infinitesimal jackknife: of
    h_j(t) it is (N_ij(t) - Y_i(t) h_j(t)) / Y(t), and the rest follows by the product rule. The sum
    of its squares is the variance that R's survfit gives. Persons who end alike in one week have
    the same, so that the work grows with the weeks and not with the persons.

    References: Aalen & Johansen 1978, Scandinavian Journal of Statistics 5:141; Therneau, Crowson
    & Atkinson, "Multi-state models and competing risks", vignette of survival. Oracle: R
    survival::survfit with influence.

    Parameters
    ----------
    frame
        One row a person: weeks (whole, from 0) to the first event or to the end of follow-up, and
        event, which it was.
    until
        The last week.

    Raises
    ------
    ValueError
        Where weeks are negative, or no whole numbers.
    """
    ended = frame["weeks"].to_numpy(dtype=float)
    if (ended < 0).any() or (ended % 1 != 0).any():
        raise ValueError("weeks to an event are whole numbers from 0")
    kinds = frame.groupby(["weeks", frame["event"].astype(str)]).size()
    last = kinds.index.get_level_values(0).to_numpy(dtype=int)
    which = kinds.index.get_level_values(1).to_numpy(dtype=str)
    persons = np.asarray(kinds, dtype=np.float64)
    weeks = np.arange(until + 1)
    there = (last[:, None] >= weeks).astype(float)
    at_risk = persons @ there
    share = 1 / np.maximum(at_risk, 1.0)
    now = {
        event: ((last[:, None] == weeks) & (which == event)[:, None]).astype(float)
        for event in sorted({*which} - {CENSORED})
    }
    hazard = {event: persons @ happens * share for event, happens in now.items()}
    moved = {event: (now[event] - there * hazard[event]) * share for event in now}
    staying = 1 - sum(hazard.values(), np.zeros(len(weeks)))
    # Where all at risk have an event, nobody's weight changes that, and nothing comes after it.
    safe = np.where(staying > 0, staying, 1.0)
    leaving = sum(moved.values(), np.zeros_like(there)) / safe
    free = np.concatenate([[1.0], np.cumprod(staying)[:-1]])
    freed = -free * (np.cumsum(leaving, axis=1) - leaving)
    return Course(
        incidence={event: np.cumsum(free * hazard[event]) for event in now},
        influence={
            event: np.cumsum(free * moved[event] + freed * hazard[event], axis=1) for event in now
        },
        persons=persons,
        at_risk=at_risk.astype(np.int64),
        known=(at_risk > 0) | (free * staying == 0),
    )
