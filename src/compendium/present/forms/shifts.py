"""Shifts: how far off each line was before something was done, and is after it, as two dots."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import blended_transform_factory

from compendium.disclosure import Cell
from compendium.present import look
from compendium.present.columns import Stack, stacked
from compendium.present.labelling import Labels
from compendium.present.numerals import number, written
from compendium.present.reading import LayoutError
from compendium.present.wording import word
from compendium.tables import Absent

LINE, GAP = 0.2, 0.11
"""Heights in inches: a line of a name, and the room between two names."""

NAMES = 0.46
"""The part of the width that names stand in."""

HOLLOW: dict[str, Any] = {
    "marker": "o",
    "markersize": 8,
    "markerfacecolor": "white",
    "markeredgecolor": look.HUES[1],
    "markeredgewidth": 1.8,
}
FULL: dict[str, Any] = {"marker": "o", "markersize": 8, "color": look.HUES[0]}
"""The dots of before and of after."""

Stacks = Mapping[str, Stack]
"""Tables of one cell each, by when (before, then after) and by the name of the line."""


def compose(safe: Stacks, labels: Labels, *, label: str, reference: float | None = None) -> Figure:
    """Return a line a name, with a hollow dot for how far off it was and a full one for how it is.

    Distances are drawn without their sign. A dot that is hidden is not drawn, and where both are it
    is said.

    Parameters
    ----------
    safe
        Two mappings from a name to a table of one cell; their headings stand in the legend.
    labels
        Names of levels, and titles of the headings.
    label
        The column that the names are levels of.
    reference
        A distance marked by an upright line.
    """
    (before, after), names = _sides(safe), _names(safe, labels, label)
    room = look.WIDTH * NAMES - 0.25
    lines = {key: look.fitted(name, look.SMALL, room) for key, name in names.items()}
    heights = [LINE * len(lines[key]) + GAP for key in names]
    figure = look.canvas(sum(heights) + 1.05)
    axes = figure.subplots()
    across = blended_transform_factory(axes.transAxes, axes.transData)
    y = 0.0
    for height, key in zip(heights, names, strict=True):
        middle = y + height / 2
        axes.axhline(middle, color=look.GRID, linewidth=0.9, zorder=0)
        axes.text(-0.03, middle, "\n".join(lines[key]), transform=across, va="center", ha="right",
                  fontsize=look.SMALL, linespacing=1.15)  # fmt: skip
        _draw(axes, middle, _far(before.get(key)), _far(after.get(key)))
        y += height
    axes.set_ylim(y, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if reference is not None:
        axes.axvline(reference, color=look.QUIET, linewidth=1.0, linestyle=(0, (3, 2.5)), zorder=1)
    _scale(axes, map(_far, [*before.values(), *after.values()]), reference)
    axes.set_xlabel(word("figure.distance"))
    _legend(figure, [labels.title(heading) for heading in safe])
    return figure


def describe(safe: Stacks, labels: Labels, *, label: str, reference: float | None = None) -> str:
    """Return the largest distance before and after, where it is, and how many lie beyond a line."""
    names = _names(safe, labels, label)
    sentences = [word("alt.shifts", count=number(len(names)))]
    for heading, side in zip(safe, _sides(safe), strict=True):
        far = {key: at for key, cell in side.items() if (at := _far(cell)) is not None}
        if not far:
            sentences.append(f"{labels.title(heading)}: {word('hidden.short')}.")
            continue
        most = max(far, key=lambda key: far[key])
        said = word("alt.farthest", name=names[most], value=written(far[most], "coefficient"))
        if reference is not None:
            beyond = sum(round(each, 2) > reference for each in far.values())
            said += ", " + word(
                "alt.beyond", count=number(beyond), reference=written(reference, "plain")
            )
        if len(far) < len(names):
            said += ", " + word("alt.hidden", count=number(len(names) - len(far)))
        sentences.append(f"{labels.title(heading)}: {said}.")
    return " ".join(sentences)


def _sides(safe: Stacks) -> list[dict[str, Cell | Absent]]:
    if len(safe) != len((HOLLOW, FULL)):
        raise LayoutError(
            f"A figure of shifts has two sides, and {len(safe)} were given.",
            where="present.figure, form shifts",
            remedy="Give how far off each line was before, and how far off it is after.",
        )
    return [stacked(stack) for stack in safe.values()]


def _names(safe: Stacks, labels: Labels, label: str) -> dict[str, str]:
    return {str(key): labels.level(label, key) for stack in safe.values() for key in stack}


def _far(cell: Cell | Absent | None) -> float | None:
    """Return how far off a cell says that a line is; None where it does not show it."""
    if not isinstance(cell, Cell) or not cell.shown or not math.isfinite(cell.value):
        return None
    return abs(cell.value)


def _draw(axes: Axes, y: float, before: float | None, after: float | None) -> None:
    if before is not None and after is not None:
        axes.plot([before, after], [y, y], color=look.HUES[0], linewidth=1.4, alpha=0.45, zorder=2)
    if before is not None:
        axes.plot([before], [y], zorder=3, **HOLLOW)
    if after is not None:
        axes.plot([after], [y], zorder=4, **FULL)
    if before is None and after is None:
        axes.annotate(word("hidden.short"), (0, y), (4, 0), textcoords="offset points",
                      xycoords=("axes fraction", "data"), va="center", color=look.QUIET,
                      fontsize=look.SMALL,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})  # fmt: skip


def _scale(axes: Axes, found: Iterable[float | None], reference: float | None) -> None:
    far = [each for each in found if each is not None]
    top = max([*far, 1.5 * (reference or 0.0)], default=1.0) or 1.0
    axes.set_xlim(-top * 0.03, top * 1.06)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: written(v, "plain")))


def _legend(figure: Figure, names: Sequence[str]) -> None:
    handles = [
        Line2D([], [], linestyle="none", label=name, **dot)
        for name, dot in zip(names, (HOLLOW, FULL), strict=True)
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1)
