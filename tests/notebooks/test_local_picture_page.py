"""The page on Viborg: what the text lost is drawn nowhere, and everything is in its table."""

from __future__ import annotations

from typing import Any

import pytest

from compendium import evidence

Shown = list[dict[str, Any]]


@pytest.fixture
def page(shown) -> Shown:
    return shown("local-picture", "no table")


def told(found: Shown, name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


def test_a_page_on_viborg_draws_nothing_that_is_lost_and_needs_no_study(page):
    figures = [each for each in page if each["kind"] == "figure"]
    drawn = {
        row["key"]: row["certainty"]
        for each in figures
        for row in each["table"]
        if "certainty" in row and row.get("value") is not None
    }
    assert "ambiguous" not in drawn.values()
    assert {"certain", "order_assumed"} <= set(drawn.values())
    hollow = [each["name"] for each in figures if "(hollow)" in each["alt"]]
    assert hollow == ["duration"]
    assert "the rest not told by the source" in told(page, "exits")["alt"]
    assert "the rest" not in told(page, "onward")["alt"]

    # Every figure of the seminar stands in one table, also those that no label is left of.
    facts = evidence.table("local_figures")
    rows = told(page, "figures")["table"]
    assert {row["key"] for row in rows} == set(facts["key"])
    lost = facts["certainty"].eq("ambiguous").sum()
    assert sum(row["certainty"] == "ambiguous" for row in rows) == lost > 0

    # Every number that the prose quotes is a cell shown on the page.
    cells = {row["value"] for each in page for row in each.get("table", ()) if row.get("value")}
    results = [each for each in page if each["kind"] == "result"]
    assert len(results) == 11
    assert all(each["record"]["value"] in cells for each in results)

    # The sick-listed of all ages are left out unless they are asked for.
    assert "sick_listed" not in {row["group"] for row in told(page, "points")["table"]}


def test_the_sick_listed_are_told_of_where_they_are_asked_for(shown):
    rows = told(shown("local-picture", "no table", sick_listed=True), "points")["table"]
    assert {row["key"] for row in rows} == set(evidence.table("local_points")["key"])
