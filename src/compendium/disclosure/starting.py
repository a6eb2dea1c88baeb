"""Starting: who is in a state at each moment and who came into it, where neither tells the other.

How many are in a state, how many come into it and how many are followed hang together from one
moment to the next (see `moving`), so each table may be safe and all of them may not be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from compendium.disclosure.auditing import exposed
from compendium.disclosure.counting import FEW
from compendium.disclosure.moving import STARTED
from compendium.disclosure.safe import ALL, Safe, sealed
from compendium.tables import Absent

#: How much of a moment is shown: everything, all but who came into a state, its total only.
_OPEN, _STATES, _TOTAL = 0, 1, 2


def starting(tables: Mapping[str, Safe | Absent], *, along: str) -> dict[str, Safe | Absent]:
    """Return tables of successive moments, hidden where together they would tell too much.

    Where an attacker bounds a hidden number more narrowly than the threshold, how many came into a
    state is hidden up to that moment and after it. Where that does not help, nothing is shown of
    these moments but how many persons there are, and then of those around them, a moment further
    at a time.

    Parameters
    ----------
    tables
        Counts or shares of the same persons along the same moments, by a name each: of who is in a
        state, the last of their dimensions, and of who came into it, the last of theirs that of the
        state with ``started_`` before it. What is absent is handed on.
    along
        The moments, a dimension of all of them.

    Returns
    -------
    dict
        The tables by their names, with more of them hidden where that is needed.

    Raises
    ------
    ValueError
        Where a table is not along these moments, or is of who came into a state that no other is
        of.
    """
    here = {name: table for name, table in tables.items() if isinstance(table, Safe)}
    columns = {table.by[-1] for table in here.values()}
    for table in here.values():
        if along not in table.slices or table.by[-1].removeprefix(STARTED) not in columns:
            raise ValueError(f"{table.by[-1]!r} is of no state that is told along {along!r}")
    moments = list(dict.fromkeys(str(one) for table in here.values() for one in table.frame[along]))
    level, reach = dict.fromkeys(moments, _OPEN), 0
    kept = dict(here)
    while told := {moments.index(dict(cell)[along]) for cell in _exposed(kept)}:
        around = {
            moments[at]
            for one in told
            for at in range(max(one - reach, 0), min(one + reach + 2, len(moments)))
        }
        if raised := {moment for moment in around if level[moment] < _TOTAL}:
            level |= {moment: level[moment] + 1 for moment in raised}
            kept = {name: _quieter(table, along, level) for name, table in here.items()}
        elif reach < len(moments):
            reach += 1
        else:
            break
    return {name: kept.get(name, table) for name, table in tables.items()}


def _exposed(tables: Mapping[str, Safe]) -> Collection[tuple[tuple[str, str], ...]]:
    return exposed(table.record() for table in tables.values())


def _quieter(safe: Safe, along: str, level: Mapping[str, int]) -> Safe:
    """Return a table that tells less at some moments, for how much it may show at each."""
    dimension, started = safe.by[-1], safe.by[-1].startswith(STARTED)

    def silent(at: Mapping[str, str]) -> bool:
        if level[at[along]] == _TOTAL:
            return any(at[name] != ALL for name in safe.by if name != along)
        return level[at[along]] == _STATES and started and at[dimension] != ALL

    rows, record = safe.frame, safe.record()
    quiet = rows[list(safe.by)].astype("str").apply(lambda row: silent(row.to_dict()), axis=1)
    rows = rows.assign(shown=rows["shown"] & ~quiet, why=rows["why"].mask(quiet, FEW))
    cells = [
        [*at, None if silent(dict(zip(safe.by, map(str, at), strict=True))) else n]
        for *at, n in record["cells"]
    ]
    return sealed(
        safe.kind, rows, record | {"cells": cells}, by=safe.by, of=safe.of, slices=safe.slices
    )
