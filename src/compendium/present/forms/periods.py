"""Periods: numbers of persons by half-year or quarter, as columns, against what is aimed at."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import number
from compendium.present.reading import cells, focus, levels
from compendium.present.wording import word

STUB = 0.05
"""Height of a column that is not shown, as part of the axis."""


def compose(safe: Safe, labels: Labels, *, x: str, target: int | None = None) -> Figure:
    """Return the columns, their numbers above them, and the target as a line across.

    Parameters
    ----------
    safe
        Persons by period, or up to each (`disclosure.cumulated`).
    labels
        Names of levels.
    x
        The column of periods.
    target
        What is aimed at, a fact of the design.
    """
    found = _columns(safe, x)
    shown = [cell.value for cell in found.values() if cell.shown]
    top = max([*shown, float(target or 0), 1.0])
    figure = look.canvas(3.9)
    axes = figure.add_subplot()
    for place, cell in enumerate(found.values()):
        if not cell.shown:
            axes.bar(place, top * STUB, width=0.7, **look.hatched())
            continue
        axes.bar(place, cell.value, width=0.7, color=look.HUES[0], linewidth=0)
        axes.annotate(number(cell.value, 0), (place, cell.value), (0, 3),
                      textcoords="offset points", ha="center", va="bottom",
                      fontsize=look.SMALL)  # fmt: skip
    if target is not None:
        axes.axhline(target, color=look.HUES[1], linewidth=1.6, linestyle=(0, (4, 2.5)))
        axes.annotate(word("figure.target", target=number(float(target), 0)), (0, target), (2, 4),
                      xycoords=("axes fraction", "data"), textcoords="offset points",
                      va="bottom", color=look.HUES[1])  # fmt: skip
    axes.set_ylim(0, top * 1.14)
    axes.set_xlim(-0.6, max(len(found), 1) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, 0))
    names = [labels.level(x, level) for level in found]
    # About 80 characters fit across before they touch; then they stand upright.
    upright = sum(len(name) + 1 for name in names) > 80
    axes.set_xticks(range(len(found)), names, rotation=90 if upright else 0)
    look.rule_horizontally(axes)
    if len(shown) < len(found):
        look.legend_above(figure, [look.hidden_key(word("hidden.short"))])
    return figure


def describe(safe: Safe, labels: Labels, *, x: str, target: int | None = None) -> str:
    """Return the number of each period in words, and the target."""
    found = _columns(safe, x)
    said = [
        f"{labels.level(x, level)} {number(cell.value, 0) if cell.shown else word('hidden.short')}"
        for level, cell in found.items()
    ]
    text = f"{word('alt.periods', x=running(labels.title(x)))} {'; '.join(said)}."
    if target is None:
        return text
    return f"{text} {word('alt.target', target=number(float(target), 0))}"


def _columns(safe: Safe, x: str) -> dict[str, Cell]:
    found = cells(safe, [x])
    return {level: found[level,] for level in levels(focus(safe, [x]), x)}
