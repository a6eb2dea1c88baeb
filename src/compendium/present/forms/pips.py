"""Pips: small counts in the cells of two dimensions, one dot each, filled or hollow."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from compendium.disclosure import ALL, Safe
from compendium.present import look
from compendium.present.labelling import Labels
from compendium.present.numerals import number
from compendium.present.reading import Key, cells, levels
from compendium.present.wording import word

LABEL = 30
"""Characters of a row's name on one line."""
ROW = 0.52
"""Height of a row in inches: its name has two lines."""
STEP = 0.17
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
    figure = look.canvas(1.0 + ROW * len(down))
    axes = figure.add_subplot()
    for y, row in enumerate(down):
        if y:
            axes.axhline(y - 0.5, color=look.GRID, linewidth=0.9)
        for x, column in enumerate(across):
            dots = [
                kind for kind in kinds for _ in range(round(found.get((row, column, kind), 0.0)))
            ]
            for place, kind in enumerate(dots):
                offset = (place - (len(dots) - 1) / 2) * STEP
                axes.plot([x + offset], [y], **_dot(kind == filled))
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(len(down) - 0.5, -0.5)
    axes.set_yticks(
        range(len(down)), ["\n".join(wrap(labels.level(rows, row), LABEL)) for row in down]
    )
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(across)), [labels.level(columns, each) for each in across])
    axes.spines[:].set_visible(False)
    handles = [
        Line2D([], [], linestyle="", label=labels.level(split, kind), **_dot(kind == filled))
        for kind in kinds
    ]
    figure.legend(handles=handles, loc="outside lower right", ncols=len(handles))
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
        "markersize": 11,
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
