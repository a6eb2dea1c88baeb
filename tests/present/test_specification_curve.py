"""The specification curve: in order, its choices below, the planned one marked, and told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms import specifications
from compendium.present.labelling import Labels

Maker = Callable[..., Safe]
BY = ["pool", "caliper"]
NAMES = Labels(
    titles={"pool": "Pool", "caliper": "Caliper"},
    levels={
        "pool": {"across": "Others", "within": "Same"},
        "caliper": {"usual": "Usual", "narrow": "Narrow", "without": "None"},
    },
)


def drawn(safe: Safe) -> Figure:
    with look.style():
        return specifications.compose(safe, NAMES, by=BY)


def test_estimates_stand_in_order_and_the_planned_one_in_its_own_colour(analyses: Maker) -> None:
    upper = drawn(analyses()).axes[0]
    dots = [line for line in upper.lines if line.get_marker() == "o"]
    values = [float(np.asarray(line.get_ydata())[0]) for line in dots]
    assert values == sorted(values) == [0.02, 0.04, 0.05, 0.08, 0.12]
    assert [line.get_color() for line in dots].index(look.HUES[1]) == 2


def test_below_each_stands_a_mark_in_the_row_of_its_choices_and_none_where_it_has_none(
    analyses: Maker,
) -> None:
    lower = drawn(analyses()).axes[1]
    names = [label.get_text() for label in lower.get_yticklabels()]
    assert names == ["Pool", "Others", "Same", "Caliper", "Usual", "Narrow", "None"]
    rows = dict(zip(names, lower.get_yticks(), strict=True))
    marks = {name: [] for name in names}  # type: dict[str, list[float]]
    for collection in lower.collections:
        for segment in collection.get_segments():  # type: ignore[attr-defined] # they are lines
            row = min(rows, key=lambda name: abs(rows[name] - segment[:, 1].mean()))
            marks[row].append(float(segment[0, 0]))
    assert sorted(marks["Others"] + marks["Same"]) == [0, 1, 2, 3, 4]
    assert sorted(marks["Usual"] + marks["Narrow"]) == [1, 2, 3, 4], "the first has no caliper"
    assert marks["None"] == [], "what is hidden has no place"


def test_the_words_say_range_middle_share_above_zero_and_where_the_planned_one_lies(
    analyses: Maker,
) -> None:
    said = specifications.describe(analyses(), NAMES, by=BY)
    assert "5 analyses of the same people" in said
    assert "from 2.0 to 12.0, the middle one 5.0" in said
    assert "above zero in 3 of them, and below it in 0" in said
    assert "gives 5.0 (0.5 to 9.5), and is number 3 counted from the smallest" in said
    assert "1 analyses are not shown" in said
    assert "30" not in said
    assert "Pool, the middle estimate of each: others 4.5 and same 8.0." in said
