"""A `Safe` can be read, cut and asked, and not made or changed by hand."""

from __future__ import annotations

import dataclasses
import json
import pickle

import pandas as pd
import pytest

from compendium import disclosure
from compendium.tables import Absent


@pytest.fixture
def bands() -> disclosure.Safe:
    counts = {("north", "yes"): 30, ("north", "no"): 12, ("south", "yes"): 25, ("south", "no"): 2}
    counts |= {("east", "yes"): 40, ("east", "no"): 50}
    rows = [cell for cell, n in counts.items() for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["place", "job"])
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    waves = pd.concat([frame.assign(wave="baseline"), frame[:40].assign(wave="month6")])
    return disclosure.count(waves, ["wave", "place", "job"], of="people", profile="dk")


def test_it_is_made_by_this_room_only(bands):
    with pytest.raises(TypeError, match=r"disclosure\.count"):
        disclosure.Safe("count", (), "x", (), pd.DataFrame(), "{}", 5, ())
    with pytest.raises(TypeError):
        dataclasses.replace(bands, of="others")
    with pytest.raises(dataclasses.FrozenInstanceError):
        bands.of = "others"


def test_changing_what_it_gave_does_not_change_it(bands):
    before = bands.frame
    given = bands.frame
    given["n"] = 0
    given.loc[:, "shown"] = True
    bands.record()["cells"].clear()
    pd.testing.assert_frame_equal(bands.frame, before)
    assert bands.record()["cells"]


def test_a_cut_keeps_its_rows_and_the_record_of_the_whole(bands):
    part = bands.cut(place="north", wave=["baseline", "month6"])
    assert set(part.frame["place"].astype(str)) == {"north"}
    assert part.record() == bands.record()
    assert part.cell(wave="baseline").n == 42
    assert part.cell(wave="month6", job="yes").n == 30


def test_a_cell_says_what_it_may(bands):
    shown = bands.cell(wave="baseline", place="north")
    assert (shown.n, shown.value, shown.shown, shown.why) == (42, 42.0, True, "")
    assert (shown.of, shown.kind, shown.unit) == ("people", "count", "persons")
    assert dict(shown.levels) == {"wave": "baseline", "place": "north", "job": "all"}
    hidden = bands.cell(wave="baseline", place="south", job="no")
    assert (hidden.n, hidden.shown, hidden.why) == (None, False, "few")
    assert pd.isna(hidden.value)
    assert hidden.record() == bands.record()


@pytest.mark.parametrize(
    "levels",
    [{"sex": "f"}, {"place": "west"}, {"place": "north"}, {"wave": ["baseline", "month6"]}],
)
def test_an_unknown_or_unclear_place_is_an_error(bands, levels):
    """A wave has no total, so a cell must name one."""
    with pytest.raises(ValueError, match=r"no dimension|no level|not one"):
        bands.cell(**levels)


def test_its_record_is_json_and_it_survives_pickling(bands):
    assert json.loads(json.dumps(bands.record())) == bands.record()
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(bands)).frame, bands.frame)  # noqa: S301 - our own bytes


def test_its_repr_tells_no_number_of_persons(bands):
    assert repr(bands) == "<Safe count by wave × place × job: 24 cells, 4 hidden>"


def test_what_is_absent_is_handed_on():
    absent = Absent("no screening")
    table = disclosure.count(absent, ["a"], of="x", profile="dk")
    assert table is absent
    assert disclosure.share(absent, ["a"], of="x", profile="dk") is absent
    assert disclosure.mean(absent, "a", [], of="x", profile="dk") is absent
    assert disclosure.published(absent) is absent
    assert disclosure.definitions(absent) is absent
    review = disclosure.review(absent, "score", [], audience="public", released=[])
    assert review is absent
    assert disclosure.cell(disclosure.cut(table, a="b"), c="d") is absent
    assert disclosure.estimate(absent, absent, profile="dk") is absent


def test_among_keeps_the_levels_there_are_and_is_absent_where_there_is_none():
    frame = pd.DataFrame({"municipality": ["A", "B"], "score": [1, 2]})
    safe = disclosure.review(frame, "score", ["municipality"], audience="public", released=[])
    assert disclosure.among(safe, municipality=["B", "C"]).frame["value"].tolist() == [2]
    assert disclosure.among(safe, municipality="A").frame["value"].tolist() == [1]
    assert isinstance(disclosure.among(safe, municipality=["C"]), Absent)
    gone = Absent("no reviews")
    assert disclosure.among(gone, municipality="A") is gone
