"""A reader filters a table in a real browser: what is left, how many, and nothing asked for."""

from pathlib import Path

import pandas as pd
import pytest

from compendium import disclosure
from compendium.present.labelling import Labels
from compendium.present.tabulation import table_output
from compendium.report import sphinx

SCRIPT = Path(sphinx.__file__).parent / "static" / "filtering.js"
FORM = ".compendium-filter"
ROWS = pd.DataFrame(
    {
        "kind": ["mill", "mill", "quay", "yard"],
        "name": ["Ærø bakery", "Boats", "Boats & <sails>", "Kitchen"],
        "who": ["young", "young;old", "old", None],
        "source": ["one", "two", "two", "three"],
    }
)


@pytest.fixture
def page(browser):
    """Return a page with a table that may be filtered, and one that may not."""
    asked = []
    browser.on("request", lambda request: asked.append(request.url))
    safe = disclosure.definitions(ROWS)
    free, fixed = (
        table_output(
            safe,
            name=name,
            caption="neet_sources",
            labels=Labels(),
            rows=["kind", "name"],
            show=["who", "source"],
            filters=filters,
            anchor="source" if filters else "",
        ).data["text/html"]
        for name, filters in (("free", ["kind", "source"]), ("fixed", []))
    )
    browser.set_content(f'<div id="free">{free}</div><div id="fixed">{fixed}</div>')
    browser.add_script_tag(path=SCRIPT)
    yield browser
    assert asked == []


def left(page):
    """Return the names in the rows that are to be seen."""
    rows = page.query_selector_all("#free tbody tr")
    return [row.query_selector_all("th")[1].inner_text() for row in rows if row.is_visible()]


def said(page):
    return page.inner_text(f"{FORM} output")


def test_words_and_choices_narrow_the_rows_and_a_button_shows_all_again(page):
    assert len(left(page)) == 4
    assert said(page) == "4 of 4 rows"
    assert not page.is_visible(f"{FORM} button")

    page.fill(f"{FORM} input", "BOATS")
    assert left(page) == ["Boats", "Boats & <sails>"]
    page.select_option(f"{FORM} select >> nth=1", "Two")
    page.select_option(f"{FORM} select >> nth=0", "Quay")
    assert left(page) == ["Boats & <sails>"]
    assert said(page) == "1 of 4 rows"

    page.click(f"{FORM} button")
    assert len(left(page)) == 4
    assert page.input_value(f"{FORM} input") == ""
    assert page.input_value(f"{FORM} select >> nth=1") == ""


def test_every_word_has_to_stand_in_a_row_and_letters_of_danish_count(page):
    page.fill(f"{FORM} input", "bakery ærø")
    assert left(page) == ["Ærø bakery"]
    page.fill(f"{FORM} input", "bakery boats")
    assert left(page) == []
    assert said(page) == "None of the 4 rows has all of this."
    assert page.is_visible(f"{FORM} button")


def test_a_choice_has_each_text_once_and_a_joined_heading_is_on_every_row(page):
    options = page.query_selector_all(f"{FORM} select >> nth=0 >> option")
    assert [option.inner_text() for option in options] == ["All", "Mill", "Quay", "Yard"]
    page.select_option(f"{FORM} select >> nth=0", "Mill")
    assert left(page) == ["Ærø bakery", "Boats"]
    assert page.query_selector("#free [rowspan]") is None
    assert page.query_selector("#fixed [rowspan]") is not None


def test_a_link_to_a_row_that_is_filtered_away_brings_it_back(page):
    page.fill(f"{FORM} input", "boats")
    page.evaluate("location.hash = '#source-three'")
    page.wait_for_selector("#source-three", state="visible")
    assert len(left(page)) == 4


def test_a_table_without_filters_has_none(page):
    assert len(page.query_selector_all(FORM)) == 1
    assert page.query_selector(f"#fixed {FORM}") is None


def test_enter_in_the_box_leaves_the_page_as_it_is(page):
    page.fill(f"{FORM} input", "boats")
    page.press(f"{FORM} input", "Enter")
    assert left(page) == ["Boats", "Boats & <sails>"]
