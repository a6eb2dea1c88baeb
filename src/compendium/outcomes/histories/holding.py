"""Holding an endpoint: the stretches of weeks in which it is reached, and what puts an end to it.

Lazy frame in, lazy frame out: the same code on pandas and on DuckDB. The weeks of what comes out
are counted from the index week, which is 0. Histories have participant_id, strand, state, hours,
first_week, last_week, people have participant_id, index_week, and both are of the same engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw

from compendium.outcomes.definitions import Endpoint, states
from compendium.outcomes.histories.segments import (
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
    pieces = clipped(histories.filter(concerning([wanted])), within).with_columns(
        counts=number(counting(wanted)), gone=number(ending())
    )
    parts = segments(pieces, within, ["counts", "gone"], whole=wanted.without)
    reached = nw.col("counts") == 0 if wanted.without else nw.col("counts") > 0
    return merged(parts.filter(reached & (nw.col("gone") == 0)))


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


def counting(wanted: Endpoint) -> nw.Expr:
    """Return whether a spell is in a state that an endpoint asks for, and in enough hours."""
    counts = running(wanted.states)
    return counts if wanted.hours_at_least is None else counts & hours(wanted.hours_at_least)


def hours(at_least: float) -> nw.Expr:
    """Return whether the hours of a spell are known and so many."""
    # With an end, because DuckDB takes what is not a number for larger than any.
    return nw.col("hours").is_between(at_least, HOURS_IN_WEEK).fill_null(False)


def ending() -> nw.Expr:
    """Return whether a spell is in a state that competes, in which no endpoint is reached."""
    known = states()
    return running({known.competing_strand: tuple(known.competing)})


def concerning(wanted: Iterable[Endpoint]) -> nw.Expr:
    """Return whether a spell is in any state that one of several endpoints asks for, or ends."""
    known = states()
    every: dict[str, set[str]] = {known.competing_strand: set(known.competing)}
    for one in wanted:
        for strand, of_strand in one.states.items():
            every.setdefault(strand, set()).update(of_strand)
    return running({strand: sorted(of_strand) for strand, of_strand in every.items()})


def number(truth: nw.Expr) -> nw.Expr:
    """Return 1 where something is true, and 0 elsewhere."""
    return nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


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
