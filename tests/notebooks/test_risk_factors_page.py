"""The pages of risk factors and of barriers: their parts agree, and their prose says what is so."""

from __future__ import annotations

from typing import Any

import pytest

from compendium.errors import CompendiumError


def told(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


def test_figures_tables_and_sentences_of_risk_factors_count_the_same_rows(shown):
    """In a study without a table, for the page reads none."""
    found = shown("risk-factors", "no table")
    for figure, table in (("designs", "young"), ("designs-adults", "adults")):
        drawn = sum(row["value"] for row in told(found, figure)["table"])
        assert drawn == len(told(found, table)["table"])
    known = {(row["people"], row["design"]): row["value"] for row in told(found, "known")["table"]}
    for design in ("register", "cohort", "list", "not_said"):
        result = told(found, f"young-{design.replace('_', '-')}")["record"]
        assert result["value"] == known["young", design]
    # "No register study and no cohort is told of here."
    assert not {("adults", "register"), ("adults", "cohort")} & known.keys()
    works = [row["value"] for row in told(found, "themes")["table"]]
    # The prose names the two that come back most.
    named = [told(found, f"{name}-works")["record"]["value"] for name in ("mental-health", "home")]
    assert named == works[:2] == sorted(works, reverse=True)[:2]
    assert min(works) >= 3
    listed = {row["key"] for row in told(found, "sources")["table"]}
    for row in told(found, "young")["table"]:
        assert set(row["named_by"].split(";")) <= listed


def test_the_map_of_barriers_counts_what_the_matrix_and_the_rows_name(shown):
    found = shown("barriers", "no table")
    for drawn, matrix, people in (
        ("map", "matrix", "young"),
        ("map-adults", "matrix-adults", "adults"),
    ):
        named = sum(row["value"] for row in told(found, matrix)["table"])
        assert named == sum(row["value"] or 0 for row in told(found, drawn)["table"])
        assert named == sum(row["people"] == people for row in told(found, "rows")["table"])
    # "Nearly all dots stand to the right of the first column."
    dots = {
        level: sum(
            row["controlled"] + row["others"]
            for row in told(found, "map")["table"]
            if row["level"] == level
        )
        for level in ("structural", "institutional", "interpersonal", "individual")
    }
    assert dots["structural"] < 0.05 * sum(dots.values())
    # "Here it has dots, though none of a programme that was set against a control group."
    first = [row for row in told(found, "map-adults")["table"] if row["level"] == "structural"]
    assert sum(row["others"] for row in first) > 0
    assert sum(row["controlled"] for row in first) == 0


def test_people_of_no_matrix_are_refused(shown):
    with pytest.raises(CompendiumError, match="about 'pupils'"):
        shown("barriers", "no table", people="pupils")
