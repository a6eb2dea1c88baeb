"""Runs are executed by any executor of processes; what stops one is told, and leaves nothing."""

import os
import pickle
import subprocess
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from compendium.report import execution, processes
from compendium.report.plans.runs import Run

WITHOUT_END = "started = True\nwhile started:\n    pass"
ENDINGS = {
    "import os\nos._exit(0)": ("The kernel of a run died.", "cell 2: import os"),
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)": (
        "The kernel of a run died.",
        "cell 2: import os, signal",
    ),
    "import sys\nsys.exit(0)": ("A cell failed with SystemExit", "cell 2: import sys"),
    "word = 'p-' + 'canary'\nraise ValueError(word)": (
        "A cell failed with ValueError",
        "cell 2, line 2: raise ValueError(word)",
    ),
}


@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize("source", ENDINGS)
def test_a_cell_that_ends_its_run_is_told_and_takes_nothing_with_it(
    tmp_path, notebook_file, execute, around, source, warm
):
    notebook_file(tmp_path / "notebooks" / "ending.ipynb", source)
    fault = execute(Run("ending"), around(), warm=warm)
    what, where = ENDINGS[source]
    assert fault.what == what
    assert fault.where.startswith(f"notebooks/ending.ipynb, {where}")
    assert "p-canary" not in str(fault)


@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"cell_limit": 1}, "A cell took longer than the 1 seconds it may take."),
        ({"run_limit": 1}, "A run took longer than the 1 seconds it may take."),
    ],
)
def test_a_cell_that_never_ends_is_stopped(
    tmp_path, notebook_file, execute, around, limits, told, warm
):
    notebook_file(tmp_path / "notebooks" / "endless.ipynb", WITHOUT_END)
    fault = execute(Run("endless"), around(**limits), warm=warm)
    assert fault.what == told
    assert fault.where == "notebooks/endless.ipynb, cell 2: started = True"


def test_any_executor_of_processes_will_do(tmp_path, notebook_file, around):
    """A cluster's, say: the call and what it returns are pickled, and nothing else is shared."""

    class Distant(Executor):
        def submit(self, function, /, *given):
            there = pickle.loads(pickle.dumps((function, given)))  # noqa: S301 - our own bytes
            with processes.pool(1) as pool:
                return pool.submit(there[0], *there[1])

    runs = [Run("one"), Run("two")]
    for run in runs:
        notebook_file(tmp_path / "notebooks" / f"{run.notebook}.ipynb", "1 + 1")
    surroundings = around()
    ended = dict(execution.execute(runs, surroundings, Distant()))
    assert ended == dict.fromkeys(runs)
    assert all(surroundings.executed(run).exists() for run in runs)


def test_processes_that_cannot_be_had_are_the_fault_of_each_run(around):
    """The first process dies as it begins, and every run is told, not only the first."""
    with ProcessPoolExecutor(1, get_context("spawn"), os._exit, (3,)) as pool:
        broken = pool.submit(int)
        assert broken.exception() is not None
        ended = dict(execution.execute([Run("one"), Run("two")], around(), pool))
    assert {fault.what for fault in ended.values()} == {"The kernel of a run died."}


BUILD = """
import sys
from pathlib import Path
from compendium.report import execution, processes
from compendium.report.kernels import Surroundings, warm_parent
from compendium.report.plans.runs import Run

if __name__ == "__main__":
    root = Path(sys.argv[1])
    with warm_parent(root / "settings") as nursery, processes.pool(1) as pool:
        warm = nursery if sys.argv[2] == "warm" else None
        around = Surroundings(root, root, "en", root / "out", root / "settings", warm)
        list(execution.execute([Run("sleeper")], around, pool))
"""
SLEEP = """
import os, time
from pathlib import Path
Path("../pids").write_text(f"{os.getpid()} {os.getppid()}")
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the signal is Linux's")
@pytest.mark.parametrize("kernel", ["warm", "cold"])
def test_nothing_of_a_killed_build_is_alive_after_two_seconds(
    tmp_path, notebook_file, alive, kernel
):
    notebook_file(tmp_path / "notebooks" / "sleeper.ipynb", SLEEP)
    (tmp_path / "build.py").write_text(BUILD, "utf-8")
    with subprocess.Popen([sys.executable, tmp_path / "build.py", tmp_path, kernel]) as build:
        pids = tmp_path / "pids"
        for _ in range(300):
            if pids.exists() and pids.read_text("utf-8"):
                break
            time.sleep(0.1)
        started = [int(pid) for pid in pids.read_text("utf-8").split()]
        assert all(alive(pid) for pid in started)
        build.kill()
    time.sleep(2)
    assert not [pid for pid in started if alive(pid)]
