"""Certainty: a label that is inferred is drawn hollow, and one that is lost is never drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import certainty, look
from compendium.present.forms import dots
from compendium.present.labelling import Labels

LAYOUT: dict[str, Any] = {"label": "title", "certainty": "certainty"}
MEANS = Labels(levels={"certainty": {"order_assumed": "Read in the order of print"}})


def facts(*levels: str) -> Safe:
    values = [11.0, 22.0, 33.0][: len(levels)]
    frame = pd.DataFrame(
        {"value": values, "certainty": levels, "title": list("ABC")[: len(levels)]}
    )
    return disclosure.published(
        frame.assign(unit="percent", source="one2015"), "value", by=["title"]
    )


def drawn(safe: Safe) -> Figure:
    with look.style():
        return dots.compose(safe, MEANS, **LAYOUT)


def fills(figure: Figure) -> list[str]:
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    return [to_hex(line.get_markerfacecolor()) for line in marks]


def test_a_dot_is_full_hollow_or_not_there() -> None:
    figure = drawn(facts("certain", "order_assumed", "ambiguous"))
    assert fills(figure) == ["#ffffff", look.HUES[0].lower()], "the largest that is drawn first"
    said = [text.get_text() for text in figure.axes[0].texts]
    assert "not told what it belongs to" in said
    assert "33%" not in said
    assert figure.get_supxlabel() == "Hollow: read in the order of print"


def test_the_text_alternative_says_which_are_hollow_and_hides_what_is_lost() -> None:
    alt = dots.describe(facts("certain", "order_assumed", "ambiguous"), MEANS, **LAYOUT)
    assert "B 22% (hollow); A 11%; C not told what it belongs to." in alt
    assert alt.endswith("Hollow: read in the order of print")
    assert "33%" not in alt


def test_where_all_is_certain_no_key_stands_below() -> None:
    figure = drawn(facts("certain", "certain"))
    assert figure.get_supxlabel() == ""
    assert set(fills(figure)) == {look.HUES[0].lower()}


def test_only_what_is_inferred_is_hollow() -> None:
    levels = ("", "certain", "order_assumed", "ambiguous")
    assert [certainty.hollow(level) for level in levels] == [False, False, True, False]
    assert certainty.meanings(levels, None, MEANS) == []
    assert certainty.unplaced([]) == []
