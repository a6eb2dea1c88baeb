"""A cleaned notebook holds no parameters, times, paths or versions, and folds its code."""

import copy
import json

import pytest

from compendium.report.pages.cleaning import clean

EXECUTED = {
    "metadata": {
        "papermill": {"start_time": "2026-01-01", "input_path": "/home/canary"},
        "kernelspec": {"name": "python3", "display_name": "canary", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.2", "pygments_lexer": "ipython3"},
    },
    "nbformat": 4,
    "nbformat_minor": 5,
    "cells": [
        {
            "cell_type": "markdown",
            "id": "e3f1",
            "metadata": {"papermill": {"duration": 0.1}},
            "source": "# Fidelity\n\n## Sections",
        },
        {
            "cell_type": "code",
            "id": "a1",
            "metadata": {"tags": ["parameters", "remove-cell"]},
            "source": "municipality = None",
            "execution_count": 1,
            "outputs": [],
        },
        {
            "cell_type": "code",
            "id": "a2",
            "metadata": {"tags": ["injected-parameters"]},
            "source": "municipality = 'canary'",
            "execution_count": 2,
            "outputs": [],
        },
        {
            "cell_type": "code",
            "id": "a3",
            "metadata": {"execution": {"iopub.execute_input": "2026-01-01T12:00:00"}},
            "source": "show()",
            "execution_count": 7,
            "outputs": [
                {
                    "output_type": "execute_result",
                    "execution_count": 7,
                    "metadata": {"compendium": {"kind": "note"}, "isolated": True},
                    "data": {"text/html": "<p>x</p>", "text/plain": "<object at 0x7f>"},
                }
            ],
        },
    ],
}


@pytest.fixture
def cleaned():
    return clean(copy.deepcopy(EXECUTED))


def test_nothing_of_the_run_remains(cleaned):
    text = json.dumps(cleaned)
    for trace in ("papermill", "2026", "/home", "canary", "3.11", "0x7f", "municipality"):
        assert trace not in text


def test_code_stays_and_is_folded(cleaned):
    code = cleaned["cells"][1]
    assert code["source"] == "show()"
    assert code["metadata"] == {"tags": ["hide-input"]}
    assert code["execution_count"] == 1


def test_ids_are_the_cells_numbers(cleaned):
    assert [cell["id"] for cell in cleaned["cells"]] == ["cell-1", "cell-2"]


def test_an_output_of_ours_keeps_its_one_mime_type_and_its_record(cleaned):
    (output,) = cleaned["cells"][1]["outputs"]
    assert output == {
        "output_type": "display_data",
        "metadata": {"compendium": {"kind": "note"}},
        "data": {"text/html": "<p>x</p>"},
    }


def test_a_case_stands_in_the_title_only():
    (title, _) = clean(EXECUTED, "Rødovre")["cells"]
    assert title["source"] == "# Fidelity: Rødovre\n\n## Sections"


def test_cleaning_leaves_what_it_was_given():
    given = copy.deepcopy(EXECUTED)
    clean(given, "Rødovre")
    assert given == EXECUTED


def test_cleaning_twice_is_cleaning_once(cleaned):
    assert clean(cleaned) == cleaned
