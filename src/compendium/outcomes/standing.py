"""Standing: what each person has reached in one week, parted so that the parts can be protected.

Endpoints lie within one another: who has a job of 18 hours has a job, and who has a job is in job
or education. Shown side by side, two of them tell how many are in the one alone. So each function
parts those who have reached the outer endpoint by what they have reached within it, and a table by
outer and inner level together is protected against that subtraction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.definitions import endpoint
from compendium.outcomes.endpoints import at_week, beside, weeks_reached
from compendium.outcomes.holding import ending
from compendium.outcomes.segments import PERSON, clipped, windows
from compendium.outcomes.within import weeks_within
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
) -> pd.DataFrame:
    """Return who is in job or education in a week, and whether in job, in education or in both.

    Parameters
    ----------
    histories, participants, week, last, until
        As of `at_week`.

    Returns
    -------
    pandas.DataFrame
        The rows of `at_week` for job_or_education, with job, education and, of those in either,
        way: one of `WAYS` (ordered categories), so that those in job come first and those in
        education last; missing for the others.
    """
    either, job, education = (
        _answered(histories, participants, name, week=week, last=last, until=until)
        for name in ("job_or_education", "job", "education")
    )
    in_job, in_education = job["job"] == "yes", education["education"] == "yes"
    way = pd.Series("both", index=either.index).mask(~in_education, WAYS[0]).mask(~in_job, WAYS[2])
    return either.assign(
        job=job["job"],
        education=education["education"],
        way=pd.Categorical(way.where(in_job | in_education), list(WAYS), ordered=True),
    )


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
    full = at_week(histories, participants, "job_18_hours", week=week, last=last, until=until)
    if isinstance(full, Absent):
        return full
    job = _answered(histories, participants, "job", week=week, last=last, until=until)
    any_known = replace(endpoint("job_18_hours"), hours_at_least=0)
    pairs = weeks_reached(histories, participants, any_known, first=week, last=week)
    known = job[PERSON].isin(pairs[PERSON])
    hours = pd.Series("not_known", index=job.index).mask(known, "fewer")
    hours = hours.mask(full["job_18_hours"] == "yes", "enough").where(job["job"] == "yes")
    return job.assign(
        job_18_hours=full["job_18_hours"],
        hours=pd.Categorical(hours, list(HOURS), ordered=True),
    )


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


@hands_on_absent
def weeks_of(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    first: int,
    last: int,
    followed_to: int = 78,
    until: int | None = None,
) -> pd.DataFrame | Absent:
    """Return in how many weeks of a window each participant has reached an endpoint.

    Parameters
    ----------
    histories, participants, name, until
        As of `at_week`.
    first, last
        The window, as of `weeks_within`.
    followed_to
        The week to which all must be followed, so that every window has the same persons.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a participant: participant_id, arm, covered (`complete` or `incomplete`) and weeks,
        missing for those not covered. Absent where the endpoint asks for hours, and the histories
        have none.
    """
    followed = at_week(histories, participants, name, week=followed_to, last=followed_to,
                       until=until)  # fmt: skip
    if isinstance(followed, Absent):
        return followed
    people = beside(histories, participants[[PERSON, "index_week"]])
    counted = weeks_within(histories, people, name, first=first, last=last)
    weeks: pd.DataFrame = counted.collect(backend="pandas").to_native()
    covered = followed["followed"] == "yes"
    frame = followed[[PERSON, "arm"]].merge(weeks[[PERSON, "weeks"]], how="left", on=PERSON)
    levels = pd.CategoricalDtype(["complete", "incomplete"], ordered=True)
    return frame.assign(
        covered=covered.map({True: "complete", False: "incomplete"}).astype(levels),
        weeks=frame["weeks"].astype("Float64").where(covered),
    )


def _answered(
    histories: nw.LazyFrame[Any], participants: pd.DataFrame, name: str, **weeks: Any
) -> pd.DataFrame:
    """Return `at_week` of an endpoint that does not ask for hours, and so is never absent."""
    found = at_week(histories, participants, name, **weeks)
    assert isinstance(found, pd.DataFrame)  # noqa: S101 - for the type checker
    return found
