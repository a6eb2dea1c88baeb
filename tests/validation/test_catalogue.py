"""The table of published figures: whole, sourced, and with nothing computed in it."""

from __future__ import annotations

import csv

import pytest

from compendium import evidence, validation
from compendium.tables import checkout
from compendium.validation import computing, open_data
from compendium.validation.catalogue import published, shelf

TABLES = ("files", "published", "sources")
COLUMNS = {
    "key", "kind", "study_en", "study_da", "quantity_en", "quantity_da", "value", "low", "high",
    "decimals", "unit", "oracle", "computation", "given", "data", "reason_en", "reason_da",
    "source",
}  # fmt: skip
"""Of what was published: none of them is computed here."""


def test_the_tables_have_no_fault():
    assert evidence.names(shelf()) == TABLES
    assert evidence.check(shelf()) == []


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_words_in_two_languages(name):
    for field in evidence.schema(name, shelf()).fields:
        assert set(field.title) == {"en", "da"}, field.name
        assert all(set(level.label) == {"en", "da"} for level in field.categories), field.name


def test_the_table_of_figures_has_no_column_for_what_is_computed():
    assert set(published()) == COLUMNS


def test_every_source_stands_in_the_bibliography():
    entries = (checkout() / "book" / "references.bib").read_text("utf-8")
    lacking = [key for key in validation.sources()["key"] if f"{{{key}," not in entries]
    assert lacking == []


def test_every_figure_has_a_source_and_a_computation_that_there_is():
    frame = published()
    held = frame[frame["kind"] != "no_oracle"]
    assert held[["value", "decimals", "computation", "source", "oracle"]].notna().to_numpy().all()
    known = {True: open_data.COMPUTATIONS, False: computing.COMPUTATIONS}
    for figure in validation.catalogue():
        assert figure.computation in known[bool(figure.data)], figure.key
    used = {figure.computation for figure in validation.catalogue()}
    assert used == {*computing.COMPUTATIONS, *open_data.COMPUTATIONS}


def test_what_must_not_come_out_and_what_has_no_oracle_says_why_in_two_languages():
    frame = published()
    told = frame[["reason_en", "reason_da"]].notna().all(axis=1)
    assert told.eq(frame["kind"] != "reproduces").all()
    assert set(validation.unheld()["kind"]) == {"no_oracle"}


def test_a_figure_is_printed_with_the_decimals_that_it_says():
    with (shelf() / "published.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("value", "low", "high"):
                if row[column]:
                    decimals = len(row[column].partition(".")[2])
                    assert decimals == int(row["decimals"]), (row["key"], column)


@pytest.mark.parametrize(
    ("key", "value", "low", "high"),
    [
        ("seed_odds_ratio", 10.39, 2.79, 38.68),
        ("seed_risk_ratio", 5.90, 1.91, 18.19),
        ("mood_odds_ratio", 1.34, 0.86, 2.10),
    ],
)
def test_figures_with_limits_lie_in_their_middle(key, value, low, high):
    """Typed from published-results; a ratio lies at the square root of its limits' product."""
    figure = next(each for each in validation.catalogue() if each.key == key)
    assert figure.numbers == (value, low, high)
    assert (figure.low * figure.high) ** 0.5 == pytest.approx(figure.value, rel=0.01)
