"""Following: for how long each participant can be followed so far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from compendium.outcomes.quarters import REACHED
from compendium.tables import hands_on_absent

SHORTER = "shorter"
"""The level of who cannot be followed for the fewest weeks that are asked for yet."""


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
    reach = participants["index_week"].to_numpy()[:, np.newaxis] + np.array(weeks)
    held = (reach <= (np.inf if until is None else until)).sum(axis=1)
    whole = np.where(held == len(weeks), *REACHED)
    names = [SHORTER, *(f"weeks_{each}" for each in weeks)]
    return pd.DataFrame(
        {
            "participant_id": participants["participant_id"],
            "arm": participants["arm"],
            "week": max(weeks),
            "followed": pd.Categorical(whole, REACHED, ordered=True),
            "followed_for": pd.Categorical([names[each] for each in held], names),
        }
    )
