"""Bars and grids of numbers that are no shares and no scores: they are drawn and said as counts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.drawing import FORMS
from compendium.present.labelling import Labels
from compendium.present.reading import LayoutError

BARS = {"rows": "category", "bands": "design", "as_": "count", "beside": ["not_said"]}
GRID = {"rows": "factor", "columns": "level", "low": 0, "high": 3, "dots": ["controlled", "others"]}


@pytest.fixture
def factors() -> Safe:
    rows = [("health", "register", 2), ("health", "not_said", 6), ("school", "not_said", 1)]
    frame = pd.DataFrame(rows, columns=["category", "design", "factors"]).assign(source="one2015")
    return disclosure.published(frame, "factors", by=["category", "design"])


@pytest.fixture
def grid() -> Safe:
    """One cell without a dot, one with two kinds of them, and one without a number."""
    rows = [
        ("Debt", "structural", 3, 0, 0),
        ("Debt", "individual", 1, 1, 2),
        ("Crime", "structural", 2, 0, 0),
        ("Crime", "unplaced", None, 0, 1),
    ]
    columns = ["factor", "level", "barriers", "controlled", "others"]
    frame = pd.DataFrame(rows, columns=columns).assign(source="one2015")
    return disclosure.published(frame, "barriers", by=["factor", "level"])


def drawn(form: str, safe: Safe, layout: dict[str, Any]) -> Figure:
    with look.style():
        figure: Figure = FORMS[form].compose(safe, Labels(), **layout)
        figure.canvas.draw()
    return figure


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_a_bar_is_as_long_as_what_it_counts_with_its_sum_at_its_end(factors: Safe) -> None:
    figure = drawn("bands", factors, BARS)
    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    assert [bar.get_width() for bar in bars] == [2, 6, 1]
    assert texts(figure) == ["2", "6", "8", "1", "1"]
    assert figure.axes[0].get_xlim() == (0, 8)
    assert not figure.axes[0].get_xticks().size, "the numbers are printed"


def test_bars_of_counts_are_said_as_counts(factors: Safe) -> None:
    alt = FORMS["bands"].describe(factors, Labels(), **BARS)
    assert "Health (8): register 2 and not said 6." in alt
    assert "%" not in alt
    assert "persons" not in alt


def test_what_is_hidden_of_a_count_has_no_length_to_read_off_and_no_sum() -> None:
    people = [f"{number:03}" for number in range(43)]
    frame = pd.DataFrame({"participant_id": people, "arm": "one"})
    frame["kind"] = pd.Categorical(["often"] * 38 + ["rare"] * 3 + ["seldom"] * 2)
    counts = disclosure.count(frame, ["arm", "kind"], of="people", profile="dk").cut(arm="one")
    counts = counts.cut(kind=["often", "rare", "seldom"])
    figure = drawn("bands", counts, {"rows": "arm", "bands": "kind", "as_": "count"})
    (rest,) = [patch for patch in figure.axes[0].patches if patch.get_hatch()]
    assert isinstance(rest, Rectangle)
    assert rest.get_width() == pytest.approx(0.05 * 38 * 1.05)
    assert "43" not in texts(figure)


def test_a_cell_has_as_many_dots_as_there_are_of_each_kind(grid: Safe) -> None:
    figure = drawn("heatmap", grid, GRID)
    dots = [line.get_markerfacecolor() for line in figure.axes[0].lines]
    assert dots == [look.INK, "white", "white", "white"]
    assert sorted(texts(figure)) == ["1", "2", "3"], "what has no number prints none"
    key = figure.legends[0]
    assert [text.get_text() for text in key.get_texts()] == [
        "Programmes set against a control group",
        "Other programmes",
    ]


def test_a_grid_of_counts_is_said_column_by_column(grid: Safe) -> None:
    alt = FORMS["heatmap"].describe(grid, Labels(), **GRID)
    assert "Structural: 5 in all" in alt
    assert "no dot in 2 of 2" in alt
    assert "Level not told: programmes set against a control group 0" in alt
    assert "score" not in alt


def test_dots_of_a_column_that_is_not_there_are_refused(grid: Safe) -> None:
    with pytest.raises(LayoutError, match="stars"):
        FORMS["heatmap"].compose(grid, Labels(), **{**GRID, "dots": ["stars"]})
