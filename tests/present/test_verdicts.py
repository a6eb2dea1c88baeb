"""The sentence about a comparison is chosen by what may be shown, and says it in plain words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium import disclosure, instruments, present
from compendium.present.findings import verdict_output
from compendium.present.wording import spoken
from compendium.tables import Absent


def compared(shift: int, persons: int = 40):
    """Return a comparison of two groups that lie so many points apart, and its numbers shown."""
    scores = np.tile(np.arange(10), persons // 10)
    frame = pd.DataFrame(
        {
            "gad7_total": np.concatenate([scores + shift, scores]),
            "sex": np.repeat(["female", "male"], persons),
            "participant_id": [f"P{number}" for number in range(2 * persons)],
        }
    )
    made = instruments.corrected(
        {"sex": {"gad7": instruments.compared(frame, "gad7_total", "sex")}}
    )
    comparison = made["sex"]["gad7"]
    means = disclosure.mean(frame, "gad7_total", ["sex"], of="x", profile="dk")
    shown = {
        name: disclosure.contrast(instruments.measured(comparison, name), means)
        for name in ("p_holm", "difference", "hedges_g")
    }
    return comparison, shown


def text(comparison, shown, language="en") -> str:
    with spoken(language):
        output = verdict_output(
            "groups_two", comparison, shown["p_holm"], score="GAD-7",
            difference=shown["difference"], g=shown["hedges_g"],
        )  # fmt: skip
    return output.data["text/html"]


def test_a_great_difference_is_said_to_be_one():
    told = text(*compared(4))
    assert "the mean of the group “Women” less that of the group “Men” is 4.0" in told
    assert "chance alone would seldom make" in told


def test_a_small_one_is_said_to_be_no_proof_that_the_groups_are_alike():
    told = text(*compared(0))
    assert "chance alone could well make" in told
    assert "does not show that the groups are alike" in told


def test_it_is_said_in_danish_too():
    assert "gruppen »Kvinder« minus det for gruppen »Mænd«" in text(*compared(4), language="da")


@pytest.mark.parametrize("hidden", ["p_holm", "difference"])
def test_where_a_number_is_hidden_the_sentence_tells_neither_way(hidden):
    """What it would say is chosen by the protected number, which is none."""
    comparison, shown = compared(4)
    frame = pd.DataFrame(
        {
            "gad7_total": range(30),
            "sex": ["female"] * 25 + ["male"] * 5,
            "participant_id": [f"P{number}" for number in range(30)],
        }
    )
    means = disclosure.mean(frame, "gad7_total", ["sex"], of="x", profile="dk")
    quantity = instruments.measured(comparison, hidden)
    shown[hidden] = disclosure.contrast(quantity, means)
    told = text(comparison, shown)
    assert "not shown, to protect persons" in told
    assert "chance" not in told
    assert "Women" not in told


def test_what_is_absent_is_said_to_be():
    comparison, shown = compared(4)
    gone = Absent("two groups are needed")
    assert "Not in this study: two groups are needed" in text(gone, dict.fromkeys(shown, gone))
    assert "two groups" in text(comparison, shown | {"difference": gone})


def test_a_number_that_is_not_protected_is_refused():
    comparison, shown = compared(4)
    with pytest.raises(present.UnprotectedError):
        verdict_output("groups_two", comparison, 0.01, score="GAD-7", g=shown["hedges_g"])
