"""A sheet holds the cells of a figure or table, nothing of what is hidden, and no formulas."""

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from compendium.report.pages import sheets

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)


def test_a_sheet_has_every_column_and_leaves_empty_what_is_hidden_or_missing():
    rows = [
        {"municipality": "Rødovre", "n": 12, "shown": True, "value": 0.25},
        {"municipality": "Bornholm", "n": None, "shown": False, "why": "few"},
    ]
    assert sheets.written(rows) == (
        "municipality,value,n,shown,why\nRødovre,0.25,12,true,\nBornholm,,,false,few\n"
    )


def test_what_a_spreadsheet_would_take_for_a_formula_is_text():
    text = sheets.written([{"text": "=SUM(A1)", "number": "-4.5", "minus": -1}])
    assert text == "text,number,minus\n'=SUM(A1),-4.5,-1\n"


@given(st.lists(st.dictionaries(st.sampled_from("abc"), CELLS, min_size=1), min_size=1))
def test_a_sheet_can_be_read_again(rows):
    read = list(csv.DictReader(StringIO(sheets.written(rows))))
    assert len(read) == len(rows)
    for row, again in zip(rows, read, strict=True):
        for column, value in row.items():
            if isinstance(value, str):
                assert again[column].removeprefix("'") == value.removeprefix("'")


def test_the_place_of_a_sheet_names_its_page():
    assert sheets.place("screening-roedovre", "persons") == "sheets/screening-roedovre-persons.csv"
