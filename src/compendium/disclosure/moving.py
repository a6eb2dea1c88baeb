"""Moving: what the numbers of one moment tell of those of the moment before.

Nothing is summed over slices, but where tables tell how many are in a state at the end of each
quarter and how many came into it during each, the two hang together. Who is in the state now was in
it before, or came into it since, or has only been followed since:

    in the state ≤ in it before + came into it + (not yet followed before − not yet followed)

and nobody who is followed becomes ``not_yet`` followed again, nor whose follow-up is ``over``.
`attack` sets that against the tables; `starting.starting` hides what would tell too much by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from compendium.disclosure.knowledge import Block, Move

STARTED = "started_"
"""Begins the name of a column that says who came into the state that the rest of it names."""
FOLLOWED = "followed"
"""The column that says who is followed already, and still."""
YES, NOT_YET, OVER = "yes", "not_yet", "over"


def joined(groups: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """Return tables slice by slice, but all slices together where persons are told to move."""
    along: dict[tuple[str, tuple[str, ...]], list[Sequence[Block]]] = defaultdict(list)
    for blocks in groups:
        along[blocks[0].of, tuple(sorted(name for name, _ in blocks[0].slice))].append(blocks)
    found: list[list[Block]] = []
    for several in along.values():
        together = [block for blocks in several for block in blocks]
        moving = len(several) > 1 and len(together[0].slice) == 1 and any(moves(together))
        found += [together] if moving else [list(blocks) for blocks in several]
    return found


def moves(blocks: Sequence[Block]) -> Iterator[Move]:
    """Give what is known across slices: sums of cells, each with a sign, that are at most zero."""
    starts = {
        (dimension, block.slice): block
        for block in blocks
        for dimension in block.dims
        if dimension.startswith(STARTED)
    }
    for now, later in _successive(blocks):
        if FOLLOWED not in now.dims:
            continue
        before, after = (block.shared([FOLLOWED]) for block in (now, later))
        unfollowed, still = before.get((NOT_YET,), []), after.get((NOT_YET,), [])
        yield [(1, later, still), (-1, now, unfollowed)]
        yield [(1, now, before.get((OVER,), [])), (-1, later, after.get((OVER,), []))]
        for dimension in now.dims:
            started = STARTED + dimension
            if (came := starts.get((started, later.slice))) is not None:
                yield [
                    (1, later, later.shared([dimension]).get((YES,), [])),
                    (1, later, still),
                    (-1, now, now.shared([dimension]).get((YES,), [])),
                    (-1, now, unfollowed),
                    (-1, came, came.shared([started]).get((YES,), [])),
                ]


def _successive(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Give each table in two slices that follow on each other."""
    tables: dict[tuple[str, tuple[str, ...]], list[Block]] = defaultdict(list)
    for block in blocks:
        tables[block.name, block.by].append(block)
    for slices in tables.values():
        yield from pairwise(slices)
