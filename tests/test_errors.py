"""Errors tell a person what, where and what to do, and survive the way between processes."""

import pickle
import sys

import pytest

from compendium.errors import CompendiumError, values_may_be_quoted


class CountedError(CompendiumError):
    """A fault whose constructor asks for something else than a sentence."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} things are wrong.", where="here", remedy="mend them")
        self.count = count


def test_an_error_says_what_where_and_what_to_do():
    error = CompendiumError("A cell is empty.", where="a.csv, row 3", remedy="fill it")
    assert str(error) == "A cell is empty.\n  where: a.csv, row 3\n  what to do: fill it"


def test_an_error_without_a_place_is_its_sentence_alone():
    assert str(CompendiumError("Nothing is there.")) == "Nothing is there."


def test_an_error_of_any_kind_survives_pickling_with_its_attributes():
    error = pickle.loads(pickle.dumps(CountedError(3)))  # noqa: S301 - our own bytes
    assert type(error) is CountedError
    assert str(error) == str(CountedError(3))
    assert error.count == 3


class Terminal:
    """A standard error that somebody looks at, or not."""

    def __init__(self, looked_at: bool) -> None:
        self.looked_at = looked_at

    def isatty(self) -> bool:
        """Tell whether somebody looks."""
        return self.looked_at


@pytest.mark.parametrize(
    ("looked_at", "ci", "quotes"),
    [(True, None, True), (False, None, False), (True, "true", False), (True, "", False)],
)
def test_values_are_quoted_only_to_a_person_at_a_terminal(monkeypatch, looked_at, ci, quotes):
    monkeypatch.setattr(sys, "stderr", Terminal(looked_at))
    monkeypatch.delenv("CI", raising=False)
    if ci is not None:
        monkeypatch.setenv("CI", ci)
    assert values_may_be_quoted() is quotes
