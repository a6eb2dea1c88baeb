"""Who was in a state before and who came into it bound who is in it now."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from compendium import disclosure, outcomes
from compendium.disclosure.profiles import Profile
from compendium.tables import Absent

BY = ["quarter", "followed"]
OPEN = Profile("open", 1)
"""Hides nothing, so that what is known across quarters is held to what is."""


def table(column: str, quarters: list[tuple[int | None, int | None]], **others: Any) -> dict:
    """Return the record of a table of persons who are all followed, by quarter: yes and no."""
    cells: list[list[Any]] = []
    for number, (yes, no) in enumerate(quarters):
        quarter = f"2020Q{number + 1}"
        cells += [[quarter, "yes", "yes", yes], [quarter, "yes", "no", no]]
        cells += [[quarter, "yes", "all", 40], [quarter, "all", "all", 40]]
    return {
        "kind": "count", "of": "people", "by": [*BY, column], "slices": ["quarter"],
        "nested": {column: "followed"}, "threshold": 5, "cells": cells, "name": column,
    } | others  # fmt: skip


def test_a_number_between_two_is_bounded_from_both_sides():
    """By hand: 7 + 0 came before, and 9 with 6 come since: so it is from 3 to 7."""
    state = table("job", [(7, 33), (None, None), (9, 31)])
    starts = table("started_job", [(5, 35), (0, 40), (6, 34)])
    assert disclosure.attack([state]) == []
    breaches = disclosure.attack([state, starts])
    assert {breach.cell for breach in breaches} == {
        (("quarter", "2020Q2"), ("followed", "yes"), ("job", "yes")),
        (("quarter", "2020Q2"), ("followed", "yes"), ("job", "no")),
    }
    assert {breach.tables for breach in breaches} == {("job", "started_job")}
    found = {one.cell[2][1]: (one.low, one.high) for one in disclosure.intervals([state, starts])}
    assert found == {"yes": pytest.approx((3, 7)), "no": pytest.approx((33, 37))}


def test_nobody_is_in_a_state_who_was_not_and_did_not_come_into_it():
    state = table("job", [(7, 33), (20, 20)])
    (breach,) = disclosure.attack([state, table("started_job", [(5, 35), (6, 34)])])
    assert (breach.kind, breach.tables) == ("disagree", ("job", "started_job"))


def test_a_breach_is_looked_for_in_fewer_tables_without_taking_one_quarter_for_the_next():
    """Ten come in after the first quarter; it alone beside the third must not be its successor."""
    state = table("job", [(5, 25), (7, 33), (None, None), (9, 31)])
    starts = table("started_job", [(5, 25), (6, 34), (0, 40), (6, 34)])
    for one in (state, starts):
        cells = [cell for cell in one["cells"] if cell[:3] != ["2020Q1", "yes", "all"]]
        cells += [["2020Q1", "yes", "all", 30], ["2020Q1", "not_yet", "all", 10]]
        one["cells"] = sorted(cells, key=lambda cell: cell[0])
    breaches = disclosure.attack([state, starts])
    assert {breach.kind for breach in breaches} == {"narrow"}
    assert {breach.cell[0] for breach in breaches} == {("quarter", "2020Q3")}
    assert {breach.tables for breach in breaches} == {("job", "started_job")}


def test_tables_without_who_is_followed_or_of_other_states_are_not_read_across_quarters():
    state = table("job", [(7, 33), (20, 20)])
    assert disclosure.attack([state, table("started_education", [(5, 35), (6, 34)])]) == []
    loose = [
        one | {"by": ["quarter", "x", one["by"][2]], "nested": {}}
        for one in (state, table("started_job", [(5, 35), (6, 34)]))
    ]
    assert disclosure.attack(loose) == []


def test_who_came_into_a_state_is_hidden_around_a_moment_at_which_that_is():
    names = ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]
    yes = {"job": [7, 4, 9, 20], "started_job": [7, 0, 6, 12]}
    frame = pd.DataFrame(
        {
            "participant_id": [f"P{person}" for person in range(40)] * 4,
            "quarter": np.repeat(names, 40),
            "followed": "yes",
        }
        | {
            column: [("yes" if person < n else "no") for n in counts for person in range(40)]
            for column, counts in yes.items()
        }
    )
    state, starts = (counted(frame, column) for column in yes)
    assert disclosure.attack([state.record(), starts.record()]) != []
    tables = disclosure.starting({"in": state, "into": starts}, along="quarter")
    kept = tables["into"]
    shown = disclosure.cut(kept, followed="yes", started_job="yes").frame.set_index("quarter")
    assert shown["shown"].to_dict() == dict(zip(names, (True, False, False, True), strict=True))
    assert shown["why"].tolist() == ["", "few", "few", ""]
    whole = disclosure.cut(kept, followed="yes", started_job="all").frame
    assert whole["shown"].all()
    assert_frame_equal(tables["in"].frame, state.frame)
    assert disclosure.attack([state.record(), kept.record()]) == []


def test_where_that_is_not_enough_a_moment_shows_its_total_only():
    """By hand: ten are not yet followed at first and nine at last, so nine or ten between."""
    names = ["2020Q1", "2020Q2", "2020Q3"]
    standings = [
        {"not_yet": 10, "yes": 26, "over": 4},
        {"not_yet": 9, "yes": 27, "over": 4},
        {"not_yet": 9, "yes": 26, "over": 5},
    ]
    frame = pd.DataFrame(
        {
            "participant_id": [f"P{person}" for person in range(40)] * 3,
            "quarter": np.repeat(names, 40),
            "followed": [name for each in standings for name in each for _ in range(each[name])],
        }
    )
    frame["job"] = frame["started_job"] = frame["followed"].map({"yes": "no"})
    tables = {column: counted(frame, column) for column in ("job", "started_job")}
    records = [table.record() for table in tables.values()]
    told = {breach.cell[0][1] for breach in disclosure.attack(records)}
    assert told
    kept = disclosure.starting(tables, along="quarter")
    assert disclosure.attack(table.record() for table in kept.values()) == []
    for table in kept.values():
        rows = table.frame.query("quarter in @told")
        total = (rows[["followed", table.by[-1]]] == "all").all(axis=1)
        assert (rows["shown"] == total).all()
        assert rows.loc[total, "n"].tolist() == [40] * len(told)


def test_tables_that_are_not_of_one_state_along_the_same_moments_are_refused():
    frame = lives(1)
    starts, state = counted(frame, "started_job"), counted(frame, "job")
    with pytest.raises(ValueError, match="started_job"):
        disclosure.starting({"into": starts}, along="quarter")
    with pytest.raises(ValueError, match="along 'followed'"):
        disclosure.starting({"in": state, "into": starts}, along="followed")
    gone = Absent("nothing")
    assert disclosure.starting({"in": gone, "into": gone}, along="quarter") == {
        "in": gone,
        "into": gone,
    }


def counted(frame: pd.DataFrame, column: str, profile: str | Profile = "dk") -> disclosure.Safe:
    return disclosure.count(
        frame, [*BY, column], of="x", profile=profile, slices=["quarter"], nested={column: BY[1]}
    )


def lives(seed: int) -> pd.DataFrame:
    """Return the quarters of people with some spells of work, as `outcomes` sees them."""
    random = np.random.default_rng(seed)
    persons = int(random.integers(6, 60))
    index = random.integers(1600, 1640, persons)
    spells = int(random.integers(1, 3)) * persons
    first = random.integers(1590, 1690, spells)
    histories = pd.DataFrame(
        {
            "participant_id": [f"P{n}" for n in random.integers(0, persons, spells)],
            "strand": pd.Categorical(["work"] * spells),
            "state": pd.Categorical(["ordinary"] * spells),
            "first_week": first,
            "last_week": first + random.integers(0, 30, spells),
        }
    )
    people = pd.DataFrame(
        {
            "participant_id": [f"P{n}" for n in range(persons)],
            "arm": "intervention",
            "index_week": index,
        }
    )
    lazy = nw.from_native(histories).lazy()
    return outcomes.quarterly(lazy, people, "job", until=1700, follow_up=50)


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_what_is_known_across_quarters_is_so_and_tells_no_hidden_number(seed):
    frame = lives(seed)
    true = [counted(frame, column, OPEN).record() for column in ("job", "started_job")]
    assert all(None not in cell for record in true for cell in record["cells"])
    assert disclosure.attack(true) == []
    state = counted(frame, "job")
    tables = {"in": state, "into": counted(frame, "started_job")}
    kept = disclosure.starting(tables, along="quarter")
    assert disclosure.attack(table.record() for table in kept.values()) == []
