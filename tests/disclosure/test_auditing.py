"""The attacker, held to tables whose leaks are known by construction."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from compendium import disclosure

THE_TABLE = [[3, 40, 57], [25, 60, 70], [30, 44, 52]]


def record(
    by: list[str], cells: dict[tuple[str, ...], int | None], **others: Any
) -> dict[str, Any]:
    return {
        "kind": "count", "of": "people", "by": by, "slices": [], "nested": {}, "threshold": 5,
        "cells": [[*levels, n] for levels, n in cells.items()],
    } | others  # fmt: skip


def with_margins(hidden: set[tuple[int, int]]) -> dict[tuple[str, ...], int | None]:
    cells: dict[tuple[str, ...], int | None] = {
        (str(i), str(j)): None if (i, j) in hidden else n
        for i, row in enumerate(THE_TABLE)
        for j, n in enumerate(row)
    }
    cells |= {(str(i), "all"): sum(row) for i, row in enumerate(THE_TABLE)}
    cells |= {("all", str(j)): sum(column) for j, column in enumerate(zip(*THE_TABLE, strict=True))}
    return cells | {("all", "all"): 381}


def test_the_known_intervals_of_the_reference():
    """Oracle: libraries.md section 4."""
    alone = disclosure.intervals([record(["a", "b"], with_margins({(0, 0)}))])
    assert [(one.low, one.high) for one in alone] == [(3, 3)]
    four = record(["a", "b"], with_margins({(0, 0), (0, 1), (1, 0), (1, 1)}))
    found = {one.cell: (one.low, one.high) for one in disclosure.intervals([four])}
    assert {tuple(level for _, level in cell): ends for cell, ends in found.items()} == {
        ("0", "0"): pytest.approx((0, 28)),
        ("0", "1"): pytest.approx((15, 43)),
        ("1", "0"): pytest.approx((0, 28)),
        ("1", "1"): pytest.approx((57, 85)),
    }
    assert disclosure.attack([four]) == []


def test_a_lone_hidden_cell_is_a_breach_that_names_its_table():
    leaky = record(["a", "b"], with_margins({(0, 0)}), name="screening/bands")
    (breach,) = disclosure.attack([leaky])
    assert (breach.kind, breach.tables) == ("narrow", ("screening/bands",))
    assert breach.cell == (("a", "0"), ("b", "0"))
    assert "screening/bands" in str(breach)
    assert "3" not in str(breach)


def test_two_tables_that_leak_only_together_are_both_named():
    """Each hides two municipalities by itself; the second shows what the first hides."""
    one = record(
        ["place", "sex"],
        {("n", "f"): 30, ("n", "m"): 20, ("s", "f"): None, ("s", "m"): None, ("s", "all"): 10},
        name="one/table",
    )
    two = record(
        ["sex", "age"],
        {("f", "young"): 20, ("f", "old"): 17, ("m", "young"): 13, ("m", "old"): 10},
        name="two/table",
    )
    assert disclosure.attack([one]) == []
    assert disclosure.attack([two]) == []
    breaches = disclosure.attack([one, two, record(["age"], {("young",): 33, ("old",): 27})])
    assert {breach.cell for breach in breaches} == {
        (("place", "s"), ("sex", "f")),
        (("place", "s"), ("sex", "m")),
    }
    assert {breach.tables for breach in breaches} == {("one/table", "two/table")}


def test_tables_that_contradict_each_other_are_named_whether_or_not_they_hide():
    open_ = record(["a"], {("x",): 10, ("y",): 20}, name="first")
    other = record(["b"], {("z",): 29}, name="second")
    (breach,) = disclosure.attack([open_, other])
    assert (breach.kind, breach.tables) == ("disagree", ("first", "second"))
    hiding = record(["a", "b"], {("x", "z"): None, ("y", "z"): 25}, name="third")
    (breach,) = disclosure.attack([open_, hiding])
    assert (breach.kind, breach.tables) == ("disagree", ("first", "third"))


def test_other_populations_and_other_slices_are_not_read_together():
    here = record(["a"], {("x",): 10, ("y",): 20})
    there = record(["a"], {("x",): 11, ("y",): 20}, of="others")
    assert disclosure.attack([here, there]) == []
    waves = record(["wave", "a"], {("1", "x"): 10, ("1", "y"): 20, ("2", "x"): 9}, slices=["wave"])
    assert disclosure.attack([here, waves]) == []
    second = record(["wave", "b"], {("1", "u"): 30, ("2", "u"): 8}, slices=["wave"])
    (breach,) = disclosure.attack([waves, second])
    assert breach.cell == (("wave", "2"),)


def test_the_pages_of_a_family_are_one_table():
    leaky = record(["a", "b"], with_margins({(0, 0)}))
    again = json.loads(json.dumps(leaky | {"kind": "share", "name": "page two"}))
    assert len(disclosure.attack([leaky, again])) == 1


def test_a_published_fact_is_no_table_of_persons():
    facts = disclosure.published(pd.DataFrame({"share": [0.081], "source": ["vive"]}), "share")
    assert disclosure.attack([facts.record()]) == []


def test_what_is_no_record_is_refused():
    with pytest.raises(ValueError, match="record"):
        disclosure.attack([{"kind": "count"}])
