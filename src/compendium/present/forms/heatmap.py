"""Heat map: scores of items over rounds, each printed in its cell, grouped by section."""

from __future__ import annotations

from collections import Counter
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import number
from compendium.present.reading import Key, cells, focus, levels, value_text
from compendium.present.speaking import listed
from compendium.present.wording import word

LABEL = 34
"""Characters of an item's name on one line."""


def compose(
    safe: Safe,
    labels: Labels,
    *,
    rows: str = "item",
    columns: str = "round",
    section: str | None = None,
    low: int = 1,
    high: int = 5,
) -> Figure:
    """Return the grid of scores; a cell that is not released is hatched, one not rated is empty.

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
    """
    found, groups, across = _layout(safe, labels, rows, columns, section)
    colours = dict(zip(range(low, high + 1), look.ramp(high - low + 1), strict=True))
    lines = sum(len(items) + bool(name) * 1.0 for name, items in groups)
    figure = look.canvas(1.3 + 0.34 * lines)
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
                    any_hidden |= _draw(axes, x, y, cell, colours)
            names.append((y, "\n".join(wrap(labels.level(rows, item), LABEL))))
            y += 1.0
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(y - 0.45, -0.55)
    axes.set_yticks([place for place, _ in names], [name for _, name in names])
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(across)), [labels.level(columns, each) for each in across])
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(labels.title(columns))
    axes.spines[:].set_visible(False)
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
) -> str:
    """Return, for every round, how often each score was given and which items score lowest."""
    found, groups, across = _layout(safe, labels, rows, columns, section)
    items = [item for _, members in groups for item in members]
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


def _draw(axes: Axes, x: int, y: float, cell: Cell, colours: dict[int, str]) -> bool:
    corner, width, height = (x - 0.47, y - 0.44), 0.94, 0.88
    if not cell.shown:
        axes.add_patch(Rectangle(corner, width, height, **look.hatched()))
        return True
    if cell.value == cell.value:  # not missing
        fill = colours[min(max(round(cell.value), min(colours)), max(colours))]
        axes.add_patch(Rectangle(corner, width, height, facecolor=fill, linewidth=0))
        axes.text(x, y, value_text(cell, "plain"), ha="center", va="center_baseline",
                  color=look.ink_on(fill))  # fmt: skip
    return False


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
