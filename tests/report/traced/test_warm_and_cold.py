"""Each public notebook gives the same bytes in a kernel of its own as in one forked warm."""

import json

import pytest
import yaml

from compendium.report import execution, processes
from compendium.report.kernels import Surroundings
from compendium.report.pages import cells
from compendium.tables import checkout

RUNS = yaml.safe_load((checkout() / "notebooks" / "runs.yml").read_text("utf-8"))
PUBLIC = [entry["notebook"] for entry in RUNS if entry.get("audience") != "internal"]
TABLES_ONLY = {"checklists", "codebook", "endpoints", "instruments", "validation"}
"""Notebooks whose overview shows no figure of the synthetic study."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("traced")]


@pytest.fixture(scope="module")
def cold(traced, tmp_path_factory):
    """Execute in ordinary kernels what was traced in warm ones, and return where it lies."""
    folder = tmp_path_factory.mktemp("cold")
    study = checkout() / "data" / "synthetic"
    around = Surroundings(checkout(), study, "en", folder / "runs", folder / "settings")
    with processes.pool(2, *execution.NEEDED) as pool:
        done = execution.execute(traced.runs, around, pool)
        assert [str(fault) for _, fault in done if fault] == []
    return around.output


def shown(folder, page):
    """Return all that an executed notebook shows, and the record of what it read and imported."""
    notebook = cells.read(folder / f"{page}.ipynb")
    outputs = [cell.get("outputs") for cell in notebook["cells"]]
    record = json.loads((folder / f"{page}.record.json").read_text("utf-8"))
    return json.dumps(outputs, sort_keys=True), record


@pytest.mark.parametrize("name", PUBLIC)
def test_every_notebook_gives_the_same_bytes_warm_and_cold(name, traced, cold):
    outputs, record = shown(traced.output, name)
    assert ("image/png" in outputs) == (name not in TABLES_ONLY)
    assert (outputs, record) == shown(cold, name)
