"""Pips: small counts in the cells of two dimensions, one dot each, filled or hollow."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from compendium.disclosure import ALL, Safe
from compendium.present import look
from compendium.present.labelling import Labels
from compendium.present.numerals import number
from compendium.present.reading import Key, cells, levels
from compendium.present.wording import word

SIZE = 14.0
"""Size of all names, in points: they must be read on a phone, where they are half as large."""
LINE, DOTS, GAP = 0.28, 0.3, 0.14
"""Heights in inches: a line of a row's name, the dots below it, the room above and beneath."""
MARGIN = 0.1
"""Inches left free at either side."""
STEP = 0.15
"""From one dot to the next, as part of a column."""


def compose(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    columns: str,
    split: str,
    filled: str,
) -> Figure:
    """Return the grid; a cell of which there is nothing to count stays empty.

    Parameters
    ----------
    safe
        Whole numbers by `rows`, `columns` and `split`.
    labels
        Names of the levels.
    rows, columns
        The two dimensions.
    split
        The dimension whose levels share a cell, two of them.
    filled
        The level of it that is drawn filled, before the other one.
    """
    found, down, across, kinds = _layout(safe, rows, columns, split, filled)
    room = look.WIDTH - 2 * MARGIN
    heads = [look.fitted(labels.level(columns, each), SIZE, room / len(across)) for each in across]
    # A name stands above its dots, so that the columns have the whole width.
    names = [look.fitted(labels.level(rows, each), SIZE, room) for each in down]
    heights = [LINE * len(lines) + DOTS + 2 * GAP for lines in names]
    head, foot = LINE * max(map(len, heads), default=1) + GAP, LINE + GAP
    figure = look.canvas(head + sum(heights) + foot + 2 * MARGIN)
    figure.set_layout_engine("none")
    height = float(figure.get_figheight())
    axes = figure.add_axes(
        (
            MARGIN / look.WIDTH,
            (foot + MARGIN) / height,
            room / look.WIDTH,
            (head + sum(heights)) / height,
        )
    )
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(head + sum(heights), 0)
    axes.set_axis_off()
    for x, lines in enumerate(heads):
        axes.text(x, head - GAP, "\n".join(lines), fontsize=SIZE, color=look.QUIET,
                  ha="center", va="bottom")  # fmt: skip
    at_left = blended_transform_factory(axes.transAxes, axes.transData)
    top = head
    for row, lines, tall in zip(down, names, heights, strict=True):
        axes.axhline(top, color=look.GRID, linewidth=0.9)
        axes.text(0, top + GAP, "\n".join(lines), fontsize=SIZE, transform=at_left, va="top")
        for x, column in enumerate(across):
            dots = [
                kind for kind in kinds for _ in range(round(found.get((row, column, kind), 0.0)))
            ]
            for place, kind in enumerate(dots):
                offset = (place - (len(dots) - 1) / 2) * STEP
                axes.plot([x + offset], [top + tall - GAP - DOTS / 2], **_dot(kind == filled))
        top += tall
    handles = [
        Line2D([], [], linestyle="", label=labels.level(split, kind), **_dot(kind == filled))
        for kind in kinds
    ]
    figure.legend(handles=handles, loc="lower right", ncols=len(handles), fontsize=SIZE)
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    columns: str,
    split: str,
    filled: str,
) -> str:
    """Return how many are filled, of how many, in every column and in every cell of it."""
    found, down, across, _ = _layout(safe, rows, columns, split, filled)
    sentences = [word("alt.pips", filled=labels.level(split, filled))]
    for column in across:
        said, inside, of = [], 0.0, 0.0
        for row in down:
            here = {kind: n for (r, c, kind), n in found.items() if (r, c) == (row, column)}
            total = sum(here.values())
            if total:
                inside, of = inside + here.get(filled, 0.0), of + total
                count = word("units.of", n=number(here.get(filled, 0.0), 0), base=number(total, 0))
                said.append(f"{labels.level(rows, row)} {count}")
        count = word("units.of", n=number(inside, 0), base=number(of, 0))
        sentences.append(f"{labels.level(columns, column)} {count}: {'; '.join(said)}.")
    return " ".join(sentences)


def _dot(filled: bool) -> dict[str, Any]:
    return {
        "marker": "o",
        "markersize": 13,
        "markerfacecolor": look.HUES[0] if filled else "white",
        "markeredgecolor": look.HUES[0] if filled else look.QUIET,
        "markeredgewidth": 1.4,
    }


def _layout(
    safe: Safe, rows: str, columns: str, split: str, filled: str
) -> tuple[dict[Key, float], list[str], list[str], list[str]]:
    """Return the numbers that are shown, the levels of each dimension, and the filled one first."""
    found = {
        key: cell.value
        for key, cell in cells(safe, [rows, columns, split]).items()
        if ALL not in key and cell.shown
    }
    frame = safe.frame
    down, across, kinds = (
        [level for level in levels(frame, column) if level != ALL]
        for column in (rows, columns, split)
    )
    return found, down, across, sorted(kinds, key=lambda kind: kind != filled)
