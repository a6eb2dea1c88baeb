"""Routing: where the boxes of a diagram stand, and the ways of its arrows around them.

Boxes stand in rows, and between two rows is a channel that only arrows and their labels are in. An
arrow leaves its box into a channel, runs along a lane of it, and enters the other box from there.
One that goes further than the next row takes a gutter beside the boxes. So no arrow crosses a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from compendium.present import look

LANE = 0.15
"""Between two lanes of a channel, in inches."""
APART = 0.14
"""Between two ends of arrows at one channel."""
HEAD = 0.26
"""Of a straight end, where the head of the arrow is."""
GUTTER = 0.17

Point = tuple[float, float]
Side = Literal["top", "bottom"]
Port = tuple[str, str, str]
"""Box, side of it, and what tells apart the ends of arrows there."""
BESIDE = "beside"
"""Tells a gutter, whose number stands in place of the side, from the end of an arrow."""


@dataclass(frozen=True)
class Span:
    """A box before it is known how high above it is: its row, and where it is across."""

    key: str
    row: int
    left: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where the middle of the box is."""
        return self.left + self.width / 2


@dataclass(frozen=True)
class Link:
    """An arrow that is to be drawn; those of one sender and kind leave it together."""

    sender: str
    receiver: str
    kind: str = ""
    label: float = 0.0
    """Height of the label at its end, in inches."""


@dataclass(frozen=True)
class Layout:
    """Where all is, in inches from the top and the left."""

    tops: tuple[float, ...]
    """Upper edge of each row."""
    height: float
    ways: tuple[tuple[Point, ...], ...]
    """The corners of each arrow, from its sender to its receiver."""


@dataclass(frozen=True)
class _Leg:
    """A stretch of an arrow in one channel; one of its ends may be a gutter."""

    channel: int
    start: Port
    end: Port


def gutters(links: Sequence[Link], at: Mapping[str, tuple[int, float]]) -> tuple[list[int], int]:
    """Return the gutter of each arrow that needs one, below 0 at the left, and how many are there.

    Parameters
    ----------
    links
        The arrows.
    at
        Row of each box, and where in it, from 0 at the left to 1 at the right.

    Returns
    -------
    tuple
        Number of the gutter an arrow, 0 for none; and how many there are at the left.
    """
    found, left, right = [], 0, 0
    for link in links:
        (above, one), (below, other) = sorted((at[link.sender], at[link.receiver]))
        if below - above < 2:
            found.append(0)
        elif one + other < 1:
            left += 1
            found.append(-left)
        else:
            right += 1
            found.append(right)
    return found, left


def routed(
    boxes: Sequence[Span],
    links: Sequence[Link],
    taken: Sequence[int],
    *,
    gaps: Sequence[float],
    edges: tuple[float, float],
) -> Layout:
    """Return where the rows are and how the arrows run.

    Parameters
    ----------
    boxes
        The boxes, row by row.
    links
        The arrows, each from one of them to another.
    taken
        The gutter of each arrow, as `gutters` gives it.
    gaps
        The least height of the channel below each row.
    edges
        Where the boxes begin and end across; the gutters are beyond.
    """
    spans = {box.key: box for box in boxes}
    legs = [_legs(link, spans, gutter) for link, gutter in zip(links, taken, strict=True)]
    across = _across(spans, links, legs, edges)
    heights = [
        max((box.height for box in boxes if box.row == row), default=0.0)
        for row in range(len(gaps))
    ]
    tops: list[float] = []
    lanes: dict[tuple[int, Port], float] = {}
    y = 0.0
    for row, (height, gap) in enumerate(zip(heights, gaps, strict=True)):
        tops.append(y)
        y += height
        order = _packed(row, legs, across)
        above = _room(row, links, legs, "bottom")
        below = _room(row, links, legs, "top")
        lanes |= {key: y + above + LANE * lane for key, lane in order.items()}
        used = LANE * (max(order.values(), default=-1))
        y += max(gap, above + used + below) if any(_in(row, legs)) else gap
    ends = {
        "top": tops,
        "bottom": [top + height for top, height in zip(tops, heights, strict=True)],
    }
    ways = tuple(_way(each, spans, across, lanes, ends) for each in legs)
    return Layout(tuple(tops), y - gaps[-1] if not any(_in(len(gaps) - 1, legs)) else y, ways)


def _legs(link: Link, spans: Mapping[str, Span], gutter: int) -> tuple[_Leg, ...]:
    here, there = spans[link.sender].row, spans[link.receiver].row
    start: Port = (link.sender, "top" if there < here else "bottom", f"from {link.kind}")
    end: Port = (
        link.receiver,
        "top" if there > here else "bottom",
        f"to {link.sender} {link.kind}",
    )
    first = here - 1 if there < here else here
    last = there - 1 if there > here else there
    if first == last:
        return (_Leg(first, start, end),)
    between: Port = ("", str(gutter), BESIDE)
    return (_Leg(first, start, between), _Leg(last, between, end))


def _across(
    spans: Mapping[str, Span],
    links: Sequence[Link],
    legs: Sequence[tuple[_Leg, ...]],
    edges: tuple[float, float],
) -> dict[Port, float]:
    """Return where each end of an arrow is across: at the middle of its box, or beside it."""
    toward: dict[Port, list[float]] = defaultdict(list)
    for link, way in zip(links, legs, strict=True):
        toward[way[0].start].append(spans[link.receiver].middle)
        toward[way[-1].end].append(spans[link.sender].middle)
    sides: dict[tuple[str, str], list[Port]] = defaultdict(list)
    for port in toward:
        sides[port[:2]].append(port)
    wanted: dict[Port, float] = {}
    for (key, _), ports in sides.items():
        box = spans[key]
        step = min(0.45, (box.width - 0.3) / len(ports))
        ports.sort(key=lambda port: sum(toward[port]) / len(toward[port]))
        for place, port in enumerate(ports):
            wanted[port] = box.middle + step * (place - (len(ports) - 1) / 2)
    return _spread(wanted, legs) | {
        ("", str(gutter), BESIDE): edges[0] + GUTTER * gutter
        if gutter < 0
        else edges[1] + GUTTER * gutter
        for gutter in {int(leg.end[1]) for way in legs for leg in way if leg.end[2] == BESIDE}
    }


def _spread(wanted: Mapping[Port, float], legs: Sequence[tuple[_Leg, ...]]) -> dict[Port, float]:
    """Return the ends moved apart within each channel, those of a straight arrow together."""
    found = dict(wanted)
    for channel in {leg.channel for way in legs for leg in way}:
        inside = [leg for way in legs for leg in way if leg.channel == channel]
        groups: dict[Port, Port] = {
            port: port for leg in inside for port in (leg.start, leg.end) if port[2] != BESIDE
        }
        for leg in inside:
            alone = sum(leg.start in (other.start, other.end) for other in inside) == 1
            if not alone or BESIDE in (leg.start[2], leg.end[2]) or leg.start[1] == leg.end[1]:
                continue
            if abs(wanted[leg.start] - wanted[leg.end]) < 0.3:
                groups[leg.end] = leg.start
        leaders = list(dict.fromkeys(groups.values()))
        placed = look.apart([wanted[port] for port in leaders], APART, 0.0, look.WIDTH)
        at = dict(zip(leaders, placed, strict=True))
        found |= {port: at[leader] for port, leader in groups.items()}
    return found


def _in(channel: int, legs: Sequence[tuple[_Leg, ...]]) -> list[_Leg]:
    return [leg for way in legs for leg in way if leg.channel == channel]


def _straight(leg: _Leg, across: Mapping[Port, float]) -> bool:
    return abs(across[leg.start] - across[leg.end]) < 1e-6


def _packed(
    channel: int, legs: Sequence[tuple[_Leg, ...]], across: Mapping[Port, float]
) -> dict[tuple[int, Port], int]:
    """Return the lane of what starts in a channel: as few as keep stretches off each other."""
    stretches: dict[Port, list[float]] = defaultdict(list)
    for leg in _in(channel, legs):
        if not _straight(leg, across):
            stretches[leg.start] += [across[leg.start], across[leg.end]]
    found: dict[tuple[int, Port], int] = {}
    ends: list[float] = []
    for start, places in sorted(stretches.items(), key=lambda item: (min(item[1]), item[0])):
        free = [lane for lane, end in enumerate(ends) if end + APART < min(places)]
        lane = free[0] if free else len(ends)
        ends[lane : lane + 1] = [max(places)]
        found[channel, start] = lane
    return found


def _room(
    channel: int, links: Sequence[Link], legs: Sequence[tuple[_Leg, ...]], side: Side
) -> float:
    """Return the height that a channel needs at the boxes on one side, for heads and labels."""
    labels = [
        link.label
        for link, way in zip(links, legs, strict=True)
        if way[-1].channel == channel and way[-1].end[1] == side
    ]
    return (HEAD + max(labels) + 0.06) if labels else 0.14


def _way(
    way: Sequence[_Leg],
    spans: Mapping[str, Span],
    across: Mapping[Port, float],
    lanes: Mapping[tuple[int, Port], float],
    ends: Mapping[str, Sequence[float]],
) -> tuple[Point, ...]:
    first, last = way[0].start, way[-1].end
    points: list[Point] = [(across[first], ends[first[1]][spans[first[0]].row])]
    for leg in way:
        if not _straight(leg, across):
            level = lanes[leg.channel, leg.start]
            points += [(across[leg.start], level), (across[leg.end], level)]
    return (*points, (across[last], ends[last[1]][spans[last[0]].row]))
