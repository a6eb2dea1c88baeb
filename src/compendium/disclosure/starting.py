"""Starting: how many came into a state, shown where it does not tell how many are in it."""

from __future__ import annotations

from compendium.disclosure.auditing import attack
from compendium.disclosure.counting import FEW
from compendium.disclosure.moving import STARTED
from compendium.disclosure.safe import ALL, Safe, sealed
from compendium.tables import hands_on_absent


@hands_on_absent
def starting(starts: Safe, state: Safe, *, along: str) -> Safe:
    """Return how many came into a state, hidden where it would tell how many are in it.

    Where the number in the state is hidden at one moment, those before and after and how many came
    in between may bound it from both sides (see `moving`). Where they do so more narrowly than the
    threshold, how many came into it is hidden up to that moment and after it.

    Parameters
    ----------
    starts
        Counts or shares of who came into the state, the last of its dimensions that of the state
        with ``started_`` before it.
    state
        Those of who is in it, the last of its dimensions.
    along
        The moments, a dimension of both.

    Returns
    -------
    Safe
        The table `starts`, with more of it hidden where that is needed.

    Raises
    ------
    ValueError
        Where the two are not of one state, or not along these moments.
    """
    column, started = state.by[-1], starts.by[-1]
    if started != STARTED + column or along not in state.slices or along not in starts.slices:
        raise ValueError(f"{started!r} does not say who came into {column!r} along {along!r}")
    moments = list(dict.fromkeys(state.frame[along].astype(str)))
    done: set[str] = set()
    while told := {
        moments.index(dict(breach.cell)[along])
        for breach in attack([state.record(), starts.record()])
    }:
        around = {moments[at] for one in told for at in (one, one + 1) if at < len(moments)}
        if around <= done:
            break
        done |= around
        starts = _silenced(starts, along, done)
    return starts


def _silenced(safe: Safe, along: str, moments: set[str]) -> Safe:
    """Return a table that tells nothing at some moments of its last dimension but its margins."""
    dimension, rows = safe.by[-1], safe.frame
    telling = rows[along].astype(str).isin(moments) & (rows[dimension].astype(str) != ALL)
    rows = rows.assign(shown=rows["shown"] & ~telling, why=rows["why"].mask(telling, FEW))
    record = safe.record()
    moment, level = list(record["by"]).index(along), list(record["by"]).index(dimension)
    cells = [
        [*cell[:-1], None] if cell[moment] in moments and cell[level] != ALL else cell
        for cell in record["cells"]
    ]
    return sealed(
        safe.kind, rows, record | {"cells": cells}, by=safe.by, of=safe.of, slices=safe.slices
    )
