"""The surroundings of a kernel: fixed, private, and the same warm or cold, here or elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compendium.report import recorder, recording
from compendium.report.plans.places import Places
from compendium.report.plans.runs import Run

FIXED: Mapping[str, str] = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
}
STEERING = ("IPY", "JPY", "JUPYTER", "KMP", "MKL", "MPL", "MATPLOTLIB", "NPY", "OMP", "OPENBLAS")
"""How the names of variables begin by which a shell steers libraries; all such are unset."""

OF_PYTHON = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
"""The variables of Python that stay: they say where modules lie, not what they do."""

SEEDING = """\
def _seeding(shell):
    def seed(_):
        import random
        import numpy
        random.seed({seed})
        numpy.random.seed({seed})
        shell.events.unregister("pre_run_cell", seed)
    shell.events.register("pre_run_cell", seed)
_seeding(get_ipython())
del _seeding
"""
"""What a kernel runs at its start, to be seeded as its first cell begins: until then IPython draws
a tip of the day for everybody who asks who the kernel is, and nobody knows how often that is."""

CELL_LIMIT = 600
RUN_LIMIT = 3600


@dataclass(frozen=True)
class Surroundings:
    """What is the same for all runs of a build, and where their executed notebooks go.

    Attributes
    ----------
    root, study, language
        The book, the study, and en or da.
    output
        Where executed notebooks and records are written.
    settings
        The folder of matplotlib's own cache.
    nursery
        The address of a warm parent of kernels; None for ordinary kernels.
    cell_limit, run_limit
        How many seconds a cell, and a run, may take.
    quote
        Whether the message of an error may quote values of somebody's data.
    """

    root: Path
    study: Path
    language: str
    output: Path
    settings: Path
    nursery: Path | None = None
    cell_limit: int = CELL_LIMIT
    run_limit: int = RUN_LIMIT
    quote: bool = False

    def executed(self, run: Run) -> Path:
        """Return where the executed notebook of a run is written."""
        return self.output / f"{run.page}.ipynb"

    def recorded(self, run: Run) -> Path:
        """Return where the kernel of a run writes what it read and imported."""
        return self.output / f"{run.page}.record.json"

    @property
    def places(self) -> Places:
        """Where the inputs lie."""
        return Places.of(self.root, self.study)


def seeding(page: str) -> str:
    """Return what a kernel runs at its start so that it is seeded, from the name of its page."""
    return SEEDING.format(seed=int.from_bytes(hashlib.sha256(page.encode()).digest()[:4], "big"))


def fixed(settings: Path) -> dict[str, str]:
    """Return the variables that any kernel of a build begins with, whatever the shell has set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(STEERING) and (name in OF_PYTHON or not name.startswith("PYTHON"))
    }
    return {**kept, **FIXED, "MPLCONFIGDIR": str(settings)}


def of_run(run: Run, surroundings: Surroundings, private: Path) -> dict[str, str]:
    """Return the variables of the kernel of one run, and write what they point at.

    Parameters
    ----------
    run, surroundings
        The run and what it shares with others.
    private
        An empty folder of the run's own, which ends with it.
    """
    begins = {
        "00-record.py": recording.startup(surroundings.places),
        "01-seed.py": seeding(run.page),
    }
    return {
        **private_to(private, surroundings.settings, begins),
        "COMPENDIUM_LANGUAGE": surroundings.language,
        "COMPENDIUM_STUDY": str(surroundings.study),
        recorder.VARIABLE: str(surroundings.recorded(run).absolute()),
    }


def private_to(private: Path, settings: Path, startup: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a kernel whose own folders are in an empty private one.

    Parameters
    ----------
    private
        The folder, which ends with the kernel.
    settings
        The folder of matplotlib's own cache.
    startup
        What the kernel runs at its start: files by name, which are written here.
    """
    folder = private / "ipython" / "profile_default" / "startup"
    folder.mkdir(parents=True)
    for name, text in startup.items():
        (folder / name).write_text(text, "utf-8")
    return {
        **fixed(settings),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_PATH": str(private / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(private / "sockets"),
    }


def specify(nursery: Path | None, private: Path) -> None:
    """Write the specification of a kernel of this interpreter, warm where there is a nursery."""
    kernel = private / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    warm = {"provisioner_name": "compendium", "config": {"nursery": str(nursery)}}
    specification = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"kernel_provisioner": warm} if nursery else {},
    }
    (kernel / "kernel.json").write_text(json.dumps(specification), "utf-8")
