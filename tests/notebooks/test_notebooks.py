"""Every notebook runs cell by cell, as a researcher runs it in JupyterLab."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from compendium.report.pages import outputs, sources
from compendium.tables import checkout

FOLDER = checkout() / "notebooks"
IN_TABLES = {"checklists", "codebook", "endpoints", "instruments", "validation"}
"""Those that draw nothing with their own parameters."""
INTERNAL = {"feedback"}
"""Those that say no more than that they are internal where the study is public."""
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_as_it_stands_in_the_folder_of_notebooks(name, monkeypatch):
    """Without a study or a language named: the synthetic study, in English."""
    monkeypatch.delenv("COMPENDIUM_STUDY", raising=False)
    monkeypatch.delenv("COMPENDIUM_LANGUAGE", raising=False)
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    resources = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    shown = list(outputs.of(notebook))
    kinds = {output.kind for output in shown}
    if name in INTERNAL:
        assert kinds == {"note"}
        return
    wanted = {"table"} if name in IN_TABLES else {"figure", "table"}
    assert wanted <= kinds


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_thin(name):
    """About fifteen cells of code at most, one of them the parameters, and nothing of its own."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) <= 16
    assert sum("parameters" in cell.metadata.get("tags", ()) for cell in code) == 1
    sources.check(name, notebook)


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_code_is_folded_or_removed(name):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert {"hide-input", "remove-cell"} & set(cell.metadata.get("tags", ())), cell.id
