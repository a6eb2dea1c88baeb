"""A grid of dots: filled where it holds, a ring where it does not, and all of it in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms import marks
from compendium.present.labelling import Labels

LAYOUT: dict[str, Any] = {
    "rows": "programme",
    "columns": "practice_element",
    "mark": "tells",
    "filled": "told",
}


def test_there_is_a_dot_for_every_row_and_column(told: Callable[..., Safe]) -> None:
    with look.style():
        figure = marks.compose(told(), Labels(), **LAYOUT, section="whose")
        figure.canvas.draw()
    (axes,) = figure.axes
    sizes = [line.get_markersize() for line in axes.lines if line.get_marker() == "o"]
    assert sorted(sizes) == [5.0, 5.0, 11.0, 11.0, 11.0, 11.0]
    heads = [text.get_text() for text in axes.texts]
    assert heads == ["Reconnect", "Programmes for young people"]
    named = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert named == ["Reconnect", "A programme that has a long name", "Other"]


def test_no_name_of_a_row_or_column_is_cut_off(told: Callable[..., Safe]) -> None:
    with look.style():
        figure = marks.compose(told(), Labels(), **LAYOUT, section="whose")
        figure.canvas.draw()
    (axes,) = figure.axes
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts):
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1


def test_every_row_is_told_in_words_and_how_often_each_column_holds(
    told: Callable[..., Safe],
) -> None:
    alt = marks.describe(told(), Labels(), **LAYOUT, section="whose")
    assert "3 rows by 2 columns" in alt
    assert "Reconnect: 2 of 2 (aims and effect)." in alt
    assert "Other: 1 of 2 (aims)." in alt
    assert alt.endswith("aims 3; effect 1.")
