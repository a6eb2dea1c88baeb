"""Endpoints of a person: whether a history has reached one, week by week from the index date.

Histories and endpoints are the only lazy frames of the compendium: these functions take narwhals
frames, so that pandas and DuckDB run the same code, and give a pandas frame only at the edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.definitions import Endpoint, endpoint
from compendium.outcomes.histories.following import covered, yes_or_no
from compendium.outcomes.histories.holding import stretches
from compendium.outcomes.histories.within import weeks_within_each
from compendium.tables import Absent, hands_on_absent

NO_HOURS = "its histories have no hours of work"


@hands_on_absent
def weekly(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    first: int = -104,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return, for each participant and week around the index date, whether the endpoint is reached.

    Who cannot be followed to the last week yet is followed in none of them: so each week has the
    same persons, nobody's future counts as a failure, and two weeks set side by side cannot tell
    who was included when.

    Parameters
    ----------
    histories
        One row a spell: participant_id, strand, state, first_week, last_week (ISO weeks counted
        from Monday 1 January 1990, both ends included), and hours where the endpoint asks for them.
    participants
        One row a participant: participant_id, arm, index_week.
    name
        An endpoint of the catalogue.
    first, last
        The weeks, counted from the index week, which is week 0.
    until
        The last week that the histories cover; without it they cover all that is asked for.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a participant and week: participant_id, arm, week, followed (`yes` or `no`), and
        the endpoint as `yes` or `no` (ordered categories), missing for those not followed. A
        person without any spell in a week has not reached the endpoint; people who died or left
        stay in, as `no`.
        Absent where the endpoint asks for hours, and the histories have none.
    """
    if hourless(histories, name):
        return Absent(NO_HOURS)
    reached = weeks_reached(histories, participants, endpoint(name), first=first, last=last)
    followed = yes_or_no(covered(participants, last, until))
    people = participants[["participant_id", "arm"]].assign(followed=followed)
    weeks = pd.DataFrame({"week": range(first, last + 1)})
    everyone = people.merge(weeks, how="cross")
    frame = everyone.merge(reached.assign(reached=True), how="left", on=["participant_id", "week"])
    frame[name] = yes_or_no(frame.pop("reached").notna(), frame["followed"] == "yes")
    return frame


@hands_on_absent
def at_week_each(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    names: Sequence[str],
    *,
    week: int = 52,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return whether each of several endpoints is reached in one week after the index date.

    Parameters
    ----------
    histories, participants
        As of `weekly`.
    names
        Endpoints of the catalogue.
    week
        The week.
    last, until
        As of `weekly`, so that the same persons are followed.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a participant, as `weekly` has it for that week, with a column an endpoint.
    """
    if hourless(histories, *names):
        return Absent(NO_HOURS)
    people = beside(histories, participants[["participant_id", "index_week"]])
    counted = weeks_within_each(histories, people, names, first=week, last=week)
    weeks: pd.DataFrame = counted.collect(backend="pandas").to_native()
    weeks = weeks.set_index("participant_id")
    asked = covered(participants, max(week, last), until)
    frame = participants[["participant_id", "arm"]].assign(followed=yes_or_no(asked), week=week)
    for name in names:
        frame[name] = yes_or_no(participants["participant_id"].map(weeks[name]) == 1, asked)
    return frame.reset_index(drop=True)


@hands_on_absent
def at_week(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    week: int = 52,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return whether the endpoint is reached in one week after the index date.

    As `at_week_each`, of one endpoint.
    """
    return at_week_each(histories, participants, [name], week=week, last=last, until=until)


@hands_on_absent
def of_intervention(reached: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the intervention, with the municipality that each person belongs to.

    Parameters
    ----------
    reached
        As `weekly` or `at_week` returns it.
    participants
        One row a participant: participant_id, municipality.
    """
    home = participants.set_index("participant_id")["municipality"]
    frame = reached[reached["arm"].eq("intervention")]
    places = pd.Categorical(frame["participant_id"].map(home.astype("object")))
    return frame.assign(municipality=places).reset_index(drop=True)


def weeks_reached(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    wanted: Endpoint,
    *,
    first: int,
    last: int,
) -> pd.DataFrame:
    """Return the distinct pairs of participant and week in which the endpoint is reached."""
    people = beside(histories, participants[["participant_id", "index_week"]])
    weeks = beside(histories, pd.DataFrame({"week": range(first, last + 1)}))
    pairs = (
        stretches(histories, people, wanted, first=first, last=last)
        .join(weeks, how="cross")
        .filter((nw.col("week") >= nw.col("start")) & (nw.col("week") <= nw.col("end")))
        .select("participant_id", "week")
    )
    native: pd.DataFrame = pairs.collect(backend="pandas").to_native()
    return native


def hourless(histories: nw.LazyFrame[Any], *names: str) -> bool:
    """Return whether any of the endpoints asks for hours, and the histories know of none."""
    if all(endpoint(name).hours_at_least is None for name in names):
        return False
    known = histories.filter(nw.col("hours") >= 0).select(nw.len().alias("known"))
    return not known.collect(backend="pandas").to_native()["known"].iloc[0]


def beside(histories: nw.LazyFrame[Any], frame: pd.DataFrame) -> nw.LazyFrame[Any]:
    """Return a pandas frame as a lazy frame of the engine that the histories are of."""
    engine = histories.implementation
    eager = nw.from_native(frame, eager_only=True)
    return eager.lazy() if engine.is_pandas() else eager.lazy(backend="duckdb")
