"""How many facts there are by the document they were read in, and how many stand at their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compendium.evidence.declaring import Declared, declared
from compendium.evidence.places import Documents, Row, misplaced
from compendium.evidence.reading import cells, names
from compendium.tables import Fault, summary

ODDITY = "oddity"
"""The column that names what is odd about a row, parted by ``;``."""

UNMATCHED = "unmatched"
"""The column that says why a row cannot be matched to its place by its anchor and numbers."""


@dataclass(frozen=True)
class Count:
    """The facts that were read in one document."""

    document: str
    """The key of its source; empty for facts that were read in none."""
    facts: int
    matched: int
    """Those whose anchor and numbers stand where they say; 0 without documents."""
    apart: int
    """Those of them that name the line of a number apart from their own lines."""
    unmatched: tuple[Fault, ...]
    """The others, each with its table and row and the reason that the row gives."""

    def told(self, documents: Documents | None) -> list[str]:
        """Return lines that say so, with the rows that are not matched gathered by reason."""
        many = f"{self.facts:,} {'fact' if self.facts == 1 else 'facts'}"
        if not self.document:
            return [f"read in no document: {many}"]
        if documents is None:
            return [f"{self.document}: {many}"]
        apart = f" ({self.apart:,} with a number in a line apart)" if self.apart else ""
        found = f"{self.document}: {many}, {self.matched:,} matched to their place{apart}"
        if not self.unmatched:
            return [found]
        return [
            f"{found}, {len(self.unmatched)} not:",
            *(f"  {line}" for line in summary(self.unmatched)),
        ]


def counts(folder: Path | None = None, documents: Documents | None = None) -> tuple[Count, ...]:
    """Return the facts of all tables by the document that they were read in.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.
    documents
        The documents by the name of their file, see `documents`; None where they are not at hand.

    Returns
    -------
    tuple of Count
        In the order of the alphabet; what was read in no document comes first.
    """
    facts: dict[str, int] = {}
    matched: dict[str, list[bool]] = {}
    unmatched: dict[str, list[Fault]] = {}
    for name, number, row, known in _facts(folder):
        document = row["read_in"]
        facts[document] = facts.get(document, 0) + 1
        if row.get(UNMATCHED):
            fault = Fault(f"{name}.csv", number, "", row[UNMATCHED])
            unmatched.setdefault(document, []).append(fault)
        elif documents and row["file"] and not misplaced(row, row, known, documents):
            matched.setdefault(document, []).append(known.apart(row))
    return tuple(
        Count(
            document=each,
            facts=facts[each],
            matched=len(matched.get(each, ())),
            apart=sum(matched.get(each, ())),
            unmatched=tuple(unmatched.get(each, ())),
        )
        for each in sorted(facts)
    )


def oddities(folder: Path | None = None) -> tuple[Fault, ...]:
    """Return what is odd in the sources themselves: listed, not mended.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    tuple of Fault
        One for each mark of a row, which is its `rule`; none of them is a fault of the tables.
    """
    return tuple(
        Fault(f"{name}.csv", number, "", mark)
        for name, number, row, _ in _facts(folder)
        for mark in row.get(ODDITY, "").split(";")
        if mark
    )


def unfounded(documents: Documents, folder: Path | None = None) -> Iterator[Fault]:
    """Yield rows that do not stand where they say, and rows that wrongly say they cannot be found.

    Parameters
    ----------
    documents
        The documents by the name of their file.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.
    """
    for name, number, row, known in _facts(folder):
        if not row["file"]:
            continue
        why = misplaced(row, row, known, documents)
        excused = row.get(UNMATCHED)
        if why and not excused:
            yield Fault(f"{name}.csv", number, "first_line", why)
        elif excused and not why:
            rule = "says why it cannot be matched to its place, but it can"
            yield Fault(f"{name}.csv", number, UNMATCHED, rule)


def _facts(folder: Path | None) -> Iterator[tuple[str, int, Row, Declared]]:
    """Yield each fact with its table, its row as a spreadsheet counts it, and what is declared."""
    for name in names(folder):
        known = declared(name, folder)
        for number, row in enumerate(cells(name, folder), start=2):
            if "read_in" in row:
                yield name, number, row, known
