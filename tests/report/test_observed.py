"""Each notebook of the report once under strace: its record has every input that was opened.

The oracle is the kernel of the operating system, which sees what Python's audit events do not:
pyarrow, DuckDB, pyreadstat and a subprocess.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from compendium.report import recording
from compendium.report.kernels import Surroundings
from compendium.report.runs import Run
from compendium.tables import checkout

ROOT = checkout()
RUNS = yaml.safe_load((ROOT / "notebooks" / "runs.yml").read_text("utf-8"))
EXECUTE = """
import sys
from pathlib import Path
from compendium.report import execution, processes
from compendium.report.kernels import Surroundings, warm_parent
from compendium.report.runs import Run
from compendium.tables import checkout

if __name__ == "__main__":
    name, out = sys.argv[1], Path(sys.argv[2])
    study = checkout() / "data" / "synthetic"
    with warm_parent(out / "settings") as nursery, processes.pool(1) as pool:
        around = Surroundings(checkout(), study, "en", out / "runs", out / "settings", nursery)
        ((_, fault),) = execution.execute([Run(name)], around, pool)
    sys.exit(str(fault) if fault else 0)
"""
CALL = re.compile(r'^(?:\d+ +)?(\w+)\((?:AT_FDCWD, )?"([^"]+)"(.*)$')
CODE = {".py", ".pyi", ".pyc"}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace")
@pytest.mark.parametrize("name", [entry["notebook"] for entry in RUNS])
def test_the_record_of_a_run_has_every_input_that_it_opened(name, tmp_path):
    (tmp_path / "execute.py").write_text(EXECUTE, "utf-8")
    trace = tmp_path / "trace"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=file", "-o", trace,
         sys.executable, tmp_path / "execute.py", name, tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    study = ROOT / "data" / "synthetic"
    around = Surroundings(ROOT, study, "en", tmp_path / "runs", tmp_path)
    record = recording.read(around.recorded(Run(name)), around.places)
    seen = {around.places.name(path) for path in inputs(trace.read_text("utf-8"))}
    assert len(seen) > 5
    assert seen <= record.reads.keys()
    modules = {around.places.name(path) for path in modules_loaded(trace.read_text("utf-8"))}
    # The page of validation reads modules that it does not import, to say of which a record is.
    there = {name for name, digest in record.reads.items() if digest != "absent"}
    assert there - record.folders.keys() <= seen | modules
    engine = {each for each in modules if each.startswith("src/compendium/report/")}
    assert record.sources.keys() <= modules
    assert modules - engine <= record.sources.keys() | record.reads.keys() | ENGINE_ROOM


# What the processes that execute a run load beside it; a run does not.
ENGINE_ROOM = {
    f"src/compendium/{name}"
    for name in ("__init__.py", "errors.py", "tables/__init__.py", "tables/announcing.py")
}


def paths(trace):
    for line in trace.splitlines():
        if found := CALL.match(line):
            yield found[1], Path(found[2]), found[3]


def inputs(trace):
    """Yield the files of data and package that were looked at, and the folders that were listed."""
    for _, path, more in paths(trace):
        data = path.is_relative_to(ROOT / "data")
        package = path.is_relative_to(ROOT / "src" / "compendium")
        if path.suffix in CODE or "__pycache__" in path.parts or not (data or package):
            continue
        listed = data and "O_DIRECTORY" in more
        if listed if path.is_dir() else (data or path.exists()):
            yield path


def modules_loaded(trace):
    """Yield the sources of the package that were opened, themselves or as bytecode."""
    for call, path, more in paths(trace):
        if call != "openat" or "ENOENT" in more or not path.is_relative_to(ROOT / "src"):
            continue
        if path.suffix == ".pyc":
            yield path.parent.parent / f"{path.name.partition('.')[0]}.py"
        elif path.suffix in CODE:
            yield path
