"""Standing: what each person has reached in one week, parted so that the parts can be protected.

Endpoints lie within one another: who has a job of 18 hours has a job, and who has a job is in job
or education. Shown side by side, two of them tell how many are in the one alone. So each function
parts those who have reached the outer endpoint by what they have reached within it, and a table by
outer and inner level together is protected against that subtraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.definitions import endpoint
from compendium.outcomes.histories.endpoints import (
    NO_HOURS,
    at_week,
    at_week_each,
    beside,
    hourless,
    weeks_reached,
)
from compendium.outcomes.histories.following import covered
from compendium.outcomes.histories.holding import ending
from compendium.outcomes.histories.segments import PERSON, clipped, windows
from compendium.outcomes.histories.within import weeks_within_each
from compendium.tables import Absent, hands_on_absent

WAYS = ("job_only", "both", "education_only")
"""Those in job are the first two, those in education the last two."""

HOURS = ("enough", "fewer", "not_known")

STANDS = ("reached", "not_reached", "gone")
"""The first of those who have reached the endpoint, the others of those who have not."""


@hands_on_absent
def occupations(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    *,
    week: int,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return who is in job or education in a week, and whether in job, in education or in both.

    Parameters
    ----------
    histories, participants, week, last, until
        As of `at_week`.

    Returns
    -------
    pandas.DataFrame or Absent
        The rows of `at_week` for job_or_education, with job, education and, of those in either,
        way: one of `WAYS` (ordered categories), so that those in job come first and those in
        education last; missing for the others.
    """
    names = ("job_or_education", "job", "education")
    frame = at_week_each(histories, participants, names, week=week, last=last, until=until)
    if isinstance(frame, Absent):
        return frame
    in_job, in_education = frame["job"] == "yes", frame["education"] == "yes"
    way = pd.Series("both", index=frame.index).mask(~in_education, WAYS[0]).mask(~in_job, WAYS[2])
    found = pd.Categorical(way.where(in_job | in_education), list(WAYS), ordered=True)
    return frame.assign(way=found)


@hands_on_absent
def hours(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    *,
    week: int,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return who is in job in a week, and whether at least 18 hours, fewer, or for hours not known.

    Parameters
    ----------
    histories, participants, week, last, until
        As of `at_week`.

    Returns
    -------
    pandas.DataFrame or Absent
        The rows of `at_week` for job, with job_18_hours and, of those in job, hours: one of
        `HOURS`, missing for the others. Absent where the histories have no hours.
    """
    names = ("job", "job_18_hours")
    frame = at_week_each(histories, participants, names, week=week, last=last, until=until)
    if isinstance(frame, Absent):
        return frame
    any_known = replace(endpoint("job_18_hours"), hours_at_least=0)
    pairs = weeks_reached(histories, participants, any_known, first=week, last=week)
    known = frame[PERSON].isin(pairs[PERSON])
    hours = pd.Series("not_known", index=frame.index).mask(known, "fewer")
    hours = hours.mask(frame["job_18_hours"] == "yes", "enough").where(frame["job"] == "yes")
    return frame.assign(hours=pd.Categorical(hours, list(HOURS), ordered=True))


@hands_on_absent
def remaining(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    week: int,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return the rows of `at_week`, and who of them is dead, abroad or on a disability pension.

    These are the people whom `at_week` counts as not having reached the endpoint because of that.
    Who has come back is back, other than in `weeks_within`, where who has left is left out for
    good; so they all lie among those who have not reached it, and leaving them out can be
    protected with them.

    Parameters
    ----------
    histories, participants, name, week, last, until
        As of `at_week`.

    Returns
    -------
    pandas.DataFrame or Absent
        With stands, one of `STANDS` (ordered categories), missing for those not followed; and
        remained, the endpoint of those who are not gone, missing for the others. Absent as
        `at_week` is.
    """
    frame = at_week(histories, participants, name, week=week, last=last, until=until)
    if isinstance(frame, Absent):
        return frame
    people = beside(histories, participants[[PERSON, "index_week"]])
    within = windows(people, first=week, last=week)
    there = clipped(histories.filter(ending()), within).select(PERSON).unique()
    events: pd.DataFrame = there.collect(backend="pandas").to_native()
    gone = frame[PERSON].isin(events[PERSON])
    stands = frame[name].astype("str").map({"yes": STANDS[0], "no": STANDS[1]})
    return frame.assign(
        stands=pd.Categorical(
            stands.mask(gone & stands.notna(), STANDS[2]), list(STANDS), ordered=True
        ),
        remained=frame[name].where(~gone),
    )


def weeks_of(
    histories: nw.LazyFrame[Any] | Absent,
    participants: pd.DataFrame | Absent,
    names: Sequence[str] = ("job_or_education",),
    *,
    first: int,
    last: int,
    followed_to: int = 78,
    until: int | None = None,
) -> dict[str, pd.DataFrame | Absent]:
    """Return in how many weeks of a window each participant has reached each endpoint.

    Parameters
    ----------
    histories, participants, until
        As of `at_week`.
    names
        Endpoints of the catalogue.
    first, last
        The window, as of `weeks_within`.
    followed_to
        The week to which all must be followed, so that every window has the same persons.

    Returns
    -------
    dict
        By endpoint one row a participant: participant_id, arm, covered (`complete` or `incomplete`)
        and weeks, missing for those not covered. Absent where a table is, or where the endpoint
        asks for hours and the histories have none.
    """
    if isinstance(histories, Absent):
        return dict.fromkeys(names, histories)
    if isinstance(participants, Absent):
        return dict.fromkeys(names, participants)
    people = beside(histories, participants[[PERSON, "index_week"]])
    counted = weeks_within_each(histories, people, names, first=first, last=last)
    weeks: pd.DataFrame = counted.collect(backend="pandas").to_native().set_index(PERSON)
    asked = covered(participants, followed_to, until)
    levels = pd.CategoricalDtype(["complete", "incomplete"], ordered=True)
    everyone = participants[[PERSON, "arm"]].assign(
        covered=asked.map({True: "complete", False: "incomplete"}).astype(levels)
    )
    return {
        name: Absent(NO_HOURS)
        if hourless(histories, name)
        else everyone.assign(
            weeks=participants[PERSON].map(weeks[name]).astype("Float64").where(asked)
        ).reset_index(drop=True)
        for name in names
    }
