"""The page on definitions of NEET: its tables agree, and it says where it cannot compare."""

from __future__ import annotations

from typing import Any

from compendium import outcomes

WAYS = tuple(outcomes.ways())


def told(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


def test_what_is_counted_together_is_what_is_counted_by_each(shown):
    found = shown("neet-definitions")
    combinations = [
        row
        for row in told(found, "counted")["table"]
        if "all" not in [row[f"{name}_neet"] for name in WAYS]
    ]
    answers = {(row["heading"], row["level"]): row["n"] for row in told(found, "answers")["table"]}
    apart = {(row["heading"], row["level"]): row["n"] for row in told(found, "apart")["table"]}
    for one in WAYS:
        counted = sum(row["n"] for row in combinations if row[f"{one}_neet"] == "yes")
        assert counted == apart["neet", one] > 0
        assert answers["neet", one] > counted
        people = [answers[heading, one] for heading in ("neet", "not_neet", "not_asked")]
        assert sum(people) == 2500
        for other in WAYS:
            if other != one:
                rows = [r for r in combinations if r[f"{one}_neet"] == "yes"]
                assert apart[other, one] == sum(
                    row["n"] for row in rows if row[f"{other}_neet"] == "no"
                )
    assert apart["statistics_denmark", "eurostat"] == apart["eurostat", "statistics_denmark"] == 0
    every = told(found, "neet-all-six")["record"]["n"]
    assert every == next(
        row["n"] for row in combinations if {row[f"{name}_neet"] for name in WAYS} == {"yes"}
    )


def test_where_too_few_are_asked_by_all_it_is_said(shown):
    found = shown("neet-definitions", "fewer than twenty")
    assert "takes 20 persons" in told(found, "counted")["absent"]
    assert "takes 20 persons" in told(found, "neet-none")["record"]["absent"]
    assert told(found, "rules")["kind"] == "table"
    assert (
        "no table of histories"
        in told(shown("neet-definitions", "no histories"), "answers")["absent"]
    )


def test_another_year_is_another_answer(shown):
    """With a year, everybody is looked at in the same November, whenever they came in."""
    before, year = (
        told(shown("neet-definitions", year=asked), "answers")["table"] for asked in (None, 2021)
    )
    assert [row["level"] for row in before] == [row["level"] for row in year]
    assert [row["n"] for row in before] != [row["n"] for row in year]


def test_the_few_whom_one_definition_asks_and_another_does_not_are_not_told(shown):
    """Eurostat asks from 15 years, Statistics Denmark from 16, and the rest is one rule."""
    rows = told(shown("neet-definitions", "three of fifteen years"), "answers")["table"]
    hidden = {row["level"] for row in rows if not row["shown"]}
    assert {"eurostat", "statistics_denmark"} <= hidden
    assert not {"two_years", "whole_year"} & hidden
