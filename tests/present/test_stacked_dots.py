"""Dots of tables of one cell each: all of them drawn, said and recorded, or why one is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from compendium import disclosure, present
from compendium.disclosure import Safe
from compendium.instruments import Quantity
from compendium.present import look
from compendium.present.drawing import FORMS, figure_output
from compendium.present.labelling import Labels
from compendium.present.reading import LayoutError
from compendium.tables import Absent

LAYOUT: dict[str, Any] = {"label": "pair", "group": "scale", "reference": 0}
LABELS = Labels(levels={"scale": {"gad7": "GAD-7"}, "pair": {"sex": "Women − Men"}})


@dataclass(frozen=True)
class Size:
    """The size of a difference between two groups."""

    value: float = 0.3
    low: float = 0.1
    high: float = 0.5
    by: str = "sex"
    groups: tuple[str, ...] = ("female", "male")
    unit: str = "coefficient"


def size(value: float = 0.3, men: int = 40) -> Safe:
    """Return a size, shown unless the men are too few for a mean."""
    frame = pd.DataFrame({"sex": ["female"] * 40 + ["male"] * men})
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    frame["gad7_total"] = np.arange(len(frame)) % 22
    means = disclosure.mean(frame, "gad7_total", ["sex"], of="x", profile="dk")
    return disclosure.contrast(Size(value, value - 0.2, value + 0.2), means)


GONE = Absent("two groups are needed")


def said(parts: Any) -> list[str]:
    with look.style():
        figure = FORMS["dots"].compose(parts, LABELS, **LAYOUT)
        figure.canvas.draw()
        return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_every_dot_has_its_heading_its_name_its_persons_and_its_value():
    told = said({"gad7": {"sex": size()}, "MDI": {"sex": size(-0.25), "age": size(0.1)}})
    assert told.index("GAD-7") < told.index("0.30") < told.index("MDI") < told.index("−0.25")
    assert told.count("Women − Men") == 2
    assert "n = 80" in told


def test_they_keep_their_order_and_the_text_alternative_says_them_all():
    parts = {"gad7": {"small": size(0.1), "large": size(0.6)}}
    alt = FORMS["dots"].describe(parts, LABELS, **LAYOUT)
    assert "Dot plot of 2 figures." in alt
    assert alt.index("0.10 (−0.10 to 0.30)") < alt.index("0.60 (0.40 to 0.80)")


def test_one_that_is_hidden_or_absent_is_said_to_be_and_never_drawn():
    parts = {"gad7": {"sex": size(), "few": size(0.777, men=12), "none": GONE}}
    told = said(parts)
    assert {"not shown", "not in this study"} <= set(told)
    alt = FORMS["dots"].describe(parts, LABELS, **LAYOUT)
    assert "0.78" not in " ".join(told) + alt
    assert "Few not shown" in alt
    assert "None not in this study" in alt


def output(parts: Any, form: str = "dots") -> dict[str, Any]:
    made = figure_output(parts, form, name="it", caption="bare", labels=LABELS, **LAYOUT)
    return made.compendium


def test_all_tables_are_on_record_with_the_heading_and_the_name_they_stand_under():
    one, other = size(0.3), size(0.4)
    record = output({"gad7": {"sex": one}, "mdi": {"sex": other, "none": GONE}})
    assert record["safe"] == [one.view, other.view]
    rows = [(row["heading"], row["level"], row["value"]) for row in record["table"]]
    assert rows == [("gad7", "sex", 0.3), ("mdi", "sex", 0.4)]


def test_where_all_are_absent_or_hidden_a_sentence_says_so():
    assert output({"gad7": {"sex": GONE}})["absent"] == GONE.why
    assert output({"gad7": {"sex": size(men=12), "none": GONE}})["kind"] == "note"


def test_only_protected_tables_and_no_bands_are_drawn_so():
    with pytest.raises(present.UnprotectedError):
        output({"gad7": {"sex": 0.3}})
    with pytest.raises(LayoutError, match="drawn of one table"):
        output({"gad7": {"sex": size()}}, "bands")


def test_two_groups_are_called_by_both_names_and_what_is_absent_by_what_parts_them():
    found = {
        "one": Quantity(0.3, 0.1, 0.5, "sex", ("female", "male"), "coefficient"),
        "age_group": GONE,
    }
    called = present.pairs("pair", found, Labels())
    assert called.level("pair", "one") == "Women − Men"
    assert called.level("pair", "age_group") == "Age"
