"""The page of outcomes: its persons are those of other pages, and no few lie between numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

FEW = range(1, 5)


def named(found: list[dict[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """Return the rows of the figure or table of that name."""
    return next((each.get("table", []) for each in found if each.get("name") == name), [])


def persons(rows: list[Mapping[str, Any]]) -> dict[tuple[str, str, str], int]:
    """Return those shown who had entered, by kind, arm and week."""
    return {
        (row["heading"], row["arm"], str(row["by_week"])): row["n"]
        for row in rows
        if row["n"] is not None
    }


@pytest.mark.parametrize("where", ["whole", "few persons", "fewer than twenty"])
def test_no_few_lie_between_two_numbers_of_entries(shown, where):
    found = shown("outcomes", where)
    entered = persons(named(found, "entered-table"))
    assert (where == "whole") == bool(entered), "of so few persons, none are shown"
    weeks, kinds = ["13", "26", "39", "52", "65", "78"], ["entered_13", "entered_4", "entered_1"]
    for kind, arm, week in entered:
        later = weeks[weeks.index(week) + 1 :]
        more = [entered.get((kind, arm, each)) for each in later]
        more += [entered.get((each, arm, week)) for each in kinds[kinds.index(kind) + 1 :]]
        for each in more:
            assert each is None or each - entered[kind, arm, week] not in FEW


def test_the_diagram_has_the_numbers_of_the_other_pages(shown):
    flow = named(shown("outcomes"), "flow")
    intake = {row["outcome"]: row["n"] for row in flow if row["heading"] == "intake"}
    others = named(shown("eligibility"), "outcomes")
    assert intake == {row["outcome"]: row["n"] for row in others if row["municipality"] == "all"}
    included = {row["half_year"]: row["n"] for row in named(shown("data-status"), "included-table")
                if row.get("heading") == "newly_included"}  # fmt: skip
    assert included["all"] == intake["included"]
