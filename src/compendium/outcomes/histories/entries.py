"""Entries: by which week each participant has entered an endpoint, for good or for a while.

Everybody who is followed is followed to the last of the weeks. So nobody is censored, and the
Aalen-Johansen estimate of `incidence` is the plain share of those who have entered, of all who are
followed: it can be counted, and protected as any other count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from compendium.outcomes.definitions import states
from compendium.outcomes.histories.endpoints import NO_HOURS, beside, hourless
from compendium.outcomes.histories.entering import ENTRY, first_entry, retention
from compendium.outcomes.histories.following import covered, yes_or_no
from compendium.tables import Absent, hands_on_absent

SUSTAINED = (1, 4, 13)
"""Weeks in a row that make an entry: the first at all, and two that last."""
MILESTONES = (13, 26, 39, 52, 65, 78)
"""The ends of the quarters of the follow-up."""
COMPETING, NEITHER = "competing", "neither"
FIRST_OF = (ENTRY, COMPETING, NEITHER)
"""What came first: the entry, an event after which there is none, or neither by the last week."""
NONE = "none"
KNOWN = ("complete", "incomplete")
"""Whether the weeks since the entry are known, as `disclosure.mean` asks it of scores."""


@hands_on_absent
def entries(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    sustained: Sequence[int] = SUSTAINED,
    milestones: Sequence[int] = MILESTONES,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return by which week each participant first entered an endpoint, or what came before.

    Parameters
    ----------
    histories, participants, name, until
        As of `weekly`.
    sustained
        Weeks in a row that the endpoint must be reached, several of them; see `first_entry`.
    milestones
        The weeks by whose end an entry is dated, from twice the weeks that make it one: before
        that, only those who were there at the index date can have made it. The last is where
        follow-up ends: who cannot be followed to it is followed in none, as of `weekly`.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a participant: participant_id, arm, week (the last of the milestones), followed (yes
        or no) and known (complete or incomplete, which says the same of the weeks); and for each k
        of `sustained`, missing for those not followed: ``first_k``, a category of `FIRST_OF`;
        ``entered_k``, the milestone by which they entered, missing for who did not;
        ``competing_k``, which event came first, where one did; and ``weeks_k``, the weeks from the
        entry to the last milestone, 0 without one. The mean of these is the restricted mean of
        `incidence`. Absent where the endpoint asks for hours, and the histories have none.
    """
    if hourless(histories, name):
        return Absent(NO_HOURS)
    last = max(milestones)
    asked = covered(participants, last, until)
    frame = participants[["participant_id", "arm"]].assign(
        week=last,
        followed=yes_or_no(asked),
        known=_category(asked.map(dict(zip((True, False), KNOWN, strict=True))), KNOWN),
    )
    people = beside(histories, participants[["participant_id", "index_week"]])
    for weeks in sustained:
        found = first_entry(histories, people, name, sustained=weeks, last=last, until=until)
        of_each = found.collect(backend="pandas").to_native().set_index("participant_id")
        event = frame["participant_id"].map(of_each["event"].astype("object"))
        week = frame["participant_id"].map(of_each["week"].astype("float64"))
        frame = frame.assign(**_entry(weeks, event, week, asked, milestones))
    return frame


def entry_nesting(sustained: int) -> dict[str, str]:
    """Return what divides what in a table of one kind of entry; its names follow `followed`."""
    first = f"first_{sustained}"
    return {first: "followed", f"entered_{sustained}": first, f"competing_{sustained}": first}


@hands_on_absent
def stages(entries: pd.DataFrame, reached: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return how far each participant has come by each milestone, and where they are in that week.

    Entries that last are some of all entries, and whoever is there in a week has entered by then,
    unless they had left the country before and came back. So what is shown of one tells of the
    others: this is the table that says how many lie between.

    Parameters
    ----------
    entries
        As `entries` returned it.
    reached
        What `weekly` returned for the same participants and endpoint.
    name
        The endpoint.

    Returns
    -------
    pandas.DataFrame
        One row a participant and milestone: participant_id, arm, followed, week, the endpoint, and
        stage: ``none``, else the longest entry made by then, as ``entered_4``; the two are missing
        for those not followed.
    """
    columns = [str(column) for column in entries if str(column).startswith("entered_")]
    levels = pd.CategoricalDtype([NONE, *columns], ordered=True)
    parts = []
    for milestone in entries[columns[0]].cat.categories:
        dated = [column for column in columns if milestone in entries[column].cat.categories]
        # Whoever has made an entry of many weeks has made those of fewer before.
        made = sum((entries[column] <= milestone).to_numpy(dtype=int) for column in dated)
        stage = pd.Series(np.array([NONE, *columns])[made], index=entries.index)
        parts.append(
            pd.DataFrame(
                {
                    "participant_id": entries["participant_id"],
                    "week": int(milestone),
                    "stage": stage.where(entries["followed"] == "yes").astype(levels),
                }
            )
        )
    here = reached[["participant_id", "arm", "followed", "week", name]]
    return pd.concat(parts, ignore_index=True).merge(here, on=["participant_id", "week"])


@hands_on_absent
def kept(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    by: int = 52,
    after: int = 26,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return who entered an endpoint by a week, and was there as many weeks after their entry.

    Parameters
    ----------
    histories, participants, name, until
        As of `weekly`.
    by
        Entries up to this week count, so that all are followed for the weeks after.
    after
        Weeks after that of the entry; see `retention`.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a participant: participant_id, arm, week (`by` + `after`) and followed, yes or no;
        entered, yes or no, missing for those not followed; and retained, missing for those who did
        not enter. Absent as of `entries`.
    """
    if hourless(histories, name):
        return Absent(NO_HOURS)
    asked = covered(participants, by + after, until)
    people = beside(histories, participants[["participant_id", "index_week"]])
    found = retention(histories, people, name, after=after, last=by, until=until)
    of_each = found.collect(backend="pandas").to_native().set_index("participant_id")
    entered = participants["participant_id"].isin(of_each.index)
    there = participants["participant_id"].isin(of_each.index[of_each["retained"].eq(True)])
    return participants[["participant_id", "arm"]].assign(
        week=by + after,
        followed=yes_or_no(asked),
        entered=yes_or_no(entered, asked),
        retained=yes_or_no(there, asked & entered),
    )


def _entry(
    sustained: int,
    event: pd.Series[Any],
    week: pd.Series[float],
    followed: pd.Series[bool],
    milestones: Sequence[int],
) -> dict[str, Any]:
    """Return the columns of one kind of entry."""
    known = tuple(states().competing.values())
    entered, gone = followed & (event == ENTRY), followed & event.isin(known)
    first = pd.Series(np.select([entered, gone], [ENTRY, COMPETING], NEITHER), index=event.index)
    dated = [each for each in milestones if each >= 2 * sustained]
    places = np.searchsorted(dated, week.where(entered, 0.0))
    by = pd.Series(np.array(dated)[places], index=event.index)
    return {
        f"first_{sustained}": _category(first.where(followed), FIRST_OF),
        f"entered_{sustained}": _category(by.where(entered), dated),
        f"competing_{sustained}": _category(event.where(gone), known),
        f"weeks_{sustained}": (max(milestones) - week).where(entered, 0.0).where(followed),
    }


def _category(values: pd.Series[Any], levels: Sequence[Any]) -> pd.Series[Any]:
    return values.astype(pd.CategoricalDtype(list(levels), ordered=True))
