"""Lines: a value over weeks, rounds or waves; of several tables, one panel below the other."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms import panel
from compendium.present.grid import Part
from compendium.present.labelling import Labels, running
from compendium.present.numerals import number
from compendium.present.outputs import absence_text
from compendium.present.reading import LayoutError
from compendium.present.wording import word
from compendium.tables import Absent

HEIGHT, BENEATH = 4.3, 2.4
"""Inches of the first panel, and of each further one."""


def compose(
    safe: Safe | Mapping[str, Part],
    labels: Labels,
    *,
    x: str,
    by: str | None = None,
    mark: float | None = None,
    mark_word: str = "index_date",
    shade: tuple[float, float] | None = None,
    as_: str | None = None,
    top: float | None = None,
) -> Figure:
    """Return the lines; where a cell is hidden its line is broken.

    Parameters
    ----------
    safe
        Values by group and time; an interval, where there is one, is a band around the line. Or
        several such tables by heading: each has a panel with an axis of its own, below the one
        before and over the same times. What is absent, or wholly hidden, has none.
    labels
        Names of groups, titles of the time and of the panels.
    x, by
        The column of weeks, rounds or waves, and the one that makes the lines; a table that lacks
        it has one line.
    mark, mark_word
        A time marked by an upright line, and the word key below ``figure`` that names it.
    shade
        The first and the last time of a stretch that is shaded, for the caption to say why.
    as_
        How values are written; by default as their kind asks.
    top
        The highest value there is, where the axis of the first panel shall reach it.

    Raises
    ------
    LayoutError
        Where a panel is none of a table.
    """
    parts = {
        heading: part
        for heading, part in _panels(safe).items()
        if isinstance(part, Safe) and part.frame["shown"].any()
    }
    figure = look.canvas(HEIGHT + BENEATH * (len(parts) - 1))
    ratios = [HEIGHT, *[BENEATH] * (len(parts) - 1)]
    every = figure.subplots(len(parts), 1, sharex=True, height_ratios=ratios, squeeze=False)[:, 0]
    for place, (axes, (heading, part)) in enumerate(zip(every, parts.items(), strict=True)):
        first = place == 0
        panel.draw(
            axes,
            part,
            labels,
            x=x,
            by=_lines_by(part, by),
            mark=mark,
            as_=as_,
            top=top if first else None,
        )
        if shade is not None:
            axes.axvspan(*shade, color=look.HIDDEN, linewidth=0, zorder=0)
        if mark is not None and first:
            axes.annotate(word(f"figure.{mark_word}"), (mark, 1.0), (5, 3),
                          xycoords=("data", "axes fraction"), textcoords="offset points",
                          va="bottom", ha="center", color=look.QUIET,
                          fontsize=look.SMALL)  # fmt: skip
        if heading:
            # Above the name of the mark, which stands at the same height otherwise.
            room = 24.0 if mark is not None and first else look.STYLE["axes.titlepad"]
            axes.set_title(labels.title(heading), pad=room)
        if axes is not every[-1]:
            axes.set_xlabel("")
    return figure


def describe(
    safe: Safe | Mapping[str, Part],
    labels: Labels,
    *,
    x: str,
    by: str | None = None,
    mark: float | None = None,
    mark_word: str = "index_date",  # noqa: ARG001 - drawn, not said
    shade: tuple[float, float] | None = None,
    as_: str | None = None,
    top: float | None = None,  # noqa: ARG001 - drawn, not said
) -> str:
    """Return, panel by panel and line by line, what is shown, and how much is hidden."""
    said: list[str] = []
    for heading, part in _panels(safe).items():
        if heading:
            said.append(f"{labels.title(heading)}:")
        if isinstance(part, Absent):
            said.append(absence_text(part) + ".")
        elif isinstance(part, Safe):
            lines_by = _lines_by(part, by)
            said += panel.sentences(part, labels, x=x, by=lines_by, mark=mark, as_=as_)
    if shade is not None:
        first, last = (number(time) for time in shade)
        said.append(word("alt.shaded", x=running(labels.title(x)), first=first, last=last))
    return " ".join(said)


def _panels(safe: Safe | Mapping[str, Part]) -> Mapping[str, Part]:
    parts: Mapping[str, Part] = safe if isinstance(safe, Mapping) else {"": safe}
    for heading, part in parts.items():
        if isinstance(part, Mapping):
            raise LayoutError(
                f"The panel '{heading}' is given several tables, and lines are drawn of one.",
                where="present.figure",
                remedy="Give one table a panel.",
            )
    return parts


def _lines_by(safe: Safe, by: str | None) -> str | None:
    return by if by in safe.frame else None
