"""Counts: how many in each of two arms reached an endpoint, and how many might have."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from compendium.outcomes.arms.estimates import ARM_EMPTY, ArmsMissingError
from compendium.tables import Absent, hands_on_absent


@dataclass(frozen=True)
class Counts:
    """Persons of two arms, and those of them who reached an endpoint: a table of two by two.

    Attributes
    ----------
    events, persons
        In the intervention arm.
    other_events, other_persons
        In the comparison arm.

    Raises
    ------
    ArmsMissingError
        Where either number of persons is zero.
    ValueError
        Where more have reached it than there are, or fewer than none.
    """

    events: int
    persons: int
    other_events: int
    other_persons: int

    def __post_init__(self) -> None:
        if not self.persons or not self.other_persons:
            raise ArmsMissingError.of("Counts")
        inside = 0 <= self.events <= self.persons and 0 <= self.other_events <= self.other_persons
        if not inside:
            raise ValueError("events must lie between 0 and the persons of their arm")

    @property
    def n(self) -> int:
        """The persons of both arms."""
        return self.persons + self.other_persons

    @property
    def share(self) -> float:
        """The share of the intervention arm that reached the endpoint."""
        return self.events / self.persons

    @property
    def other_share(self) -> float:
        """The share of the comparison arm that reached it."""
        return self.other_events / self.other_persons

    @property
    def table(self) -> list[list[int]]:
        """The four cells: a row an arm, those who reached it before those who did not."""
        return [
            [self.events, self.persons - self.events],
            [self.other_events, self.other_persons - self.other_events],
        ]


@hands_on_absent
def counts(frame: pd.DataFrame, name: str = "job_or_education") -> Counts | Absent:
    """Return how many of each arm reached an endpoint.

    Parameters
    ----------
    frame
        One row a participant: arm, and the endpoint as `yes` or `no`, missing for those who are
        not followed and do not count (one week of `outcomes.at_week`).
    name
        The endpoint's column.

    Returns
    -------
    Counts or Absent
        Absent where nobody of an arm is followed, as in a study that has only begun.
    """
    followed = frame[frame[name].notna()]
    reached = followed[name] == "yes"
    treated = followed["arm"] == "intervention"
    compared = followed["arm"] == "comparison"
    if not treated.any() or not compared.any():
        return ARM_EMPTY
    return Counts(
        int((reached & treated).sum()),
        int(treated.sum()),
        int((reached & compared).sum()),
        int(compared.sum()),
    )


@hands_on_absent
def worst_case(followed: Counts, lost: int, other_lost: int) -> Counts:
    """Return the counts if, of those lost to follow-up, only the comparison arm's had events.

    With `best_case` it bounds what any guess about the lost could give (Horowitz & Manski 2000,
    Journal of the American Statistical Association 95:77): no model, and no probability.

    Parameters
    ----------
    followed
        The counts of those who were followed.
    lost, other_lost
        Persons lost, in the intervention and in the comparison arm.
    """
    return Counts(
        followed.events,
        followed.persons + lost,
        followed.other_events + other_lost,
        followed.other_persons + other_lost,
    )


@hands_on_absent
def best_case(followed: Counts, lost: int, other_lost: int) -> Counts:
    """Return the counts if, of those lost to follow-up, only the intervention arm's had events.

    As `worst_case`, at the other end.
    """
    return Counts(
        followed.events + lost,
        followed.persons + lost,
        followed.other_events,
        followed.other_persons + other_lost,
    )
