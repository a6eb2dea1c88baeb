"""The sentence about an estimate is chosen by what may be shown of its interval."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest

from compendium import disclosure
from compendium.present.bearings import bearing_output
from compendium.present.outputs import UnprotectedError
from compendium.present.wording import spoken
from compendium.tables import Absent

KEYS = ("effects_self_selected", "effects_randomised")


@dataclass(frozen=True)
class Found:
    """An estimate with its interval."""

    value: float
    low: float
    high: float
    unit: str = "percentage_points"


def estimate(value: float, low: float, high: float, persons: int = 40) -> disclosure.Safe:
    frame = pd.DataFrame({"participant_id": [f"p{n}" for n in range(persons)], "arm": "a"})
    cell = disclosure.cell(disclosure.count(frame, ["arm"], of="x", profile="dk"), arm="a")
    return disclosure.estimate(Found(value, low, high), cell, profile="dk")


def week() -> disclosure.Cell:
    frame = pd.DataFrame({"planned": ["week"], "value": [52.0]})
    return disclosure.cell(disclosure.definitions(frame, ["planned"]))


def said(key: str, safe: disclosure.Safe, language: str = "en", **given) -> str:
    with spoken(language):
        return bearing_output(key, safe, endpoint="In job", week=week(), **given).data["text/html"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((0.093, 0.024, 0.163), "about 9.3 more had reached it"),
        ((-0.093, -0.163, -0.024), "Fewer participants"),
        ((0.02, -0.03, 0.07), "That holds zero"),
        ((0.05, 0.0, 0.1), "That holds zero"),
    ],
)
def test_the_words_go_by_where_the_interval_lies(key, ends, words):
    text = said(key, estimate(*ends))
    assert words in text
    assert "In job, week 52." in text


@pytest.mark.parametrize("key", KEYS)
def test_an_estimate_that_is_hidden_is_said_to_be_and_no_number_is_told(key):
    text = said(key, estimate(0.093, 0.024, 0.163, persons=3))
    assert "is not shown" in text
    assert "9.3" not in text


def test_of_a_ratio_no_difference_is_one():
    assert "That holds zero" in said(KEYS[0], estimate(1.2, 0.9, 1.5), none=1.0)
    assert "more had reached it" in said(KEYS[0], estimate(1.2, 1.1, 1.5), none=1.0)


@pytest.mark.parametrize("key", KEYS)
def test_it_is_said_in_danish_as_well(key):
    assert "9,3 flere" in said(key, estimate(0.093, 0.024, 0.163), "da")


def test_what_is_absent_says_why():
    output = bearing_output(KEYS[0], Absent("it has no table of histories"))
    assert "it has no table of histories" in output.data["text/html"]


def test_a_bare_number_is_refused():
    with pytest.raises(UnprotectedError):
        bearing_output(KEYS[0], 0.093)
