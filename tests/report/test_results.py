"""The ledger holds each result with its meaning and its place, and neither clock nor path."""

import json

from compendium.report import results
from compendium.report.runs import Declared, Run

MEAN = Declared({"en": "Mean", "da": "Gennemsnit"}, {"en": "t interval", "da": "t-interval"})
RUN = Run("screening", case="roedovre", label="Rødovre", results={"mean": MEAN})
RECORD = {"value": 7.4, "n": 663, "absent": None, "text": {"value": "7.4"}}
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
                }
            ],
        },
    ]
}


def test_a_result_knows_what_it_means_and_where_it_came_from():
    ledger = results.collected({RUN: NOTEBOOK}, "da")
    assert ledger == {
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


def test_the_written_ledger_is_the_same_text_whatever_the_order():
    ledger = {"b": {"y": 1, "x": 2}, "a": {}}
    text = results.written(ledger, "twin", "en")
    assert text == results.written(dict(reversed(ledger.items())), "twin", "en")
    read = json.loads(text)
    assert read["study"] == "twin"
    assert read["language"] == "en"
    assert read["results"] == ledger
