"""Numerals, against a hand-made table of how each is written in the two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.present import numerals


@pytest.mark.parametrize(
    ("value", "manner", "english", "danish"),
    [
        (1234.0, "count", "1,234", "1.234"),
        (0.4321, "share", "43.2%", "43,2 %"),
        (0.0, "share", "0.0%", "0,0 %"),
        (12.4, "percent", "12.4%", "12,4 %"),
        (10.0, "percent", "10%", "10 %"),
        (7.449, "mean", "7.4", "7,4"),
        (0.25, "mean", "0.3", "0,3"),
        (0.0712, "points", "7.1", "7,1"),
        (-0.0712, "points", "−7.1", "−7,1"),
        (-0.0001, "points", "0.0", "0,0"),
        (0.8794, "coefficient", "0.88", "0,88"),
        (5.9, "ratio", "5.90", "5,90"),
        (101.0, "score", "101", "101"),
        (0.0321, "p", "0.032", "0,032"),
        (0.0012, "p", "0.001", "0,001"),
        (0.001, "p", "≤ 0.001", "≤ 0,001"),
        (0.0, "p", "≤ 0.001", "≤ 0,001"),
    ],
)
def test_numbers_are_written_as_readers_of_each_language_write_them(
    value: float, manner: str, english: str, danish: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = english.replace(" ", "\N{NO-BREAK SPACE}")
    assert numerals.written(value, manner) == english
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert numerals.written(value, manner) == danish.replace(" ", "\N{NO-BREAK SPACE}")


def test_an_interval_is_written_with_a_word_between(monkeypatch: pytest.MonkeyPatch) -> None:
    assert numerals.with_interval(7.4, 7.1, 7.7, "mean") == "7.4 (7.1 to 7.7)"
    assert numerals.with_interval(0.432, 0.39, 0.475, "share") == "43.2% (39.0 to 47.5)"
    assert numerals.with_interval(7.4, float("nan"), 7.7, "mean") == "7.4"
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert numerals.with_interval(7.4, 7.1, 7.7, "mean") == "7,4 (7,1 til 7,7)"


def test_limits_get_the_decimals_of_the_printed_figure_and_at_least_one() -> None:
    assert numerals.with_interval(1.63, 1.4601, 1.82, "plain") == "1.63 (1.46 to 1.82)"
    assert numerals.with_interval(48.0, 39.21, 57.04, "percent") == "48% (39.2 to 57.0)"


def test_an_unknown_manner_is_refused() -> None:
    with pytest.raises(numerals.UnknownMannerError, match="'stars'"):
        numerals.written(1.0, "stars")


@pytest.mark.parametrize(
    ("kind", "unit", "manner"),
    [
        ("count", "persons", "count"),
        ("share", "share", "share"),
        ("mean", "points", "mean"),
        ("review", "points", "score"),
        ("estimate", "percentage_points", "points"),
        ("estimate", "points", "points"),
        ("estimate", "", "coefficient"),
        ("published", "percent", "percent"),
        ("published", "percentage_points", "plain"),
        ("published", "weeks", "plain"),
    ],
)
def test_every_kind_has_its_manner(kind: str, unit: str, manner: str) -> None:
    assert numerals.manner_of(kind, unit) == manner


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_written_number_reads_back_to_within_half_of_its_last_digit(
    value: float, digits: int
) -> None:
    text = numerals.number(value, digits, tongue="da")
    read = float(text.replace(".", "").replace(",", ".").replace(numerals.MINUS, "-"))
    assert abs(read - value) <= 0.5 * 10**-digits * (1 + 1e-6) + 1e-9
