"""Words: every text of a figure, table or sentence, by key, in the language of the moment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from compendium.errors import CompendiumError
from compendium.tables import announce

LANGUAGES = ("en", "da")
VARIABLE = "COMPENDIUM_LANGUAGE"


class UnknownLanguageError(CompendiumError):
    """A language was asked for that the compendium does not speak."""


class MissingWordError(CompendiumError):
    """A word key has no text in at least one of the languages."""


class MissingFieldError(CompendiumError):
    """A text has a {field} that its caller did not fill."""


def language() -> str:
    """Return the language of the moment: ``COMPENDIUM_LANGUAGE`` at call time, else ``en``.

    Raises
    ------
    UnknownLanguageError
        Where the variable names a language without a file of words.
    """
    name = os.environ.get(VARIABLE) or LANGUAGES[0]
    if name not in LANGUAGES:
        raise UnknownLanguageError(
            "The language asked for is not one of this compendium.",
            where=f"the variable {VARIABLE}",
            remedy="Use one of: " + ", ".join(LANGUAGES) + ".",
        )
    return name


@contextmanager
def spoken(name: str) -> Iterator[None]:
    """Let a language be that of the moment, until the block ends."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = name
    try:
        yield
    finally:
        del os.environ[VARIABLE]
        if before is not None:
            os.environ[VARIABLE] = before


def word(key: str, language: str | None = None, /, **fields: object) -> str:
    """Return the text of a key, its fields filled.

    Parameters
    ----------
    key
        Dotted path in words/en.toml and words/da.toml, as ``captions.screening_bands``.
    language
        ``en`` or ``da``; by default the language of the moment.
    **fields
        What stands in the braces of the text.

    Raises
    ------
    MissingWordError
        Where the key is missing in either language, so that one language cannot fall behind.
    MissingFieldError
        Where the text has a field that was not given.
    """
    for each in LANGUAGES:
        if key not in vocabulary(each):
            raise MissingWordError(
                f"There is no text for the word key '{key}' in '{each}'.",
                where=f"src/compendium/present/words/{each}.toml",
                remedy="Add the key to the word files of both languages.",
            )
    text = vocabulary(language or _present())[key]
    if not fields and "{" not in text:
        return text
    try:
        return text.format(**fields)
    except (KeyError, AttributeError) as missing:
        raise MissingFieldError(
            f"The text of '{key}' needs a field that was not given: {missing}.",
            where="src/compendium/present/words",
            remedy="Give the field in `fields=…`, or take it out of the text in both languages.",
        ) from missing


def known(key: str) -> bool:
    """Tell whether a key has a text in every language."""
    return all(key in vocabulary(each) for each in LANGUAGES)


@cache
def vocabulary(language: str) -> Mapping[str, str]:
    """Return all texts of a language by dotted key."""
    source = Path(__file__).with_name("words") / f"{language}.toml"
    announce(source)
    return dict(_leaves(tomllib.loads(source.read_text(encoding="utf-8"))))


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


# `word` has a parameter of the same name as the function.
_present = language
