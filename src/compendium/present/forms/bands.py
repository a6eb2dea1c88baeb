"""Bands: one horizontal bar a group, divided into the shares of its bands."""

from __future__ import annotations

from collections.abc import Collection

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from compendium.disclosure import Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels, running
from compendium.present.numerals import number, written
from compendium.present.reading import LISTS, cells, focus, levels
from compendium.present.speaking import listed
from compendium.present.wording import word

CHARACTER = 0.022
"""Width of a character of a label, as part of a whole bar."""

Bars = dict[str, dict[str, Cell]]


def compose(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    bands: str,
    darkest: str = "last",
    beside: Collection[str] = (),
) -> Figure:
    """Return the bars; what is hidden of a bar is one hatched rest.

    Parameters
    ----------
    safe
        Shares of each bar's persons (`disclosure.share` within the rows), or of facts.
    labels
        Names of bars and bands.
    rows, bands
        The column that makes the bars, and the one that divides them.
    darkest
        Whether the ``last`` or the ``first`` band is the darkest; that is the gravest one.
    beside
        Levels that are no bands, as of those without a score; they stand after them in grey.
    """
    bars, order = _bars(safe, rows, bands)
    ranked = [band for band in order if band not in beside]
    others = [band for band in order if band in beside]
    colours = look.ramp(len(ranked))
    fill = dict(zip(ranked, colours if darkest == "last" else colours[::-1], strict=True))
    fill |= dict(zip(others, look.greys(len(others)), strict=True))
    figure = look.canvas(1.15 + 0.52 * len(bars))
    axes = figure.add_subplot()
    any_hidden = False
    for place, bar in enumerate(bars.values()):
        left = 0.0
        for band in order:
            cell = bar.get(band)
            if cell is None or not cell.shown:
                continue
            colour = fill[band]
            axes.barh(place, cell.value, left=left, height=0.66, color=colour,
                      edgecolor="white", linewidth=1.2)  # fmt: skip
            text = written(cell.value, "share", 0)
            if cell.value > CHARACTER * len(text):
                axes.text(left + cell.value / 2, place, text, ha="center", va="center_baseline",
                          color=look.ink_on(colour))  # fmt: skip
            left += cell.value
        if any(not cell.shown for cell in bar.values()):
            any_hidden = True
            axes.barh(place, max(1.0 - left, 0.0), left=left, height=0.66, **look.hatched())
        axes.text(1.015, place, _persons(bar), va="center_baseline", color=look.QUIET)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_yticks(range(len(bars)), [labels.level(rows, bar) for bar in bars])
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
    axes.set_xticks(ticks, [written(tick, "share", 0) for tick in ticks])
    axes.spines[["left", "bottom"]].set_visible(False)
    handles = [Patch(facecolor=fill[band], label=labels.level(bands, band)) for band in order]
    if any_hidden:
        handles.append(look.hidden_key(word("hidden.short")))
    look.legend_above(figure, handles)
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    rows: str,
    bands: str,
    darkest: str = "last",  # noqa: ARG001 - drawn, not said
    beside: Collection[str] = (),  # noqa: ARG001 - drawn, not said
) -> str:
    """Return the shares of every bar in words."""
    bars, order = _bars(safe, rows, bands)
    # What has been published, or is defined, is of facts, and not of persons.
    told = "alt.bands_of_facts" if safe.kind in LISTS else "alt.bands"
    sentences = [word(told, rows=running(labels.title(rows)), bands=labels.title(bands))]
    for name, bar in bars.items():
        said = [
            f"{running(labels.level(bands, band))} {written(bar[band].value, 'share')}"
            for band in order
            if band in bar and bar[band].shown
        ]
        hidden = sum(not cell.shown for cell in bar.values())
        if hidden:
            said.append(word("alt.hidden", count=number(hidden)))
        persons = _persons(bar)
        label = labels.level(rows, name) + (f" ({persons})" if persons else "")
        sentences.append(f"{label}: {listed(said)}.")
    return " ".join(sentences)


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
