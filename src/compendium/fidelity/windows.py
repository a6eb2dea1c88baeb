"""The day that a review speaks of, and the stretch of time before it that is looked at."""

from __future__ import annotations

import pandas as pd

from compendium.fidelity.reviewing import REVIEW
from compendium.study.moments import last_days
from compendium.tables import Absent, hands_on_absent

YEAR = 365
"""Days of the window, as reviews are yearly."""


@hands_on_absent
def review_days(consensus: pd.DataFrame) -> pd.DataFrame | Absent:
    """Return the day of each review; of a half-year its last.

    The intake knows by half-year who has left, and at the end of a half-year that is exact. So a
    review that is known by half-year is set beside the service as it stood at the end of it.

    Returns
    -------
    DataFrame or Absent
        One row a review with a date: municipality, round, day. Absent when none has one.
    """
    reviews = consensus.drop_duplicates(REVIEW)
    if "date" not in reviews or reviews["date"].isna().all():
        return Absent("its reviews have no dates")
    dated = reviews[reviews["date"].notna()]
    return dated[REVIEW].assign(day=last_days(dated["date"])).reset_index(drop=True)


@hands_on_absent
def under_review(
    consensus: pd.DataFrame, participants: pd.DataFrame, since: str
) -> pd.DataFrame | Absent:
    """Return each participant of the intervention beside each review of their municipality.

    Returns
    -------
    DataFrame or Absent
        One row a participant and review: participant_id, consultant_id, municipality, round, day,
        and since. Who has no day since which they count is left out. Absent when nobody has one.
    """
    days = review_days(consensus)
    if isinstance(days, Absent):
        return days
    counted = participants[participants["arm"].eq("intervention") & participants[since].notna()]
    if counted.empty:
        return Absent(f"nobody in the intervention has “{since}”")
    people = counted[["participant_id", "consultant_id", "municipality"]].assign(
        since=counted[since], municipality=counted["municipality"].astype("str")
    )
    beside = people.merge(days.astype({"municipality": "str"}), on="municipality")
    return beside.astype({"municipality": days["municipality"].dtype})
