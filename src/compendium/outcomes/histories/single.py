"""The single state: of all that runs in a week, the one thing that a figure shows."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from compendium.outcomes.definitions import states
from compendium.outcomes.histories.holding import running
from compendium.outcomes.histories.segments import PERSON, clipped, merged, segments, windows
from compendium.tables import hands_on_absent

GAP = "gap"
"""The state of weeks in which nothing is recorded."""
OVERLAP = "overlap"
"""The state of weeks in which several spells run on one strand, of which none is preferred."""


@hands_on_absent
def single_state(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    *,
    first: int = -104,
    last: int = 78,
    until: int | None = None,
) -> nw.LazyFrame[Any]:
    """Return the single state of each person, as spells that cover the window without a gap.

    Of the states that run, it is the first in the priority of states.toml. Within a strand spells
    do not overlap (`study` sees to it), so that each strand has one state at most, which the sum
    over its running spells gives. Where they do overlap after all, that is what is told.

    Parameters
    ----------
    histories, people
        Of one engine: participant_id, strand, state, first_week, last_week; participant_id,
        index_week.
    first, last, until
        The weeks to look at, as of `segments.windows`.

    Returns
    -------
    narwhals.LazyFrame
        participant_id, strand, state, start, end, in weeks from the index week. Where nothing runs,
        strand and state are ``gap``, and ``overlap`` where several run on one strand.
    """
    order = states().priority
    strands = tuple(dict.fromkeys(strand for strand, _ in order))
    within = windows(people, first=first, last=last, until=until)
    beyond = len(order) + 1
    # The place of a spell in the order, from 1 on, in the column of its strand; 0 elsewhere.
    placed = histories.with_columns(*(_place(strand, order) for strand in strands))
    counted = {strand: f"{strand}_spells" for strand in strands}
    counts = (
        nw.when(nw.col(strand) > 0).then(nw.lit(1)).otherwise(nw.lit(0)).alias(name)
        for strand, name in counted.items()
    )
    pieces = clipped(placed.with_columns(*counts), within)
    parts = segments(pieces, within, [*strands, *counted.values()])
    crowded = nw.any_horizontal(*(nw.col(name) > 1 for name in counted.values()), ignore_nulls=True)
    leading = nw.min_horizontal(
        *(
            nw.when(nw.col(strand) == 0).then(nw.lit(beyond)).otherwise(nw.col(strand))
            for strand in strands
        )
    )
    leads = nw.when(crowded).then(nw.lit(0)).otherwise(leading).cast(nw.Int64)
    single = merged(parts.with_columns(place=leads), ["place"])
    names = {0: (OVERLAP, OVERLAP)} | dict(enumerate(order, start=1))
    strand, state = nw.lit(GAP), nw.lit(GAP)
    for place, (its_strand, its_state) in names.items():
        at = nw.col("place") == place
        strand = nw.when(at).then(nw.lit(its_strand)).otherwise(strand)
        state = nw.when(at).then(nw.lit(its_state)).otherwise(state)
    return single.select(PERSON, "start", "end", strand=strand, state=state)


def _place(strand: str, order: tuple[tuple[str, str], ...]) -> nw.Expr:
    found = nw.lit(0)
    for place, (its_strand, state) in enumerate(order, start=1):
        if its_strand == strand:
            found = nw.when(running({strand: (state,)})).then(nw.lit(place)).otherwise(found)
    return found.cast(nw.Int64).alias(strand)
