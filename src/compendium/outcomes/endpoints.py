"""Endpoints of a person: whether a history has reached one, week by week from the index date.

Histories and endpoints are the only lazy frames of the compendium: these functions take narwhals
frames, so that pandas and DuckDB run the same code, and give a pandas frame only at the edge.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.definitions import Endpoint, endpoint
from compendium.tables import hands_on_absent


@hands_on_absent
def weekly(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    first: int = -104,
    last: int = 78,
) -> pd.DataFrame:
    """Return, for each participant and week around the index date, whether the endpoint is reached.

    Parameters
    ----------
    histories
        One row a spell: participant_id, strand, state, first_week, last_week (ISO weeks counted
        from Monday 1 January 1990, both ends included).
    participants
        One row a participant: participant_id, arm, index_week.
    name
        An endpoint of the catalogue.
    first, last
        The weeks, counted from the index week, which is week 0.

    Returns
    -------
    pandas.DataFrame
        One row a participant and week: participant_id, arm, week, and the endpoint as `yes` or
        `no` (an ordered category). A person without any spell in a week has not reached the
        endpoint; people who died or left stay in, as `no`.
    """
    reached = _weeks_reached(histories, participants, endpoint(name), first=first, last=last)
    people = participants[["participant_id", "arm"]]
    weeks = pd.DataFrame({"week": range(first, last + 1)})
    everyone = people.merge(weeks, how="cross")
    reached[name] = "yes"
    frame = everyone.merge(reached, how="left", on=["participant_id", "week"])
    frame[name] = pd.Categorical(frame[name].fillna("no"), categories=["yes", "no"], ordered=True)
    return frame


@hands_on_absent
def at_week(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    week: int = 52,
) -> pd.DataFrame:
    """Return whether the endpoint is reached in one week after the index date.

    The same rows as `weekly`, one a participant.
    """
    return weekly(histories, participants, name, first=week, last=week)


def _weeks_reached(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    wanted: Endpoint,
    *,
    first: int,
    last: int,
) -> pd.DataFrame:
    """Return the distinct pairs of participant and week in which the endpoint is reached."""
    counts = nw.any_horizontal(
        *(
            (nw.col("strand").cast(nw.String) == strand)
            & nw.col("state").cast(nw.String).is_in(states)
            for strand, states in wanted.states.items()
        ),
        ignore_nulls=True,
    )
    index = nw.from_native(participants[["participant_id", "index_week"]]).lazy()
    weeks = nw.from_native(pd.DataFrame({"week": range(first, last + 1)})).lazy()
    pairs = (
        histories.filter(counts)
        .join(index, on="participant_id", how="inner")
        .with_columns(
            start=nw.col("first_week") - nw.col("index_week"),
            end=nw.col("last_week") - nw.col("index_week"),
        )
        .filter((nw.col("start") <= last) & (nw.col("end") >= first))
        .select("participant_id", "start", "end")
        .join(weeks, how="cross")
        .filter((nw.col("week") >= nw.col("start")) & (nw.col("week") <= nw.col("end")))
        .select("participant_id", "week")
        .unique()
    )
    native: pd.DataFrame = pairs.collect(backend="pandas").to_native()
    return native
