"""The ledger holds each result with its meaning and its place, and neither clock nor path."""

import pytest

from compendium.report.ledgers import ledger
from compendium.report.ledgers.ledger import EditedLedgerError, Ledger, UnreadableLedgerError
from compendium.report.plans.runs import Declared, Run

MEAN = Declared({"en": "Mean", "da": "Gennemsnit"}, {"en": "t interval", "da": "t-interval"})
RUN = Run("screening", case="roedovre", label="Rødovre", results={"mean": MEAN})
RECORD = {"value": 7.4, "n": 663, "absent": None, "text": {"value": "7.4"}}
TABLE = {"kind": "table", "name": "persons", "caption": "Persons", "table": [{"n": 5}]}
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": "# Title", "metadata": {}},
        {
            "cell_type": "code",
            "source": "present.result('mean', cell)",
            "metadata": {},
            "outputs": [
                {
                    "output_type": "display_data",
                    "data": {},
                    "metadata": {
                        "compendium": {"kind": "result", "name": "mean", "record": RECORD}
                    },
                },
                {
                    "output_type": "display_data",
                    "data": {},
                    "metadata": {"compendium": TABLE},
                },
            ],
        },
    ]
}


def collected():
    return ledger.collected({RUN: NOTEBOOK}, Ledger("twin", "public", "da"))


def test_a_result_knows_what_it_means_and_where_it_came_from():
    assert collected().results == {
        "screening-roedovre/mean": {
            **RECORD,
            "definition": "Gennemsnit",
            "method": "t-interval",
            "notebook": "screening",
            "case": "Rødovre",
            "cell": 2,
            "anchor": "notebooks/screening-roedovre.html#result-mean",
        }
    }


def test_a_table_knows_its_sheet_and_where_it_came_from():
    assert collected().shown == {
        "screening-roedovre/persons": {
            "kind": "table",
            "caption": "Persons",
            "csv": "sheets/screening-roedovre-persons.csv",
            # printf 'n\n5\n' | sha256sum
            "digest": "832b2b59d4696a31c8ef95a458eb6fb20ddbe439d678b5ec26b418ef33f61fe6",
            "bands": {},
            "called": {},
            "notebook": "screening",
            "case": "Rødovre",
            "cell": 2,
            "anchor": "notebooks/screening-roedovre.html#table-persons",
        }
    }


def test_a_table_with_bands_keeps_the_band_of_each_cell_and_what_bands_are_called():
    rows = [
        {"municipality": "Rødovre", "round": "1", "band": "fair", "shown": True},
        {"municipality": "Rødovre", "round": "2", "band": "good", "shown": False},
    ]
    table = TABLE | {"table": rows, "bands": {"fair": "rimelig", "good": "god"}}
    output = {"output_type": "display_data", "data": {}, "metadata": {"compendium": table}}
    cell = {"cell_type": "code", "source": "show", "metadata": {}, "outputs": [output]}
    made = ledger.collected({RUN: {"cells": [cell]}}, Ledger("twin", "public", "da"))
    sheet = made.shown["screening-roedovre/persons"]
    assert sheet["bands"] == {"Rødovre, 1": "fair"}
    assert sheet["called"] == {"fair": "rimelig", "good": "god"}


def test_a_ledger_is_the_same_text_whatever_the_order_and_can_be_read_again(tmp_path):
    made = collected()
    other = Ledger("twin", "public", "da", dict(reversed(made.results.items())), made.shown)
    assert str(other) == str(made)
    (tmp_path / "ledger.json").write_text(str(made), "utf-8")
    assert ledger.read(tmp_path / "ledger.json") == made


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "There is no such ledger."),
        ("{", "This is not a ledger."),
        ("[]", "This is not a ledger."),
        ('{"format": 3}', "This is not a ledger."),
        (str(Ledger("twin", "public", "en")).replace('"format": 3', '"format": 2'), "of version 2"),
    ],
)
def test_what_is_no_ledger_of_ours_is_refused(tmp_path, text, told):
    if text is not None:
        (tmp_path / "ledger.json").write_text(text, "utf-8")
    with pytest.raises(UnreadableLedgerError, match=told) as refused:
        ledger.read(tmp_path / "ledger.json")
    assert refused.value.where == "ledger.json"


@pytest.mark.parametrize("edit", [("7.4", "7.5"), ("663", "664"), ("Rødovre", "Bornholm")])
def test_a_ledger_that_was_edited_by_hand_is_refused(tmp_path, edit):
    (tmp_path / "ledger.json").write_text(str(collected()).replace(*edit), "utf-8")
    with pytest.raises(EditedLedgerError, match="somebody has edited it") as refused:
        ledger.read(tmp_path / "ledger.json")
    assert "Restore it" in refused.value.remedy
