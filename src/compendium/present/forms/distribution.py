"""Distribution: how many persons have which score, in bars, one panel a group."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from compendium.disclosure import ALL, Cell, Safe
from compendium.instruments import Cut
from compendium.present import look
from compendium.present.labelling import Labels
from compendium.present.numerals import manner_of, number, written
from compendium.present.reading import LayoutError, cells, focus, levels
from compendium.present.wording import word

BAR = 0.86
"""Width of a bar, as part of the room for one."""

STUB = 0.055
"""Height of a bar that stands for a hidden one, as part of the axis."""

SIDES = ((1, look.HUES[0]), (-1, look.HUES[1]))
"""Of two groups back to back, which way the bars of each go, and their colour."""

ROUND = (2, 5, 10, 20, 25, 50, 100)
"""Distances between the scores that are named below an axis, if not each is."""

_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class _Bin:
    level: str
    low: float
    high: float


def compose(
    safe: Safe,
    labels: Labels,
    *,
    bins: str,
    rows: str | None = None,
    cut: Cut | None = None,
    mirrored: bool = False,
) -> Figure:
    """Return the bars of every panel over one axis of scores.

    A hidden bin is a hatched stub, so that nobody reads it as a zero. Single scores stand at
    their value, so that a score nobody has is a gap.

    Parameters
    ----------
    safe
        Persons (or shares) by group and bin.
    labels
        Names of groups, title of the scores.
    bins
        The column of scores, or of bins of them written ``5-9``.
    rows
        The column that makes the panels.
    cut
        The screening cut; a line stands at the edge of the bins that it divides.
    mirrored
        Whether two groups stand back to back, the second upside down, so that it is seen at once
        where each has anybody.
    """
    panels, edges = _panels(safe, rows, bins)
    top = max((cell.value for bars in panels.values() for cell in bars.values() if cell.shown),
              default=1.0) or 1.0  # fmt: skip
    titles, manner = _titles(safe, labels, rows, bins, panels), manner_of(safe.kind)
    if mirrored:
        figure, last, any_hidden = _mirrored(panels, titles, edges, top)
        scaled = [last]
    else:
        figure = look.canvas(1.15 + 1.5 * len(panels) + (0.6 if len(panels) == 1 else 0.0))
        # All panels have the same limits across, but only the last has ticks there: they are slow.
        grid = figure.subplots(len(panels), 1, sharey=True, squeeze=False)[:, 0]
        for axes in grid[:-1]:
            axes.xaxis.set_major_locator(NullLocator())
        any_hidden = False
        for axes, (row, bars) in zip(grid, panels.items(), strict=True):
            any_hidden |= _draw(axes, bars, edges, top)
            axes.set_title(titles[row])
            if cut is not None:
                _mark(axes, edges, cut, named=axes is grid[0])
        # The name of the cut-off stands above the bars, or it would be written over them.
        grid[0].set_ylim(0, top * (1.12 if cut is None else 1.35))
        scaled, last = list(grid), grid[-1]
    for axes in scaled:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: written(abs(v), manner, 0)))
    scaled[0].yaxis.set_major_locator(
        MaxNLocator(nbins=6 if mirrored else 3, integer=safe.kind == "count")
    )
    last.set_xlabel(labels.title(bins))
    _name_bins(last, edges)
    if any_hidden:
        look.legend_above(figure, [look.hidden_key(word("hidden.short"))])
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    bins: str,
    rows: str | None = None,
    cut: Cut | None = None,
    mirrored: bool = False,  # noqa: ARG001 - drawn, not said
) -> str:
    """Return, for every panel, persons, the fullest bin, where the bars lie and what is hidden."""
    panels, edges = _panels(safe, rows, bins)
    manner = manner_of(safe.kind)
    titles = _titles(safe, labels, rows, bins, panels)
    sentences = [word("alt.distribution", scores=labels.title(bins))]
    if cut is not None:
        sentences.append(word("alt.cut", cut=str(cut)))
    for row, bars in panels.items():
        seen = [(each, bars[each.level]) for each in edges if each.level in bars]
        shown = [(each, cell) for each, cell in seen if cell.shown]
        said = word("alt.no_bin")
        if shown:
            fullest, cell = max(shown, key=lambda pair: pair[1].value)
            said = word("alt.fullest", bin=_named(fullest), value=written(cell.value, manner))
        hidden = len(seen) - len(shown)
        if hidden:
            said += ", " + word("alt.hidden", count=number(hidden))
        sentences.append(f"{titles[row]}: {said}.")
    return " ".join(sentences)


def _draw(
    axes: Axes,
    bars: dict[str, Cell],
    edges: list[_Bin],
    top: float,
    *,
    way: int = 1,
    hue: str = look.HUES[0],
) -> bool:
    places = _places(edges)
    found = [(place, bars.get(each.level)) for place, each in zip(places, edges, strict=True)]
    shown = [(place, cell.value) for place, cell in found if cell and cell.shown]
    hidden = [place for place, cell in found if cell and not cell.shown]
    at, heights = [place for place, _ in shown], [way * value for _, value in shown]
    axes.bar(at, heights, width=BAR, color=hue, linewidth=0)
    axes.bar(hidden, way * top * STUB, width=BAR, **look.hatched())
    look.rule_horizontally(axes)
    axes.set_xlim(-0.7, places[-1] + 0.7 if places else 0.7)
    return bool(hidden)


def _mirrored(
    panels: dict[str, dict[str, Cell]], titles: dict[str, str], edges: list[_Bin], top: float
) -> tuple[Figure, Axes, bool]:
    """Return one axes with the bars of one panel standing and those of another hanging."""
    if len(panels) != len(SIDES):
        raise LayoutError(
            f"Two groups stand back to back, and {len(panels)} were given.",
            where="present.figure, form distribution, mirrored",
            remedy="Cut the table to two groups.",
        )
    figure = look.canvas(4.6)
    axes = figure.subplots()
    hidden = False
    for (row, bars), (way, hue) in zip(panels.items(), SIDES, strict=True):
        hidden |= _draw(axes, bars, edges, top, way=way, hue=hue)
        axes.annotate(titles[row], (0, (1 + way) / 2), (2, -5 * way), weight="bold", color=hue,
                      xycoords="axes fraction", textcoords="offset points",
                      va="top" if way > 0 else "bottom")  # fmt: skip
    axes.axhline(0, color=look.INK, linewidth=0.8)
    axes.spines["bottom"].set_visible(False)
    axes.set_ylim(-1.3 * top, 1.3 * top)
    return figure, axes, hidden


def _mark(axes: Axes, edges: list[_Bin], cut: Cut, *, named: bool) -> None:
    below = [each for each in edges if (each.high < cut.value if cut.at_least
                                        else each.high <= cut.value)]  # fmt: skip
    places = _places(edges)
    step = _step(edges)
    if step:
        exact = (cut.value - edges[0].low) / step
        at = math.ceil(exact) - 0.5 if cut.at_least else math.floor(exact) + 0.5
    else:
        at = len(below) - 0.5
    axes.axvline(at, color=look.HUES[1], linewidth=1.6, linestyle=(0, (4, 2.5)))
    if named:
        right = at < places[-1] * 0.6
        axes.annotate(
            word("figure.cut", cut=str(cut)), (at, 1.0), (6 if right else -6, -2),
            xycoords=("data", "axes fraction"), textcoords="offset points",
            ha="left" if right else "right", va="top", color=look.HUES[1],
        )  # fmt: skip


def _name_bins(axes: Axes, edges: list[_Bin]) -> None:
    # About 72 characters of scores fit across before they touch; then only some are named.
    longest = max((len(_named(each)) for each in edges), default=1) + 1
    step = _step(edges)
    if step:
        low, high = edges[0].low, edges[-1].high
        apart = next(
            each
            for each in (step, *(s for s in ROUND if s > step and s % step == 0), high - low)
            if (high - low) / each * longest <= 72
        )
        named = np.arange(math.ceil(low / apart) * apart, high + step / 2, apart)
        axes.set_xticks([(each - low) / step for each in named], [number(each) for each in named])
        return
    every = next((s for s in (1, 2, 5, 10, 20) if len(edges) / s * longest <= 72), 50)
    places = range(0, len(edges), every)
    axes.set_xticks(list(places), [_named(edges[place]) for place in places])


def _step(edges: list[_Bin]) -> float:
    """Return how far apart single scores lie; 0 where they are ranges or lie unevenly."""
    lows = [each.low for each in edges]
    if len(lows) < 2 or any(each.low != each.high for each in edges):
        return 0.0
    step = min(after - before for before, after in pairwise(lows))
    return step if step > 0 and all((low - lows[0]) % step == 0 for low in lows) else 0.0


def _places(edges: list[_Bin]) -> list[float]:
    """Return where the bars stand: single scores at their value, ranges one beside the other."""
    step = _step(edges)
    return [(each.low - edges[0].low) / step if step else place
            for place, each in enumerate(edges)]  # fmt: skip


def _named(each: _Bin) -> str:
    low, high = number(each.low), number(each.high)
    return low if low == high else f"{low}–{high}"


def _titles(
    safe: Safe, labels: Labels, rows: str | None, bins: str, panels: Iterable[str]
) -> dict[str, str]:
    """Return the title of each panel: its group, and how many persons that is where it may say."""
    whole = cells(safe, [rows, bins] if rows else [bins])
    titles = {}
    for row in panels:
        cell = whole.get((row, ALL) if rows else (ALL,))
        persons = cell.n if cell else None
        said = "" if persons is None else word("units.n", n=number(float(persons)))
        label = labels.level(rows, row) if rows else ""
        titles[row] = " · ".join(part for part in (label, said) if part)
    return titles


def _panels(
    safe: Safe, rows: str | None, bins: str
) -> tuple[dict[str, dict[str, Cell]], list[_Bin]]:
    by = [rows, bins] if rows else [bins]
    frame = focus(safe, by)
    edges = sorted((_bin(level, bins) for level in levels(frame, bins)), key=lambda e: e.low)
    found = cells(safe, by)
    groups = levels(frame, rows) if rows else [ALL]
    panels = {
        group: {
            each.level: found[(group, each.level) if rows else (each.level,)]
            for each in edges
            if ((group, each.level) if rows else (each.level,)) in found
        }
        for group in groups
    }
    return panels, edges


def _bin(level: str, column: str) -> _Bin:
    parts = [float(part) for part in _NUMBERS.findall(str(level).replace("−", "-"))]
    if not parts:
        raise LayoutError(
            f"A level of '{column}' is not a score or a bin of scores.",
            where="present.figure, form distribution",
            remedy="Bins are written as 7 or 5-9.",
        )
    return _Bin(level, parts[0], parts[-1])
