"""Executes runs side by side, each in a kernel of its own whose surroundings are fixed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from compendium.errors import CompendiumError, values_may_be_quoted
from compendium.report import cells, processes, recorder, recording
from compendium.report.places import Places
from compendium.report.recording import Record, UnannouncedReadError, UnrecordedRunError
from compendium.report.runs import Run

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
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
LONGEST_SOCKET = 90
UNSET = ("MATPLOTLIBRC", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT")


class CellError(CompendiumError):
    """A cell raised: its line, the kind of the error, and values at a terminal only."""


class KernelError(CompendiumError):
    """The kernel of a run died or could not be started."""

    @classmethod
    def of(cls, run: Run) -> KernelError:
        """Return the fault of one run."""
        remedy = "Run the notebook in JupyterLab; memory is the usual cause."
        return cls("The kernel of a run died.", where=run.place, remedy=remedy)


class FailedRunsError(CompendiumError):
    """More than one run failed."""

    @classmethod
    def of(cls, faults: Sequence[CompendiumError]) -> FailedRunsError:
        """Return one message for several faults."""
        told = "\n\n".join(str(fault) for fault in faults)
        return cls(f"{len(faults)} runs failed.\n\n{told}")


@dataclass(frozen=True)
class Surroundings:
    """What is the same for all runs of a build, and where their executed notebooks go."""

    root: Path
    study: Path
    language: str
    output: Path
    settings: Path

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


def execute(
    runs: Sequence[Run], surroundings: Surroundings, jobs: int
) -> Iterator[tuple[Run, CompendiumError | None]]:
    """Execute runs in a pool of processes and yield each as it ends, with its fault if it failed.

    Papermill changes the working directory of its process, so runs are processes, never threads.
    An executed notebook is written whether its run failed or not; it is private.

    Parameters
    ----------
    runs
        The runs; the order in which they end is not the order given.
    surroundings
        Where the book and the study lie and where executed notebooks go.
    jobs
        How many run at once.
    """
    surroundings.output.mkdir(parents=True, exist_ok=True)
    surroundings.settings.mkdir(parents=True, exist_ok=True)
    quote = values_may_be_quoted()
    workers = max(1, min(jobs, len(runs)))
    with processes.pool(workers) as pool:
        futures = {pool.submit(attempt, run, surroundings, quote): run for run in runs}
        try:
            for future in as_completed(futures):
                yield futures[future], _ended(future, futures[future])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def attempt(run: Run, surroundings: Surroundings, quote: bool) -> CompendiumError | None:
    """Execute one run in this process and return its fault, or None where it succeeded.

    Parameters
    ----------
    run, surroundings
        What to run and where.
    quote
        Whether the message of an error may quote values.
    """
    from nbclient.exceptions import CellControlSignal, DeadKernelError
    from papermill import PapermillExecutionError

    with TemporaryDirectory(prefix="run-", ignore_cleanup_errors=True) as private:
        _settle(run, surroundings, Path(private))
        try:
            _execute(run, surroundings, Path(private) / "kernel")
        except PapermillExecutionError as error:
            executed = cells.read(surroundings.executed(run))
            return failure(run, executed, str(error.evalue), quote) or KernelError.of(run)
        except (DeadKernelError, CellControlSignal, RuntimeError):
            return KernelError.of(run)
    try:
        record = recording.read(surroundings.recorded(run), surroundings.places)
    except UnrecordedRunError as error:
        return error
    return unannounced(run, cells.read(surroundings.executed(run)), record)


def unannounced(run: Run, executed: dict[str, Any], record: Record) -> UnannouncedReadError | None:
    """Return the fault of a run that read or listed what nothing announced, if it did.

    Parameters
    ----------
    run, executed
        The run and its executed notebook, for the place.
    record
        What its kernel recorded.
    """
    for name, count in record.unannounced.items():
        number = next(
            (each for each, cell in cells.numbered(executed) if _count(cell) == count), None
        )
        place = f"{run.place}, cell {number}" if number else run.place
        what = f"A cell read a file that nothing announced: {name}."
        return UnannouncedReadError(what, where=place, remedy=recording.READ)
    return None


def failure(run: Run, executed: dict[str, Any], message: str, quote: bool) -> CellError | None:
    """Return what is told of the first cell that failed in an executed notebook, if one did.

    Parameters
    ----------
    run
        The run, for its notebook and case.
    executed
        The executed notebook.
    message
        The message of the error, which may hold a value of somebody's data.
    quote
        Whether it may be quoted. What the package itself raises never holds a value away from a
        terminal, so its message is always told.
    """
    failed = (
        (number, cell, output)
        for number, cell in cells.numbered(executed)
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    )
    for number, cell, output in failed:
        line = _failing_line(output["traceback"], cell.get("execution_count"))
        place = f"cell {number}, line {line}" if line else f"cell {number}"
        ours = "\n  what to do: " in message or "\n  where: " in message
        told = message.replace("\n", "\n  ") if quote or ours else ""
        hidden = "" if quote or ours else " Its message may hold data; a terminal shows it."
        return CellError(
            f"A cell failed with {output['ename']}{': ' if told else ''}{told}",
            where=f"{run.place}, {place}: {_line(cell, line)}",
            remedy=f"Open the notebook in JupyterLab and run it to this cell.{hidden}",
        )
    return None


def seed(run: Run) -> int:
    """Return the random seed of a run, which derives from its notebook and case alone."""
    return int.from_bytes(hashlib.sha256(run.page.encode()).digest()[:4], "big")


def _ended(future: Future[CompendiumError | None], run: Run) -> CompendiumError | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return KernelError.of(run)


def _execute(run: Run, surroundings: Surroundings, socket: Path) -> None:
    from papermill import execute_notebook
    from traitlets.config import Config

    # Kernels that start at once race for the same free ports. Sockets in a private folder, of each
    # run its own, cannot clash; a system allows them a path of some hundred letters.
    private = sys.platform == "linux" and len(str(socket)) < LONGEST_SOCKET
    connection = {"transport": "ipc", "ip": str(socket)} if private else {}
    folder = surroundings.root / "notebooks"
    escaped = str(surroundings.executed(run)).replace("{", "{{").replace("}", "}}")
    execute_notebook(
        cells.read(folder / f"{run.notebook}.ipynb"),
        escaped,
        dict(run.parameters),
        kernel_name="python3",
        progress_bar=False,
        request_save_on_cell_execute=False,
        cwd=str(folder),
        config=Config({"KernelManager": connection}),
    )


def _settle(run: Run, surroundings: Surroundings, private: Path) -> None:
    """Fix the environment of this process, from which the kernel inherits its own."""
    kernel = private / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    specification = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(specification), "utf-8")
    startup = private / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    seeding = (
        f"__import__('random').seed({seed(run)})\n__import__('numpy').random.seed({seed(run)})\n"
    )
    (startup / "00-record.py").write_text(recording.startup(surroundings.places), "utf-8")
    (startup / "01-seed.py").write_text(seeding, "utf-8")
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ.update(FIXED)
    os.environ.update(
        COMPENDIUM_LANGUAGE=surroundings.language,
        COMPENDIUM_STUDY=str(surroundings.study),
        IPYTHONDIR=str(private / "ipython"),
        JUPYTER_CONFIG_DIR=str(private / "config"),
        JUPYTER_DATA_DIR=str(private / "data"),
        JUPYTER_PATH=str(private / "jupyter"),
        JUPYTER_RUNTIME_DIR=str(private / "sockets"),
        MPLCONFIGDIR=str(surroundings.settings),
        **{recorder.VARIABLE: str(surroundings.recorded(run).absolute())},
    )


def _count(cell: dict[str, Any]) -> object:
    return cell.get("execution_count")


def _failing_line(traceback: Sequence[str], count: object) -> int:
    """Return the number of the line of the cell itself that failed, 0 where it cannot be told."""
    text = ANSI.sub("", "\n".join(traceback))
    found = re.findall(rf"Cell\s+In\s*\[{count}\],\s*line\s+(\d+)", text)
    return int(found[-1]) if found else 0


def _line(cell: dict[str, Any], number: int) -> str:
    lines = cells.source(cell).splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else cells.first_line(cell)
