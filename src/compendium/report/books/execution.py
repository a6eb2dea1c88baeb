"""Executes one notebook of any book: in a kernel of ours, unless it asks for another."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from compendium.errors import CompendiumError
from compendium.report import failures
from compendium.report.books import inputs, observer
from compendium.report.books.inputs import Record
from compendium.report.books.pages import Page
from compendium.report.failures import KernelError
from compendium.report.kernels.managing import manager
from compendium.report.kernels.stopping import StoppedError
from compendium.report.kernels.surroundings import private_to, seeding
from compendium.report.pages import cells

START_LIMIT = 120
PYTHONS = {"python", "python3", f"python3.{sys.version_info.minor}"}
"""How a specification of a kernel names whichever Python starts it."""


class NoKernelError(CompendiumError):
    """A notebook asks for a kernel that is not installed."""


@dataclass(frozen=True)
class Around:
    """What the notebooks of a book share.

    Attributes
    ----------
    root
        The book.
    settings
        The folder of matplotlib's own cache.
    nursery
        The address of a warm parent; None for ordinary kernels.
    """

    root: Path
    settings: Path
    nursery: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a notebook.

    Attributes
    ----------
    notebook
        As it was executed, to the cell that failed where one did.
    record
        What its kernel observed; None where it is not known what the outputs rest on.
    seconds, ended
        How long it took, and when it ended, since the epoch.
    fault, trace
        Why it failed, for the person who can mend it and as Jupyter Book writes it down.
    """

    notebook: Any
    record: Record | None
    seconds: float
    ended: float
    fault: CompendiumError | None = None
    trace: str = ""


def attempt(page: Page, around: Around) -> Outcome:
    """Execute one notebook and return what came of it; a notebook that fails is no exception.

    Kernels of this environment are ours: warm, private and observed. Any other is started as its
    specification says.
    """
    began = time.monotonic()
    fault: CompendiumError | None = None
    record, trace = None, ""
    with TemporaryDirectory(prefix="page-", ignore_cleanup_errors=True) as private:
        seen = Path(private) / "record.json"
        place = TemporaryDirectory(prefix="run-") if page.in_temp else nullcontext(page.folder)
        client = None
        try:
            with place as folder:
                client, env = _client(page, around, Path(private), seen)
                client.resources = {"metadata": {"path": str(folder)}}
                # A client leaves a kernel alone that it was given the manager of, unless told.
                client.execute(cleanup_kc=True, **({"env": env} if env else {}))
            record = inputs.recorded(seen, around.root)
        except NoSuchKernel:
            fault = _missing(page)
        except CellExecutionError as error:
            trace = traceback.format_exc()
            fault, record = _failed(page, client, error), inputs.recorded(seen, around.root)
        except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
            # A runtime error is what Jupyter raises where a kernel does not start.
            trace = traceback.format_exc()
            fault = _stopped(page, client, error)
    return Outcome(page.notebook, record, time.monotonic() - began, time.time(), fault, trace)


def broken(page: Page) -> Outcome:
    """Return what came of a notebook whose process has died."""
    return Outcome(page.notebook, None, 0.0, time.time(), KernelError.of(page))


class Client(NotebookClient):
    """Jupyter's client, which here remembers the cell it came to; 0 is before the first."""

    at = 0

    async def async_execute_cell(self, cell: Any, cell_index: int, *given: Any, **more: Any) -> Any:
        """Execute one cell."""
        self.at = cell_index + 1
        return await super().async_execute_cell(cell, cell_index, *given, **more)


def _client(
    page: Page, around: Around, private: Path, seen: Path
) -> tuple[Client, Mapping[str, str]]:
    """Return the client of a kernel, and the variables it is to begin with; none for ours."""
    options = {
        "allow_errors": page.allow_errors,
        "record_timing": False,
        "startup_timeout": START_LIMIT,
        "timeout": page.timeout,
    }
    if not _is_ours(KernelSpecManager().get_kernel_spec(page.kernel)):
        kernels = AsyncKernelManager(kernel_name=page.kernel)
        return Client(page.notebook, km=kernels, **options), {}
    hiding = inputs.shadowing(page.folder)
    styled = (page.folder / inputs.STYLE).exists()
    warm = around.nursery if not hiding and not styled else None
    begins = {"00-observe.py": _observing(around)}
    if not hiding:
        begins["01-seed.py"] = seeding(page.name)
    env = {
        **private_to(private, around.settings, begins),
        observer.VARIABLE: str(seen),
    }
    # Nothing is lost when a kernel is killed: it has answered for every cell by then.
    client = Client(
        page.notebook, km=manager(warm, private), shutdown_kernel="immediate", **options
    )
    return client, env


def _is_ours(spec: KernelSpec) -> bool:
    """Return whether a kernel is an ipykernel of this interpreter, and nothing else is said."""
    if spec.argv[1:3] != ["-m", "ipykernel_launcher"] or spec.env:
        return False
    program = spec.argv[0]
    return program in PYTHONS or os.path.abspath(program) == os.path.abspath(sys.executable)  # noqa: PTH100 - the link to a Python is its environment


def _observing(around: Around) -> str:
    """Return what a kernel runs at its start so that it records; it leaves no name behind."""
    return (
        f"__import__('runpy').run_path({str(Path(observer.__file__))!r})['begin']"
        f"({str(around.root)!r}, [{str(around.settings)!r}], get_ipython())\n"
    )


def _missing(page: Page) -> NoKernelError:
    names = ", ".join(sorted(KernelSpecManager().find_kernel_specs()))
    return NoKernelError(
        f"The notebook asks for a kernel '{page.kernel}', and none is installed.",
        where=page.place,
        remedy=f"Install it, or choose one in the notebook's kernelspec; installed are: {names}.",
    )


def _failed(page: Page, client: Client | None, error: CellExecutionError) -> CompendiumError:
    number = client.at if client else 0
    cell = page.notebook.cells[number - 1]
    output = {"ename": error.ename, "traceback": error.traceback.splitlines()}
    return failures.at_cell(page.at(number), cell, output, error.evalue)


def _stopped(page: Page, client: Client | None, error: Exception) -> CompendiumError:
    number = client.at if client else 0
    line = cells.first_line(page.notebook.cells[number - 1]) if number else ""
    why = "cell limit" if isinstance(error, CellTimeoutError) else "kernel"
    stopped = StoppedError(why, number, line)  # type: ignore[arg-type] # one of the two
    return failures.stopped(page, stopped, page.timeout or 0, 0)
