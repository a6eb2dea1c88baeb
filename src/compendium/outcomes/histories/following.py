"""Following: who can be followed to a week, and for how long each participant can be so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from compendium.tables import hands_on_absent

REACHED = ("yes", "no")
"""The levels of every answer about a person."""
SHORTER = "shorter"
"""The level of who cannot be followed for the fewest weeks that are asked for yet."""


def covered(participants: pd.DataFrame, week: int, until: int | None) -> pd.Series[bool]:
    """Return whether the histories cover each participant to a week after their index week."""
    return participants["index_week"] + week <= (np.inf if until is None else until)


def yes_or_no(truth: pd.Series[bool], asked: pd.Series[bool] | None = None) -> pd.Series[Any]:
    """Return what is true as an ordered category of `REACHED`, missing for who is not asked."""
    answer = pd.Series(np.where(truth, *REACHED), index=truth.index, dtype="object")
    answer = answer if asked is None else answer.where(asked)
    return answer.astype(pd.CategoricalDtype(list(REACHED), ordered=True))


@hands_on_absent
def followed_for(
    participants: pd.DataFrame, weeks: Sequence[int] = (52, 78), *, until: int | None = None
) -> pd.DataFrame:
    """Return for how many weeks after the index week the histories cover each participant.

    Parameters
    ----------
    participants
        One row a participant: participant_id, arm, index_week.
    weeks
        The weeks that are asked for, from few to many.
    until
        The last week that the histories cover; without it they cover all that is asked for.

    Returns
    -------
    pandas.DataFrame
        One row a participant: participant_id; arm; week, the last that is asked for; followed, yes
        or no, whether they are followed to it, as of `weekly`; followed_for, a category of
        `SHORTER`, ``weeks_52``, ``weeks_78``, …, as many weeks as they can be followed for. It
        divides those who are followed and those who are not.
    """
    held = np.sum([covered(participants, week, until) for week in weeks], axis=0)
    names = [SHORTER, *(f"weeks_{each}" for each in weeks)]
    return pd.DataFrame(
        {
            "participant_id": participants["participant_id"],
            "arm": participants["arm"],
            "week": max(weeks),
            "followed": yes_or_no(covered(participants, max(weeks), until)),
            "followed_for": pd.Categorical([names[each] for each in held], names),
        }
    )
