"""Papermill's engine `compendium`: warm kernels where there is a nursery, and limits in time.

Papermill imports this module when it is imported itself; nothing else does so before it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from compendium.report.kernels.managing import manager
from compendium.report.kernels.stopping import StoppedError, Why
from compendium.report.pages import cells

START_LIMIT = 120


class Engine(NBClientEngine):  # type: ignore[misc] # papermill has no types
    """Executes a notebook in a kernel of this interpreter.

    Registered with papermill as `compendium`. Beside papermill's own options it takes `nursery`
    (the address of a warm parent; without one the kernel is an ordinary one), `environment` (the
    variables of the kernel), `folder` (its working directory), `cell_limit` and `run_limit`.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,  # noqa: ARG003 - papermill's signature; the kernel is this interpreter
        *,
        nursery: Path | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        cell_limit: int = 0,
        run_limit: int = 0,
        **_: Any,
    ) -> None:
        """Execute the cells of a notebook; papermill calls this.

        Raises
        ------
        StoppedError
            Where the kernel died or a limit was reached.
        """
        with TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True) as private:
            client = Client(nb_man, km=manager(nursery, Path(private)), startup_timeout=START_LIMIT)
            client.resources = {"metadata": {"path": str(folder) if folder else None}}
            client.timeout_func = Limits(cell_limit, run_limit)
            given = {"env": dict(environment)} if environment is not None else {}
            # A client leaves a kernel alone that it was given the manager of, unless it is told.
            client.execute(cleanup_kc=True, **given)


class Client(PapermillNotebookClient):  # type: ignore[misc] # papermill has no types
    """Papermill's client, which here tells in which cell a run was stopped."""

    def __init__(self, nb_man: Any, **options: Any) -> None:
        # Nothing is lost when a kernel is killed: it has answered for every cell by then.
        super().__init__(nb_man, shutdown_kernel="immediate", **options)

    def execute_cell(self, cell: Any, index: int, **options: Any) -> Any:
        """Execute one cell."""
        try:
            return super().execute_cell(cell, index, **options)
        except CellTimeoutError:
            raise self._stopped(self.timeout_func.reached, cell) from None
        except DeadKernelError:
            raise self._stopped("kernel", cell) from None

    def _stopped(self, why: Why, cell: Any) -> StoppedError:
        counted = (number for number, each in cells.numbered(self.nb) if each is cell)
        return StoppedError(why, next(counted, 0), cells.first_line(cell))


class Limits:
    """How long the next cell may take, within what its run may take; 0 is no limit."""

    def __init__(self, cell: int, run: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._cell, self._clock = cell, clock
        self._end = clock() + run if run else None
        self.reached: Why = "cell limit"

    def __call__(self, _: Any) -> float | None:
        """Return the seconds that a cell may take, or None for as long as it likes."""
        left = None if self._end is None else max(self._end - self._clock(), 0.001)
        if left is None or (self._cell and self._cell <= left):
            self.reached = "cell limit"
            return self._cell or None
        self.reached = "run limit"
        return left
