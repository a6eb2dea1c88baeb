"""Holding an endpoint: the stretches of weeks in which it is reached, and how many those are.

Lazy frame in, lazy frame out: the same code on pandas and on DuckDB. The weeks of what comes out
are counted from the index week, which is 0. Histories have participant_id, strand, state, hours,
first_week, last_week, people have participant_id, index_week, and both are of the same engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from compendium.outcomes.definitions import Endpoint, endpoint, states
from compendium.outcomes.segments import (
    END,
    PERSON,
    START,
    clipped,
    merged,
    segments,
    windows,
)
from compendium.tables import hands_on_absent

HOURS_IN_WEEK = 168


@hands_on_absent
def stretches(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    wanted: Endpoint,
    *,
    first: int,
    last: int,
    until: int | None = None,
) -> nw.LazyFrame[Any]:
    """Return the stretches of weeks in which an endpoint is reached, each as long as can be.

    In a week in which a competing state runs (death, emigration, disability pension), no endpoint
    is reached, whatever else is recorded.

    Parameters
    ----------
    histories, people
        As said of this module.
    wanted
        An endpoint of the catalogue.
    first, last, until
        The weeks to look at, as of `segments.windows`.

    Returns
    -------
    narwhals.LazyFrame
        participant_id, start, end; no row for those who never reach it.
    """
    within = windows(people, first=first, last=last, until=until)
    return merged(_parts(histories, within, wanted))


@hands_on_absent
def weeks_within(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    name: str = "job_or_education",
    *,
    first: int = 1,
    last: int = 52,
    until: int | None = None,
    leave_out_competing: bool = False,
) -> nw.LazyFrame[Any]:
    """Return in how many weeks of a window each person reaches an endpoint.

    Parameters
    ----------
    histories, people
        As said of this module.
    name
        An endpoint of the catalogue.
    first, last
        The window, both included: 1 to 52 is the year after the index week, −52 to −1 that before.
    until
        The last week that the histories cover; without it they cover all that is asked for.
    leave_out_competing
        Leave out those who have died, left the country or got a disability pension by the end of
        the window, which is a sensitivity analysis; otherwise they stay, and reach nothing there.

    Returns
    -------
    narwhals.LazyFrame
        One row a person: participant_id, followed, weeks. Who is not covered to the end of the
        window is not followed, and their weeks are missing: no silence is a failure.
    """
    within = windows(people, first=first, last=last, until=until)
    found = (
        _parts(histories, within, endpoint(name))
        .with_columns((nw.col(END) - nw.col(START) + 1).alias("weeks"))
        .group_by(PERSON)
        .agg(nw.col("weeks").sum())
        .with_columns(nw.col("weeks").cast(nw.Int64))
    )
    kept = left_out(histories, people, last=last) if leave_out_competing else people
    asked = kept.select(PERSON, followed=_followed(last, until))
    weeks = nw.when(nw.col("followed")).then(nw.col("weeks").fill_null(0).cast(nw.Int64))
    return asked.join(found, on=PERSON, how="left").select(PERSON, "followed", weeks=weeks)


@hands_on_absent
def in_week(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    name: str = "job_or_education",
    *,
    week: int = 52,
    until: int | None = None,
    leave_out_competing: bool = False,
) -> nw.LazyFrame[Any]:
    """Return whether each person reaches an endpoint in one week.

    As `weeks_within`, with the column ``reached`` (true, false, missing) instead of ``weeks``.
    """
    found = weeks_within(
        *(histories, people, name),
        first=week,
        last=week,
        until=until,
        leave_out_competing=leave_out_competing,
    )
    # On pandas a comparison with what is missing is false, and not missing.
    reached = nw.when(nw.col("followed")).then(nw.col("weeks").fill_null(0) == 1)
    return found.select(PERSON, "followed", reached=reached)


def competing(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    *,
    last: int,
    until: int | None = None,
) -> nw.LazyFrame[Any]:
    """Return who has died, left or got a disability pension by a week, what came first, and when.

    Returns
    -------
    narwhals.LazyFrame
        One row a person who has: participant_id, event, gone_week. What ran in the index week
        already has week 0; of events in the same week, the first of states.toml is meant.
    """
    known = states()
    within = windows(people, first=0, last=last, until=until)
    spells = histories.filter(running({known.competing_strand: tuple(known.competing)}))
    pieces = clipped(spells.with_columns(rank=_rank(tuple(known.competing))), within)
    earliest = pieces.group_by(PERSON).agg(nw.col(START).min().alias("gone_week"))
    return (
        pieces.join(earliest, on=PERSON, how="inner")
        .filter(nw.col(START) == nw.col("gone_week"))
        .group_by(PERSON)
        .agg(nw.col("gone_week").min(), nw.col("rank").min())
        .select(PERSON, "gone_week", event=_named("rank", tuple(known.competing.values())))
    )


def left_out(
    histories: nw.LazyFrame[Any], people: nw.LazyFrame[Any], *, last: int
) -> nw.LazyFrame[Any]:
    """Return the people without those who have a competing event by a week."""
    gone = competing(histories, people, last=last).select(PERSON)
    return people.join(gone, on=PERSON, how="anti")


def running(wanted: Mapping[str, Sequence[str]]) -> nw.Expr:
    """Return whether a spell is in one of the states, by strand."""
    return nw.any_horizontal(
        *(
            (nw.col("strand").cast(nw.String) == strand)
            & nw.col("state").cast(nw.String).is_in(tuple(of_strand))
            for strand, of_strand in wanted.items()
        ),
        ignore_nulls=True,
    )


def _parts(
    histories: nw.LazyFrame[Any], within: nw.LazyFrame[Any], wanted: Endpoint
) -> nw.LazyFrame[Any]:
    """Return the segments in which an endpoint is reached, not yet joined."""
    known = states()
    counts = running(wanted.states)
    if wanted.hours_at_least is not None:
        # With an end, because DuckDB takes what is not a number for larger than any.
        enough = nw.col("hours").is_between(wanted.hours_at_least, HOURS_IN_WEEK)
        counts = counts & enough.fill_null(False)
    gone = running({known.competing_strand: tuple(known.competing)})
    pieces = clipped(
        histories.with_columns(counts=_number(counts), gone=_number(gone)).filter(
            (nw.col("counts") > 0) | (nw.col("gone") > 0)
        ),
        within,
    )
    parts = segments(pieces, within, ["counts", "gone"], whole=wanted.without)
    reached = nw.col("counts") == 0 if wanted.without else nw.col("counts") > 0
    return parts.filter(reached & (nw.col("gone") == 0))


def _number(truth: nw.Expr) -> nw.Expr:
    return nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


def _followed(last: int, until: int | None) -> nw.Expr:
    return nw.lit(True) if until is None else nw.col("index_week").cast(nw.Int64) + last <= until


def _rank(names: Sequence[str]) -> nw.Expr:
    """Return the place of the state among names."""
    found = nw.lit(len(names))
    for place, each in reversed(list(enumerate(names))):
        found = (
            nw.when(nw.col("state").cast(nw.String) == each).then(nw.lit(place)).otherwise(found)
        )
    return found.cast(nw.Int64)


def _named(column: str, names: Sequence[str]) -> nw.Expr:
    """Return the name at the place that a column says, and the last one beyond them."""
    found = nw.lit(names[-1])
    for place, each in enumerate(names[:-1]):
        found = nw.when(nw.col(column) == place).then(nw.lit(each)).otherwise(found)
    return found
