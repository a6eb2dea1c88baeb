"""Executes runs side by side, each in a kernel of its own whose surroundings are fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from compendium.errors import CompendiumError
from compendium.report import failures, recording
from compendium.report.failures import KernelError
from compendium.report.kernels.stopping import StoppedError
from compendium.report.kernels.surroundings import Surroundings, of_run
from compendium.report.pages import cells
from compendium.report.plans.runs import Run
from compendium.report.recording import UnrecordedRunError

NEEDED = ("compendium.report.kernels.workers",)
"""What the processes of an executor import before the first run: papermill, and our engine."""


def execute(
    runs: Sequence[Run], surroundings: Surroundings, executor: Executor
) -> Iterator[tuple[Run, CompendiumError | None]]:
    """Begin to execute runs at once; return an iterator of each as it ends, with its fault if any.

    An executed notebook is written whether its run failed or not; it is private.

    Parameters
    ----------
    runs
        The runs; the order in which they end is not the order given.
    surroundings
        Where the book and the study lie and where executed notebooks go.
    executor
        Where they are executed. Any that hands a picklable call to a process that sees the same
        folders will do: `processes.pool`, or a cluster's. Not threads, for papermill may change
        the working directory of its process.
    """
    surroundings.output.mkdir(parents=True, exist_ok=True)
    surroundings.settings.mkdir(parents=True, exist_ok=True)
    futures = {_submitted(executor, run, surroundings): run for run in runs}
    return ((futures[future], _ended(future, futures[future])) for future in as_completed(futures))


def attempt(run: Run, surroundings: Surroundings) -> CompendiumError | None:
    """Execute one run in this process and return its fault, or None where it succeeded.

    Parameters
    ----------
    run, surroundings
        What to run and where.
    """
    from papermill import PapermillExecutionError

    message = ""
    try:
        with TemporaryDirectory(prefix="run-", ignore_cleanup_errors=True) as private:
            _execute(run, surroundings, Path(private))
    except PapermillExecutionError as error:
        message = str(error.evalue)
    except StoppedError as error:
        return failures.stopped(run, error, surroundings.cell_limit, surroundings.run_limit)
    except RuntimeError:
        # What Jupyter raises where a kernel does not start.
        return KernelError.of(run)
    executed = cells.read(surroundings.executed(run))
    # Papermill takes a cell that exits for one that ended well.
    if failed := failures.failed_cell(run, executed, message, surroundings.quote):
        return failed
    try:
        record = recording.read(surroundings.recorded(run), surroundings.places)
    except UnrecordedRunError as error:
        return error
    return failures.unannounced(run, executed, record)


def _submitted(
    executor: Executor, run: Run, surroundings: Surroundings
) -> Future[CompendiumError | None]:
    try:
        return executor.submit(attempt, run, surroundings)
    except BrokenExecutor as error:
        broken: Future[CompendiumError | None] = Future()
        broken.set_exception(error)
        return broken


def _ended(future: Future[CompendiumError | None], run: Run) -> CompendiumError | None:
    try:
        return future.result()
    except BrokenExecutor:
        return KernelError.of(run)


def _execute(run: Run, surroundings: Surroundings, private: Path) -> None:
    from papermill import execute_notebook

    folder = surroundings.root / "notebooks"
    escaped = str(surroundings.executed(run)).replace("{", "{{").replace("}", "}}")
    options: dict[str, Any] = {
        "nursery": surroundings.nursery,
        "environment": of_run(run, surroundings, private),
        "folder": folder,
        "cell_limit": surroundings.cell_limit,
        "run_limit": surroundings.run_limit,
    }
    execute_notebook(
        cells.read(folder / f"{run.notebook}.ipynb"),
        escaped,
        dict(run.parameters),
        engine_name="compendium",
        kernel_name="python3",
        progress_bar=False,
        request_save_on_cell_execute=False,
        **options,
    )
