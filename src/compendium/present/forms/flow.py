"""Flow: who came from the intake to the analysis, as boxes with arrows, one column an arm.

The diagram of CONSORT, and no more of it than that: where nobody was allocated by lot, nothing
leads from the one arm to the other, and the comparison has a beginning of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from compendium.disclosure import ALL, Cell, Safe
from compendium.present import look
from compendium.present.grid import Part
from compendium.present.labelling import Labels
from compendium.present.numerals import number
from compendium.present.reading import cells, levels
from compendium.present.wording import word

SIZE = 13.0
LINE = 0.27
"""Height of a line of text in inches."""
PAD = 0.16
GAP = 0.4
"""Between two boxes, where the arrow is."""
MARGIN = 0.06
BOX = 3.2
"""Width of a box in inches: two stand side by side in the width of a figure."""


@dataclass(frozen=True)
class _Line:
    """One number of a box: what it counts, and how many, or that it is not shown."""

    name: str
    cell: Cell

    @property
    def said(self) -> str:
        return number(float(self.cell.n or 0), 0) if self.cell.shown else word("hidden.short")


@dataclass(frozen=True)
class _Box:
    """A box of the diagram, its heading empty where there is none."""

    heading: str
    lines: tuple[_Line, ...]
    hue: str = look.QUIET

    @property
    def texts(self) -> list[tuple[str, bool]]:
        """The lines of text, each with whether it is a heading."""
        room = BOX - 2 * PAD
        texts = [(text, True) for text in look.fitted(self.heading, SIZE, room * 0.92)]
        for line in self.lines:
            texts += [(t, False) for t in look.fitted(f"{line.name}: {line.said}", SIZE, room)]
        return texts

    @property
    def height(self) -> float:
        return 2 * PAD + LINE * len(self.texts)


def compose(
    parts: Mapping[str, Part],
    labels: Labels,
    *,
    outcome: str = "outcome",
    included: str = "included",
    arm: str = "arm",
    treated: str = "intervention",
    along: str = "followed_for",
) -> Figure:
    """Return the diagram.

    Parameters
    ----------
    parts
        ``intake``, the persons screened by what became of them; and ``followed``, by arm those who
        are followed for as many weeks or more, from few to many (`disclosure.accrued`). Without
        one of them, the other stands alone.
    labels
        Names of outcomes, arms and lengths.
    outcome, included
        Column of the outcomes, and the level of who came in.
    arm, treated
        Column of the arms, and the level of the one that those who came in are in.
    along
        Column of the lengths.
    """
    rows = _rows(parts, labels, outcome, included, (arm, treated), along)
    heights = [max(box.height for box in row if box is not None) for row in rows]
    whole = sum(heights) + GAP * (len(rows) - 1) + 2 * MARGIN
    figure = look.canvas(whole)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, look.WIDTH)
    axes.set_ylim(whole, 0)
    axes.axis("off")
    lefts = (MARGIN, look.WIDTH - MARGIN - BOX)
    top, above = MARGIN, [0.0, 0.0]
    for place, (row, height) in enumerate(zip(rows, heights, strict=True)):
        for column, box in enumerate(row):
            if box is None:
                continue
            _draw(axes, box, lefts[column], top)
            middle = lefts[column] + BOX / 2
            if above[column]:
                _arrow(axes, (middle, above[column]), (middle, top))
            above[column] = top + box.height
        if place == 0 and row[0] is not None and row[1] is not None and row[1].hue == look.QUIET:
            # Who did not come in leaves to the side, and leads to nothing below.
            level = top + min(row[0].height, row[1].height) / 2
            _arrow(axes, (lefts[0] + BOX, level), (lefts[1], level))
            above[1] = 0.0
        top += height + GAP
    return figure


def describe(
    parts: Mapping[str, Part],
    labels: Labels,
    *,
    outcome: str = "outcome",
    included: str = "included",
    arm: str = "arm",
    treated: str = "intervention",
    along: str = "followed_for",
) -> str:
    """Return the numbers of every box in words, from top to bottom."""
    sentences = [word("alt.flow")]
    rows = _rows(parts, labels, outcome, included, (arm, treated), along)
    for column in (0, 1):
        heading = ""
        for box in (row[column] for row in rows):
            if box is None:
                continue
            said = ", ".join(f"{line.name} {line.said}" for line in box.lines)
            if box.heading and box.heading != heading:
                sentences.append(f"{box.heading}: {said}.")
            else:
                sentences[-1] = f"{sentences[-1].removesuffix('.')}; {said}."
            heading = box.heading or heading
    return " ".join(sentences)


def _rows(
    parts: Mapping[str, Part],
    labels: Labels,
    outcome: str,
    included: str,
    arms: tuple[str, str],
    along: str,
) -> list[tuple[_Box | None, _Box | None]]:
    """Return the boxes, a row of the diagram each, for the left column and the right one."""
    rows: list[tuple[_Box | None, _Box | None]] = []
    intake, followed = parts.get("intake"), parts.get("followed")
    if isinstance(intake, Safe):
        found = {key[0]: cell for key, cell in cells(intake, [outcome]).items()}
        others = [level for level in levels(intake.frame, outcome) if level != included]
        screened = _Box(word("figure.intake"), (_Line(word("figure.screened"), found[ALL]),))
        left_out = tuple(_Line(labels.level(outcome, each), found[each]) for each in others)
        came = _Line(labels.level(outcome, included), found[included])
        rows.append((screened, _Box(word("figure.not_included"), left_out)))
        rows.append((_Box("", (came,)), None))
    if isinstance(followed, Safe):
        arm, treated = arms
        at = cells(followed, [arm, along])
        there = levels(followed.frame, arm)
        columns = [
            next((each for each in there if each == treated), None),
            next((each for each in there if each != treated), None),
        ]
        for place, length in enumerate(levels(followed.frame, along)):
            line = [
                _Box(
                    "" if place else labels.level(arm, each),
                    (_Line(labels.level(along, length), at[each, length]),),
                    hue,
                )
                if each is not None
                else None
                for each, hue in zip(columns, look.hues(len(columns)), strict=True)
            ]
            rows.append((line[0], line[1]))
    return rows


def _draw(axes: Axes, box: _Box, left: float, top: float) -> None:
    hidden = all(not line.cell.shown for line in box.lines)
    axes.add_patch(
        FancyBboxPatch(
            (left, top),
            BOX,
            box.height,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=look.HIDDEN if hidden else "white",
            edgecolor=box.hue,
            linewidth=1.5,
        )
    )
    for place, (text, heading) in enumerate(box.texts):
        axes.text(
            left + PAD,
            top + PAD + LINE * (place + 0.5),
            text,
            fontsize=SIZE,
            weight="bold" if heading else "normal",
            color=box.hue if heading and box.hue != look.QUIET else look.INK,
            va="center_baseline",
        )


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate(
        "",
        end,
        start,
        arrowprops={
            "arrowstyle": "-|>,head_length=0.5,head_width=0.28",
            "color": look.QUIET,
            "linewidth": 1.4,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )
