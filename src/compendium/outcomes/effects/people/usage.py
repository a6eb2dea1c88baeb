"""Usage: what a comparison made of everybody of a study, as it is counted."""

from __future__ import annotations

import pandas as pd

from compendium.outcomes.effects.estimators.matched import USES
from compendium.outcomes.histories.following import followed_for
from compendium.tables import hands_on_absent


@hands_on_absent
def usage(
    made: pd.DataFrame,
    participants: pd.DataFrame,
    *,
    name: str = "use",
    by: str = "",
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame:
    """Return everybody of a study with what was made of them, whether or not they are followed yet.

    Counted by arm, followed, week and `name`, it nests within the counts of `outcomes.weekly`.

    Parameters
    ----------
    made
        What became of those who are followed: participant_id and use, as of `used`.
    participants
        The table participants.
    name
        What the column is called here: two matchings make different uses of the same persons.
    by
        A covariate of `made`, by which those who are matched are divided further.
    last, until
        As of `subjects`.

    Returns
    -------
    pandas.DataFrame
        participant_id, arm, week and followed as of `followed_for`; `name`, missing for who is not
        followed; and `by`, missing for who is not matched.
    """
    told = followed_for(participants, [last], until=until).drop(columns="followed_for")
    by_person = made.set_index("participant_id")
    use = told["participant_id"].map(by_person["use"].astype("object"))
    outside = told["arm"].astype(str).map({"intervention": USES[1], "comparison": USES[3]})
    use = use.where(use.notna() | told["followed"].ne("yes"), outside)
    levels = [level for level in USES if (use == level).any()]
    told[name] = pd.Categorical(use, levels, ordered=True)
    if by:
        level = told["participant_id"].map(by_person[by].astype("object"))
        told[by] = pd.Categorical(
            level.where(use == USES[0]), list(by_person[by].cat.categories), ordered=True
        )
    return told
