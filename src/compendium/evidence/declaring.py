"""What a schema of evidence declares beyond its columns: links, printed numbers, sums, facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compendium.evidence.reading import shelf
from compendium.tables import announce


@dataclass(frozen=True)
class Printed:
    """A column whose numbers must stand in the document, in the lines of their row."""

    column: str
    at: str = ""
    """The column that names another line for the number, where its cell is filled."""
    words: Mapping[str, tuple[str, ...]] | None = None
    """By number, the words that the document may print instead."""


@dataclass(frozen=True)
class Share:
    """A column of percentages of the n in another column, in the rows that hold `where`."""

    column: str
    n: str
    where: Mapping[str, str]


@dataclass(frozen=True)
class Whole:
    """Shares that make up a whole: `column` names the whole, `value` holds the share."""

    column: str
    value: str


@dataclass(frozen=True)
class Fact:
    """Rows that agree in the columns `same` are of one fact, whose value is in `value`."""

    same: tuple[str, ...]
    value: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """All that a schema declares of this kind."""

    links: Mapping[str, tuple[str, str]]
    """By column, the table and the column of it that its cells point to."""
    printed: tuple[Printed, ...] = ()
    shares: tuple[Share, ...] = ()
    whole: Whole | None = None
    fact: Fact | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The columns that say in which line a number stands."""
        return tuple(dict.fromkeys(each.at for each in self.printed if each.at))

    def apart(self, row: Mapping[str, str]) -> bool:
        """Tell whether a row names a line of a number that is none of its own lines."""
        own = range(int(row["first_line"]), int(row["last_line"]) + 1)
        return any(
            row[each.column] and row[each.at] and int(row[each.at]) not in own
            for each in self.printed
            if each.at
        )


def declared(name: str, folder: Path | None = None) -> Declared:
    """Return what the schema of a table declares: Frictionless ``foreignKeys``, and our own words.

    A field has ``"printed": true``, or ``"printed_at"`` with the column of a line, where its
    numbers stand in the document; ``"printed_as"`` gives, by number, words that print it. The table
    has ``"shares"`` (objects of ``share``, ``n`` and ``where``, cells that the row must have) where
    percentages are of a known n, ``"wholes"`` (``column`` and ``value``) where they make one up,
    and ``"same_fact"`` with ``"same_value"`` (lists of columns) where rows may be of one fact.

    Parameters
    ----------
    name
        One of `names`, whose schema is a JSON object.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.
    """
    path = shelf(folder) / f"{name}.schema.json"
    announce(path)
    record = json.loads(path.read_text(encoding="utf-8"))
    wholes = record.get("wholes")
    return Declared(
        links={
            link["fields"]: (link["reference"]["resource"] or name, link["reference"]["fields"])
            for link in record.get("foreignKeys", ())
        },
        printed=tuple(_printed(field) for field in record["fields"] if _is_printed(field)),
        shares=tuple(
            Share(each["share"], each["n"], each.get("where", {}))
            for each in record.get("shares", ())
        ),
        whole=Whole(wholes["column"], wholes["value"]) if wholes else None,
        fact=Fact(tuple(record["same_fact"]), tuple(record["same_value"]))
        if "same_fact" in record
        else None,
    )


def _is_printed(field: Mapping[str, Any]) -> bool:
    return bool(field.get("printed") or field.get("printed_at"))


def _printed(field: Mapping[str, Any]) -> Printed:
    words = {number: tuple(each) for number, each in field.get("printed_as", {}).items()}
    return Printed(field["name"], field.get("printed_at", ""), words)
