"""Transitions: bands as wide as their shares, and whatever they leave is told as such."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms import transitions
from compendium.present.forms.transitions import BODY, RIGHT
from compendium.present.labelling import Labels
from compendium.present.reading import LayoutError

LAYOUT: dict[str, Any] = {"start": "group", "end": "later"}


def drawn(safe: Safe, **more: Any) -> Figure:
    with look.style():
        return transitions.compose(safe, Labels(), **LAYOUT, **more)


def ends(figure: Figure) -> list[Rectangle]:
    """Return the bars that the bands lead to."""
    found = [each for each in figure.axes[0].patches if isinstance(each, Rectangle)]
    return [bar for bar in found if bar.get_x() == RIGHT]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def published(values: list[float], unit: str = "percent") -> Safe:
    frame = pd.DataFrame({"value": values}).assign(unit=unit, source="one2015", group="Everybody")
    frame["later"] = [f"Place {place}" for place in range(len(frame))]
    return disclosure.published(frame, "value", by=["later"])


def test_each_bar_is_as_high_as_its_share_and_the_rest_is_hatched(
    onward: Callable[..., Safe],
) -> None:
    bars = ends(drawn(onward(), certainty="certainty"))
    heights = [bar.get_height() / BODY for bar in bars]
    assert heights == pytest.approx([0.6, 0.3, 0.1, 0.2, 0.8])
    assert [bool(bar.get_hatch()) for bar in bars] == [False, False, True, False, False]


def test_what_is_not_surely_placed_is_hollow_or_told_and_never_drawn_as_sure(
    onward: Callable[..., Safe],
) -> None:
    figure = drawn(onward(), certainty="certainty")
    assert [bar.get_facecolor()[:3] == (1, 1, 1) for bar in ends(figure)[:2]] == [False, True]
    said = " ".join(texts(figure))
    assert "Hollow: order assumed" in said
    assert "Not drawn, for it is not told what they belong to: Group 1 5%." in said
    assert said.count("5%") == 1
    alt = transitions.describe(onward(), Labels(), **LAYOUT, certainty="certainty")
    assert "at work 60%; on a benefit 30% (hollow); the rest not told by the source." in alt
    assert alt.endswith("Group 1 5%.")


def test_without_a_column_of_certainty_all_is_drawn_full(onward: Callable[..., Safe]) -> None:
    safe = disclosure.published(
        onward().frame.query("certainty != 'ambiguous'").drop(columns="certainty"),
        "value",
        by=["group"],
    )
    figure = drawn(safe)
    assert not [bar for bar in ends(figure) if bar.get_facecolor()[:3] == (1, 1, 1)]
    assert "Hollow" not in " ".join(texts(figure))


def test_a_place_has_one_colour_in_every_panel(onward: Callable[..., Safe]) -> None:
    bars = ends(drawn(onward(), certainty="certainty"))
    assert bars[0].get_facecolor() == bars[3].get_facecolor() != bars[4].get_facecolor()


def test_a_hidden_share_is_named_and_hatched_and_its_number_is_nowhere() -> None:
    counts = {"work": 40, "education": 30, "benefit": 3, "abroad": 2}
    rows = [("intervention", later) for later, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame(rows, columns=["group", "later"]).reset_index(names="participant_id")
    safe = disclosure.share(frame, ["group", "later"], of="them", profile="dk", within=["group"])
    hidden = safe.frame.loc[~safe.frame["shown"], "later"].astype(str)
    assert set(hidden) == {"benefit", "abroad"}
    figure = drawn(safe)
    assert "not shown: abroad and benefit" in " ".join(texts(figure))
    assert [bool(bar.get_hatch()) for bar in ends(figure)].count(True) == 1
    alt = transitions.describe(safe, Labels(), **LAYOUT)
    assert "benefit not shown" in alt
    assert "4.0%" not in alt


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(lambda parts: sum(parts) > 0))
def test_bars_and_rest_make_the_whole_whatever_the_shares(parts: list[int]) -> None:
    values = [round(100 * part / max(sum(parts), 100), 1) for part in parts]
    figure = drawn(published(values))
    heights = sum(bar.get_height() for bar in ends(figure)) / BODY
    assert heights == pytest.approx(1, abs=0.005 * (len(values) + 1))
    ribbons = [each for each in figure.axes[0].patches if isinstance(each, PathPatch)]
    assert len(ribbons) == len(ends(figure))


def test_no_two_texts_on_the_right_overlap() -> None:
    figure = drawn(published([97, 1, 1, 1]))
    figure.canvas.draw()
    boxes = [
        text.get_window_extent()
        for text in figure.axes[0].texts
        if text.get_position()[0] == transitions.NAME
    ]
    assert len(boxes) == 4
    tops = sorted((box.y0, box.y1) for box in boxes)
    assert all(above[1] <= below[0] for above, below in pairwise(tops))


def test_shares_that_overlap_are_refused_and_so_are_numbers() -> None:
    with pytest.raises(LayoutError, match="more than the whole"):
        drawn(published([60, 60]))
    with pytest.raises(LayoutError, match="drawn of shares"):
        drawn(published([60, 20], unit="people"))
