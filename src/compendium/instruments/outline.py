"""The outline of an instrument: what is known of one whose items nobody has published."""

from __future__ import annotations

from dataclasses import dataclass

from compendium.instruments.parts import Part
from compendium.instruments.terms import Status, Text


@dataclass(frozen=True)
class Outline:
    """What a definition says in place of items, scales and bands that it does not know.

    It has no ranges, for nothing could be computed from them: whoever asks an outlined instrument
    for a score or a band is told that its items are not known.
    """

    parts: tuple[Text, ...]
    """What its parts are called, in their order."""
    items: int | None
    """How many items it has, where a source says so."""
    note: Text
    source: str
    status: Status


def outline(part: Part, references: Part) -> Outline:
    """Return the outline that a definition has in place of its items.

    Raises
    ------
    MalformedInstrumentError
        If a key is missing, unknown or of the wrong type.
    """
    part.only("parts", "items", "note", "source", "status")
    items = part.take("items", int, None)
    if items is not None and items < 1:
        raise part.refuse("it must be 1 or more, or be left out", "items")
    return Outline(
        tuple(each.text("title") for each in part.parts("parts", [])),
        items,
        part.text("note"),
        *part.sourced(references),
    )
