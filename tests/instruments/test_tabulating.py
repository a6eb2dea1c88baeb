"""Scores as tables that can be counted: what divides what."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from compendium import instruments
from compendium.instruments import MalformedInstrumentError
from compendium.tables import Absent

BATTERY = instruments.catalogue()


def test_scores_stand_in_the_place_of_the_items():
    gad7 = BATTERY["gad7"]
    items = {column.name: [1, 2] for column in gad7.columns}
    frame = pd.DataFrame({"participant_id": ["a", "b"], "wave": ["baseline"] * 2, **items})
    scored = instruments.scored(frame, gad7)
    assert list(scored.columns[:2]) == ["participant_id", "wave"]
    assert not set(items) & set(scored.columns)
    assert list(scored["gad7_total"]) == [7, 14]


def test_there_are_two_sides_of_a_cut_also_where_nobody_is_on_one():
    gad7 = BATTERY["gad7"]
    items = {column.name: [0, 1, None] for column in gad7.columns}
    sides = instruments.scored(pd.DataFrame(items).astype("Int8"), gad7)["gad7_above_cut"]
    assert list(sides.cat.categories) == [False, True]
    assert sides.tolist()[:2] == [False, False]
    assert sides.isna().tolist() == [False, False, True]


def test_an_instrument_that_nobody_answered_in_full_is_absent():
    who5 = BATTERY["who5"]
    items = {column.name: [1, 2] for column in who5.columns} | {"who5_3": [None, None]}
    found = instruments.scored(pd.DataFrame(items).astype("Int8"), who5)
    assert isinstance(found, Absent)
    assert "nobody answered it in full" in found.why


def test_an_instrument_that_is_not_there_is_handed_on():
    assert isinstance(instruments.scored(pd.DataFrame({"x": [1]}), BATTERY["mdi"]), Absent)


def test_each_level_divides_the_one_before():
    gad7 = BATTERY["gad7"]
    assert instruments.levels(gad7) == ["gad7_completed", "gad7_above_cut", "gad7_band"]
    assert instruments.nesting(gad7) == {
        "gad7_above_cut": "gad7_completed",
        "gad7_band": "gad7_above_cut",
        "gad7_total": "gad7_band",
        "gad7_class": "gad7_band",
        "gad7_answered": "gad7_completed",
    }


def test_a_scale_without_a_cut_has_bands_within_the_answers():
    assert instruments.levels(BATTERY["ips25"]) == ["ips25_completed", "ips25_band"]


@pytest.mark.parametrize("name", ["gad7", "mdi", "who5"])
def test_the_levels_of_the_score_are_nested_as_said(name):
    """Drawn answers: every band lies on one side of the cut, every total in one band."""
    instrument = BATTERY[name]
    totals = range(instrument.items[0].low, 1 + instrument.items[0].high)
    answers = {column.name: list(totals) for column in instrument.columns if column.required}
    scored = instruments.scored(pd.DataFrame(answers), instrument)
    scored = instruments.classed(scored, instrument, 7)
    for inner, outer in instruments.nesting(instrument).items():
        pairs = scored[[inner, outer]].dropna().drop_duplicates()
        assert not pairs.duplicated(inner).any()


def test_a_cut_within_a_band_is_refused():
    gad7 = BATTERY["gad7"]
    moved = dataclasses.replace(gad7, cuts=(dataclasses.replace(gad7.cut(), value=12),))
    with pytest.raises(MalformedInstrumentError, match="within the band"):
        instruments.nesting(moved)


@pytest.mark.parametrize(
    ("name", "width", "classes"),
    [
        ("who5", 12, ["0-11", "12-23", "24-35", "36-50", "51-62", "63-74", "75-86", "87-100"]),
        ("gad7", 1, [str(score) for score in range(22)]),
        ("mdi", 30, ["0-20", "21-25", "26-30", "31-50"]),
    ],
)
def test_classes_begin_with_the_bands_and_a_rest_joins_the_last(name, width, classes):
    instrument = BATTERY[name]
    answers = {column.name: [0] for column in instrument.columns if column.required}
    scored = instruments.scored(pd.DataFrame(answers), instrument)
    classed = instruments.classed(scored, instrument, width)
    assert list(classed[f"{name}_class"].cat.categories) == classes
    assert list(classed[f"{name}_class"]) == classes[:1]


def test_every_total_lies_in_the_class_that_names_it():
    who5 = BATTERY["who5"]
    answers = {f"who5_{item}": range(6) for item in range(1, 6)}
    classed = instruments.classed(instruments.scored(pd.DataFrame(answers), who5), who5, 12)
    for total, name in zip(classed["who5_total"], classed["who5_class"], strict=True):
        low, _, high = name.partition("-")
        assert int(low) <= total <= int(high or low)


def test_a_class_stands_for_the_cut_off_at_its_edge():
    """By hand: bands begin at 0, 5, 10 and 15; well-being has them at 0, 36 and 51."""
    gad7, who5 = BATTERY["gad7"], BATTERY["who5"]
    assert instruments.cut_offs(gad7, 5) == {
        "5-9": "≥ 5",
        "10-14": "≥ 10, used here",
        "15-21": "≥ 15",
    }
    assert instruments.cut_offs(who5, 100, language="da") == {
        "0-35": "≤ 35",
        "36-50": "≤ 50, bruges her",
    }


def test_the_cut_offs_are_named_as_the_classes_are():
    items = {column.name: [1, 2] for item in BATTERY["mdi"].items for column in item.layouts[0]}
    scores = instruments.scored(pd.DataFrame(items), BATTERY["mdi"], bands="older")
    classed = instruments.classed(scores, BATTERY["mdi"], 5, bands="older")
    named = instruments.cut_offs(BATTERY["mdi"], 5, bands="older")
    assert list(named) == list(classed["mdi_class"].cat.categories[1:])
    assert named["20-24"] == "≥ 20, used here"


def test_the_lowest_and_the_highest_class_are_those_that_classes_begin_and_end_with():
    assert instruments.extremes(BATTERY["gad7"], 1) == ("0", "21")
    assert instruments.extremes(BATTERY["mdi"], 5) == ("0-4", "46-50")


def test_a_scale_without_a_cut_off_has_no_others():
    with pytest.raises(instruments.UnknownChoiceError, match="has no cut-off"):
        instruments.cut_offs(BATTERY["ips25"], 5)


def test_a_short_scale_is_shown_by_score_and_a_long_one_in_steps_of_its_own():
    """Oracle: by hand. 22 scores one by one; 50 / 10 = 5; 100 / 10 up to the next 4 = 12."""
    widths = {name: instruments.class_width(BATTERY[name]) for name in ("gad7", "mdi", "who5")}
    assert widths == {"gad7": 1, "mdi": 5, "who5": 12}


@pytest.mark.parametrize(
    ("cut", "classes"),
    [("", ["0-2", "3-5", "6-9"]), ("[[cuts]]\nat_most = 4\n", ["0-4", "5-9"])],
)
def test_without_bands_classes_begin_at_the_cut(define, cut, classes):
    cut = cut and cut + 'source = "none"\nstatus = "unconfirmed"\n'
    own = instruments.catalogue(extra=(define("own", 3, 0, 3, cut),))["own"]
    frame = pd.DataFrame({f"own_{number}": [0, 3] for number in (1, 2, 3)})
    classed = instruments.classed(instruments.scored(frame, own), own, 3)
    assert list(classed["own_class"].cat.categories) == classes
    assert list(classed["own_class"]) == [classes[0], classes[-1]]


def test_the_gravest_band_is_the_first_where_well_being_is_asked_about():
    assert [instruments.gravest(BATTERY[name]) for name in ("gad7", "who5")] == ["last", "first"]


def test_totals_say_why_there_are_none():
    frame = pd.DataFrame({column.name: [1, 2] for column in BATTERY["gad7"].columns})
    assert list(instruments.totals(frame, BATTERY["gad7"])["gad7_class"]) == ["7", "14"]
    assert "reviewers" in instruments.totals(frame, BATTERY["ips25"]).why
    assert "no column" in instruments.totals(frame, BATTERY["who5"]).why
    parts = (dataclasses.replace(BATTERY["gad7"].scales[0], id="half"),)
    assert (
        "a total"
        in instruments.totals(frame, dataclasses.replace(BATTERY["gad7"], scales=parts)).why
    )
