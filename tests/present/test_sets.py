"""Combinations of sides: each a bar over its dots, fullest first, hidden ones hatched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms import sets
from compendium.present.labelling import Labels

Maker = Callable[..., Safe]


def drawn(safe: Safe, labels: Labels | None = None, **layout: Any) -> Figure:
    with look.style():
        return sets.compose(safe, labels or Labels(), **layout)


def hatched(figure: Figure) -> list[Rectangle]:
    patches = [patch for axes in figure.axes for patch in axes.patches]
    return [patch for patch in patches if isinstance(patch, Rectangle) and patch.get_hatch()]


def test_a_combination_is_a_bar_over_its_dots_and_a_hidden_one_is_hatched(
    side_shares: Maker,
) -> None:
    safe = side_shares()
    shown_ = safe.frame[safe.frame["shown"]]
    hidden = 4 - len(shown_[(shown_[["gad7_beyond", "mdi_beyond"]] != "all").all(axis=1)])
    assert hidden > 1, "one alone could be worked out from the totals"
    figure = drawn(safe, sets=["gad7_beyond", "mdi_beyond"])
    assert len(hatched(figure)) == hidden
    filled = [
        [line.get_markerfacecolor() for line in figure.axes[1].lines if line.get_xdata()[0] == place
         and line.get_marker() == "o"]
        for place in range(4)
    ]  # fmt: skip
    assert sorted(map(tuple, filled)) == sorted(
        [(look.INK, look.INK), (look.INK, "white"), ("white", look.INK), ("white", "white")]
    )


def test_combinations_stand_fullest_first_and_are_told_by_their_names() -> None:
    rows = [("yes", "yes")] * 10 + [("yes", "no")] * 20 + [("no", "no")] * 70
    frame = pd.DataFrame(rows, columns=["a", "b"]).reset_index(names="participant_id")
    safe = disclosure.share(frame, ["a", "b"], of="people", profile="dk", within=[])
    names = Labels(titles={"a": "First", "b": "Second"})
    alt = sets.describe(safe, names, sets=["a", "b"])
    order = ["None of them: 70 of 100", "just First: 20 of 100", "just First and Second: 10 of 100"]
    assert [alt.index(said) for said in order] == sorted(alt.index(said) for said in order)
    assert "In all: First 30 of 100; Second 10 of 100." in alt
    figure = drawn(safe, names, sets=["a", "b"])
    assert [label.get_text() for label in figure.axes[1].get_yticklabels()] == [
        "First\nn = 30",
        "Second\nn = 10",
    ]


def test_combinations_of_nobody_may_be_left_out_and_the_words_be_others() -> None:
    rows = [("yes", "yes")] * 10 + [("no", "no")] * 70
    frame = pd.DataFrame(rows, columns=["a", "b"]).reset_index(names="participant_id")
    safe = disclosure.share(frame, ["a", "b"], of="people", profile="dk", within=[])
    layout: dict[str, Any] = {"sets": ["a", "b"], "empty": False, "said": "counted"}
    assert len(drawn(safe, **layout).axes[0].patches) == 2
    assert len(drawn(safe, sets=["a", "b"]).axes[0].patches) == 4
    alt = sets.describe(safe, Labels(titles={"a": "First", "b": "Second"}), **layout)
    assert "just First:" not in alt
    assert "which of these count them as NEET: First and Second" in alt
