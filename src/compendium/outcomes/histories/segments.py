"""Segments: the stretches of weeks that begin and end where a spell does, found by arithmetic.

Spells are never spread out over their weeks. Each spell adds a number in its first week and takes
it away in the week after its last; added up in the order of weeks, that says in every stretch
between two such weeks how many spells of a kind run. It costs two rows a spell, however long the
spell is, and the same code runs on pandas and on DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

PERSON, START, END = "participant_id", "start", "end"
WEEK, NEXT, FIRST, LAST = "week", "next_week", "window_first", "window_last"


def windows(
    people: nw.LazyFrame[Any], *, first: int, last: int, until: int | None = None
) -> nw.LazyFrame[Any]:
    """Return the weeks that each person is looked at, counted from the index week, which is 0.

    Parameters
    ----------
    people
        One row a person: participant_id, index_week.
    first, last
        The first and the last week, both included.
    until
        The last week that the histories cover, counted as the weeks of spells are; a window that
        runs on after it is cut there.

    Returns
    -------
    narwhals.LazyFrame
        participant_id, index_week, window_first, window_last. Who is covered in none of the weeks
        has a window that ends before it begins.
    """
    end = nw.lit(last)
    if until is not None:
        end = nw.min_horizontal(nw.lit(last), until - nw.col("index_week"))
    return people.select(
        PERSON,
        nw.col("index_week").cast(nw.Int64),
        nw.lit(first).cast(nw.Int64).alias(FIRST),
        end.cast(nw.Int64).alias(LAST),
    )


def clipped(spells: nw.LazyFrame[Any], within: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the parts of spells that lie in their persons' windows, as `start` and `end`.

    Parameters
    ----------
    spells
        One row a spell: participant_id, first_week, last_week, and whatever else it has, which is
        kept. A spell that ends before it begins covers no week, and is left out.
    within
        As of `windows`.
    """
    return (
        spells.join(within, on=PERSON, how="inner")
        .with_columns(
            nw.max_horizontal(
                nw.col("first_week").cast(nw.Int64) - nw.col("index_week"), nw.col(FIRST)
            ).alias(START),
            nw.min_horizontal(
                nw.col("last_week").cast(nw.Int64) - nw.col("index_week"), nw.col(LAST)
            ).alias(END),
        )
        .filter((nw.col(START) <= nw.col(END)) & (nw.col("first_week") <= nw.col("last_week")))
    )


def segments(
    pieces: nw.LazyFrame[Any],
    within: nw.LazyFrame[Any],
    running: Sequence[str],
    *,
    whole: bool = True,
) -> nw.LazyFrame[Any]:
    """Return the stretches between the weeks in which anything begins or ends.

    Parameters
    ----------
    pieces
        One row a piece of a spell: participant_id, start, end, and the numbers to add up.
    within
        As of `windows`; each window is covered from its first week to its last.
    running
        The columns of numbers.
    whole
        Whether the weeks before and after all pieces are wanted too, in which nothing runs.

    Returns
    -------
    narwhals.LazyFrame
        participant_id, start, end, and each number added up over the pieces that run there. The
        segments of a person follow each other without a gap.
    """
    numbers = [nw.col(name).cast(nw.Int64) for name in running]
    changes = [
        pieces.select(PERSON, nw.col(START).alias(WEEK), *numbers),
        pieces.select(PERSON, (nw.col(END) + 1).alias(WEEK), *(-each for each in numbers)),
    ]
    if whole:
        nothing = [nw.lit(0).cast(nw.Int64).alias(name) for name in running]
        open_ = within.filter(nw.col(FIRST) <= nw.col(LAST))
        edges = (nw.col(FIRST).alias(WEEK), (nw.col(LAST) + 1).alias(WEEK))
        changes += [open_.select(PERSON, edge, *nothing) for edge in edges]
    # Sums are cast after they are made: DuckDB makes decimals of them, and on pandas a cast inside
    # the aggregation is hundreds of times slower.
    return (
        nw.concat(changes, how="vertical")
        .group_by(PERSON, WEEK)
        .agg(*(nw.col(name).sum() for name in running))
        .with_columns(
            nw.col(WEEK).shift(-1).over(PERSON, order_by=WEEK).alias(NEXT),
            *(nw.col(name).cum_sum().over(PERSON, order_by=WEEK) for name in running),
        )
        .filter(~nw.col(NEXT).is_null())
        .select(
            PERSON,
            nw.col(WEEK).cast(nw.Int64).alias(START),
            (nw.col(NEXT) - 1).cast(nw.Int64).alias(END),
            *(nw.col(name).cast(nw.Int64) for name in running),
        )
    )


def merged(parts: nw.LazyFrame[Any], alike: Sequence[str] = ()) -> nw.LazyFrame[Any]:
    """Return segments joined with those that follow them at once, where they are alike.

    Gaps and islands: an island begins where no segment ended the week before.

    Parameters
    ----------
    parts
        Segments of each person, none of which overlaps another: participant_id, start, end.
    alike
        Columns that must be the same for two segments to be joined; they are kept.
    """
    keys = [PERSON, *alike]
    before = nw.col(END).shift(1).over(*keys, order_by=START).alias("before")
    return (
        parts.with_columns(before)
        .with_columns(
            nw.when(nw.col("before") + 1 == nw.col(START))
            .then(nw.lit(0))
            .otherwise(nw.lit(1))
            .alias("island")
        )
        .with_columns(nw.col("island").cum_sum().over(*keys, order_by=START))
        .group_by(*keys, "island")
        .agg(nw.col(START).min(), nw.col(END).max())
        .select(*keys, START, END)
    )
