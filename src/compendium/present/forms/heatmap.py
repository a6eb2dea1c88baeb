"""Heat map: scores of items over rounds, or numbers of what a cell has, printed in their cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import ScaledTranslation

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import number
from compendium.present.reading import Key, cells, focus, levels, need_columns, value_text
from compendium.present.speaking import listed
from compendium.present.wording import word

LABEL = 34
"""Characters of an item's name on one line."""

LINE, DOTTED = 0.34, 0.52
"""Height of a row in inches: of numbers alone, and of numbers with dots beneath them."""

DOT = 0.083
"""Width in inches that a dot takes."""

FILLS = (look.INK, "white")
"""How dots of the first and of the second kind are filled."""

ROOM = 1.75
"""Inches that a row's name may take beside cells with dots."""

HEAD = 14
"""Characters of a column's name on one line above them."""


def compose(
    safe: Safe,
    labels: Labels,
    *,
    rows: str = "item",
    columns: str = "round",
    section: str | None = None,
    low: int = 1,
    high: int = 5,
    dots: Sequence[str] = (),
) -> Figure:
    """Return the grid of scores; a cell that is not released is hatched, one not rated is empty.

    With `dots` the numbers are of what a cell has, and not scores.

    Parameters
    ----------
    safe
        Scores by item and round.
    labels
        Names of items and sections.
    rows, columns
        The columns of items and of rounds.
    section
        The column that items are grouped by.
    low, high
        The lowest and the highest score there is, light and dark.
    dots
        Columns of whole numbers, drawn as so many dots beneath the number of a cell, those of each
        column filled otherwise.
    """
    found, groups, across = _layout(safe, labels, rows, columns, section)
    beneath = _beneath(safe, rows, columns, dots)
    colours = dict(zip(range(low, high + 1), look.ramp(high - low + 1), strict=True))
    lines = sum(len(items) + bool(name) * 1.0 for name, items in groups)
    figure = look.canvas(1.3 + (DOTTED if dots else LINE) * lines)
    axes = figure.add_subplot()
    y, any_hidden = 0.0, False
    names: list[tuple[float, str]] = []
    for name, items in groups:
        if name:
            axes.text(-0.5, y + 0.12, name, weight="bold", va="center", ha="left",
                      transform=axes.transData)  # fmt: skip
            y += 1.0
        for item in items:
            for x, column in enumerate(across):
                cell = found.get((item, column))
                if cell is not None:
                    counts = beneath.get((item, column), ())
                    any_hidden |= _draw(axes, x, y, cell, colours, counts)
            name = labels.level(rows, item)
            told = look.fitted(name, look.SMALL, ROOM) if dots else wrap(name, LABEL)
            names.append((y, "\n".join(told)))
            y += 1.0
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(y - 0.45, -0.55)
    axes.set_yticks([place for place, _ in names], [name for _, name in names])
    axes.xaxis.tick_top()
    heads = [labels.level(columns, each) for each in across]
    axes.set_xticks(range(len(across)), heads)
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(labels.title(columns))
    axes.spines[:].set_visible(False)
    if dots:
        axes.tick_params(axis="both", labelsize=look.SMALL)
        for line in axes.get_yticklabels():
            line.set_linespacing(1.05)
        axes.set_xticks(range(len(across)), ["\n".join(wrap(head, HEAD)) for head in heads])
        figure.legend(handles=_key(labels, dots), loc="outside lower left", ncols=len(dots))
        return figure
    handles = [Patch(facecolor=fill, label=str(score)) for score, fill in colours.items()]
    if any_hidden:
        handles.append(look.hidden_key(word("hidden.short")))
    figure.legend(handles=handles, loc="outside lower right", ncols=len(handles))
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    rows: str = "item",
    columns: str = "round",
    section: str | None = None,
    low: int = 1,
    high: int = 5,
    dots: Sequence[str] = (),
) -> str:
    """Return, for every round, how often each score was given and which items score lowest.

    With `dots`: for every column what its cells have in all, and how many have no dot.
    """
    found, groups, across = _layout(safe, labels, rows, columns, section)
    items = [item for _, members in groups for item in members]
    if dots:
        beneath = _beneath(safe, rows, columns, dots)
        return _counted(found, beneath, labels, columns, across, dots)
    sentences = [
        word("alt.heatmap", items=number(len(items)), rounds=number(len(across)),
             low=str(low), high=str(high))
    ]  # fmt: skip
    for column in across:
        here = {item: found[item, column] for item in items if (item, column) in found}
        shown = {item: cell for item, cell in here.items() if cell.shown}
        scores = Counter(value_text(cell, "plain") for cell in shown.values())
        said = [
            word("alt.times", score=score, count=number(count))
            for score, count in sorted(scores.items(), reverse=True)
        ]
        if shown:
            least = min(cell.value for cell in shown.values())
            lowest = [labels.level(rows, i) for i, cell in shown.items() if cell.value == least]
            if len(lowest) <= 4:
                said.append(word("alt.lowest", items=listed([running(name) for name in lowest])))
        if len(here) > len(shown):
            said.append(word("alt.hidden", count=number(len(here) - len(shown))))
        head = f"{labels.title(columns)} {labels.level(columns, column)}"
        sentences.append(f"{head}: {', '.join(said)}.")
    return " ".join(sentences)


def _draw(
    axes: Axes, x: int, y: float, cell: Cell, colours: dict[int, str], counts: Sequence[int]
) -> bool:
    """Draw one cell; where dots may stand beneath its number, its fill ends above them."""
    height = 0.5 if counts else 0.88
    corner, width = (x - 0.47, y - 0.44), 0.94
    if not cell.shown:
        axes.add_patch(Rectangle(corner, width, 0.88, **look.hatched()))
        return True
    if cell.value == cell.value:  # not missing
        fill = colours[min(max(round(cell.value), min(colours)), max(colours))]
        axes.add_patch(Rectangle(corner, width, height, facecolor=fill, linewidth=0))
        axes.text(x, corner[1] + height / 2, value_text(cell, "plain"), ha="center",
                  va="center_baseline", color=look.ink_on(fill))  # fmt: skip
    # Without a number the dots stand in the middle of their row.
    level = y + 0.24 if cell.value == cell.value else y
    fills = [fill for fill, count in zip(FILLS, counts, strict=False) for _ in range(count)]
    for place, fill in enumerate(fills):
        aside = (place - (len(fills) - 1) / 2) * DOT
        moved = ScaledTranslation(aside, 0, axes.get_figure(root=True).dpi_scale_trans)  # type: ignore[union-attr]  # an axes that is drawn on has a figure
        axes.plot([x], [level], transform=axes.transData + moved, clip_on=False, **_dot(fill))
    return False


def _dot(fill: str) -> dict[str, Any]:
    return {
        "marker": "o", "markersize": 4.6, "markerfacecolor": fill, "markeredgecolor": look.INK,
        "markeredgewidth": 0.9, "linestyle": "none",
    }  # fmt: skip


def _key(labels: Labels, dots: Sequence[str]) -> list[Line2D]:
    """Return what the dots of each kind stand for."""
    return [
        Line2D([], [], label=labels.title(name), **_dot(fill))
        for name, fill in zip(dots, FILLS, strict=False)
    ]


def _beneath(
    safe: Safe, rows: str, columns: str, dots: Sequence[str]
) -> dict[Key, tuple[int, ...]]:
    """Return how many dots of each kind a cell has; nothing where there is no kind."""
    need_columns(safe.frame, dots)
    return {
        (str(row[rows]), str(row[columns])): tuple(int(row[name]) for name in dots)
        for row in (safe.frame.to_dict("records") if dots else ())
    }


def _counted(
    found: Mapping[Key, Cell],
    beneath: Mapping[Key, Sequence[int]],
    labels: Labels,
    columns: str,
    across: Sequence[str],
    dots: Sequence[str],
) -> str:
    """Return for every column the sum of its numbers and of its dots, and its cells without any."""
    sentences = [word("alt.heatmap_counted", cells=number(len(found)))]
    for column in across:
        here = {key: cell for key, cell in found.items() if key[-1] == column}
        values = [cell.value for cell in here.values() if cell.shown and cell.value == cell.value]
        said = [word("alt.sum", sum=number(sum(values)))] if values else []
        said += [
            f"{running(labels.title(name))} {number(sum(beneath[key][place] for key in here))}"
            for place, name in enumerate(dots)
        ]
        bare = sum(not any(beneath[key]) for key in here)
        said.append(word("alt.bare", bare=number(bare), cells=number(len(here))))
        sentences.append(f"{labels.level(columns, column)}: {', '.join(said)}.")
    return " ".join(sentences)


def _layout(
    safe: Safe, labels: Labels, rows: str, columns: str, section: str | None
) -> tuple[dict[Key, Cell], list[tuple[str, list[str]]], list[str]]:
    """Return the cells by item and round, the items of each section in order, and the rounds."""
    if section is None:
        frame = focus(safe, [rows, columns])
        return cells(safe, [rows, columns]), [("", levels(frame, rows))], levels(frame, columns)
    frame = safe.frame
    found = {key[1:]: cell for key, cell in cells(safe, [section, rows, columns]).items()}
    groups = [
        (
            labels.level(section, name),
            levels(frame[frame[section].astype(str) == name], rows),
        )
        for name in levels(frame, section)
    ]
    return found, groups, levels(frame, columns)
