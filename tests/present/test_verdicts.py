"""The sentence about a comparison is chosen by what may be shown, and says it in plain words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from compendium import disclosure, instruments, present
from compendium.present.verdicts import verdict_output
from compendium.present.wording import spoken
from compendium.tables import Absent


def people(shift: float, persons: int = 40, groups: tuple[str, ...] = ("female", "male")):
    """Return scores of groups, the first of which lies so many points above the others."""
    scores = np.tile(np.arange(10), persons // 10)
    return pd.DataFrame(
        {
            "gad7_total": np.concatenate([scores + shift, *[scores] * (len(groups) - 1)]),
            "sex": np.repeat(groups, persons),
            "participant_id": [f"P{number}" for number in range(len(groups) * persons)],
        }
    )


def compared(shift: float, **given):
    """Return a comparison of groups that lie so many points apart, and its numbers shown."""
    frame = people(shift, **given)
    made = instruments.corrected(
        {"sex": {"gad7": instruments.compared(frame, "gad7_total", "sex")}}
    )
    comparison = made["sex"]["gad7"]
    means = disclosure.mean(frame, "gad7_total", ["sex"], of="x", profile="dk")
    shown = {
        name: disclosure.contrast(instruments.measured(comparison, name), means)
        for name in ("p_holm", "difference", "hedges_g", "eta_squared")
    }
    return comparison, shown | {"means": means}


def text(comparison, shown, language="en") -> str:
    with spoken(language):
        output = verdict_output(
            "groups_two", comparison, shown["p_holm"], score="GAD-7", means=shown["means"],
            difference=shown["difference"], g=shown["hedges_g"],
        )  # fmt: skip
    return output.data["text/html"]


def test_a_great_difference_is_said_to_be_one_with_its_size_and_its_p():
    told = text(*compared(4))
    assert "the group “Women” lies above that of the group “Men”" in told
    assert "The difference is 4.0 (2.7 to 5.3) points" in told
    assert "correction: ≤\N{NO-BREAK SPACE}0.001)" in told
    assert "chance alone would seldom make" in told.lower()
    assert "those who came to a screening" in told


def test_the_way_is_that_of_the_means_as_they_are_printed():
    """One point up, one down, and four hundredths, which no printed mean shows."""
    assert "lies above that" in text(*compared(1))
    assert "lies below that" in text(*compared(-1))
    assert "lies level with that" in text(*compared(0.04))


def test_a_small_one_is_said_to_be_no_proof_that_the_groups_are_alike():
    told = text(*compared(0))
    assert "Chance alone could well make" in told
    assert "does not show that the groups are alike" in told
    assert "correction: 1.000)" in told


def test_of_several_groups_the_ends_are_named_with_their_means():
    """Oracle: by hand. Scores from 0 to 9 have the mean 4.5, and those moved by 2 have 6.5."""
    comparison, shown = compared(2, groups=("other", "female", "male"))
    told = verdict_output(
        "groups_many", comparison, shown["p_holm"], score="GAD-7", means=shown["means"],
        eta=shown["eta_squared"],
    ).data["text/html"]  # fmt: skip
    assert "highest in “Other” (6.5)" in told
    assert "(4.5)" in told


def test_it_is_said_in_danish_too():
    told = text(*compared(4), language="da")
    assert "gruppen »Kvinder« ligger over det for gruppen »Mænd«" in told


@pytest.mark.parametrize("hidden", ["p_holm", "difference", "means"])
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
    quantity = instruments.measured(comparison, "difference" if hidden == "means" else hidden)
    shown[hidden] = means if hidden == "means" else disclosure.contrast(quantity, means)
    told = text(comparison, shown)
    assert "not shown, to protect persons" in told
    assert "chance" not in told
    assert "Women" not in told


def invariance(shift: float, by: str = "sex") -> tuple[instruments.Invariance, disclosure.Safe]:
    """Return a test of two sides, on one of which a question is answered higher, and its p value.

    They are told apart as groups, and called waves where asked for.
    """
    rng = np.random.default_rng(12)
    behind = 0.8 * rng.standard_normal((400, 1)) + 0.6 * rng.standard_normal((400, 5))
    behind[200:, 1] += shift
    frame = pd.DataFrame(
        np.digitize(behind, [-0.8, 0.0, 0.8]), columns=[f"who5_{number}" for number in range(1, 6)]
    ).assign(sex=np.repeat(["female", "male"], 200), participant_id=[f"P{n}" for n in range(400)])
    who5 = instruments.catalogue()["who5"]
    found = instruments.invariance_by(frame, who5, "sex")
    scores = frame.assign(who5_total=frame.filter(like="who5").sum(axis=1))
    means = disclosure.mean(scores, "who5_total", ["sex"], of="x", profile="dk")
    p = disclosure.contrast(instruments.invariant(found, "p_holm"), means)
    return replace(found, by=by, groups=("baseline", "month6") if by == "wave" else found.groups), p


def test_a_test_of_invariance_is_said_in_words_that_promise_no_more_than_it():
    told = [
        verdict_output("invariance_sex", *invariance(shift), score="WHO-5").data["text/html"]
        for shift in (1.0, 0.0)
    ]
    assert "“Women” and “Men” do not quite answer alike" in told[0]
    assert "does not say that this part is large" in told[0]
    assert "does not show that there is none: with 400 persons" in told[1]


def test_waves_are_not_named_for_their_names_have_numbers():
    labels = present.labels({"wave": {"month6": "After 6 months"}})
    with spoken("da"):
        output = verdict_output(
            "invariance_wave", *invariance(0.0, by="wave"), score="WHO-5", labels=labels
        )
    assert "WHO-5, efter udvælgelse: der blev ikke fundet" in output.data["text/html"]


def test_what_is_absent_is_said_to_be():
    comparison, shown = compared(4)
    gone = Absent("two groups are needed")
    assert "Not in this study: two groups are needed" in text(gone, dict.fromkeys(shown, gone))
    assert "two groups" in text(comparison, shown | {"difference": gone})


def test_a_number_that_is_not_protected_is_refused():
    comparison, shown = compared(4)
    with pytest.raises(present.UnprotectedError):
        verdict_output("groups_two", comparison, 0.01, score="GAD-7", means=shown["means"])
    with pytest.raises(present.UnprotectedError):
        verdict_output("groups_two", comparison, shown["p_holm"], score="GAD-7", means=people(4))
