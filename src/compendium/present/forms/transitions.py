"""Transitions: where those of one group stood later, as bands as wide as their shares.

One panel a group to start from. What the shares leave of the whole is a hatched rest, for nobody
is lost on the way: either it is hidden, or the source does not tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from compendium.disclosure import ALL, Cell, Safe
from compendium.present import look
from compendium.present.certainty import LOST, hollow, level_of, meanings, outlined, unplaced
from compendium.present.labelling import Labels, running
from compendium.present.numerals import manner_of, number
from compendium.present.reading import LayoutError, cell_of, focus, holding, value_text
from compendium.present.rows import text_of
from compendium.present.speaking import listed
from compendium.present.wording import word

SIZE = 12.5
LINE = 0.25
"""Height of a line of text in inches."""
BODY = 1.35
"""Height in inches of a whole: everybody of a group."""
BAR = 0.17
GAP = 0.13
BETWEEN = 0.3
"""Between two groups."""
MARGIN = 0.06
RIGHT = 2.65
"""Where the bars on the right stand; their shares and names follow."""
SHARE, NAME = RIGHT + BAR + 0.12, RIGHT + BAR + 0.95

WHOLES = {"percent": 100.0, "share": 1.0}
"""By the manner of a share, what all of them make together."""


@dataclass(frozen=True)
class _Band:
    """Those who went from one group to one place."""

    name: str
    cell: Cell
    certainty: str

    @property
    def said(self) -> str:
        return value_text(self.cell) if self.cell.shown else word("hidden.short")


@dataclass(frozen=True)
class _Group:
    """A group that people started from, and where they went."""

    name: str
    bands: tuple[_Band, ...]
    lost: tuple[str, ...]
    """Shares of the group of which it is not told where they lead."""

    @property
    def drawn(self) -> tuple[_Band, ...]:
        return tuple(band for band in self.bands if band.cell.shown)

    @property
    def whole(self) -> float:
        return WHOLES[_manner(self.bands[0].cell)] if self.bands else 100.0

    @property
    def rest(self) -> float:
        """What the shares leave of the whole, as part of it; rounding leaves nothing."""
        left = 1.0 - sum(band.cell.value for band in self.drawn) / self.whole
        slack = 0.005 * (len(self.drawn) + 1)
        if left < -slack:
            raise LayoutError(
                f"The shares of '{self.name}' make more than the whole, so they overlap.",
                where="present.figure, transitions",
                remedy="Leave out those that are parts of another, or draw them as dots.",
            )
        return left if left > slack or len(self.drawn) < len(self.bands) else 0.0

    @property
    def rest_is(self) -> str:
        hidden = [running(band.name) for band in self.bands if not band.cell.shown]
        return f"{word('hidden.short')}: {listed(hidden)}" if hidden else word("figure.not_printed")


def compose(
    safe: Safe,
    labels: Labels,
    *,
    start: str,
    end: str,
    certainty: str | None = None,
) -> Figure:
    """Return the bands, a panel a group, in the order of the table.

    Parameters
    ----------
    safe
        Shares of each group, in percent as published or as `disclosure.share` has them. Those of a
        group part it: they do not overlap.
    labels
        Names of groups and of where their members stood.
    start, end
        The column of the groups, and the one of where their members stood later.
    certainty
        The column that tells how surely a share is tied to its label: ``certain`` is drawn full,
        ``ambiguous`` is said and not drawn, all others are drawn as outlines.

    Raises
    ------
    LayoutError
        Where the table has no shares, or those of a group make more than the whole.
    """
    groups = _groups(safe, labels, start, end, certainty)
    fill = _hues(groups)
    notes = [
        line
        for note in _notes(groups, labels, certainty)
        for line in look.fitted(note, look.SMALL, look.WIDTH - 2 * MARGIN)
    ]
    heights = [_height(group) for group in groups]
    between = BETWEEN * (len(groups) - (not notes))
    whole = LINE * 1.5 + sum(heights) + between + LINE * len(notes) + 2 * MARGIN
    figure = look.canvas(whole)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, look.WIDTH)
    axes.set_ylim(whole, 0)
    axes.axis("off")
    for left, column in ((MARGIN, start), (RIGHT, holding(safe.frame, end)[0])):
        axes.text(left, LINE * 0.75, labels.title(_spoken(column)), fontsize=look.SMALL,
                  color=look.QUIET, va="center_baseline")  # fmt: skip
    top = LINE * 1.5
    for group, height in zip(groups, heights, strict=True):
        _draw(axes, group, fill, top)
        top += height + BETWEEN
    for note in notes:
        axes.text(MARGIN, top, note, fontsize=look.SMALL, color=look.QUIET, va="center_baseline")
        top += LINE
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    start: str,
    end: str,
    certainty: str | None = None,
) -> str:
    """Return every share in words, group by group."""
    groups = _groups(safe, labels, start, end, certainty)
    sentences = [word("alt.transitions", count=number(len(groups)))]
    for group in groups:
        said = [
            f"{running(band.name)} {band.said}{outlined(band.certainty)}" for band in group.bands
        ]
        if group.rest and len(group.drawn) == len(group.bands):
            said.append(word("alt.rest", what=group.rest_is))
        sentences.append(f"{group.name}: {'; '.join(said)}.")
    return " ".join([*sentences, *_notes(groups, labels, certainty)])


def _groups(
    safe: Safe, labels: Labels, start: str, end: str, certainty: str | None
) -> list[_Group]:
    frame = focus(safe, [start, *holding(safe.frame, end), *([certainty] if certainty else [])])
    held = {column: holding(frame, column) for column in (start, end)}
    bands: dict[str, list[_Band]] = {}
    lost: dict[str, list[str]] = {}
    for row in frame.to_dict("records"):
        here, there = (text_of(row, held[column]) for column in (start, end))
        if ALL in (here, there):
            continue
        cell = cell_of(safe, row)
        if _manner(cell) not in WHOLES:
            raise LayoutError(
                "A figure of transitions is drawn of shares, and the table has others.",
                where="present.figure, transitions",
                remedy="Give shares in percent, or what `disclosure.share` returns.",
            )
        sure = level_of(row, certainty)
        bands.setdefault(here, [])
        if sure == LOST:
            lost.setdefault(here, []).append(value_text(cell))
        else:
            bands[here].append(_Band(labels.level(held[end][0], there), cell, sure))
    return [
        _Group(labels.level(start, here), tuple(own), tuple(lost.get(here, ())))
        for here, own in bands.items()
    ]


def _hues(groups: list[_Group]) -> dict[str, str]:
    """Return a colour for each place that somebody went to, the same in every panel."""
    names = dict.fromkeys(band.name for group in groups for band in group.bands)
    return dict(zip(names, look.hues(len(names)), strict=True))


def _notes(groups: list[_Group], labels: Labels, certainty: str | None) -> list[str]:
    levels = dict.fromkeys(band.certainty for group in groups for band in group.bands)
    return meanings(levels, certainty, labels) + unplaced(
        f"{group.name} {value}" for group in groups for value in group.lost
    )


def _lines(name: str) -> list[str]:
    return look.fitted(name, SIZE, look.WIDTH - MARGIN - NAME)


def _slots(group: _Group) -> Iterator[tuple[_Band | None, float, list[str], float]]:
    """Give each band, None for the rest: its part of the whole, its lines, the height it takes."""
    for band in group.drawn:
        part, lines = band.cell.value / group.whole, _lines(band.name)
        yield band, part, lines, max(part * BODY, LINE * len(lines))
    if group.rest:
        lines = look.fitted(group.rest_is, SIZE, look.WIDTH - MARGIN - SHARE)
        yield None, max(group.rest, 0.0), lines, max(group.rest * BODY, LINE * len(lines))


def _height(group: _Group) -> float:
    return LINE * len(_heading(group)) + 0.06 + _tall(group)


def _tall(group: _Group) -> float:
    slots = [height for *_, height in _slots(group)]
    return max(BODY, sum(slots) + GAP * (len(slots) - 1))


def _heading(group: _Group) -> list[str]:
    return look.fitted(group.name, SIZE, (look.WIDTH - 2 * MARGIN) * 0.92)


def _draw(axes: Axes, group: _Group, fill: dict[str, str], top: float) -> None:
    for line in _heading(group):
        axes.text(MARGIN, top + LINE / 2, line, fontsize=SIZE, weight="bold", va="center_baseline")
        top += LINE
    top += 0.06
    tall = _tall(group)
    left = top + (tall - BODY) / 2
    axes.add_patch(Rectangle((MARGIN, left), BAR, BODY, facecolor=look.QUIET, linewidth=0))
    slots = list(_slots(group))
    right = top + (tall - sum(height for *_, height in slots) - GAP * (len(slots) - 1)) / 2
    for band, part, lines, height in slots:
        middle, thick = right + height / 2, part * BODY
        hue = fill[band.name] if band else look.HATCH
        outline = {"edgecolor": hue, "linewidth": 1.3, "linestyle": (0, (3, 2))}
        way: dict[str, Any] = {"facecolor": hue, "alpha": 0.3, "linewidth": 0}
        place: dict[str, Any] = {"facecolor": hue, "linewidth": 0} if band else look.hatched()
        if band and hollow(band.certainty):
            way, place = {"facecolor": "none", **outline}, {"facecolor": "white", **outline}
        axes.add_patch(PathPatch(_ribbon(left, middle - thick / 2, thick), **way))
        axes.add_patch(Rectangle((RIGHT, middle - thick / 2), BAR, thick, **place))
        if band:
            axes.text(SHARE, middle, band.said, fontsize=SIZE, weight="bold", color=hue,
                      va="center_baseline")  # fmt: skip
        first = middle - LINE * (len(lines) - 1) / 2
        for below, line in enumerate(lines):
            axes.text(NAME if band else SHARE, first + LINE * below, line, fontsize=SIZE,
                      color=look.INK if band else look.QUIET, va="center_baseline")  # fmt: skip
        left += thick
        right += height + GAP


def _ribbon(left: float, right: float, thick: float) -> Path:
    """Return the outline of a band from the bar on the left to the one on the right."""
    start, end = MARGIN + BAR, RIGHT
    middle = (start + end) / 2
    move, line, curve = Path.MOVETO, Path.LINETO, Path.CURVE4
    return Path(
        [
            (start, left), (middle, left), (middle, right), (end, right),
            (end, right + thick), (middle, right + thick), (middle, left + thick),
            (start, left + thick), (start, left),
        ],
        [move, curve, curve, curve, line, curve, curve, curve, line],
    )  # fmt: skip


def _manner(cell: Cell) -> str:
    return manner_of(cell.kind, cell.unit)


def _spoken(column: str) -> str:
    return column.removesuffix("_en").removesuffix("_da")
