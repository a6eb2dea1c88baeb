"""Certainty: how surely a figure is tied to its label, and how that is drawn and told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from compendium.present.labelling import Labels, running
from compendium.present.speaking import listed
from compendium.present.wording import word

SURE = ("", "certain")
"""Levels that are drawn full: what nothing is said of, and what the text itself ties together."""

LOST = "ambiguous"
"""The level of a figure that belongs to one of several labels, nobody knows which."""


def level_of(row: Mapping[Any, Any], column: str | None) -> str:
    """Return how sure a row is, as its column says; nothing where none is asked."""
    return str(row[column]) if column else ""


def hollow(level: str) -> bool:
    """Tell whether a figure is drawn as an outline: its label is inferred and not printed."""
    return level not in (*SURE, LOST)


def outlined(level: str) -> str:
    """Return what a text alternative adds to a figure that is drawn as an outline."""
    return f" ({word('figure.outline')})" if hollow(level) else ""


def meanings(levels: Iterable[str], column: str | None, labels: Labels) -> list[str]:
    """Return what the outlines of a figure stand for, for its key and its text alternative."""
    names = {level: labels.level(column, level) for level in levels if column and hollow(level)}
    return [word("figure.hollow", meaning=running(name)) for name in names.values()]


def unplaced(values: Iterable[str]) -> list[str]:
    """Return the sentence on values that are not drawn, since no label is theirs for certain."""
    said = list(values)
    return [word("figure.unplaced", values=listed(said))] if said else []
