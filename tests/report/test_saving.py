"""Outputs of real data never reach a saved notebook."""

import copy

import pytest

from compendium.report import saving
from compendium.tables import checkout

NOTEBOOK = {
    "type": "notebook",
    "content": {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {
                "id": "a",
                "cell_type": "code",
                "source": "frame.head()",
                "metadata": {},
                "execution_count": 3,
                "outputs": [
                    {
                        "output_type": "execute_result",
                        "execution_count": 3,
                        "metadata": {},
                        "data": {"text/plain": "p-canary"},
                    }
                ],
            }
        ],
    },
}


@pytest.mark.parametrize("study", [None, "", str(checkout() / "data" / "synthetic")])
def test_outputs_of_the_synthetic_study_are_kept(monkeypatch, study):
    monkeypatch.delenv("COMPENDIUM_STUDY", raising=False)
    if study is not None:
        monkeypatch.setenv("COMPENDIUM_STUDY", study)
    model = copy.deepcopy(NOTEBOOK)
    saving.strip_outputs(model=model, path="x.ipynb", contents_manager=None)
    assert model == NOTEBOOK


def test_outputs_of_any_other_study_are_stripped(monkeypatch, tmp_path):
    monkeypatch.setenv("COMPENDIUM_STUDY", str(tmp_path))
    model = copy.deepcopy(NOTEBOOK)
    saving.strip_outputs(model=model, path="x.ipynb", contents_manager=None)
    assert "p-canary" not in str(model)
    assert model["content"]["cells"][0]["source"] == "frame.head()"
    assert model["content"]["cells"][0]["id"] == "a"


def test_other_files_are_left_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("COMPENDIUM_STUDY", str(tmp_path))
    model = {"type": "file", "content": "text"}
    saving.strip_outputs(model=model, path="x.txt", contents_manager=None)
    assert model == {"type": "file", "content": "text"}
