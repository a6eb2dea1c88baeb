"""Numbers as Danish text prints them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.evidence.declaring import Printed
from compendium.evidence.places import stands

VALUE = Printed("value", words={"20": ("Hver femte", "en femtedel")})


def danish(number: float, decimals: int, *, thousands: bool) -> str:
    text = f"{number:,.{decimals}f}"
    text = text if thousands else text.replace(",", "")
    return text.translate(str.maketrans(",.", ".,"))


@given(
    st.integers(0, 10**9), st.integers(0, 2), st.booleans(), st.sampled_from(["", " %", ".", ")"])
)
def test_a_number_is_found_as_it_is_printed(number, decimals, thousands, after):
    value = number / 10**decimals
    text = f"I alt {danish(value, decimals, thousands=thousands)}{after} af de unge"
    assert stands(f"{value:.{decimals}f}", text, VALUE)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_another_number_is_not(number, other):
    text = f"I alt {danish(other, 0, thousands=True)} unge"
    assert stands(str(number), text, VALUE) == (number == other)


@pytest.mark.parametrize("text", ["16,8 %", "6,84", "6.8", "68", "1.6,8"])
def test_a_part_of_a_number_is_not_that_number(text):
    assert not stands("6.8", text, VALUE)


def test_words_stand_for_the_number_that_they_are_declared_for():
    assert stands("20", "Hver\nfemte ung", VALUE)
    assert stands("20", "omkring en femtedel", VALUE)
    assert not stands("25", "Hver femte ung", VALUE)
    assert not stands("20", "Hver femte ung", Printed("value"))
