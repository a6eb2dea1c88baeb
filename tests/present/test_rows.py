"""Rows in print: a range has a dash, and keeps it where one end is open."""

import pytest

from compendium.present.rows import text_of

AGES = ("age_from", "age_to")


@pytest.mark.parametrize(
    ("ages", "said"),
    [((16, 24), "16–24"), ((30, 30), "30"), ((None, 29), "–29"), ((30, None), "30–"),
     ((None, None), "")],
)  # fmt: skip
def test_a_range_of_whole_numbers_keeps_its_dash_where_one_end_is_open(ages, said):
    assert text_of(dict(zip(AGES, ages, strict=True)), AGES) == said


def test_a_figure_that_is_no_range_has_no_dash():
    assert text_of({"figure_from": 7.5, "figure_to": None}, ("figure_from", "figure_to")) == "7.5"
    assert text_of({"place": "p. 8"}, ("place",)) == "p. 8"
