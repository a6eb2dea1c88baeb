"""Dots: one value a line, with its interval where it has one, named above and grouped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.certainty import LOST, hollow, level_of, meanings, outlined
from compendium.present.columns import Stack, stacked
from compendium.present.forms.scales import of_amounts, of_ratios
from compendium.present.labelling import Labels
from compendium.present.numerals import number
from compendium.present.reading import cell_of, full_text, holding, value_text
from compendium.present.rows import text_of
from compendium.present.wording import word
from compendium.tables import Absent

LINE, TRACK, GAP, HEADING = 0.225, 0.25, 0.1, 0.42
"""Heights in inches: a line of text, the track with its dot, the room below it, a heading."""

ROOM = look.WIDTH - 0.35
"""Inches that a line of text may take."""

CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
"""What stands behind a text, so that no line runs through it."""

PANEL = 14.0
"""Size of a panel's title, so that it is told from the headings below it."""

Stacks = Mapping[str, Stack]
"""Tables of one cell each, by heading and by the name of the dot."""

MANY = 16
"""Beyond so many dots the text alternative gives the ends of each group; a table has them all."""


@dataclass(frozen=True)
class _Dot:
    name: str
    beside: str
    group: str
    panel: str
    cell: Cell | Absent
    certainty: str = ""

    @property
    def shown(self) -> Cell | None:
        """The cell, where it has a value to show that is this label's."""
        if isinstance(self.cell, Absent) or not self.cell.shown or math.isnan(self.cell.value):
            return None
        return None if self.certainty == LOST else self.cell


def compose(
    safe: Safe | Stacks,
    labels: Labels,
    *,
    label: str,
    beside: Sequence[str] = (),
    group: str | None = None,
    panel: str | None = None,
    sort: bool = True,
    as_: str | None = None,
    reference: float | None = None,
    certainty: str | None = None,
    ratios: bool = False,
    reaches: float = 0.0,
) -> Figure:
    """Return the dots, largest first within a group, each with its name above and its number.

    Parameters
    ----------
    safe
        Values, mostly published ones; or tables of one cell each, by heading and by name, the
        levels of the columns `group` and `label`. They keep their order.
    labels
        Names of levels.
    label
        The column that names a dot.
    beside
        Columns set in quieter type after the name: ages, year, design.
    group, panel
        The column that gathers dots under a heading, and one that gives each of its levels an
        axis of its own: figures of different units.
    sort
        Whether the largest stands first; else the order of the table.
    as_
        How values are written; by default as each one's unit asks.
    reference
        A value marked by an upright line, as 0 of a difference or 1 of a ratio.
    certainty
        The column that tells how surely a value is tied to its label: ``certain`` is a full dot,
        ``ambiguous`` is told and not drawn, all others are hollow.
    ratios
        Whether the axis is one of ratios, on which twice and half are equally far from 1.
    reaches
        How far the axis goes at least, so that figures beside each other have the same one.
    """
    dots = _dots(safe, labels, label, beside, group, panel, sort, certainty)
    panels = {each.panel: [dot for dot in dots if dot.panel == each.panel] for each in dots}
    heights = [_height(members) for members in panels.values()] or [1.0]
    figure = look.canvas(sum(heights) + 0.7 * len(heights))
    grid = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)
    # Panels of one unit are read against each other, so they share their axis.
    alike = len({each.cell.unit for each in dots if isinstance(each.cell, Cell)}) == 1
    for axes, (name, members) in zip(grid[:, 0], panels.items(), strict=False):
        _draw(axes, members, as_, reference)
        scaled = [each.shown for each in (dots if alike else members) if each.shown]
        if ratios:
            of_ratios(axes, scaled)
        else:
            of_amounts(axes, scaled, as_, reaches)
        if panel:
            axes.set_title(name, fontsize=PANEL)
    if key := meanings((each.certainty for each in dots), certainty, labels):
        figure.supxlabel("\n".join(key), x=0.01, ha="left", fontsize=look.SMALL, color=look.QUIET)
    return figure


def describe(
    safe: Safe | Stacks,
    labels: Labels,
    *,
    label: str,
    beside: Sequence[str] = (),
    group: str | None = None,
    panel: str | None = None,
    sort: bool = True,
    as_: str | None = None,
    reference: float | None = None,  # noqa: ARG001 - drawn, not said
    certainty: str | None = None,
    ratios: bool = False,  # noqa: ARG001 - drawn, not said
    reaches: float = 0.0,  # noqa: ARG001 - drawn, not said
) -> str:
    """Return every value in words, with what is beside its name."""
    dots = _dots(safe, labels, label, beside, group, panel, sort, certainty)
    sentences = [word("alt.dots", count=number(len(dots)))]
    for heading in dict.fromkeys((dot.panel, dot.group) for dot in dots):
        members = [dot for dot in dots if (dot.panel, dot.group) == heading]
        said = _all_said(members, as_) if len(dots) <= MANY else _range_said(members, as_)
        head = ", ".join(part for part in heading if part)
        sentences.append(f"{head}: {said}." if head else f"{said}.")
    return " ".join([*sentences, *meanings((dot.certainty for dot in dots), certainty, labels)])


def _all_said(dots: list[_Dot], as_: str | None) -> str:
    return "; ".join(
        f"{dot.name} ({dot.beside}) {_said(dot, as_)}" if dot.beside
        else f"{dot.name} {_said(dot, as_)}"
        for dot in dots
    )  # fmt: skip


def _range_said(dots: list[_Dot], as_: str | None) -> str:
    """Return the largest and the smallest of many, for nobody listens to a list of forty."""
    shown = sorted((dot for dot in dots if dot.shown), key=_fall)
    if len(shown) < 3:
        return _all_said(dots, as_)
    first, last = (f"{dot.name} {_said(dot, as_)}" for dot in (shown[0], shown[-1]))
    return word("alt.from_to", count=number(len(dots)), first=first, last=last)


def _said(dot: _Dot, as_: str | None) -> str:
    return full_text(dot.shown, as_) + outlined(dot.certainty) if dot.shown else _silence(dot)


def _silence(dot: _Dot) -> str:
    if dot.certainty == LOST:
        return word("figure.lost")
    return word("absent.short" if isinstance(dot.cell, Absent) else "hidden.short")


def _fall(dot: _Dot) -> float:
    """Return what sorts the largest first and what is not shown last."""
    return -dot.shown.value if dot.shown else math.inf


def _draw(axes: Axes, dots: list[_Dot], as_: str | None, reference: float | None) -> None:
    across = blended_transform_factory(axes.transAxes, axes.transData)
    y, heading = 0.0, ""
    for dot in dots:
        if dot.group != heading:
            heading = dot.group
            above = axes.text(0, y + HEADING * 0.6, heading, transform=across, weight="bold",
                              va="center", color=look.QUIET, fontsize=look.SMALL)  # fmt: skip
            # The upright line passes behind headings and names, not through them.
            if reference is not None:
                above.set_bbox(CLEAR)
            y += HEADING
        name, aside = _lines(dot)
        for place, line in enumerate([*name, *aside]):
            said = axes.text(0, y + LINE / 2, line, transform=across, va="center")
            # Broken to fit the axis, it would be given room beside a narrower one by the layout.
            said.set_in_layout(False)
            if reference is not None:
                said.set_bbox(CLEAR)
            if place >= len(name):
                said.set(color=look.QUIET, fontsize=look.SMALL)
            y += LINE
        if dot.beside and not aside:
            axes.text(1, y - LINE / 2, dot.beside, transform=across, va="center", ha="right",
                      color=look.QUIET, fontsize=look.SMALL)  # fmt: skip
        _draw_value(axes, y + TRACK / 2, dot, as_)
        y += TRACK + GAP
    axes.set_ylim(y, 0)
    axes.set_yticks([])
    if reference is not None:
        axes.axvline(reference, color=look.QUIET, linewidth=1.0, linestyle=(0, (3, 2.5)), zorder=1)
    axes.spines["left"].set_visible(False)


def _lines(dot: _Dot) -> tuple[list[str], list[str]]:
    """Return the lines of a name, and those of what is beside it where it has no room there."""
    size = float(look.STYLE["font.size"])
    name = look.fitted(dot.name, size, ROOM)
    both = look.width(dot.name, size) + look.width(dot.beside, look.SMALL) + 0.25
    return name, look.fitted(dot.beside, look.SMALL, ROOM) if both > ROOM else []


def _height(dots: list[_Dot]) -> float:
    lines = sum(len(part) for dot in dots for part in _lines(dot))
    headings = len({dot.group for dot in dots if dot.group})
    return LINE * lines + (TRACK + GAP) * len(dots) + HEADING * headings


def _draw_value(axes: Axes, y: float, dot: _Dot, as_: str | None) -> None:
    axes.axhline(y, color=look.GRID, linewidth=0.9, zorder=0)
    cell = dot.shown
    if cell is None:
        axes.annotate(_silence(dot), (0, y), (4, 0), textcoords="offset points",
                      xycoords=("axes fraction", "data"), va="center", color=look.QUIET,
                      fontsize=look.SMALL, bbox=CLEAR)  # fmt: skip
        return
    end = cell.value
    if math.isfinite(cell.low) and math.isfinite(cell.high):
        axes.plot([cell.low, cell.high], [y, y], color=look.HUES[0], linewidth=2.4)
        end = cell.high
    edge: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 2}
    axes.plot([cell.value], [y], "o", color=look.HUES[0], markersize=8,
              **(edge if hollow(dot.certainty) else {}))  # fmt: skip
    axes.annotate(value_text(cell, as_), (end, y), (9, 0), textcoords="offset points",
                  va="center", weight="bold", color=look.HUES[0],
                  bbox=CLEAR)  # fmt: skip


def _dots(
    safe: Safe | Stacks,
    labels: Labels,
    label: str,
    beside: Sequence[str],
    group: str | None,
    panel: str | None,
    sort: bool,
    certainty: str | None = None,
) -> list[_Dot]:
    if isinstance(safe, Mapping):
        return list(_stacked(safe, labels, label, group))
    frame = safe.frame
    asked = [column for column in (label, *beside, group, panel) if column]
    held = {column: holding(frame, column) for column in asked}
    dots = []
    for row in frame.to_dict("records"):
        said = {
            column: labels.level(column, text) if (text := text_of(row, held[column])) else ""
            for column in asked
        }
        cell = cell_of(safe, row)
        asides = [said[column] for column in beside if said[column]] + _persons(cell)
        dots.append(
            _Dot(said[label], ", ".join(asides), said.get(group or "", ""),
                 said.get(panel or "", ""), cell, level_of(row, certainty))
        )  # fmt: skip
    # Groups stand in the order of the table, whatever the order within them.
    places = list(dict.fromkeys((dot.panel, dot.group) for dot in dots))
    if sort:
        dots.sort(key=_fall)
    return sorted(dots, key=lambda dot: places.index((dot.panel, dot.group)))


def _stacked(stacks: Stacks, labels: Labels, label: str, group: str | None) -> Iterator[_Dot]:
    """Give the dots of tables of one cell each, in their order."""
    for heading, stack in stacks.items():
        over = labels.level(group, heading) if group else ""
        for level, cell in stacked(stack).items():
            yield _Dot(labels.level(label, level), ", ".join(_persons(cell)), over, "", cell)


def _persons(cell: Cell | Absent) -> list[str]:
    """Return the persons behind a cell that is shown, as what stands beside its name."""
    if isinstance(cell, Absent) or cell.n is None or not cell.shown:
        return []
    return [word("units.n", n=number(float(cell.n), 0))]
