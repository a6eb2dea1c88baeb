"""The diagram of persons: every number in a box, hidden ones said to be, and nothing across."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import drawing, look
from compendium.present.forms import flow
from compendium.present.labelling import Labels
from compendium.present.reading import LayoutError
from compendium.tables import Absent

OUTCOMES = {"included": 60, "declined": 20, "not_eligible": 30, "not_included": 7}
LENGTHS = ["shorter", "weeks_52", "weeks_78"]


def intake(**changed: int) -> Safe:
    rows = [level for level, n in (OUTCOMES | changed).items() for _ in range(n)]
    frame = pd.DataFrame({"outcome": pd.Categorical(rows, list(OUTCOMES))})
    return disclosure.count(frame.reset_index(names="participant_id"), ["outcome"],
                            of="intake", profile="dk")  # fmt: skip


def followed(*arms: str) -> Safe:
    rows = [(arm, length) for arm in arms for length in LENGTHS for _ in range(10)]
    frame = pd.DataFrame(rows, columns=["arm", "followed_for"])
    frame["followed_for"] = pd.Categorical(frame["followed_for"], LENGTHS, ordered=True)
    counted = disclosure.count(frame.reset_index(names="participant_id"), ["arm", "followed_for"],
                               of="participants", profile="dk")  # fmt: skip
    return disclosure.accrued(counted, "followed_for", within=["arm"], falling=True)


def drawn(parts: Mapping[str, Safe | Absent]) -> Figure:
    with look.style():
        return flow.compose(parts, Labels())


def boxes(figure: Figure) -> list[FancyBboxPatch]:
    return [patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]


def arrows(figure: Figure) -> int:
    return sum(text.arrow_patch is not None for text in figure.axes[0].texts
               if hasattr(text, "arrow_patch"))  # fmt: skip


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


BOTH = ("comparison", "intervention")


def test_all_numbers_stand_in_boxes_and_no_arrow_leads_to_the_comparison() -> None:
    figure = drawn({"intake": intake(), "followed": followed(*BOTH)})
    assert len(boxes(figure)) == 3 + 2 * 3
    said = " ".join(texts(figure))
    for number in ("Screened: 117", "Included: 60", "Declined the offer: 20", "52 weeks: 20"):
        assert number in said
    # To the side, down to the included, to the first arm, and two in each arm.
    assert arrows(figure) == 3 + 4


def test_the_included_lead_to_their_own_arm_or_to_none() -> None:
    # To the side and down to the included, and two in the arm.
    assert arrows(drawn({"intake": intake(), "followed": followed("comparison")})) == 2 + 2
    assert arrows(drawn({"intake": intake(), "followed": followed("intervention")})) == 3 + 2


def test_the_text_alternative_says_every_number_and_what_is_hidden() -> None:
    parts = {"intake": intake(not_included=2), "followed": followed(*BOTH)}
    alt = flow.describe(parts, Labels())
    assert "Intake: Screened 112; Included 60." in alt
    assert "Otherwise not included not shown" in alt
    assert "Comparison: In the arm 30; Followed for 52 weeks 20; Followed for 78 weeks 10." in alt
    assert "not shown" in " ".join(texts(drawn(parts)))


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ({"intake": intake(), "followed": Absent("no participants")}, 3),
        ({"intake": Absent("no intake"), "followed": followed(*BOTH)}, 6),
        ({"intake": intake(), "followed": followed("intervention")}, 6),
        ({"intake": intake(), "followed": followed("comparison")}, 6),
    ],
)
def test_what_a_study_lacks_has_no_boxes(parts, count) -> None:
    assert len(boxes(drawn(parts))) == count
    assert flow.describe(parts, Labels())


def test_text_stays_within_its_box() -> None:
    names = Labels(levels={"outcome": {"declined": "Takkede nej til tilbuddet om at være med i "
                                       "indsatsen efter en samtale"}})  # fmt: skip
    with look.style():
        figure = flow.compose({"intake": intake()}, names)
        figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    extents = [box.get_window_extent(renderer) for box in boxes(figure)]
    for text in figure.axes[0].texts:
        if text.get_text():
            inside = text.get_window_extent(renderer)
            assert any(
                box.x0 <= inside.x0 and inside.x1 <= box.x1
                and box.y0 <= inside.y0 and inside.y1 <= box.y1
                for box in extents
            ), text.get_text()  # fmt: skip


def test_a_figure_of_one_table_takes_no_several() -> None:
    with pytest.raises(LayoutError, match="several were given"):
        drawing.figure_output({"a": intake()}, "bands", name="x", caption="bare")
    shown = drawing.figure_output({"intake": intake()}, "flow", name="x", caption="bare")
    assert "Screened 117" in shown.compendium["alt"]
