"""The frame of a page: what the theme says around our text, in the language of the report."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sphinx.config import Config

from compendium.report.sphinx import extension


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Show the code", "Hide the code", "Show", "Hide"]),
        ("da", ["Vis koden", "Skjul koden", "Vis", "Skjul"]),
    ],
)
def test_parts_of_a_page_are_opened_in_the_language_of_the_report(
    language: str, words: list[str]
) -> None:
    config = Config({}, {"language": language})
    extension.speak(None, config)  # type: ignore[arg-type] # it asks nothing of the application
    assert [
        vars(config)[option]
        for option in (
            "nb_code_prompt_show",
            "nb_code_prompt_hide",
            "togglebutton_hint",
            "togglebutton_hint_hide",
        )
    ] == words


def test_the_makers_of_a_report_are_named_in_our_word_and_all_else_in_the_theme_s() -> None:
    app: Any = SimpleNamespace(config=SimpleNamespace(language="da"))
    context: dict[str, Any] = {"translate": {"By": "Ved", "Search": "Søg"}.get}
    extension.credit(app, "index", "page.html", context, None)
    assert [context["translate"](text) for text in ("By", "Search")] == ["Af", "Søg"]


def test_english_prose_keeps_its_apostrophes_in_a_danish_report() -> None:
    app: Any = SimpleNamespace(
        config=SimpleNamespace(language="da"), env=SimpleNamespace(settings={})
    )
    extension.quote_as_the_prose(app)
    ((language, quotes),) = app.env.settings["smartquotes_locales"]
    assert (language, quotes[-1]) == ("da", "\u2019")
