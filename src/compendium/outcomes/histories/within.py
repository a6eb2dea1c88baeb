"""Within: in how many weeks of a window each person reaches one endpoint, or each of several.

Lazy frame in, lazy frame out, as `outcomes.holding`, whose words hold here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from compendium.outcomes.definitions import endpoint
from compendium.outcomes.histories.holding import concerning, counting, ending, left_out, number
from compendium.outcomes.histories.segments import END, PERSON, START, clipped, windows
from compendium.tables import hands_on_absent

GONE = "gone"
WEEK = nw.Int16
"""Holds a week of a window, six hundred years of them."""


@hands_on_absent
def weeks_within_each(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    names: Sequence[str],
    *,
    first: int = 1,
    last: int = 52,
    until: int | None = None,
    leave_out_competing: bool = False,
) -> nw.LazyFrame[Any]:
    """Return in how many weeks of a window each person reaches each of several endpoints.

    All are found in one passage over the spells, which takes little longer than one.

    Parameters
    ----------
    histories, people
        As said of `outcomes.holding`.
    names
        Endpoints of the catalogue, each once.
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
        One row a person: participant_id, followed, and a column by the name of each endpoint. Who
        is not covered to the end of the window is not followed, and their weeks are missing: no
        silence is a failure.
    """
    wanted = {name: endpoint(name) for name in names}
    within = windows(people, first=first, last=last, until=until)
    told = [*wanted, GONE]
    pieces = clipped(histories.filter(concerning(wanted.values())), within).with_columns(
        **{name: number(counting(one) | ending()) for name, one in wanted.items()},
        gone=number(ending()),
    )
    weeks = covered(pieces, told, first=first)
    kept = left_out(histories, people, last=last) if leave_out_competing else people
    followed = nw.lit(True)
    if until is not None:
        followed = nw.col("index_week").cast(nw.Int64) + last <= until
    every = kept.select(PERSON, followed=followed).join(weeks, on=PERSON, how="left")
    every = every.with_columns(*(nw.col(name).fill_null(0).cast(nw.Int64) for name in told))
    counted = {}
    for name, one in wanted.items():
        # Where nothing must run, what is left of the window; elsewhere less the weeks of competing
        # states, in which an endpoint may be recorded and is not reached.
        less = last - first + 1 - nw.col(name) if one.without else nw.col(name) - nw.col(GONE)
        counted[name] = nw.when(nw.col("followed")).then(less)
    return every.select(PERSON, "followed", **counted)


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
    """Return in how many weeks of a window each person reaches one endpoint.

    As `weeks_within_each`, with the column ``weeks``.
    """
    found = weeks_within_each(
        *(histories, people, [name]),
        first=first,
        last=last,
        until=until,
        leave_out_competing=leave_out_competing,
    )
    return found.select(PERSON, "followed", weeks=nw.col(name))


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


def covered(pieces: nw.LazyFrame[Any], kinds: Sequence[str], *, first: int) -> nw.LazyFrame[Any]:
    """Return how many weeks of each person the pieces of each kind cover, each week once.

    In the order of their starts, a piece adds the weeks after all that those before it cover.

    Parameters
    ----------
    pieces
        participant_id, start, end, and a number by the name of each kind, 1 where the piece is of
        that kind and else 0.
    kinds
        The names.
    first
        The first week that a piece may begin in.

    Returns
    -------
    narwhals.LazyFrame
        One row a person with a piece of any kind: participant_id, and the weeks by kind.
    """
    # Pieces that are equal in all of this are the same to every sum, so no order is left open.
    order = (START, END, *kinds)
    nothing = nw.lit(first - 1).cast(WEEK)
    reach = {kind: f"{kind}_reach" for kind in kinds}
    before = {kind: f"{kind}_before" for kind in kinds}
    # All pieces of all persons are sorted at once, so no more of them is kept than is needed.
    narrow = pieces.select(
        PERSON,
        *(nw.col(name).cast(WEEK) for name in (START, END)),
        *(nw.col(kind).cast(nw.Int8) for kind in kinds),
    )
    reaching = narrow.with_columns(
        **{
            reach[kind]: nw.when(nw.col(kind) > 0).then(nw.col(END)).otherwise(nothing)
            for kind in kinds
        }
    ).with_columns(*(nw.col(reach[kind]).cum_max().over(PERSON, order_by=order) for kind in kinds))
    beyond = reaching.with_columns(
        **{
            before[kind]: nw.col(reach[kind]).shift(1).over(PERSON, order_by=order)
            for kind in kinds
        }
    )
    added = {
        kind: nw.col(reach[kind])
        - nw.max_horizontal(nw.col(START) - 1, nw.col(before[kind]).fill_null(nothing))
        for kind in kinds
    }
    return (
        beyond.select(
            PERSON,
            **{
                kind: nw.when((nw.col(kind) > 0) & (weeks > 0)).then(weeks).otherwise(nw.lit(0))
                for kind, weeks in added.items()
            },
        )
        .group_by(PERSON)
        .agg(*(nw.col(kind).sum() for kind in kinds))
    )
