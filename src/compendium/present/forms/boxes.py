"""Boxes: those of a diagram, fitted into rows under their headings, with the ways of arrows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compendium.present import look
from compendium.present.forms.routing import GUTTER, Link, Point, Span, gutters, routed

SIZE, SMALL = 12.5, 11.0
LINE, SMALL_LINE = 0.24, 0.21
"""Heights of a line of text in inches."""
PAD, BETWEEN, MARGIN = 0.13, 0.2, 0.06
HEADING = 1.3
"""Width of the headings beside the rows, in inches, where no word of them is longer."""
ROOM = 0.3
"""Of that width, what is left free on both sides."""
MOST = 3
"""Boxes side by side, at most."""
BAND = 0.11
"""How far the ground of a heading reaches beyond its boxes."""


@dataclass(frozen=True)
class Box:
    """A box: what stands in it, what is beside that in quieter type, and whose it is."""

    key: str
    label: str
    beside: str = ""
    heading: str = ""
    group: str = ""
    hue: str = look.QUIET

    def lines(self, width: float) -> list[tuple[str, bool]]:
        """Return the lines of text that fit a width, each with whether it is of the label."""
        room = width - 2 * PAD
        return [(line, True) for line in look.fitted(self.label, SIZE, room)] + [
            (line, False) for line in look.fitted(self.beside, SMALL, room)
        ]

    def height(self, width: float) -> float:
        """Return the height that the text takes at a width."""
        return 2 * PAD + sum(LINE if own else SMALL_LINE for _, own in self.lines(width))

    @property
    def narrowest(self) -> float:
        """The width that the longest word takes."""
        words = [look.width(each, SIZE) for each in self.label.split()]
        words += [look.width(each, SMALL) for each in self.beside.split()]
        return max(words, default=0.0) + 2 * PAD


@dataclass(frozen=True)
class Arrow:
    """An arrow between the keys of two boxes; one that is not certain is dashed."""

    sender: str
    receiver: str
    label: str = ""
    certain: bool = True

    @property
    def open(self) -> bool:
        """Whether neither end is told, so that it can be written but not drawn."""
        return not self.sender and not self.receiver


@dataclass(frozen=True)
class Scene:
    """All boxes and arrows of a diagram."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def headings(self) -> list[str]:
        """The headings, from top to bottom."""
        return list(dict.fromkeys(box.heading for box in self.boxes))

    @property
    def margin(self) -> float:
        """The width that the headings take beside the boxes."""
        words = [word for heading in self.headings for word in heading.split()]
        longest = max((look.width(word, SIZE, bold=True) for word in words), default=0.0)
        return max(HEADING, longest + ROOM) if words else BAND

    def called(self, key: str) -> str:
        """Return what stands in a box."""
        return next(box.label for box in self.boxes if box.key == key)


@dataclass(frozen=True)
class Placed:
    """A scene with a place for everything, in inches from the top and the left."""

    spans: dict[str, Span]
    tops: tuple[float, ...]
    height: float
    arrows: tuple[Arrow, ...]
    ways: tuple[tuple[Point, ...], ...]
    chips: tuple[tuple[str, ...], ...]
    """The lines of text at the end of each arrow."""
    notes: tuple[str, ...]
    """What is told by number below the diagram."""

    def frame(self, key: str) -> tuple[float, float, float, float]:
        """Return left and upper edge, width and height of a box; those of a row are alike high."""
        span = self.spans[key]
        height = max(each.height for each in self.spans.values() if each.row == span.row)
        return span.left, self.tops[span.row], span.width, height


def placed(scene: Scene) -> Placed:
    """Return where all of a scene stands: no two boxes overlap, and no arrow crosses one."""
    arrows = tuple(arrow for arrow in scene.arrows if not arrow.open)
    room = look.WIDTH - 2 * MARGIN - scene.margin - BAND
    rows = list(_rows(scene, room))
    at = {
        box.key: (number, (place + 0.5) / len(row))
        for number, row in enumerate(rows)
        for place, box in enumerate(row)
    }
    bare = [Link(arrow.sender, arrow.receiver, str(arrow.certain)) for arrow in arrows]
    taken, many = gutters(bare, at)
    right = sum(gutter > 0 for gutter in taken)
    edges = (
        MARGIN + scene.margin + GUTTER * many,
        look.WIDTH - MARGIN - BAND - GUTTER * right,
    )
    spans = {
        span.key: span for number, row in enumerate(rows) for span in _spans(number, row, edges)
    }
    chips, notes = _chips(arrows, spans)
    links = [
        Link(link.sender, link.receiver, link.kind, SMALL_LINE * len(chip) + (0.06 if chip else 0))
        for link, chip in zip(bare, chips, strict=True)
    ]
    gaps = [
        BETWEEN if row[0].heading == after[0].heading else 2 * BAND + 0.12
        for row, after in zip(rows, [*rows[1:], rows[-1]], strict=True)
    ]
    found = routed(list(spans.values()), links, taken, gaps=gaps, edges=edges)
    return Placed(spans, found.tops, found.height, arrows, found.ways, chips, tuple(notes))


def _rows(scene: Scene, room: float) -> Iterator[list[Box]]:
    """Give the rows of boxes: as many side by side as their words allow, and evenly."""
    for heading in scene.headings:
        members = [box for box in scene.boxes if box.heading == heading]
        widest = max(box.narrowest for box in members)
        # Half an inch is left for gutters.
        most = max(1, min(MOST, math.floor((room - 0.5 + BETWEEN) / (widest + BETWEEN))))
        count = math.ceil(len(members) / most)
        each = math.ceil(len(members) / count)
        for first in range(0, len(members), each):
            yield members[first : first + each]


def _spans(number: int, row: Sequence[Box], edges: tuple[float, float]) -> Iterator[Span]:
    left, right = edges
    width = (right - left - BETWEEN * (len(row) - 1)) / len(row)
    for place, box in enumerate(row):
        yield Span(box.key, number, left + place * (width + BETWEEN), width, box.height(width))


def _chips(
    arrows: Sequence[Arrow], spans: dict[str, Span]
) -> tuple[tuple[tuple[str, ...], ...], list[str]]:
    """Return the text at the end of each arrow, and what is told below by number.

    A label stands at its arrow where it is the only one that enters its box from there.
    """
    sides = [(arrow.receiver, _above(arrow, spans)) for arrow in arrows]
    leaving = {(arrow.sender, not _above(arrow, spans)) for arrow in arrows}
    crowded = any(
        arrow.label and (sides.count(side) > 1 or side in leaving)
        for arrow, side in zip(arrows, sides, strict=True)
    )
    if not crowded:
        return tuple(
            tuple(look.fitted(arrow.label, SMALL, spans[arrow.receiver].width - 0.6))
            for arrow in arrows
        ), []
    notes = list(dict.fromkeys(arrow.label for arrow in arrows if arrow.label))
    return tuple(
        (str(notes.index(arrow.label) + 1),) if arrow.label else () for arrow in arrows
    ), notes


def _above(arrow: Arrow, spans: dict[str, Span]) -> bool:
    """Whether an arrow enters its box from above."""
    return spans[arrow.receiver].row > spans[arrow.sender].row
