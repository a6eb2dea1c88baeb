"""Quarters: who is in a state at the end of each calendar quarter, and who came into it."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from compendium.outcomes.definitions import endpoint
from compendium.outcomes.histories.endpoints import NO_HOURS, hourless, weeks_reached
from compendium.outcomes.histories.following import REACHED
from compendium.tables import Absent, hands_on_absent

FOLLOWED = ("yes", "not_yet", "over")
"""Whether a person is followed at the end of a quarter; `not_yet` before their index week."""
WEEK_ZERO = pd.Timestamp("1990-01-01")
"""The Monday that weeks of histories are counted from."""


@hands_on_absent
def quarterly(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job",
    *,
    arm: str = "intervention",
    until: int | None = None,
    follow_up: int | None = None,
) -> pd.DataFrame | Absent:
    """Return for each participant and calendar quarter whether an endpoint is reached.

    A quarter has the weeks whose Sunday lies in it. The endpoint is reached where it is in the
    last of them, and started where a week of the quarter, from the index week on, has it and the
    week before has not. Every quarter has the same persons: they are followed ``not_yet`` where
    their index week is still to come at its end, and it is ``over`` where their follow-up has ended
    by then, so that nobody's time before inclusion counts, and no silence after follow-up.

    Parameters
    ----------
    histories, participants
        As of `weekly`.
    name
        An endpoint of the catalogue.
    arm
        Whose participants are followed.
    until
        The last week that the histories cover; without it the last that any spell has.
    follow_up
        Weeks that everybody is followed from the index week; without it, as far as is covered.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a participant and quarter: participant_id, quarter (ordered category, written
        ``2021Q2``), followed, a category of `FOLLOWED`; the endpoint, and ``started_<endpoint>``,
        categories of `REACHED`, missing for who is not followed. The quarters are those from
        the first index date to the last that is covered whole, and in which anybody is followed.
        Absent where nobody is in the arm, no quarter is left, or the endpoint asks for hours and
        the histories have none.
    """
    people = participants.loc[participants["arm"] == arm, ["participant_id", "index_week"]]
    if people.empty:
        return Absent("nobody is in that arm")
    if hourless(histories, name):
        return Absent(NO_HOURS)
    first = int(people["index_week"].min())
    last = _last_week(histories) if until is None else until
    if follow_up is not None:
        last = min(last, int(people["index_week"].max()) + follow_up)
    ends = _ends(first, last)
    if ends.empty:
        return Absent("its histories do not cover a whole quarter since the first index date yet")
    reached = weeks_reached(
        histories, people, endpoint(name), first=-1, last=max(int(ends.iloc[-1]) - first, 0)
    ).merge(people, on="participant_id")
    before = reached[["participant_id", "week"]].assign(week=reached["week"] + 1, held=True)
    reached = reached.merge(before, how="left", on=["participant_id", "week"])
    reached["quarter"] = _quarter(reached["index_week"] + reached["week"], ends)
    begun = reached[reached["held"].isna() & (reached["week"] >= 0)]
    at_end = reached[(reached["index_week"] + reached["week"]).isin(ends) & (reached["week"] >= 0)]
    frame = people.merge(ends.rename_axis("quarter").rename("end").reset_index(), how="cross")
    followed = pd.Series("yes", index=frame.index).mask(
        frame["index_week"] > frame["end"], "not_yet"
    )
    if follow_up is not None:
        followed = followed.mask(frame["index_week"] + follow_up < frame["end"], "over")
    levels = pd.CategoricalDtype(list(ends.index), ordered=True)
    return pd.DataFrame(
        {
            "participant_id": frame["participant_id"],
            "quarter": frame["quarter"].astype(levels),
            "followed": pd.Categorical(followed, list(FOLLOWED)),
            name: _reached(frame, at_end, followed),
            f"started_{name}": _reached(frame, begun, followed),
        }
    )


def _last_week(histories: nw.LazyFrame[Any]) -> int:
    last = histories.select(nw.col("last_week").max()).collect(backend="pandas").to_native()
    return int(last["last_week"].iloc[0])


def _ends(first: int, last: int) -> pd.Series[int]:
    """Return the last week of each quarter, by its name, from the one of a week to that covered."""
    sundays = [WEEK_ZERO + pd.Timedelta(days=7 * week + 6) for week in (first, last)]
    quarters = pd.period_range(sundays[0], sundays[1], freq="Q")
    final_days = quarters.end_time.normalize()
    # A week of seven days ends by the last day of the quarter.
    ends = ((final_days - WEEK_ZERO).days + 1) // 7 - 1
    names = [f"{quarter.year}Q{quarter.quarter}" for quarter in quarters]
    found = pd.Series(np.asarray(ends, dtype="int64"), index=names)
    return found[found <= last]


def _quarter(weeks: pd.Series[int], ends: pd.Series[int]) -> pd.Series[Any]:
    """Return the name of the quarter of each week, missing after the last."""
    places = np.searchsorted(ends.to_numpy(), weeks.to_numpy())
    names = np.array([*ends.index, None], dtype=object)
    return pd.Series(names[places], index=weeks.index)


def _reached(
    frame: pd.DataFrame, found: pd.DataFrame, followed: pd.Series[str]
) -> pd.Categorical[str]:
    """Return for each row that is followed whether it is among those that were found."""
    keys = ["participant_id", "quarter"]
    have = pd.MultiIndex.from_frame(frame[keys]).isin(pd.MultiIndex.from_frame(found[keys]))
    reached = np.where(have, "yes", "no").astype(object)
    reached[followed != "yes"] = None
    return pd.Categorical(reached, list(REACHED))
