"""Drafting: the boxes and arrows of a diagram drawn where they stand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from compendium.present import look
from compendium.present.forms.boxes import (
    BAND,
    LINE,
    MARGIN,
    PAD,
    ROOM,
    SIZE,
    SMALL,
    SMALL_LINE,
    Box,
    Placed,
    Scene,
    placed,
)
from compendium.present.forms.routing import Point
from compendium.present.wording import word

GROUND = "#F1F5F8"
BOLD = 0.88
"""How much of a width the same text takes that is not bold."""
ROUND = "round,pad=0,rounding_size=0.07"


def drawn(scene: Scene, dashed: str) -> Figure:
    """Return a scene as a figure that says what a dashed arrow is."""
    place = placed(scene)
    below = _below(scene, place, dashed)
    foot = sum(SMALL_LINE * len(lines) + 0.05 for _, lines in below)
    whole = place.height + 2 * (MARGIN + BAND) + (foot + 0.16 if below else 0.0)
    figure = look.canvas(whole)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, look.WIDTH)
    axes.set_ylim(whole - MARGIN - BAND, -MARGIN - BAND)
    axes.axis("off")
    _grounds(axes, scene, place)
    for arrow, way, chip in zip(place.arrows, place.ways, place.chips, strict=True):
        _line(axes, way, certain=arrow.certain)
        _chip(axes, way, chip)
    for box in scene.boxes:
        _box(axes, box, place)
    _foot(axes, below, place.height + BAND + 0.16)
    return figure


def _grounds(axes: Axes, scene: Scene, place: Placed) -> None:
    for heading in (each for each in scene.headings if each):
        keys = [box.key for box in scene.boxes if box.heading == heading]
        frames = [place.frame(key) for key in keys]
        top = min(y for _, y, _, _ in frames)
        end = max(y + height for _, y, _, height in frames)
        lines = look.fitted(heading, SIZE, (scene.margin - ROOM) * BOLD)
        end = max(end, top + LINE * len(lines))
        axes.add_patch(
            FancyBboxPatch(
                (MARGIN, top - BAND),
                look.WIDTH - 2 * MARGIN,
                end - top + 2 * BAND,
                boxstyle=ROUND,
                facecolor=GROUND,
                edgecolor="none",
                zorder=0,
            )
        )
        for line, text in enumerate(lines):
            axes.text(
                MARGIN + 0.12, top + 0.05 + LINE * (line + 0.5), text,
                fontsize=SIZE, weight="bold", color=look.QUIET, va="center_baseline",
            )  # fmt: skip


def _box(axes: Axes, box: Box, place: Placed) -> None:
    left, top, width, height = place.frame(box.key)
    axes.add_patch(
        FancyBboxPatch(
            (left, top),
            width,
            height,
            boxstyle=ROUND,
            facecolor="white",
            edgecolor=box.hue,
            linewidth=1.5,
            linestyle="-" if box.key else (0, (3, 2)),
            zorder=3,
        )
    )
    y = top + PAD + (height - box.height(width)) / 2
    for text, own in box.lines(width):
        step = LINE if own else SMALL_LINE
        axes.text(
            left + width / 2, y + step / 2, text,
            fontsize=SIZE if own else SMALL, color=look.INK if own else look.QUIET,
            ha="center", va="center_baseline", zorder=4,
        )  # fmt: skip
        y += step


def _line(axes: Axes, way: Sequence[Point], *, certain: bool) -> None:
    """Draw the way of an arrow, its corners rounded, and the head at its end."""
    (x, y), before = way[-1], way[-2]
    down = math.copysign(1.0, y - before[1])
    tip = (x, y - 0.1 * down)
    points, codes = [way[0]], [Path.MOVETO]
    corners = [*way[1:-1]]
    for corner, last, following in zip(corners, way, [*way[2:-1], tip], strict=False):
        points += [_toward(corner, last), corner, _toward(corner, following)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    axes.add_patch(
        PathPatch(
            Path([*points, tip], [*codes, Path.LINETO]),
            facecolor="none",
            edgecolor=look.QUIET,
            linewidth=1.5,
            linestyle="-" if certain else (0, (3, 1.8)),
            zorder=2,
        )
    )
    head = [(x, y), (x - 0.055, y - 0.13 * down), (x + 0.055, y - 0.13 * down)]
    axes.add_patch(Polygon(head, facecolor=look.QUIET, edgecolor="none", zorder=2))


def _toward(corner: Point, other: Point) -> Point:
    """Return the point a little way from a corner to another."""
    length = math.dist(corner, other)
    part = min(0.06, length / 2) / length if length else 0.0
    return (corner[0] + part * (other[0] - corner[0]), corner[1] + part * (other[1] - corner[1]))


def _chip(axes: Axes, way: Sequence[Point], lines: Sequence[str]) -> None:
    if not lines:
        return
    (x, y), before = way[-1], way[-2]
    height = SMALL_LINE * len(lines)
    down = y > before[1]
    top = y - 0.19 - height if down else y + 0.19
    for place, text in enumerate(lines):
        axes.text(
            x, top + SMALL_LINE * (place + 0.5), text, fontsize=SMALL, color=look.INK,
            ha="center", va="center_baseline", zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
        )  # fmt: skip


def _below(scene: Scene, place: Placed, dashed: str) -> list[tuple[str, list[str]]]:
    """Return what is told below the diagram, each with the colour it is told of."""
    room = look.WIDTH - 2 * MARGIN - 0.4
    groups = dict.fromkeys((box.hue, box.group) for box in scene.boxes if box.group)
    told = [(hue, group) for hue, group in groups]
    told += [("", f"{place_}  {text}") for place_, text in enumerate(place.notes, 1)]
    if any(not arrow.certain for arrow in place.arrows):
        told.append(("", word("figure.dashed", what=dashed)))
    loose = [arrow.label for arrow in scene.arrows if arrow.open]
    if loose:
        told.append(("", word("figure.loose", labels="; ".join(loose))))
    return [(hue, look.fitted(text, SMALL, room)) for hue, text in told]


def _foot(axes: Axes, below: Sequence[tuple[str, list[str]]], top: float) -> None:
    for hue, lines in below:
        if hue:
            axes.add_patch(
                FancyBboxPatch(
                    (MARGIN + 0.02, top + 0.04), 0.13, SMALL_LINE - 0.08,
                    boxstyle="round,pad=0,rounding_size=0.02",
                    facecolor="white", edgecolor=hue, linewidth=1.8,
                )
            )  # fmt: skip
        for text in lines:
            axes.text(
                MARGIN + (0.27 if hue else 0.02), top + SMALL_LINE / 2, text,
                fontsize=SMALL, color=look.QUIET, va="center_baseline",
            )  # fmt: skip
            top += SMALL_LINE
        top += 0.05
