"""Steps: shares that only grow, at a few weeks, one panel a kind of entry, one line an arm."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.grid import Part
from compendium.present.labelling import Labels, running
from compendium.present.numerals import manner_of, number, written
from compendium.present.reading import cells, levels
from compendium.present.wording import word

PANEL = 2.05
"""Height of a panel in inches."""

Points = dict[str, Cell]


def compose(parts: Mapping[str, Part], labels: Labels, *, x: str, by: str) -> Figure:
    """Return the panels, one above the other, all on one scale.

    A line keeps its height until the next week that is known: between two weeks nothing is drawn
    that nobody counted. Where a share is hidden the line is broken.

    Parameters
    ----------
    parts
        By heading, shares by group and week (`disclosure.accrued`).
    labels
        Titles of the headings, names of the groups.
    x, by
        The column of weeks, and the one that makes the lines.
    """
    panels = _panels(parts, x, by)
    groups = list(dict.fromkeys(group for panel in panels.values() for group in panel))
    hues = dict(zip(groups, look.hues(len(groups)), strict=True))
    weeks = sorted({float(week) for points in _every(panels) for week in points})
    top = max((c.value for points in _every(panels) for c in points.values() if c.shown), default=1)
    figure = look.canvas(0.9 + PANEL * len(panels))
    for place, (heading, panel) in enumerate(panels.items(), 1):
        axes = figure.add_subplot(len(panels), 1, place)
        axes.set_title(labels.title(heading))
        for group, points in panel.items():
            _draw(axes, points, weeks, hues[group])
        axes.set_ylim(0, top * 1.12 or 1.0)
        axes.set_xlim(0, weeks[-1] + weeks[0] * 0.25)
        axes.set_xticks([0, *weeks], [number(week) for week in (0, *weeks)])
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(lambda value, _: written(value, manner_of("share"), 0))
        look.rule_horizontally(axes)
        if place == len(panels):
            axes.set_xlabel(labels.title(x))
    look.legend_above(figure, _key(panels, labels, by, hues))
    return figure


def describe(parts: Mapping[str, Part], labels: Labels, *, x: str, by: str) -> str:
    """Return, for every panel and line, the share at each week, and which are hidden."""
    panels = _panels(parts, x, by)
    sentences = [word("alt.steps", count=str(len(panels)), x=running(labels.title(x)))]
    for heading, panel in panels.items():
        said = []
        for group, points in panel.items():
            shares = ", ".join(
                word("alt.step", week=number(float(week)), share=_said(cell))
                for week, cell in points.items()
            )
            said.append(f"{labels.level(by, group)}, {shares}")
        sentences.append(f"{labels.title(heading)}: {'; '.join(said)}.")
    return " ".join(sentences)


def _panels(parts: Mapping[str, Part], x: str, by: str) -> dict[str, dict[str, Points]]:
    """Return the cells by panel, group and week."""
    return {
        heading: {
            group: {
                week: found[group, week] for week in levels(part.frame, x) if (group, week) in found
            }
            for group in levels(part.frame, by)
        }
        for heading, part in parts.items()
        if isinstance(part, Safe) and (found := cells(part, [by, x])) is not None
    }


def _every(panels: Mapping[str, Mapping[str, Points]]) -> list[Points]:
    return [points for panel in panels.values() for points in panel.values()]


def _draw(axes: Axes, points: Points, weeks: Sequence[float], hue: str) -> None:
    values = {float(week): c.value if c.shown else math.nan for week, c in points.items()}
    shares = [values.get(week, math.nan) for week in weeks]
    axes.step(weeks, shares, where="post", color=hue, linewidth=2.0)
    axes.plot(weeks, shares, "o", color=hue, markersize=6)


def _key(
    panels: Mapping[str, Mapping[str, Points]],
    labels: Labels,
    by: str,
    hues: Mapping[str, str],
) -> list[Patch]:
    """Return the entries of the legend: each group, with its persons where they are shown."""
    entries = []
    for group, hue in hues.items():
        whole = [
            cell.base
            for panel in panels.values()
            for cell in panel.get(group, {}).values()
            if cell.shown and cell.base is not None
        ]
        persons = f" ({word('units.n', n=number(float(whole[0]), 0))})" if whole else ""
        entries.append(Patch(color=hue, label=labels.level(by, group) + persons))
    return entries


def _said(cell: Cell) -> str:
    return written(cell.value, manner_of("share")) if cell.shown else word("hidden.short")
