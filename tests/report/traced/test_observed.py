"""The record of each run has every input that was opened, and every module that was loaded."""

import pytest
import yaml

from compendium.report import recording
from compendium.report.kernels import Surroundings
from compendium.report.plans.runs import Run
from compendium.tables import checkout

ROOT = checkout()
STUDY = ROOT / "data" / "synthetic"
RUNS = yaml.safe_load((ROOT / "notebooks" / "runs.yml").read_text("utf-8"))
PUBLIC = [entry["notebook"] for entry in RUNS if entry.get("audience") != "internal"]
CODE = {".py", ".pyi", ".pyc"}
RECORDER = "src/compendium/report/recorder.py"
"""What observes a run is no part of it."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("traced")]


@pytest.mark.parametrize("name", PUBLIC)
def test_the_record_of_a_run_has_every_input_that_it_opened(name, traced):
    around = Surroundings(ROOT, STUDY, "en", traced.output, traced.output)
    record = recording.read(around.recorded(Run(name)), around.places)
    seen = {around.places.name(path) for path in inputs(traced.calls[name])}
    assert len(seen) > 5
    assert seen <= record.reads.keys()
    modules = {around.places.name(path) for path in modules_loaded(traced.calls[name])}
    # The page of validation reads modules that it does not import, to say of which a record is.
    there = {name for name, digest in record.reads.items() if digest != "absent"}
    assert there - record.folders.keys() <= seen | modules
    assert record.sources.keys() <= modules
    assert modules - {RECORDER} <= record.sources.keys() | record.reads.keys()


def inputs(calls):
    """Yield the files of data and package that were looked at, and the folders that were listed."""
    for _, path, more in calls:
        data = path.is_relative_to(ROOT / "data")
        package = path.is_relative_to(ROOT / "src" / "compendium")
        if path.suffix in CODE or "__pycache__" in path.parts or not (data or package):
            continue
        listed = data and "O_DIRECTORY" in more
        if listed if path.is_dir() else (data or path.exists()):
            yield path


def modules_loaded(calls):
    """Yield the sources of the package that were opened, themselves or as bytecode."""
    for call, path, more in calls:
        if call != "openat" or "ENOENT" in more or not path.is_relative_to(ROOT / "src"):
            continue
        if path.suffix == ".pyc":
            yield path.parent.parent / f"{path.name.partition('.')[0]}.py"
        elif path.suffix in CODE:
            yield path
