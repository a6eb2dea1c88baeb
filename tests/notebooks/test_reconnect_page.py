"""The page on Reconnect: every fact has its place, and what is ours is said to be."""

from __future__ import annotations

from typing import Any

import pytest

from compendium import evidence
from compendium.evidence import UnknownTopicError


def told(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


@pytest.fixture
def page(executed, tmp_path):
    """Return the page in a folder without a study, for it reads none."""
    return executed("reconnect", tmp_path)


def test_the_page_stands_without_a_study_and_holds_what_the_tables_hold(page):
    slides = evidence.table("reconnect").set_index("key")
    for number in range(1, 9):
        assert slides["says_en"][f"principle_{number}"] in told(page, "principles")["html"]
    sides = told(page, "contradictions")["html"]
    for row in evidence.contradictions("reconnect").itertuples():
        assert row.says_en.replace("'", "&#x27;") in sides
    press = evidence.table("partners").query("named_by == 'press'")
    roles = told(page, "roles")["html"]
    assert not [role for role in press["role_en"] if role in roles], "nothing rests on the article"


def test_arrows_that_are_our_reading_are_said_to_be(page):
    """The slides say for what each help is, and not by what a change is measured."""
    alt = told(page, "logic")["alt"]
    assert alt.count("(our reading)") == 2
    assert "From Fewer signs of anxiety or depression to The questionnaires" in alt
    assert "GAD-7, MDI, WHO Well-Being Index" in alt
    assert told(page, "model-2")["alt"].count("(read from the order of the text)") == 1
    assert "(" not in told(page, "model-1")["alt"].partition(" From ")[2]


def test_the_statement_of_january_2024_is_no_result(page):
    record = told(page, "statement")
    assert not [each for each in page if each["kind"] == "result"], "it comes into no ledger"
    for words in ("Greater chance, percent", "Said, not shown", "no result", "preliminary"):
        assert words in record["html"]


def test_each_part_of_the_research_is_answered_or_said_not_to_be(page):
    html = told(page, "research")["html"]
    assert html.count("Not in this report") == 4
    assert "../notebooks/effects.html#in-numbers" in html


def test_an_unknown_topic_is_named_with_those_there_are(executed, tmp_path):
    with pytest.raises(UnknownTopicError, match="horoscopes"):
        executed("reconnect", tmp_path, topic="horoscopes")
