"""Means, shown where their persons may be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium import disclosure

PLACES = ["Bornholm", "København", "Rødovre"]


def screened(sizes: tuple[int, int, int], partial: int = 0, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    place = np.repeat(PLACES, sizes)
    frame = pd.DataFrame({"municipality": pd.Categorical(place, categories=PLACES)})
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    frame["gad7_total"] = pd.array(rng.integers(0, 22, len(frame)), dtype="Int64")
    frame["gad7_completed"] = "complete"
    without = frame.index[frame["municipality"] == "København"][:partial]
    frame.loc[without, "gad7_completed"] = "incomplete"
    frame.loc[without, "gad7_total"] = pd.NA
    return frame


def mean(frame: pd.DataFrame, by: list[str], **options: object) -> disclosure.Safe:
    return disclosure.mean(frame, "gad7_total", by, of="x", profile="dk", **options)


def test_a_mean_and_its_interval_are_those_of_the_textbook():
    """Oracle: R 4.2.2 printed these for t.test(c(5, 7, 8, 9, 11, 12))."""
    frame = pd.DataFrame({"score": [5, 7, 8, 9, 11, 12], "participant_id": list("abcdef")})
    cell = disclosure.mean(frame, "score", [], of="x", profile="dk", least=5, digits=8).cell()
    assert (cell.n, cell.unit) == (6, "points")
    assert [cell.value, cell.low, cell.high] == pytest.approx([8.66666667, 5.95703550, 11.37629784])


def test_means_are_those_of_pandas_and_n_are_the_complete():
    frame = screened((30, 60, 40), partial=7)
    rows = mean(frame, ["municipality"], digits=13).frame.astype({"municipality": str})
    rows = rows.set_index("municipality")
    plain = frame.groupby("municipality", observed=True)["gad7_total"].agg(["mean", "count"])
    for place in PLACES:
        assert rows.loc[place, "value"] == pytest.approx(plain.loc[place, "mean"], abs=1e-12)
        assert rows.loc[place, "n"] == plain.loc[place, "count"]
    assert rows.loc["all", "value"] == pytest.approx(frame["gad7_total"].mean(), abs=1e-12)


def test_n_is_hidden_exactly_where_the_table_of_bands_hides_it():
    """Three in Copenhagen gave no complete score: their number could else be worked out."""
    frame = screened((30, 60, 40), partial=3)
    counts = disclosure.count(frame, ["municipality", "gad7_completed"], of="x", profile="dk")
    means = mean(frame, ["municipality"])
    for place in [*PLACES, "all"]:
        behind = counts.cell(municipality=place, gad7_completed="complete")
        assert means.cell(municipality=place).n == behind.n
    assert means.cell(municipality="København").why == "few"
    assert disclosure.attack([counts.record(), means.record()]) == []


def test_a_municipality_of_fewer_than_twenty_takes_another_with_it():
    """Otherwise the total and the two others would tell the mean of the third."""
    rows = mean(screened((15, 60, 40)), ["municipality"]).frame.set_index("municipality")
    assert rows["shown"].to_dict() == {
        "Bornholm": False,
        "København": True,
        "Rødovre": False,
        "all": True,
    }
    assert rows.loc["Bornholm", "why"] == "least"
    assert rows["n"].isna().sum() == 2


def test_the_least_number_may_be_another():
    rows = mean(screened((15, 60, 40)), ["municipality"], least=10).frame
    assert rows["shown"].all()


def test_the_order_of_rows_moves_no_digit():
    frame = screened((30, 60, 40), partial=6)
    frame["gad7_total"] = frame["gad7_total"].astype("Float64") / 7
    shuffled = frame.sample(frac=1, random_state=4)
    pd.testing.assert_frame_equal(
        mean(frame, ["municipality"], digits=15).frame,
        mean(shuffled, ["municipality"], digits=15).frame,
        check_exact=True,
    )


def test_a_mean_holds_no_more_digits_than_are_printed():
    """A mean to the last digit times its persons is the sum of their scores."""
    rows = mean(screened((30, 60, 40)), ["municipality"]).frame
    for column in ("value", "low", "high"):
        assert (rows[column] == rows[column].round(1)).all()


def test_a_mean_of_persons_who_all_score_alike_tells_everybodys_score():
    frame = screened((30, 60, 40)).assign(gad7_total=21)
    assert not mean(frame, ["municipality"]).frame["shown"].any()


def test_fewer_than_twenty_have_no_mean_even_in_the_whole_study():
    frame = screened((5, 6, 7))
    cell = mean(frame, []).cell()
    assert (cell.shown, cell.why) == (False, "least")


def test_a_mean_that_gives_a_hidden_bar_away_is_found_out():
    """Everybody scores 0 but two: with the sum of scores the bars of 96 and 100 are known.

    Bars of which nobody knows that they are scores are not protected against it; see `bars`.
    """
    scores = [0] * 60 + [4] * 20 + [96] * 1 + [100] * 1
    frame = pd.DataFrame(
        {
            "participant_id": [f"P{number}" for number in range(len(scores))],
            "who5_total": pd.array(scores, dtype="Int64"),
            "who5_class": pd.Categorical(scores, categories=sorted(set(scores))),
        }
    )
    bars = disclosure.count(frame.drop(columns="who5_total"), ["who5_class"], of="x", profile="dk")
    assert not bars.cell(who5_class="100").shown
    assert disclosure.attack([bars.record()]) == []
    whole = disclosure.mean(frame, "who5_total", [], of="x", profile="dk")
    breaches = disclosure.attack([bars.record(), whole.record()])
    assert {breach.kind for breach in breaches} == {"narrow"}
    assert all(len(breach.tables) == 2 for breach in breaches)


def test_classes_of_a_score_are_held_against_the_mean_too():
    """The same people in classes: nothing is hidden, so nothing can be given away."""
    scores = [0] * 60 + [4] * 20 + [96] * 1 + [100] * 1
    frame = pd.DataFrame(
        {
            "participant_id": [f"P{number}" for number in range(len(scores))],
            "who5_total": pd.array(scores, dtype="Int64"),
            "who5_class": ["0-3" if score < 4 else "4-100" for score in scores],
        }
    )
    bars = disclosure.count(frame, ["who5_class"], of="x", profile="dk")
    whole = disclosure.mean(frame, "who5_total", [], of="x", profile="dk")
    assert bars.frame["shown"].all()
    assert disclosure.attack([bars.record(), whole.record()]) == []
    false = whole.record()
    false["sums"]["told"] = [[0.0, 10.0]]
    hidden = bars.record()
    hidden["cells"] = [[level, None if level != "all" else n] for level, n in hidden["cells"]]
    assert disclosure.attack([hidden, false]) != []


def test_where_nobody_answered_there_is_no_mean():
    frame = screened((0, 60, 40))
    cell = mean(frame, ["municipality"]).cell(municipality="Bornholm")
    assert (cell.shown, cell.why) == (False, "none")


def test_of_nobody_there_is_no_mean_at_all():
    frame = screened((30, 60, 40)).assign(wave="baseline")[:0]
    assert mean(frame, ["wave", "municipality"]).frame.empty
    assert mean(frame, ["municipality"]).frame["why"].tolist() == ["none"] * 4


def test_a_score_without_answer_or_twice_is_an_error():
    frame = screened((30, 60, 40))
    with pytest.raises(ValueError, match="several values"):
        mean(pd.concat([frame, frame]), ["municipality"])
    frame.loc[3, "gad7_total"] = pd.NA
    with pytest.raises(ValueError, match="missing"):
        mean(frame, ["municipality"])
