"""What records tell of an item: shown as the item is, and only where enough persons are behind."""

from __future__ import annotations

import json
import pickle

import pandas as pd
import pytest

from compendium import disclosure
from compendium.tables import Absent


def frame(**other: object) -> pd.DataFrame:
    row = {
        "municipality": "København", "round": 1, "section": "staffing", "item": "ips25_1",
        "value": 22.5, "participants": 20, "consultants": 5, "fewest": pd.NA, "reviewers_score": 4,
    } | other  # fmt: skip
    return pd.DataFrame([row])


def shown(rows: pd.DataFrame, **options: object) -> disclosure.Safe:
    usual = {"audience": "public", "released": ["København"], "profile": "dk"}
    by = ["municipality", "item", "round"]
    return disclosure.practice(rows, "value", by, beside=["reviewers_score"], **(usual | options))


def test_a_figure_with_enough_behind_it_is_a_whole_number_without_its_persons():
    safe = shown(frame())
    row = safe.frame.iloc[0]
    assert (row["value"], row["reviewers_score"], row["shown"]) == (23, 4, True)
    assert pd.isna(row["n"])
    assert not {"participants", "consultants", "fewest"} & set(safe.frame.columns)
    assert b"22.5" not in pickle.dumps(safe)


@pytest.mark.parametrize(
    ("other", "options", "why"),
    [
        ({"participants": 19}, {}, "least"),
        ({"participants": 19}, {"audience": "internal"}, "least"),
        ({"consultants": 4}, {}, "few"),
        ({"consultants": 4}, {"audience": "internal"}, ""),
        ({"consultants": pd.NA}, {}, "few"),
        ({"consultants": 9}, {"profile": "strict"}, "few"),
        ({"fewest": 4}, {}, "few"),
        ({"fewest": 4}, {"audience": "internal"}, "few"),
        ({"fewest": 5}, {}, ""),
        ({"value": None, "participants": pd.NA}, {}, "none"),
        ({"municipality": "Rødovre"}, {}, "release"),
        ({"municipality": "Rødovre", "consultants": 1}, {}, "release"),
        ({"municipality": "Rødovre"}, {"audience": "internal"}, ""),
        ({"section": "organization"}, {}, "organization"),
        ({"section": "organization"}, {"audience": "internal"}, ""),
    ],
)
def test_who_sees_it_and_how_many_it_needs(other, options, why):
    safe = shown(frame(**other), **options)
    row = safe.frame.iloc[0]
    assert row["why"] == why
    assert row["shown"] == (not why)
    assert pd.isna(row["value"]) == pd.isna(row["reviewers_score"]) == bool(why)


def test_its_record_tells_an_attacker_nothing():
    safe = shown(pd.concat([frame(), frame(municipality="Rødovre")]))
    assert safe.record()["cells"] == []
    assert safe.threshold == 5
    assert disclosure.attack([json.loads(json.dumps(safe.record()))] * 2) == []


def test_what_is_no_practice_is_refused():
    with pytest.raises(TypeError):
        shown([1])
    with pytest.raises(ValueError, match="audience"):
        shown(frame(), audience="friends")
    with pytest.raises(ValueError, match="no column consultants"):
        shown(frame().drop(columns="consultants"))
    with pytest.raises(ValueError, match="no section"):
        shown(frame(section=None))
    rest = {"audience": "public", "released": [], "profile": "dk"}
    with pytest.raises(ValueError, match="by has no municipality"):
        disclosure.practice(frame(), "value", ["item"], **rest)
    gone = Absent("it has no table of contacts")
    assert shown(gone) is gone
