"""The page on blind spots: any programme can be asked, and one that is not known is refused."""

from __future__ import annotations

import pytest

from compendium import evidence


def told(found, name):
    return next(each for each in found if each.get("name") == name)


def test_a_programme_of_the_report_can_be_asked(shown):
    """U-turn, by hand: one risk factor on four levels, ten barriers; a group alone is met."""
    found = shown("blind-spots", programme="u_turn")
    rows = told(found, "counts")["table"]
    everything = {row["stands"]: row["value"] for row in rows if row["level"] == "all"}
    assert everything["addressed"] + everything["open"] == 10
    assert everything["addressed"] == told(found, "addressed")["record"]["value"] == 1
    assert told(found, "nearest")["caption"].startswith("The programmes most like U-turn")


def test_a_tool_is_in_no_cell_and_the_page_says_so(shown):
    found = shown("blind-spots", programme="mentor_support")
    for name in ("answered", "counts", "barriers", "elsewhere"):
        assert "under no risk factor" in told(found, name)["absent"], name
    assert told(found, "agreement")["kind"] == "table"


def test_a_programme_that_is_not_known_is_refused_with_those_that_are(shown):
    with pytest.raises(evidence.UnknownProgrammeError, match="'laziness'") as fault:
        shown("blind-spots", programme="laziness")
    assert "reconnect" in fault.value.remedy
