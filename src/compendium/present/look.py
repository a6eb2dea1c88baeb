"""The look: one style for every figure, readable on paper, on a phone and by the colour-blind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import Patch

WIDTH = 7.0
DPI = 160
FINE = 1152
"""Dots an inch in which text is measured, so that whole dots do not count."""

INK = "#22282E"
DARKEST = "#0D1114"
QUIET = "#5B6670"
GRID = "#DFE4E8"
HIDDEN = "#F1F1EE"
HATCH = "#A9ABA6"
SMALL = 10.5

# Okabe and Ito's palette, the light hues darkened until they carry text on white.
HUES = ("#0B6AA8", "#C4510B", "#0A7F5E", "#A6527F", "#8A6A00", "#3A3F45")
_RAMP = LinearSegmentedColormap.from_list(
    "compendium", ["#E4EEF3", "#A9CBDD", "#5E9CC0", "#24699A", "#123A5C"]
)

_GREYS = LinearSegmentedColormap.from_list("without", ["#A3A8AC", "#D5D8DA"])

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 12.0,
    "text.color": INK,
    "figure.facecolor": "white",
    "figure.dpi": DPI,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.09,
    "figure.constrained_layout.w_pad": 0.09,
    "savefig.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": "#9AA4AC",
    "axes.labelcolor": QUIET,
    "axes.labelsize": 11.5,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "axes.titlesize": 12.0,
    "axes.titleweight": "bold",
    "axes.titlepad": 8.0,
    "axes.unicode_minus": True,
    "axes.formatter.use_locale": False,
    "grid.color": GRID,
    "grid.linewidth": 0.9,
    "hatch.color": HATCH,
    "hatch.linewidth": 0.9,
    "legend.frameon": False,
    "legend.fontsize": 11.0,
    "legend.handlelength": 1.1,
    "legend.handleheight": 1.0,
    "legend.columnspacing": 1.3,
    "legend.borderaxespad": 0.0,
    "lines.linewidth": 2.2,
    "lines.solid_capstyle": "round",
    "xtick.color": "#9AA4AC",
    "ytick.color": "#9AA4AC",
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 11.0,
    "ytick.labelsize": 11.5,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.major.pad": 6.0,
    "ytick.major.pad": 6.0,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style, whatever the reader's own matplotlib is set to."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def canvas(height: float, *, width: float = WIDTH) -> Figure:
    """Return an empty figure of the house's width; pyplot, which keeps figures, is not used."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """Return a figure as PNG of fixed resolution that carries no metadata."""
    target = BytesIO()
    figure.savefig(target, format="png", dpi=DPI, metadata={"Software": None})
    return target.getvalue()


def ramp(steps: int) -> list[str]:
    """Return an ordered palette, light to dark, for so many steps."""
    if steps == 1:
        return [to_hex(_RAMP(0.6))]
    return [to_hex(_RAMP(position)) for position in np.linspace(0.0, 1.0, steps)]


def greys(count: int) -> list[str]:
    """Return so many greys, dark to light, for what has no place in an ordered palette."""
    return [to_hex(_GREYS(position)) for position in np.linspace(0.0, 1.0, max(count, 1))][:count]


def hues(count: int) -> list[str]:
    """Return so many colours for things without order; beyond the palette they come again."""
    return [HUES[place % len(HUES)] for place in range(count)]


def ink_on(colour: str) -> str:
    """Return the text colour that stands out best against a fill, by WCAG 2."""
    # Contrast is (lighter + 0.05) / (darker + 0.05); of the two inks one is on either side.
    on_fill = luminance(colour) + 0.05
    dark = on_fill / (luminance(DARKEST) + 0.05)
    return DARKEST if dark >= 1.05 / on_fill else "white"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1, as WCAG 2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hatched() -> dict[str, Any]:
    """Return how a patch looks that stands for something not shown."""
    return {"facecolor": HIDDEN, "edgecolor": HATCH, "hatch": "////", "linewidth": 0.0}


def hidden_key(label: str) -> Patch:
    """Return the entry of a legend for what is not shown."""
    return Patch(label=label, **hatched())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is set, in inches."""
    if not text.strip():
        return 0.0
    weight = "bold" if bold else "normal"
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    font.set_size(size, FINE)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / FINE


def fitted(text: str, size: float, room: float) -> list[str]:
    """Return a text broken into lines that fit a width in inches."""
    lines: list[str] = []
    for each in text.split():
        if lines and width(f"{lines[-1]} {each}", size) <= room:
            lines[-1] += f" {each}"
        else:
            lines.append(each)
    return lines


def rule_horizontally(axes: Axes) -> None:
    """Give an axes the light horizontal grid and no vertical axis line."""
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)


def apart(wanted: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Return positions as near as possible to those wanted, at least `distance` apart.

    Used for labels at the ends of lines. Order is kept; positions stay between low and high as
    far as there is room.
    """
    order = np.argsort(wanted, kind="stable")
    placed = np.asarray(wanted, dtype=float)[order]
    for _ in range(200):
        moved = False
        for first in range(len(placed) - 1):
            lack = distance - (placed[first + 1] - placed[first])
            if lack > 1e-9:
                placed[first] -= lack / 2
                placed[first + 1] += lack / 2
                moved = True
        if len(placed) and placed[0] < low:
            placed[0], moved = low, True
        if len(placed) and placed[-1] > high:
            placed[-1], moved = high, True
        if not moved:
            break
    result = [0.0] * len(placed)
    for position, index in zip(placed, order, strict=True):
        result[int(index)] = float(position)
    return result


def legend_above(figure: Figure, handles: Sequence[Patch]) -> None:
    """Put a legend in rows above the axes, at the left, as many entries a row as there is room."""
    size = float(STYLE["legend.fontsize"])
    # A patch, the room between it and its label, and the room to the next entry.
    beside = (STYLE["legend.handlelength"] + 0.8 + STYLE["legend.columnspacing"]) * size / 72
    widths = [width(str(handle.get_label()), size) + beside for handle in handles]
    columns = next(
        (
            count
            for count in range(len(widths), 1, -1)
            if sum(max(widths[first::count]) for first in range(count)) <= WIDTH - 0.4
        ),
        1,
    )
    # A legend is filled column by column, and read row by row.
    across = [handle for first in range(columns) for handle in handles[first::columns]]
    figure.legend(handles=across, loc="outside upper left", ncols=columns)
