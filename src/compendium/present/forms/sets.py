"""Sets: how many persons lie in each combination of several sides, as bars over a grid of dots.

After the UpSet plot of Lex et al. 2014, IEEE Transactions on Visualization and Computer Graphics
20:1983: unlike overlapping circles it can be read off for three sets and more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from compendium.disclosure import ALL, Cell, Safe
from compendium.present import look
from compendium.present.labelling import Labels
from compendium.present.numerals import manner_of, number, written
from compendium.present.reading import cells
from compendium.present.speaking import behind, listed
from compendium.present.wording import word

ROW = 0.56
"""Height of a row of dots in inches: its name has two lines."""
STUB = 0.05
"""Height of a bar that is not shown, as part of the highest one."""


@dataclass(frozen=True)
class _Combination:
    inside: tuple[str, ...]
    cell: Cell


def compose(
    safe: Safe,
    labels: Labels,
    *,
    sets: Sequence[str],
    inside: str = "yes",
    empty: bool = True,
    said: str = "sets",  # noqa: ARG001 - said, not drawn
) -> Figure:
    """Return a bar for each combination, fullest first, over the dots that say which it is.

    Parameters
    ----------
    safe
        Persons, or shares of them, by the columns `sets`.
    labels
        Titles of the sets.
    sets
        The columns, each a set.
    inside
        The level of who is in the set.
    empty
        Whether a combination that is shown to have nobody has a place too. Of more than a few sets
        most combinations are such.
    said
        Word key below ``alt`` of what the bars are, for the text alternative.
    """
    found = _combinations(safe, sets, inside, empty)
    totals = _totals(safe, sets, inside)
    figure = look.canvas(3.1 + ROW * len(sets))
    bars, dots = figure.subplots(2, 1, sharex=True, height_ratios=(2.6, ROW * len(sets)))
    top = max((each.cell.value for each in found if each.cell.shown), default=1.0) or 1.0
    manner = manner_of(safe.kind)
    for place, each in enumerate(found):
        _bar(bars, place, each.cell, top, manner)
        _column(dots, place, [name in each.inside for name in sets])
    bars.set_ylim(0, top * 1.16)
    bars.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=safe.kind == "count"))
    bars.yaxis.set_major_formatter(lambda value, _: written(value, manner, 0))
    look.rule_horizontally(bars)
    bars.spines["bottom"].set_visible(False)
    dots.set_xlim(-0.6, len(found) - 0.4)
    dots.set_ylim(len(sets) - 0.4, -0.6)
    dots.set_xticks([])
    dots.set_yticks(range(len(sets)), [_named(labels, name, totals[name]) for name in sets])
    dots.spines[:].set_visible(False)
    if any(not each.cell.shown for each in found):
        look.legend_above(figure, [look.hidden_key(word("hidden.short"))])
    return figure


def describe(
    safe: Safe,
    labels: Labels,
    *,
    sets: Sequence[str],
    inside: str = "yes",
    empty: bool = True,
    said: str = "sets",
) -> str:
    """Return the persons of every combination and of every set in words."""
    sentences = [word(f"alt.{said}", sets=listed([labels.title(name) for name in sets]))]
    persons = []
    for each in _combinations(safe, sets, inside, empty):
        names = [labels.title(name) for name in each.inside]
        head = word("alt.just", sets=listed(names)) if names else word("alt.none_of_them")
        persons.append(f"{head} {_said(each.cell)}")
    told = "; ".join(persons)
    sentences.append(f"{told[:1].upper()}{told[1:]}.")
    totals = _totals(safe, sets, inside)
    in_all = [f"{labels.title(name)} {_said(cell)}" for name, cell in totals.items() if cell]
    if in_all:
        sentences.append(word("alt.in_all", sets="; ".join(in_all)))
    return " ".join(sentences)


def _bar(axes: Axes, place: int, cell: Cell, top: float, manner: str) -> None:
    if not cell.shown:
        axes.bar(place, top * STUB, width=0.66, **look.hatched())
        return
    axes.bar(place, cell.value, width=0.66, color=look.HUES[0], linewidth=0)
    axes.annotate(written(cell.value, manner), (place, cell.value), (0, 3),
                  textcoords="offset points", ha="center", va="bottom",
                  fontsize=look.SMALL)  # fmt: skip


def _column(axes: Axes, place: int, inside: list[bool]) -> None:
    rows = [row for row, within in enumerate(inside) if within]
    if len(rows) > 1:
        axes.plot([place, place], [rows[0], rows[-1]], color=look.INK, linewidth=2.2, zorder=1)
    for row, within in enumerate(inside):
        fill = look.INK if within else "white"
        axes.plot([place], [row], "o", markersize=10, markerfacecolor=fill,
                  markeredgecolor=look.INK if within else look.HATCH)  # fmt: skip


def _named(labels: Labels, name: str, total: Cell | None) -> str:
    """Return the title of a set, with the persons in it where they are shown."""
    title = labels.title(name)
    if total is None or not total.shown or total.n is None:
        return title
    return f"{title}\n{word('units.n', n=number(float(total.n), 0))}"


def _said(cell: Cell) -> str:
    return behind(cell) if cell.shown else word("hidden.short")


def _combinations(safe: Safe, sets: Sequence[str], inside: str, empty: bool) -> list[_Combination]:
    """Return the combinations, the fullest first, those not shown last."""
    found = [
        _Combination(
            tuple(name for name, level in zip(sets, key, strict=True) if level == inside), cell
        )
        for key, cell in cells(safe, sets).items()
        if ALL not in key and (empty or not cell.shown or cell.n)
    ]
    return sorted(found, key=lambda each: -each.cell.value if each.cell.shown else 1.0)


def _totals(safe: Safe, sets: Sequence[str], inside: str) -> dict[str, Cell | None]:
    """Return the cell of everybody in each set, where the table has one."""
    found = cells(safe, sets)
    return {
        name: found.get(tuple(inside if each == name else ALL for each in sets)) for name in sets
    }
