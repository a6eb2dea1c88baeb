"""Marks: which of several things hold of each of many, as a grid of dots, its rows in groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import number
from compendium.present.reading import levels, need_columns
from compendium.present.speaking import listed
from compendium.present.wording import word

ROOM = 2.9
"""Inches for the name of a row."""
LINE = 0.225
"""Height of a line of a name in inches."""
GAP = 0.13
"""Height between two names in inches."""
HEADS = 2.15
"""Height of the slanted names of the columns in inches."""
NAME = 12.0
"""Size of all names in points."""


@dataclass(frozen=True)
class _Row:
    level: str
    lines: tuple[str, ...]
    holds: tuple[str, ...]

    @property
    def height(self) -> float:
        return GAP + LINE * len(self.lines)


def compose(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    columns: str,
    mark: str,
    filled: str,
    section: str | None = None,
) -> Figure:
    """Return the grid: a filled dot where it holds, a small ring where it does not.

    Parameters
    ----------
    safe
        A list of facts, one a row and column.
    labels
        Names of rows, columns and sections.
    rows, columns
        The columns down the side and across the top.
    mark, filled
        The column that tells, and the level of it by which a dot is filled.
    section
        The column that rows are grouped by.
    """
    groups, across = _layout(safe, labels, rows, columns, mark, filled, section)
    heights = sum(row.height for _, members in groups for row in members)
    heads = (LINE + 2 * GAP) * sum(bool(name) for name, _ in groups)
    figure = look.canvas(HEADS + heights + heads + 0.45)
    axes = figure.add_subplot()
    y = 0.0
    names: list[tuple[float, str]] = []
    for name, members in groups:
        if name:
            y += LINE + 2 * GAP
            axes.annotate(name, (0, y - GAP * 0.8), (-ROOM * 72 - 2, 0),
                          xycoords=("axes fraction", "data"), textcoords="offset points",
                          weight="bold", va="bottom", ha="left", fontsize=NAME)  # fmt: skip
        for row in members:
            middle = y + row.height / 2
            axes.axhline(middle, color=look.GRID, linewidth=0.8, zorder=0)
            for place, column in enumerate(across):
                axes.plot([place], [middle], **_dot(column in row.holds))
            names.append((middle, "\n".join(row.lines)))
            y += row.height
    axes.set_xlim(-0.6, len(across) - 0.4)
    axes.set_ylim(y, 0)
    axes.set_yticks([place for place, _ in names], [name for _, name in names], fontsize=NAME)
    axes.xaxis.tick_top()
    axes.set_xticks(
        range(len(across)), [labels.level(columns, each) for each in across],
        rotation=52, ha="left", va="bottom", rotation_mode="anchor", fontsize=NAME,
    )  # fmt: skip
    axes.spines[:].set_visible(False)
    figure.legend(handles=_key(safe, labels, mark, filled), loc="outside lower right", ncols=2)
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    columns: str,
    mark: str,
    filled: str,
    section: str | None = None,
) -> str:
    """Return in words what holds of each row, and of how many rows each column holds."""
    groups, across = _layout(safe, labels, rows, columns, mark, filled, section)
    members = [row for _, inner in groups for row in inner]
    sentences = [
        word("alt.marks", rows=number(len(members)), columns=number(len(across)),
             filled=running(labels.level(mark, filled)))
    ]  # fmt: skip
    for row in members:
        held = [running(labels.level(columns, column)) for column in row.holds]
        said = word("alt.marks_row", count=number(len(held)), columns=number(len(across)))
        named = f" ({listed(held)})" if held else ""
        sentences.append(f"{labels.level(rows, row.level)}: {said}{named}.")
    totals = [
        f"{running(labels.level(columns, column))} "
        f"{number(sum(column in row.holds for row in members))}"
        for column in across
    ]
    sentences.append(word("alt.marks_totals", totals="; ".join(totals)))
    return " ".join(sentences)


def _dot(holds: bool) -> dict[str, Any]:
    return {
        "linestyle": "",
        "marker": "o",
        "markersize": 11 if holds else 5,
        "markerfacecolor": look.HUES[0] if holds else "white",
        "markeredgecolor": look.HATCH,
        "markeredgewidth": 0 if holds else 1.1,
    }


def _key(safe: Safe, labels: Labels, mark: str, filled: str) -> list[Line2D]:
    others = [labels.level(mark, each) for each in levels(safe.frame, mark) if each != filled]
    handles = [Line2D([], [], label=labels.level(mark, filled), **_dot(True))]
    if others:
        handles.append(Line2D([], [], label=", ".join(others), **_dot(False)))
    return handles


def _layout(
    safe: Safe,
    labels: Labels,
    rows: str,
    columns: str,
    mark: str,
    filled: str,
    section: str | None,
) -> tuple[list[tuple[str, list[_Row]]], list[str]]:
    """Return the rows of each section, each with the columns that hold, and all columns."""
    frame = safe.frame
    need_columns(frame, [rows, columns, mark, *([section] if section else [])])
    holding = frame[frame[mark].astype(str) == filled]
    across = levels(frame, columns)
    groups = []
    for name in levels(frame, section) if section else [""]:
        within = frame[frame[section].astype(str) == name] if section else frame
        members = []
        for level in levels(within, rows):
            held = set(holding.loc[holding[rows].astype(str) == level, columns].astype(str))
            lines = look.fitted(labels.level(rows, level), NAME, ROOM)
            members.append(_Row(level, tuple(lines), tuple(c for c in across if c in held)))
        groups.append((labels.level(section, name) if section else "", members))
    return groups, across
