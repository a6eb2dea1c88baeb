"""What is wrong with the evidence: broken schemas and links, and figures that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.evidence.agreeing import disagreements
from compendium.evidence.counting import unfounded
from compendium.evidence.declaring import declared
from compendium.evidence.places import Documents
from compendium.evidence.reading import cells, names, schema, shelf
from compendium.tables import Fault, FaultyTableError, SchemaError, listed, read_frame

if TYPE_CHECKING:
    import pandas as pd

LINES_AT_MOST = 3
"""How many lines a place may span, so that a fact can be found by eye."""

SHARES = ("value", "value_high", "figure", "figure_high", "reference_figure")

Frames = Mapping[str, "pd.DataFrame"]
Links = Mapping[str, tuple[str, str]]


def check(folder: Path | None = None, documents: Documents | None = None) -> list[Fault]:
    """Return every fault of the evidence; an empty list when all is well.

    Looked at are each table against its schema, the links that the schemas declare as
    ``foreignKeys`` (a cell may name several keys, parted by ``;``), places of more than three
    lines, and percentages over 100. A share must be one that its own n can give, shares of a whole
    must make it up, unless the row is marked as such an oddity, and a mark without the oddity is a
    fault too; two values of one fact must both name their contradiction (see `disagreements`),
    which takes two sides. No item of a checklist may be empty: what is reported names a place in
    the report, what is not done says why.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.
    documents
        The documents by the name of their file, see `documents`, where they are at hand: then each
        row must stand in them where it says.
    """
    faults = [*_lonely(folder)]
    frames: dict[str, pd.DataFrame] = {}
    for name in names(folder):
        try:
            frames[name] = read_frame(shelf(folder) / f"{name}.csv", schema(name, folder))
        except FaultyTableError as fault:
            faults += fault.faults
        except SchemaError as fault:
            faults.append(Fault(f"{name}.schema.json", None, "", fault.what))
    for name, frame in frames.items():
        known = declared(name, folder)
        faults += _unlinked(name, frame, known.links, frames, folder)
        faults += _misplaced(name, frame)
        faults += _over_a_hundred(name, frame)
        faults += disagreements(name, cells(name, folder), known)
    if {"risk_factor_barriers", "barriers"} <= frames.keys():
        faults += _on_another_level(frames["risk_factor_barriers"], frames["barriers"])
    if "checklists" in frames:
        faults += _empty_items(frames["checklists"])
    if "conflicts" in frames:
        faults += _one_sided(frames["conflicts"])
    if documents is not None and not faults:
        faults += unfounded(documents, folder)
    return faults


def _lonely(folder: Path | None) -> Iterator[Fault]:
    """Yield a schema without its table; the other way round, reading the schema fails."""
    known = names(folder)
    for path in listed(shelf(folder), "*.schema.json"):
        if path.name.removesuffix(".schema.json") not in known:
            yield Fault(path.name, None, "", "has no table beside it")


def _unlinked(
    name: str, frame: pd.DataFrame, links: Links, frames: Frames, folder: Path | None
) -> Iterator[Fault]:
    for column, (other, key) in links.items():
        if other not in frames:
            # A table that is there but breaks its schema has been told of already.
            if other not in names(folder):
                yield Fault(f"{name}.csv", None, column, f"points to {other}, which is not there")
            continue
        known = set(frames[other][key])
        for index, cell in frame[column].dropna().items():
            for each in str(cell).split(";"):
                if each not in known:
                    rule = f"must name keys of {other}"
                    yield Fault(f"{name}.csv", _row(index), column, rule, each)


def _misplaced(name: str, frame: pd.DataFrame) -> Iterator[Fault]:
    if "first_line" not in frame:
        return
    for index, file, first, last, anchor in _cells(
        frame, "file", "first_line", "last_line", "anchor"
    ):
        given = [cell is not None for cell in (file, first, last, anchor)]
        if any(given) and not all(given):
            rule = "file, first_line, last_line and anchor belong together"
            yield Fault(f"{name}.csv", _row(index), "file", rule)
        elif all(given) and not first <= last < first + LINES_AT_MOST:
            rule = f"must lie at or up to {LINES_AT_MOST - 1} lines after first_line"
            yield Fault(f"{name}.csv", _row(index), "last_line", rule)


def _over_a_hundred(name: str, frame: pd.DataFrame) -> Iterator[Fault]:
    if "unit" not in frame:
        return
    shares = frame[frame["unit"] == "percent"]
    for column in SHARES:
        if column in frame:
            for index in shares.index[shares[column] > 100]:
                yield Fault(f"{name}.csv", _row(index), column, "must be at most 100 percent")


def _on_another_level(cells: pd.DataFrame, barriers: pd.DataFrame) -> Iterator[Fault]:
    """Yield cells of the matrix that put a barrier on another level than its own."""
    own = dict(zip(barriers["key"], barriers["level"], strict=True))
    for index, level, barrier in _cells(cells, "level", "barrier"):
        if own.get(barrier, level) != level:
            rule = "must be the level of its barrier"
            yield Fault("risk_factor_barriers.csv", _row(index), "level", rule)


def _empty_items(items: pd.DataFrame) -> Iterator[Fault]:
    """Yield items of a checklist that name no place, or give no reason, where they must."""
    for index, status, place, *reasons in _cells(
        items, "status", "answered_at", "reason_en", "reason_da"
    ):
        if status != "not_done" and place is None:
            rule = "must name a place in the report, or the item is not done"
            yield Fault("checklists.csv", _row(index), "answered_at", rule)
        for column, reason in zip(("reason_en", "reason_da"), reasons, strict=True):
            if status == "reported" and reason is not None:
                rule = "must be empty where all is reported"
                yield Fault("checklists.csv", _row(index), column, rule)
            elif status != "reported" and reason is None:
                rule = "must say why it is not done, or in part only"
                yield Fault("checklists.csv", _row(index), column, rule)


def _one_sided(conflicts: pd.DataFrame) -> Iterator[Fault]:
    """Yield contradictions of one side only."""
    sides = conflicts["conflict"].map(conflicts["conflict"].value_counts())
    for index in conflicts.index[sides < 2]:
        yield Fault("conflicts.csv", _row(index), "conflict", "must have two sides or more")


def _cells(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the index of each row with its cells in these columns, None where there is nothing."""
    plain = frame[list(columns)].astype(object)
    yield from plain.where(plain.notna(), None).itertuples(name=None)


def _row(index: object) -> int:
    """Return the row as a spreadsheet counts it: the header is row 1."""
    return int(str(index)) + 2
