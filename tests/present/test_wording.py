"""Words: both languages say the same things, and say so when they do not."""

from __future__ import annotations

from string import Formatter

import pytest

from compendium import present
from compendium.outcomes.effects import pooling
from compendium.outcomes.effects.estimators import hazards, weighted
from compendium.present import wording


def test_both_languages_have_the_same_keys() -> None:
    assert set(wording.vocabulary("en")) == set(wording.vocabulary("da"))


def test_both_languages_have_the_same_fields() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    english, danish = wording.vocabulary("en"), wording.vocabulary("da")
    different = [key for key in english if fields(english[key]) != fields(danish[key])]
    assert different == []


def test_no_text_is_empty() -> None:
    assert [
        k for tongue in ("en", "da") for k, v in wording.vocabulary(tongue).items() if not v
    ] == []


def test_the_language_is_read_when_a_word_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert present.word("columns.municipality") == "Kommune"
    monkeypatch.delenv("COMPENDIUM_LANGUAGE")
    assert present.word("columns.municipality") == "Municipality"
    assert present.word("columns.municipality", "da") == "Kommune"


def test_an_unknown_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "sv")
    with pytest.raises(wording.UnknownLanguageError, match="not one of this compendium"):
        present.language()


def test_a_key_that_one_language_lacks_is_an_error_in_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = {"en": {"greeting": "Hello"}, "da": {}}
    monkeypatch.setattr(wording, "vocabulary", lambda language: words[language])
    with pytest.raises(wording.MissingWordError, match="'greeting' in 'da'"):
        present.word("greeting", "en")


def test_a_field_that_is_not_given_is_an_error() -> None:
    with pytest.raises(wording.MissingFieldError, match="n"):
        present.word("units.n")


def test_a_language_is_that_of_the_moment_until_its_block_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "en")
    with wording.spoken("da"):
        assert wording.language() == "da"
    assert wording.language() == "en"
    monkeypatch.delenv("COMPENDIUM_LANGUAGE")
    with pytest.raises(ZeroDivisionError), wording.spoken("da"):
        _ = 1 / 0
    assert wording.language() == "en"


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_an_effect_assumes_and_is_of_has_words(language: str) -> None:
    """Those of weights, of imputation and of hazards; matching assumes what weights do."""
    assumed = {*weighted.ASSUMED, *weighted.MODELLED.values(), *hazards.ASSUMED}
    assumed |= {hazards.SELECTED, pooling.MISSING_AT_RANDOM}
    words = wording.vocabulary(language)
    wanted = {f"levels.assumption.{each}" for each in assumed}
    wanted |= {"levels.estimand.att", "levels.estimand.hazard_ratio"}
    wanted |= {"levels.design.weighted", "levels.design.cox"}
    assert wanted <= set(words)
