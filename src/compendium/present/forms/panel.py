"""Panels: a value over weeks, rounds or waves, one line a group, named where it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import MINUS, manner_of, number, written
from compendium.present.reading import cells, focus, levels
from compendium.present.wording import word

FEW = 13
"""Up to so many points each is marked by a dot and named on the axis."""

Series = dict[str, dict[float, Cell]]


@dataclass(frozen=True)
class _End:
    """What is written at the end of a line."""

    value: float
    name: str
    persons: str
    hue: str


def draw(
    axes: Axes,
    safe: Safe,
    labels: Labels,
    *,
    x: str,
    by: str | None,
    mark: float | None,
    as_: str | None,
    top: float | None,
) -> None:
    """Draw the lines of a table; where a cell is hidden its line is broken.

    Parameters
    ----------
    axes
        Where to.
    safe, labels, x, by, mark, as_, top
        As of `lines.compose`.
    """
    series, times, named = _series(safe, x, by)
    ends: list[_End] = []
    hues = look.hues(len(series)) if by else [look.HUES[-1]]
    for (name, points), hue in zip(series.items(), hues, strict=True):
        _draw(axes, points, times, hue)
        last = _last(points)
        if last is not None and by is not None:
            ends.append(_End(last, labels.level(by, name), _persons(points, mark), hue))
    _scale(axes, series, as_ or _manner(safe), top)
    _name_times(axes, times, named, labels, x)
    look.rule_horizontally(axes)
    if mark is not None:
        axes.axvline(mark, color=look.QUIET, linewidth=1.1, linestyle=(0, (3, 2.5)), zorder=1)
    _name_ends(axes, ends)


def sentences(
    safe: Safe, labels: Labels, *, x: str, by: str | None, mark: float | None, as_: str | None
) -> list[str]:
    """Return what a panel shows: of every line its first, marked, highest and last value.

    Its lowest too where that lies below zero, and how much of it is hidden.
    """
    series, times, named = _series(safe, x, by)
    manner = as_ or _manner(safe)
    title = running(labels.title(x))

    def at(time: float) -> str:
        return labels.level(x, named[time]).replace("-", MINUS)

    said_of_all = [
        word("alt.lines", x=title, first=at(times[0]), last=at(times[-1]), count=str(len(series)))
    ]
    for name, points in series.items():
        shown = {time: cell for time, cell in points.items() if cell.shown}
        said = []
        if shown:
            peak = max(shown, key=lambda time: shown[time].value)
            foot = min(shown, key=lambda time: shown[time].value)
            wanted = [min(shown), *([mark] if mark in shown else []), max(shown)]
            chosen = times if len(times) <= FEW else sorted({float(t) for t in wanted})
            said = [
                word("alt.at", x=title, time=at(time), value=written(shown[time].value, manner))
                for time in chosen
                if time in shown
            ]
            value = written(shown[peak].value, manner)
            said.append(word("alt.highest", x=title, time=at(peak), value=value))
            if shown[foot].value < 0:
                value = written(shown[foot].value, manner)
                said.append(word("alt.deepest", x=title, time=at(foot), value=value))
        if len(shown) < len(points):
            said.append(word("alt.hidden", count=number(len(points) - len(shown))))
        head = f"{labels.level(by, name)}: " if by else ""
        said_of_all.append(f"{head}{', '.join(said)}.")
    return said_of_all


def _series(safe: Safe, x: str, by: str | None) -> tuple[Series, list[float], dict[float, str]]:
    keep = [by, x] if by else [x]
    frame = focus(safe, keep)
    found = cells(safe, keep)
    texts = levels(frame, x)
    # Levels that are numbers stand where they are, others (waves) one beside the other.
    numeric = all(_is_number(text) for text in texts)
    place = {text: float(text) if numeric else float(i) for i, text in enumerate(texts)}
    named = {place[text]: text for text in sorted(texts, key=place.__getitem__)}
    groups = levels(frame, by, totals=True) if by else [""]
    series = {
        group: {
            time: found[key]
            for time, text in named.items()
            if (key := (group, text) if by else (text,)) in found
        }
        for group in groups
    }
    return series, list(named), named


def _draw(axes: Axes, points: dict[float, Cell], times: list[float], hue: str) -> None:
    def values(part: str) -> list[float]:
        return [
            getattr(points[t], part) if t in points and points[t].shown else math.nan for t in times
        ]

    middle = values("value")
    low, high = np.array(values("low")), np.array(values("high"))
    if np.isfinite(low).any():
        axes.fill_between(times, low, high, color=hue, alpha=0.14, linewidth=0)
    few = len(times) <= FEW
    axes.plot(times, middle, color=hue, marker="o" if few else "", markersize=6)
    if not few:
        # A point between two gaps has no line to either side, so it is drawn as a point.
        alone = [
            value if math.isnan(before) and math.isnan(after) else math.nan
            for before, value, after in zip(
                [math.nan, *middle], middle, [*middle[1:], math.nan], strict=False
            )
        ]
        axes.plot(times, alone, color=hue, marker="o", markersize=3, linestyle="")


def _last(points: dict[float, Cell]) -> float | None:
    """Return the value that a line ends on."""
    shown = [time for time, cell in points.items() if cell.shown]
    return points[max(shown)].value if shown else None


def _persons(points: dict[float, Cell], mark: float | None) -> str:
    """Return the persons whose shares a line shows: at the mark, else where it ends."""
    shown = [time for time, cell in points.items() if cell.shown and cell.base is not None]
    if not shown:
        return ""
    at = mark if mark in shown else max(shown)
    return word("units.n", n=number(float(points[at].base or 0), 0))


def _scale(axes: Axes, series: Series, manner: str, top: float | None) -> None:
    values = [
        value
        for points in series.values()
        for cell in points.values()
        for value in (cell.value, cell.low, cell.high)
        if math.isfinite(value)
    ]
    lowest, highest = min([0.0, *values]), max([0.0, *values])
    axes.set_ylim(lowest * 1.08, top if top is not None else highest * 1.1 or 1.0)
    if lowest < 0:
        axes.axhline(0, color=look.QUIET, linewidth=0.9)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: _tick(v, manner)))


def _tick(value: float, manner: str) -> str:
    return written(value, manner, 0) if manner in ("share", "percent", "points") else number(value)


def _name_times(
    axes: Axes, times: list[float], named: dict[float, str], labels: Labels, x: str
) -> None:
    axes.set_xlabel(labels.title(x))
    if len(times) <= FEW:
        axes.set_xticks(times, [labels.level(x, named[time]) for time in times])
        axes.set_xlim(times[0] - 0.15, times[-1] + 0.15)
        return
    span = times[-1] - times[0]
    step = next((each for each in (10, 13, 26, 52, 104) if span / each <= 9), 208)
    if all(b - a == 1 for a, b in pairwise(times)) and span > 60:
        step = max(step, 26)
    first = math.ceil(times[0] / step) * step
    ticks = list(range(int(first), int(times[-1]) + 1, step))
    axes.set_xticks(ticks, [number(tick) for tick in ticks])
    axes.set_xlim(times[0] - span * 0.012, times[-1] + span * 0.012)


def _name_ends(axes: Axes, ends: list[_End]) -> None:
    """Write the name of every line beside its end, moved apart where they would touch."""
    if not ends:
        return
    low, high = axes.get_ylim()
    lines = 2 if any(end.persons for end in ends) else 1
    line = (high - low) * 0.07
    places = look.apart([end.value for end in ends], line * (lines + 0.15), low, high)
    right = axes.get_xlim()[1]
    for end, place in zip(ends, places, strict=True):
        up = line / 2 if end.persons else 0.0
        axes.annotate(end.name, (right, place + up), (7, 0), textcoords="offset points",
                      va="center", color=end.hue, weight="bold", annotation_clip=False)  # fmt: skip
        axes.annotate(end.persons, (right, place - up), (7, 0), textcoords="offset points",
                      va="center", color=look.QUIET, fontsize=look.SMALL,
                      annotation_clip=False)  # fmt: skip


def _manner(safe: Safe) -> str:
    units = set(safe.frame["unit"].astype(str))
    return manner_of(safe.kind, units.pop() if len(units) == 1 else "")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
