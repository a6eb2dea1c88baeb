"""Every notebook executed once under strace: what the operating system saw of each run.

The oracle is the kernel of the operating system, which sees what Python's audit events do not:
pyarrow, DuckDB, pyreadstat, threads and a subprocess.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from compendium import study
from compendium.report.plans import planning
from compendium.report.plans.runs import Run
from compendium.tables import checkout

FAMILY = "screening-roedovre"
"""A page of a family; each notebook is looked at besides."""
EXECUTE = """
import sys
from pathlib import Path
from compendium import study
from compendium.report import execution, processes
from compendium.report.kernels import Surroundings, warm_parent
from compendium.report.plans import planning
from compendium.tables import checkout

if __name__ == "__main__":
    out, pages = Path(sys.argv[1]), set(sys.argv[2:])
    folder = checkout() / "data" / "synthetic"
    _, _, declarations = planning.committed(checkout())
    runs = [run for run in planning.runs(declarations, study.load(folder)) if run.page in pages]
    with warm_parent(out / "settings") as nursery, processes.pool(2) as pool:
        around = Surroundings(checkout(), folder, "en", out / "runs", out / "settings", nursery)
        faults = [fault for _, fault in execution.execute(runs, around, pool) if fault]
    sys.exit("\\n".join(map(str, faults)) or 0)
"""
RECORDED = re.compile(r'^rename\("[^"]+", "[^"]+/([^/"]+)\.record\.json"\)', re.MULTILINE)
BEGUN = re.compile(r"^(?:clone3?|v?fork)\(.*\) = (\d+)$", re.MULTILINE)
CALL = re.compile(r'^(\w+)\((?:AT_FDCWD, )?"([^"]+)"(.*)$', re.MULTILINE)


@dataclass(frozen=True)
class Traced:
    """What was seen of the runs: by page each call that names a file, and where records lie."""

    runs: tuple[Run, ...]
    output: Path
    calls: dict[str, list[tuple[str, Path, str]]]


@pytest.fixture(scope="session")
def traced(tmp_path_factory):
    """Execute each notebook, and a page of a family, and give what strace saw of each kernel."""
    if not (strace := shutil.which("strace")):
        (pytest.fail if "CI" in os.environ else pytest.skip)("there is no strace")
    folder = tmp_path_factory.mktemp("traced")
    _, _, declarations = planning.committed(checkout())
    every = planning.runs(declarations, study.load(checkout() / "data" / "synthetic"))
    runs = tuple(run for run in every if run.page in (run.notebook, FAMILY))
    (folder / "execute.py").write_text(EXECUTE, "utf-8")
    subprocess.run(
        [strace, "-ff", "-qq", "-s", "4096", "-o", folder / "of",
         "-e", "trace=%file,clone,clone3,fork,vfork",
         sys.executable, folder / "execute.py", folder, *(run.page for run in runs)],
        cwd=checkout(), check=True,
    )  # fmt: skip
    traces = {path.suffix[1:]: path.read_text("utf-8") for path in folder.glob("of.*")}
    calls = {
        page: [
            (call, Path(name), more)
            for process in family(traces, kernel)
            for call, name, more in CALL.findall(traces[process])
        ]
        for kernel, text in traces.items()
        for page in set(RECORDED.findall(text))
    }
    assert calls.keys() == {run.page for run in runs}
    return Traced(runs, folder / "runs", calls)


def family(traces, process):
    """Yield a process, its threads, and the processes that it has begun, with theirs."""
    yield process
    for begun in BEGUN.findall(traces[process]):
        if begun in traces:
            yield from family(traces, begun)
