"""The page on programmes: designs apart, no empty figure, and nothing asked of a study."""

from __future__ import annotations

from typing import Any


def told(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


def test_the_page_stands_without_a_table_of_a_study_and_keeps_designs_apart(shown):
    found = shown("programmes", "no table")
    assert [each["absent"] for each in found if each.get("absent")] == []
    figures = {each["name"]: each["table"] for each in found if each["kind"] == "figure"}
    compared = {
        name: {row["comparison"] for row in rows if row["share"] is not None or name == "changes"}
        for name, rows in figures.items()
    }
    assert compared == {
        "changes": {"before"},
        "shares-young": {"nobody"},
        "shares-adults": {"nobody"},
    }
    assert all(row["low"] is None for row in figures["changes"])
    for row in [*figures["shares-young"], *figures["shares-adults"]]:
        assert (row["low"] is None) or row["denominator_status"] == "printed"
    listed = [row["people"] for row in told(found, "programmes")["table"]]
    assert (listed[:17], listed[17:]) == (["young"] * 17, ["adults"] * 17)
    start = {
        name: told(found, f"good-start-{name}")["record"]["value"]
        for name in ("education", "employment")
    }
    assert start == {"education": 1, "employment": -1}
    both = next(row for row in rows_of(found, "directions", "Unge godt i gang"))
    assert both == {"education": "positive", "employment": "negative"}


def rows_of(found: list[dict[str, Any]], table: str, name: str) -> list[dict[str, str]]:
    rows = [row for row in told(found, table)["table"] if row["name"] == name]
    return [{row["outcome"]: row["direction"] for row in rows}]


def test_where_adults_report_nothing_a_sentence_says_so(shown):
    found = shown("programmes", "no table", aims=["self_support"])
    assert told(found, "shares-young")["kind"] == "figure"
    absent = told(found, "shares-adults")
    assert absent["kind"] == "note"
    assert "no programme" in absent["absent"]
