"""Bands: one horizontal bar a group, divided into the shares or the numbers of its bands."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import number, written
from compendium.present.reading import LISTS, cells, focus, levels
from compendium.present.speaking import listed
from compendium.present.wording import word

GAP = 0.04
"""Room in inches that a number leaves in its part of a bar, so that two do not touch."""
STUB = 0.05
"""Length of a number that is not shown, as part of the longest bar."""

Bars = dict[str, dict[str, Cell]]


def compose(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    bands: str,
    darkest: str = "last",
    beside: Collection[str] = (),
    as_: str = "share",
) -> Figure:
    """Return the bars; what is hidden of a bar is one hatched rest.

    Parameters
    ----------
    safe
        Shares of each bar's persons (`disclosure.share` within the rows), shares of facts, or
        numbers.
    labels
        Names of bars and bands.
    rows, bands
        The column that makes the bars, and the one that divides them.
    darkest
        Whether the ``last`` or the ``first`` band is the darkest; that is the gravest one.
    beside
        Levels that are no bands, as of those without a score; they stand after them in grey.
    as_
        ``share``, where all bars are of one length; or ``count``, where a bar is as long as what
        it counts, and its number stands at its end.
    """
    bars, order = _bars(safe, rows, bands)
    whole = _longest(bars) if as_ == "count" else 1.0
    ranked = [band for band in order if band not in beside]
    others = [band for band in order if band in beside]
    # Bars of several lengths have no grid behind them: beside greys the lightest hue is lost.
    lost = int(as_ == "count" and bool(others))
    colours = look.ramp(len(ranked) + lost)[lost:]
    fill = dict(zip(ranked, colours if darkest == "last" else colours[::-1], strict=True))
    fill |= dict(zip(others, look.greys(len(others)), strict=True))
    figure = look.canvas(1.15 + 0.52 * len(bars))
    axes = figure.add_subplot()
    any_hidden = False
    numbers: list[tuple[Text, float]] = []
    for place, bar in enumerate(bars.values()):
        left = 0.0
        for band in order:
            cell = bar.get(band)
            if cell is None or not cell.shown:
                continue
            colour = fill[band]
            axes.barh(place, cell.value, left=left, height=0.66, color=colour,
                      edgecolor="white", linewidth=1.2)  # fmt: skip
            text = axes.text(left + cell.value / 2, place, written(cell.value, as_, 0),
                             ha="center", va="center_baseline",
                             color=look.ink_on(colour))  # fmt: skip
            numbers.append((text, cell.value))
            left += cell.value
        if any(not cell.shown for cell in bar.values()):
            any_hidden = True
            rest = max(1.0 - left, 0.0) if as_ == "share" else STUB * whole
            axes.barh(place, rest, left=left, height=0.66, **look.hatched())
            left += rest
        end, said = (1.0, _persons(bar)) if as_ == "share" else (left, _sum(bar))
        axes.text(end + 0.015 * whole, place, said, va="center_baseline", color=look.QUIET)
    axes.set_xlim(0, whole)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_yticks(range(len(bars)), [labels.level(rows, bar) for bar in bars])
    if as_ == "share":
        ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
        axes.set_xticks(ticks, [written(tick, "share", 0) for tick in ticks])
    else:
        axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    handles = [Patch(facecolor=fill[band], label=labels.level(bands, band)) for band in order]
    if any_hidden:
        handles.append(look.hidden_key(word("hidden.short")))
    look.legend_above(figure, handles)
    _leave_out_the_cramped(figure, axes, numbers)
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    bands: str,
    darkest: str = "last",  # noqa: ARG001 - drawn, not said
    beside: Collection[str] = (),  # noqa: ARG001 - drawn, not said
    as_: str = "share",
) -> str:
    """Return the shares or numbers of every bar in words."""
    bars, order = _bars(safe, rows, bands)
    # What has been published, or is defined, is of facts, and not of persons.
    of = "alt.bands_of_facts" if safe.kind in LISTS else "alt.bands"
    told = of if as_ == "share" else "alt.bands_counted"
    sentences = [word(told, rows=running(labels.title(rows)), bands=labels.title(bands))]
    for name, bar in bars.items():
        said = [
            f"{running(labels.level(bands, band))} {written(bar[band].value, as_)}"
            for band in order
            if band in bar and bar[band].shown
        ]
        hidden = sum(not cell.shown for cell in bar.values())
        if hidden:
            said.append(word("alt.hidden", count=number(hidden)))
        persons = _persons(bar) if as_ == "share" else _sum(bar)
        label = labels.level(rows, name) + (f" ({persons})" if persons else "")
        sentences.append(f"{label}: {listed(said)}.")
    return " ".join(sentences)


def _leave_out_the_cramped(
    figure: Figure, axes: Axes, numbers: Iterable[tuple[Text, float]]
) -> None:
    """Take away the numbers that are wider than their part of a bar.

    How wide a part is, is known only when the names of the bars have taken their room.
    """
    figure.draw_without_rendering()
    start = axes.transData.transform((0.0, 0.0))[0]
    for text, length in numbers:
        room = axes.transData.transform((length, 0.0))[0] - start
        if text.get_window_extent().width + GAP * figure.dpi > room:
            text.remove()


def _bars(safe: Safe, rows: str, bands: str) -> tuple[Bars, list[str]]:
    frame = focus(safe, [rows, bands])
    order = levels(frame, bands)
    found = cells(safe, [rows, bands])
    return {
        row: {band: found[row, band] for band in order if (row, band) in found}
        for row in levels(frame, rows, totals=True)
    }, order


def _persons(bar: dict[str, Cell]) -> str:
    """Return the persons that the shares of a bar are of, where one is shown."""
    bases = {cell.base for cell in bar.values() if cell.base is not None}
    return word("units.n", n=number(float(bases.pop()), 0)) if len(bases) == 1 else ""


def _sum(bar: dict[str, Cell]) -> str:
    """Return the sum of a bar's numbers, where all of them are shown."""
    known = all(cell.shown for cell in bar.values())
    return written(sum(cell.value for cell in bar.values()), "count") if known else ""


def _longest(bars: Bars) -> float:
    """Return the length of the longest bar, with room for what is hidden of it; at least 1."""
    sums = [sum(cell.value for cell in bar.values() if cell.shown) for bar in bars.values()]
    hidden = any(not cell.shown for bar in bars.values() for cell in bar.values())
    return max([1.0, *sums]) * (1.0 + STUB * hidden)
