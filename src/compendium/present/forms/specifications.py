"""Specifications: one estimate by many analyses, in order, over the dots that say which is which.

After Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4:1208.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import manner_of, number, written
from compendium.present.reading import cell_of, full_text, levels
from compendium.present.speaking import listed
from compendium.present.wording import word

ESTIMATES, ROW = 3.6, 0.27
"""Heights in inches: of the estimates, and of a row of marks or a heading over some."""
GAP = 0.35
"""Room above a heading, as part of a row."""
TALL = 0.34
"""Half the height of a mark, as part of a row."""


@dataclass(frozen=True)
class _Analysis:
    choices: dict[str, str]
    cell: Cell
    planned: bool


def compose(
    safe: Safe,
    labels: Labels,
    *,
    by: Sequence[str],
    planned: str = "planned",
    reference: float = 0.0,
) -> Figure:
    """Return the estimates from smallest to largest with their intervals, over their choices.

    Parameters
    ----------
    safe
        One row an analysis, as `disclosure.specified` returns it.
    labels
        Titles of the dimensions, and names of their choices.
    by
        The dimensions, in their order; one in which all are alike has no rows.
    planned
        The column that says which is the planned one.
    reference
        The value at which nothing is found, marked by a line.
    """
    found = _shown(safe, by, planned)
    rows = _rows(safe, by, labels)
    below = ROW * (_places(rows)[-1] + 1.4) if rows else ROW
    figure = look.canvas(ESTIMATES + below)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(ESTIMATES, below))
    _estimates(upper, found, reference)
    _choices(lower, found, rows, labels)
    for place, each in enumerate(found):
        if each.planned:
            for axes in (upper, lower):
                axes.axvline(place, color=look.HUES[1], linewidth=1.4, alpha=0.55, zorder=0)
    lower.set_xlim(-0.01 * len(found) - 0.8, len(found) * 1.01 - 0.2)
    keys = [_key(look.HUES[0], word("figure.analysis"))]
    if any(each.planned for each in found):
        keys.append(_key(look.HUES[1], word("figure.planned")))
    upper.legend(handles=keys, loc="lower right", bbox_to_anchor=(1, 1.0), ncols=2)
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    by: Sequence[str],
    planned: str = "planned",
    reference: float = 0.0,
) -> str:
    """Return range, middle and place of the planned one in words, and the middle by choice."""
    found = _shown(safe, by, planned)
    manner = manner_of(safe.kind, str(safe.frame["unit"].iloc[0]))
    values = [each.cell.value for each in found]
    sentences = [
        word(
            "alt.specifications",
            count=number(len(found), 0),
            least=written(min(values), manner),
            most=written(max(values), manner),
            middle=written(median(values), manner),
            above=number(sum(each.cell.low > reference for each in found), 0),
            below=number(sum(each.cell.high < reference for each in found), 0),
        )
    ]
    for place, each in enumerate(found, start=1):
        if each.planned:
            text = full_text(each.cell)
            sentences.append(word("alt.planned_one", value=text, place=number(place, 0)))
    hidden = len(safe.frame) - len(found)
    if hidden:
        sentences.append(word("alt.analyses_hidden", count=number(hidden, 0)))
    for name in _varying(safe, by):
        middles = [
            f"{running(labels.level(name, choice))} {written(median(alike), manner)}"
            for choice in _choices_of(safe, name, labels)
            if (alike := [each.cell.value for each in found if each.choices[name] == choice])
        ]
        sentences.append(
            word("alt.middle_by", dimension=labels.title(name), middles=listed(middles))
        )
    return " ".join(sentences)


def _estimates(axes: Axes, found: Sequence[_Analysis], reference: float) -> None:
    for place, each in enumerate(found):
        hue = look.HUES[1] if each.planned else look.HUES[0]
        cell, order = each.cell, 3 if each.planned else 2
        axes.plot([place, place], [cell.low, cell.high], color=hue, zorder=order,
                  linewidth=2.4 if each.planned else 1.0,
                  alpha=1.0 if each.planned else 0.4)  # fmt: skip
        axes.plot([place], [cell.value], "o", color=hue, zorder=order,
                  markersize=8 if each.planned else 3.2)  # fmt: skip
    axes.axhline(reference, color=look.QUIET, linewidth=1.0, linestyle=(0, (3, 2.5)), zorder=1)
    look.rule_horizontally(axes)
    axes.spines["bottom"].set_visible(False)
    manner = manner_of(found[0].cell.kind, found[0].cell.unit)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, manner, 0)))
    axes.set_ylabel(word(f"units.{found[0].cell.unit}"))


def _choices(
    axes: Axes, found: Sequence[_Analysis], rows: Sequence[tuple[str, str]], labels: Labels
) -> None:
    heights = _places(rows)
    names = [
        labels.level(dimension, choice) if choice else labels.title(dimension)
        for dimension, choice in rows
    ]
    for row, (dimension, choice) in zip(heights, rows, strict=True):
        if not choice:
            continue
        axes.axhline(row, color=look.GRID, linewidth=0.9, zorder=0)
        for hue, planned in ((look.INK, False), (look.HUES[1], True)):
            places = [
                place
                for place, each in enumerate(found)
                if each.choices[dimension] == choice and each.planned is planned
            ]
            axes.vlines(places, row - TALL, row + TALL, color=hue,
                        linewidth=3.4 if planned else 1.6)  # fmt: skip
    axes.set_ylim(heights[-1] + 0.6 if heights else 1, -0.8)
    axes.set_yticks(heights, names)
    for tick, (_, choice) in zip(axes.get_yticklabels(), rows, strict=True):
        if not choice:
            tick.set(weight="bold", color=look.QUIET, fontsize=look.SMALL)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)


def _places(rows: Sequence[tuple[str, str]]) -> list[float]:
    """Return where rows lie, with some room above each heading but the first."""
    headings = 0
    places = []
    for row, (_, choice) in enumerate(rows):
        headings += not choice
        places.append(row + GAP * max(headings - 1, 0))
    return places


def _key(hue: str, label: str) -> Line2D:
    return Line2D([], [], color=hue, marker="o", markersize=6, linewidth=1.6, label=label)


def _shown(safe: Safe, by: Sequence[str], planned: str) -> list[_Analysis]:
    """Return the analyses that are shown, the smallest estimate first."""
    found = [
        _Analysis({name: str(row[name]) for name in by}, cell, str(row[planned]) == "yes")
        for row in safe.frame.to_dict("records")
        if (cell := cell_of(safe, row)).shown
    ]
    return sorted(found, key=lambda each: each.cell.value)


def _varying(safe: Safe, by: Sequence[str]) -> list[str]:
    """Return the dimensions in which the analyses differ."""
    return [name for name in by if len([each for each in levels(safe.frame, name) if each]) > 1]


def _choices_of(safe: Safe, name: str, labels: Labels) -> list[str]:
    """Return the choices of a dimension; a design that has none of them has no dot there."""
    return labels.in_order(name, [each for each in levels(safe.frame, name) if each])


def _rows(safe: Safe, by: Sequence[str], labels: Labels) -> list[tuple[str, str]]:
    """Return the rows below: of each dimension its heading, without a choice, and its choices."""
    return [
        (name, choice)
        for name in _varying(safe, by)
        for choice in ("", *_choices_of(safe, name, labels))
    ]
