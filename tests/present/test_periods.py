"""Periods as columns against a target: hidden ones hatched, many of them named upright."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms import periods
from compendium.present.labelling import Labels

Maker = Callable[..., Safe]


def drawn(safe: Safe, labels: Labels | None = None, **layout: Any) -> Figure:
    with look.style():
        return periods.compose(safe, labels or Labels(), **layout)


def hatched(figure: Figure) -> list[Rectangle]:
    patches = [patch for axes in figure.axes for patch in axes.patches]
    return [patch for patch in patches if isinstance(patch, Rectangle) and patch.get_hatch()]


def test_periods_stand_against_their_target_and_a_hidden_one_is_hatched(half_years: Maker) -> None:
    safe = half_years()
    figure = drawn(safe, x="half_year", target=50)
    written = [text.get_text() for text in figure.axes[0].texts]
    assert len(hatched(figure)) == 1, "up to 2020H2; after 2021H1 the sum is known again"
    assert [text for text in written if text.isdigit()] == ["20", "31", "61"]
    assert "target 50" in written
    alt = periods.describe(safe, Labels(), x="half_year", target=50)
    assert "2020H1 20; 2020H2 not shown; 2021H1 31; 2021H2 61." in alt
    assert "The target is 50." in alt
    assert "target" not in periods.describe(safe, Labels(), x="half_year")


def test_many_periods_are_named_upright() -> None:
    names = [f"{year}Q{quarter}" for year in range(2018, 2025) for quarter in range(1, 5)]
    frame = pd.DataFrame({"quarter": names * 10}).reset_index(names="participant_id")
    safe = disclosure.count(frame, ["quarter"], of="people", profile="dk")
    labels = drawn(safe, x="quarter").axes[0].get_xticklabels()
    assert {label.get_rotation() for label in labels} == {90.0}
