"""The diagram of boxes and arrows: all is said, nothing overlaps, and no arrow crosses a box."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.drawing import figure_output
from compendium.present.forms import boxes as fitting
from compendium.present.forms import diagram, drafting
from compendium.present.forms.boxes import Arrow, Box, Scene
from compendium.present.labelling import Labels
from compendium.present.reading import LayoutError

BOXES = pd.DataFrame(
    [
        ("young", "Young person", "Who", "", "one"),
        ("consultant", "Consultant", "Two sides", "Education, job", "two"),
        ("service", "Psychosocial service", "Two sides", "Emotions", "two"),
        ("meeting", "Team meeting", "Together", "", "one"),
    ],
    columns=["key", "label", "heading", "says", "kind"],
)
ARROWS = pd.DataFrame(
    [
        ("young", "consultant", "wish", True),
        ("young", "service", "referral", True),
        ("service", "meeting", "", False),
    ],
    columns=["sender", "receiver", "label", "certain"],
)


def parts(boxes: pd.DataFrame = BOXES, arrows: pd.DataFrame = ARROWS) -> dict[str, Safe]:
    return {"boxes": disclosure.definitions(boxes), "arrows": disclosure.definitions(arrows)}


def drawn(tables: dict[str, Safe], **layout: Any) -> Figure:
    with look.style():
        figure = diagram.compose(tables, Labels(), **layout)
        figure.canvas.draw()
    return figure


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def more(*arrows: tuple[str, str, str, bool]) -> pd.DataFrame:
    return pd.concat([ARROWS, pd.DataFrame(list(arrows), columns=list(ARROWS))])


names = st.lists(
    st.text("abcdefghijklmnoæøå", min_size=1, max_size=18), min_size=1, max_size=6
).map(" ".join)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Draw up to nine boxes under up to four headings, and arrows between any two of them."""
    headings = draw(st.lists(st.sampled_from(["", "Who", "What", "Why"]), min_size=2, max_size=9))
    boxes = tuple(
        Box(str(place), draw(names), draw(st.one_of(st.just(""), names)), heading)
        for place, heading in enumerate(headings)
    )
    keys = st.sampled_from([box.key for box in boxes])
    ends = draw(st.lists(st.tuples(keys, keys).filter(lambda two: two[0] != two[1]), max_size=8))
    arrows = [Arrow(*two, draw(st.one_of(st.just(""), names)), draw(st.booleans())) for two in ends]
    return Scene(boxes, tuple(arrows))


@given(scenes())
@settings(deadline=None, max_examples=30)
def test_no_two_boxes_overlap_and_no_arrow_crosses_a_box(scene: Scene) -> None:
    place = fitting.placed(scene)
    frames = {box.key: place.frame(box.key) for box in scene.boxes}
    assert len(frames) == len(scene.boxes)
    for (left, top, width, height), (other, below, wide, high) in combinations(frames.values(), 2):
        beside = left + width <= other or other + wide <= left
        assert beside or top + height <= below or below + high <= top
    for left, top, width, height in frames.values():
        assert 0 <= left < left + width <= look.WIDTH
        assert 0 <= top < top + height <= place.height + 1e-6
    for arrow, way in zip(place.arrows, place.ways, strict=True):
        for (x, y), (to_x, to_y) in pairwise(way):
            assert abs(x - to_x) < 1e-6 or abs(y - to_y) < 1e-6, "arrows have right angles"
            for left, top, width, height in frames.values():
                inside = (
                    max(x, to_x) > left + 1e-6
                    and min(x, to_x) < left + width - 1e-6
                    and max(y, to_y) > top + 1e-6
                    and min(y, to_y) < top + height - 1e-6
                )
                assert not inside
        for key, (x, y) in ((arrow.sender, way[0]), (arrow.receiver, way[-1])):
            left, top, width, height = frames[key]
            assert left <= x <= left + width
            assert min(abs(y - top), abs(y - top - height)) < 1e-6


@given(scenes())
@settings(deadline=None, max_examples=20)
def test_the_text_alternative_has_every_box_and_every_arrow(scene: Scene) -> None:
    boxes = pd.DataFrame(
        [(box.key, box.label, box.heading, box.beside) for box in scene.boxes],
        columns=["key", "label", "heading", "beside"],
    )
    arrows = pd.DataFrame(
        [(arrow.sender, arrow.receiver, arrow.label, arrow.certain) for arrow in scene.arrows],
        columns=["sender", "receiver", "label", "certain"],
    )
    alt = diagram.describe(parts(boxes, arrows), Labels(), beside=["beside"])
    label = {box.key: Labels().level("label", box.label) for box in scene.boxes}
    for box in scene.boxes:
        said = Labels().level("beside", box.beside) if box.beside else ""
        assert f"{label[box.key]} ({said})" in alt if said else label[box.key] in alt
        assert box.heading in alt
    for arrow in scene.arrows:
        text = f"From {label[arrow.sender]} to {label[arrow.receiver]}"
        text += f": {arrow.label}" if arrow.label else ""
        assert text + ("." if arrow.certain else " (not certain).") in alt


@pytest.mark.parametrize("language", ["en", "da"])
def test_text_stays_within_its_box(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", language)
    long = BOXES.assign(label=BOXES["label"] + " med en beskæftigelsesrettet indsats ved siden af")
    figure = drawn(parts(long), beside=["says"])
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined] # of Agg, not of the base
    frames = [
        patch.get_window_extent(renderer)
        for patch in figure.axes[0].patches
        if isinstance(patch, FancyBboxPatch)
    ]
    for text in figure.axes[0].texts:
        at = text.get_window_extent(renderer)
        if text.get_ha() == "center" and not text.get_bbox_patch():
            assert any(
                box.x0 <= at.x0 and at.x1 <= box.x1 and box.y0 <= at.y0 and at.y1 <= box.y1
                for box in frames
            ), text.get_text()


def test_a_label_stands_at_its_arrow_while_it_is_alone_there() -> None:
    figure = drawn(parts())
    assert {"wish", "referral"} <= set(texts(figure))
    crowded = drawn(parts(arrows=more(("consultant", "service", "knowledge", True))))
    assert "knowledge" not in texts(crowded), "another arrow leaves the service there"
    assert {"1 wish", "2 referral", "3 knowledge"} <= set(texts(crowded))


def test_what_is_not_certain_is_dashed_and_said() -> None:
    dashed = [
        patch
        for patch in drawn(parts()).axes[0].patches
        if patch.get_linestyle() not in ("-", "solid")
    ]
    assert len(dashed) == 1
    assert "Dashed: not certain." in texts(drawn(parts()))
    ours = {"dashed": "our_reading"}
    assert "Dashed: our reading." in texts(drawn(parts(), **ours))
    assert "(our reading)." in diagram.describe(parts(), Labels(), **ours)
    sure = parts(arrows=ARROWS.assign(certain=True))
    assert "Dashed: not certain." not in texts(drawn(sure))
    assert "not certain" not in diagram.describe(sure, Labels())


def test_an_end_that_is_not_told_is_a_box_that_says_so() -> None:
    tables = parts(arrows=more(("meeting", "", "minutes", True), ("", "", "rumours", False)))
    alt = diagram.describe(tables, Labels())
    assert "From Team meeting to Not told: minutes." in alt
    assert "From Not told to Not told: rumours (not certain)." in alt
    assert "Diagram of 4 boxes joined by 5 arrows" in alt
    said = " ".join(texts(drawn(tables)))
    assert "Not told" in said
    assert "Sent, but neither from where nor where to is told: rumours." in said
    assert "Not told" not in texts(drawn(parts()))


def test_groups_have_hues_that_a_line_tells() -> None:
    figure = drawn(parts(), group="kind")
    assert {"One", "Two"} <= set(texts(figure))
    edges = [
        patch.get_edgecolor() for patch in figure.axes[0].patches
        if isinstance(patch, FancyBboxPatch) and patch.get_zorder() == 3
    ]  # fmt: skip
    assert len(set(edges)) == 2
    assert "Young person (One)" in diagram.describe(parts(), Labels(), group="kind")


@pytest.mark.parametrize(
    ("tables", "why"),
    [
        (parts(arrows=more(("young", "nobody", "", True))), "nobody"),
        (parts(boxes=pd.concat([BOXES, BOXES[:1]])), "young"),
        (parts(boxes=BOXES[:0], arrows=ARROWS[:0]), "no boxes"),
    ],
)
def test_an_arrow_without_its_box_is_refused(tables: dict[str, Safe], why: str) -> None:
    with pytest.raises(LayoutError, match=why):
        diagram.describe(tables, Labels())


def test_boxes_without_arrows_or_headings_stand_alone() -> None:
    tables = {"boxes": disclosure.definitions(BOXES.drop(columns="heading"))}
    record = figure_output(tables, "diagram", name="it", caption="bare").compendium
    assert record["alt"].startswith("Diagram of 4 boxes joined by 0 arrows")
    place = fitting.placed(Scene((Box("a", "A"),), ()))
    assert place.ways == ()
    assert drafting.drawn(Scene((Box("a", "A"),), ()), "a guess").axes
