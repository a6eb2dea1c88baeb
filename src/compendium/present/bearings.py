"""Bearings: the sentence that an estimate calls for, by where its interval lies."""

from __future__ import annotations

from compendium.disclosure import Cell, Safe
from compendium.present.findings import note_output, only_cell
from compendium.present.outputs import Output, absence, require, shown
from compendium.tables import Absent


def bearing_output(
    key: str, estimate: Safe | Absent, *, none: float = 0.0, **cells: Safe | Cell | Absent | str
) -> Output:
    """Show the sentence that an estimate calls for.

    Its words are chosen by what is shown and by nothing else: ``notes.key_above`` where the whole
    interval lies above `none`, ``notes.key_below`` where it lies below, ``notes.key_around`` where
    it holds it, and ``notes.key_hidden`` where the estimate is hidden.

    Parameters
    ----------
    key
        The word key, without its ending.
    estimate
        A table of one cell: the field ``estimate``.
    none
        The value of no difference: 0, or 1 of a ratio.
    **cells
        Cells and names, for the other fields of the sentence.

    Raises
    ------
    UnprotectedError
        A TypeError: where a field or the estimate is anything else.
    """
    require(estimate, Safe, Absent, where="present.bearing")
    if isinstance(estimate, Absent):
        return absence(estimate, key)
    cell = only_cell(key, estimate)
    fields = {
        name: only_cell(name, each) if isinstance(each, Safe) else each
        for name, each in cells.items()
    }
    if not cell.shown:
        way = "hidden"
    elif cell.low > none:
        way = "above"
    else:
        way = "below" if cell.high < none else "around"
    return note_output(f"{key}_{way}", estimate=cell, **fields)


bearing = shown(bearing_output)
