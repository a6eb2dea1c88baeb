"""Counts and shares of persons, and what can't be counted."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import disclosure


def persons(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    return frame.assign(participant_id=[f"P{number}" for number in range(len(frame))])


def count(frame: pd.DataFrame, by: list[str], **options: object) -> disclosure.Safe:
    return disclosure.count(frame, by, of="x", profile="dk", **options)


def test_a_share_has_the_persons_it_counts_and_those_it_is_a_share_of():
    frame = persons(arm=["a"] * 20 + ["b"] * 40, job=["yes"] * 10 + ["no"] * 30 + ["yes"] * 20)
    safe = disclosure.share(frame, ["arm", "job"], of="x", profile="dk")
    cell = safe.cell(arm="a", job="yes")
    assert (cell.value, cell.n, cell.base, cell.unit) == (0.5, 10, 20, "share")
    assert safe.cell(job="yes").value == 0.5
    of_all = disclosure.share(frame, ["arm", "job"], of="x", profile="dk", within=[])
    assert of_all.cell(arm="a", job="yes").value == pytest.approx(10 / 60)


def test_a_share_is_hidden_where_its_base_is_and_where_there_is_nobody():
    frame = persons(
        arm=pd.Categorical(["a"] * 20 + ["b"] * 4 + ["c"] * 30, categories=["a", "b", "c", "d"]),
        job=["yes"] * 10 + ["no"] * 10 + ["yes"] * 4 + ["yes"] * 15 + ["no"] * 15,
    )
    rows = disclosure.share(frame, ["arm", "job"], of="x", profile="dk").frame
    rows = rows.astype({"arm": str, "job": str}).set_index(["arm", "job"])
    assert rows.loc[("b", "yes"), "why"] == "few"
    assert rows.loc[("d", "yes"), "why"] == "none"
    assert (
        rows.loc[[("b", "yes"), ("b", "no"), ("d", "yes")], ["value", "n", "base"]]
        .isna()
        .all(axis=None)
    )


def test_shares_and_counts_hide_the_same_cells():
    frame = persons(arm=["a"] * 20 + ["b"] * 40, job=["yes"] * 3 + ["no"] * 17 + ["yes"] * 40)
    counted = count(frame, ["arm", "job"])
    shared = disclosure.share(frame, ["arm", "job"], of="x", profile="dk")
    assert counted.record() == shared.record() | {"kind": "count"}


def test_margins_are_rows_after_their_cells_and_may_be_left_out():
    frame = persons(place=["n"] * 6 + ["s"] * 7, sex=["f", "m"] * 6 + ["f"])
    with_totals = count(frame, ["place", "sex"]).frame
    assert with_totals["place"].astype(str).tolist() == ["n"] * 3 + ["s"] * 3 + ["all"] * 3
    inner = count(frame, ["place", "sex"], totals=False)
    assert len(inner.frame) == 4
    assert inner.record()["cells"] == count(frame, ["place", "sex"]).record()["cells"]


def test_an_empty_step_of_a_scale_is_a_row_of_zero():
    bands = pd.Categorical(["mild"] * 6 + ["severe"] * 9, categories=["mild", "some", "severe"])
    frame = count(persons(band=bands), ["band"]).frame
    assert frame["band"].astype(str).tolist() == ["mild", "some", "severe", "all"]
    assert frame["n"].tolist() == [6, 0, 9, 15]


def test_inner_levels_lie_within_their_outer_one():
    frame = persons(
        answered=["complete"] * 30 + ["partial"] * 8 + ["none"] * 9,
        band=pd.Categorical(
            ["mild"] * 14 + ["severe"] * 16 + [None] * 17, categories=["mild", "some", "severe"]
        ),
    )
    safe = count(frame, ["answered", "band"], nested={"band": "answered"})
    assert safe.cell(band="mild").n == 14
    assert safe.cell(band="some").n == 0
    assert safe.cell(answered="partial").n == 8
    assert len(safe.frame) == 3 + 3 + 1


def test_weeks_stay_numbers_and_are_in_order():
    frame = persons(week=[10] * 6 + [9] * 6 + [100] * 6)
    assert count(frame, ["week"]).frame["week"].tolist() == [9, 10, 100]


def test_nobody_at_all_is_a_table_of_zeros():
    frame = persons(arm=pd.Categorical([], categories=["a", "b"]))
    assert count(frame, ["arm"]).frame["n"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("frame", "by", "options", "says"),
    [
        (persons(a=["x", None]), ["a"], {}, "missing"),
        (persons(a=["x", "y"]), ["b"], {}, "no column b"),
        (persons(a=["x", "y"]), ["a", "a"], {}, "twice"),
        (persons(a=["x", "all"]), ["a"], {}, "all"),
        (persons(a=["x", "y"]), ["a"], {"nested": {"a": "b"}}, "no column b"),
        (persons(a=["x", "x"], b=["y", "z"]), ["a", "b"], {"nested": {"a": "b"}}, "nested"),
        (persons(a=["x"]).assign(participant_id=None), ["a"], {}, "participant_id"),
        (persons(a=["x", "y"]).assign(participant_id="P1"), ["a"], {}, "several cells"),
    ],
)
def test_what_cannot_be_counted_is_an_error(frame, by, options, says):
    with pytest.raises(ValueError, match=says):
        count(frame, by, **options)


def test_a_person_in_two_waves_needs_the_wave_for_a_slice():
    frame = persons(a=["x"] * 6 + ["y"] * 6)
    twice = pd.concat([frame.assign(wave="one"), frame.assign(wave="two", a="x")])
    assert count(twice, ["wave", "a"]).cell(wave="two").n == 12
    with pytest.raises(ValueError, match="slice"):
        count(twice, ["wave", "a"], slices=())


def test_only_a_frame_and_a_list_can_be_counted():
    with pytest.raises(TypeError, match="DataFrame"):
        count([1, 2], ["a"])
    with pytest.raises(TypeError, match="list"):
        count(persons(a=["x"]), "a")


def test_a_profile_has_a_name():
    assert disclosure.profile("dk").threshold == 5
    assert disclosure.profile("strict").threshold == 10
    assert disclosure.profile(disclosure.profile("dk")) == disclosure.profile("dk")
    with pytest.raises(ValueError, match="dk, strict"):
        disclosure.profile("lax")
