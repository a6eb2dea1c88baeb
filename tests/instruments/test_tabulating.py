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


def test_an_instrument_that_is_not_there_is_handed_on():
    assert isinstance(instruments.scored(pd.DataFrame({"x": [1]}), BATTERY["mdi"]), Absent)


def test_each_level_divides_the_one_before():
    gad7 = BATTERY["gad7"]
    assert instruments.levels(gad7) == ["gad7_answered", "gad7_above_cut", "gad7_band"]
    assert instruments.nesting(gad7) == {
        "gad7_above_cut": "gad7_answered",
        "gad7_band": "gad7_above_cut",
        "gad7_total": "gad7_band",
    }


def test_a_scale_without_a_cut_has_bands_within_the_answers():
    assert instruments.levels(BATTERY["ips25"]) == ["ips25_answered", "ips25_band"]


@pytest.mark.parametrize("name", ["gad7", "mdi", "who5"])
def test_the_levels_of_the_score_are_nested_as_said(name):
    """Drawn answers: every band lies on one side of the cut, every total in one band."""
    instrument = BATTERY[name]
    totals = range(instrument.items[0].low, 1 + instrument.items[0].high)
    answers = {column.name: list(totals) for column in instrument.columns if column.required}
    scored = instruments.scored(pd.DataFrame(answers), instrument)
    for inner, outer in instruments.nesting(instrument).items():
        pairs = scored[[inner, outer]].dropna().drop_duplicates()
        assert not pairs.duplicated(inner).any()


def test_a_cut_within_a_band_is_refused():
    gad7 = BATTERY["gad7"]
    moved = dataclasses.replace(gad7, cuts=(dataclasses.replace(gad7.cut(), value=12),))
    with pytest.raises(MalformedInstrumentError, match="within the band"):
        instruments.nesting(moved)
