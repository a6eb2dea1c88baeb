"""Entering: when an endpoint is first reached, or reached for long enough, and kept afterwards.

Lazy frame in, lazy frame out, as `outcomes.holding`, whose words hold here too.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from compendium.outcomes.definitions import endpoint
from compendium.outcomes.histories.holding import competing, left_out, stretches
from compendium.outcomes.histories.segments import END, LAST, PERSON, START, windows
from compendium.tables import hands_on_absent

ENTRY, CENSORED = "entry", "censored"


@hands_on_absent
def first_entry(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    name: str = "job_or_education",
    *,
    sustained: int = 1,
    last: int = 78,
    until: int | None = None,
    leave_out_competing: bool = False,
) -> nw.LazyFrame[Any]:
    """Return when each person first enters an endpoint, or what happened before.

    Who reaches the endpoint in the index week already enters in week 0. A sustained entry is dated
    to the week that makes it one, the last of the first `sustained` weeks in a row, counted from
    the index week at the earliest: it is then that it is known, so that whoever is censored in
    between is neither an entry nor left out for what they might have become.

    Parameters
    ----------
    histories, people, name, until, leave_out_competing
        As of `weeks_within`.
    sustained
        Weeks in a row that the endpoint must be reached.
    last
        The last week of the window, which begins with the index week.

    Returns
    -------
    narwhals.LazyFrame
        One row a person: participant_id, week, event. The event is ``entry``, or one that competes
        (``death``, ``emigration``, ``disability_pension``), or ``censored`` where none of them came
        by the last week that was followed. Who is followed in no week at all has neither.
    """
    entries = (
        stretches(histories, people, endpoint(name), first=0, last=last, until=until)
        .filter(nw.col(END) - nw.col(START) + 1 >= sustained)
        .group_by(PERSON)
        .agg(nw.col(START).min())
        .select(PERSON, entry_week=nw.col(START) + (sustained - 1))
    )
    gone = competing(histories, people, last=last, until=until)
    kept = left_out(histories, people, last=last) if leave_out_competing else people
    followed = windows(kept, first=0, last=last, until=until).select(PERSON, LAST)
    every = followed.join(entries, on=PERSON, how="left").join(gone, on=PERSON, how="left")
    # Neither can happen in the same week: where a competing state runs, nothing is reached.
    entered, went = ~nw.col("entry_week").is_null(), ~nw.col("gone_week").is_null()
    first = entered & (~went | (nw.col("entry_week") < nw.col("gone_week")).fill_null(False))
    seen = nw.col(LAST) >= 0
    week = (
        nw.when(first)
        .then(nw.col("entry_week"))
        .otherwise(nw.when(went).then(nw.col("gone_week")).otherwise(nw.col(LAST)))
    )
    event = (
        nw.when(first)
        .then(nw.lit(ENTRY))
        .otherwise(nw.when(went).then(nw.col("event")).otherwise(nw.lit(CENSORED)))
    )
    return every.with_columns(found_week=week.cast(nw.Int64), found_event=event).select(
        PERSON,
        week=nw.when(seen).then(nw.col("found_week")),
        event=nw.when(seen).then(nw.col("found_event")),
    )


@hands_on_absent
def retention(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    name: str = "job_or_education",
    *,
    after: int = 26,
    sustained: int = 1,
    last: int = 78,
    until: int | None = None,
    leave_out_competing: bool = False,
) -> nw.LazyFrame[Any]:
    """Return how those who entered an endpoint kept it in the weeks after their entry.

    Parameters
    ----------
    histories, people, name, sustained, last, until, leave_out_competing
        As of `first_entry`; entries up to `last` are looked at.
    after
        The weeks after the week of entry that are looked at.

    Returns
    -------
    narwhals.LazyFrame
        One row a person who entered: participant_id, week (of entry), followed, weeks (of the
        weeks after, those in which the endpoint is reached), retained (whether it is in the last
        of them). The two are missing for those who are not covered so far. Who left and came back
        is retained in that week.
    """
    entered = (
        first_entry(
            *(histories, people, name),
            sustained=sustained,
            last=last,
            until=until,
            leave_out_competing=leave_out_competing,
        )
        .filter((nw.col("event") == ENTRY).fill_null(False))
        .select(PERSON, "week")
    )
    further = last + after
    held = stretches(histories, people, endpoint(name), first=0, last=further, until=until)
    begins = nw.max_horizontal(nw.col(START), nw.col("week") + 1)
    ends = nw.min_horizontal(nw.col(END), nw.col("week") + after)
    kept = (
        held.join(entered, on=PERSON, how="inner")
        .with_columns(begins=begins, ends=ends)
        .filter(nw.col("begins") <= nw.col("ends"))
        .with_columns(weeks=nw.col("ends") - nw.col("begins") + 1)
        .group_by(PERSON)
        .agg(nw.col("weeks").sum(), nw.col("ends").max())
        .with_columns(nw.col("weeks").cast(nw.Int64))
    )
    covered = windows(people, first=0, last=further, until=until).select(PERSON, LAST)
    return (
        entered.join(covered, on=PERSON, how="inner")
        .join(kept, on=PERSON, how="left")
        .with_columns(followed=nw.col("week") + after <= nw.col(LAST))
        .with_columns(held_last=(nw.col("ends") == nw.col("week") + after).fill_null(False))
        .select(
            PERSON,
            "week",
            "followed",
            weeks=nw.when(nw.col("followed")).then(nw.col("weeks").fill_null(0).cast(nw.Int64)),
            retained=nw.when(nw.col("followed")).then(nw.col("held_last")),
        )
    )
