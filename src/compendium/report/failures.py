"""What is told of a run that failed: notebook, case, cell, line of source, and the cause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

from compendium.errors import CompendiumError
from compendium.report import recording
from compendium.report.kernels.stopping import StoppedError
from compendium.report.pages import cells
from compendium.report.recording import Record, UnannouncedReadError

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Placed(Protocol):
    """What is executed, and the words that say which it is."""

    @property
    def place(self) -> str:
        """The notebook, and the case if there is one."""


class CellError(CompendiumError):
    """A cell raised: its line, the kind of the error, and values at a terminal only."""


class KernelError(CompendiumError):
    """The kernel of a run died or could not be started."""

    @classmethod
    def of(cls, run: Placed, cell: str = "") -> KernelError:
        """Return the fault of one run; `cell` says in which cell it died, where that is known."""
        remedy = "Run the notebook in JupyterLab; memory, or a call that ends it, is the cause."
        return cls("The kernel of a run died.", where=f"{run.place}{cell}", remedy=remedy)


class LimitError(CompendiumError):
    """A cell or a run took longer than it may."""


class FailedRunsError(CompendiumError):
    """More than one run failed."""

    @classmethod
    def of(cls, faults: Sequence[CompendiumError]) -> FailedRunsError:
        """Return one message for several faults."""
        told = "\n\n".join(str(fault) for fault in faults)
        return cls(f"{len(faults)} runs failed.\n\n{told}")


class KeptGoingError(CompendiumError):
    """A report was built with gaps where runs had failed; the published one is as it was."""

    @classmethod
    def over(
        cls, faults: Sequence[CompendiumError], warnings: Sequence[str], where: str
    ) -> KeptGoingError:
        """Return one message for several faults and the warnings of the book."""
        told = "\n\n".join([*map(str, faults), *warnings])
        many = "1 run failed" if len(faults) == 1 else f"{len(faults)} runs failed"
        return cls(
            f"{many}; a report with gaps in their place was built.\n\n{told}\n",
            where=f"{where}/index.html",
            remedy="Mend them and build again; the published report is as it was.",
        )


def together(faults: Sequence[CompendiumError]) -> CompendiumError:
    """Return the fault of runs that failed: the one there is, or one that tells all."""
    return faults[0] if len(faults) == 1 else FailedRunsError.of(faults)


def failed_cell(
    run: Placed, executed: dict[str, Any], message: str, quote: bool
) -> CellError | None:
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
        return at_cell(f"{run.place}, cell {number}", cell, output, message, quote)
    return None


def at_cell(
    place: str, cell: dict[str, Any], output: dict[str, Any], message: str, quote: bool = True
) -> CellError:
    """Return what is told of a cell that failed.

    Parameters
    ----------
    place
        The notebook and the cell.
    cell, output
        The cell, and the output in which its error is.
    message, quote
        As `failed_cell` has them.
    """
    line = _failing_line(output["traceback"], cell.get("execution_count"))
    ours = "\n  what to do: " in message or "\n  where: " in message
    told = message.replace("\n", "\n  ") if quote or ours else ""
    hidden = "" if quote or ours else " Its message may hold data; a terminal shows it."
    return CellError(
        f"A cell failed with {output['ename']}{': ' if told else ''}{told}",
        where=f"{place}{f', line {line}' if line else ''}: {_line(cell, line)}",
        remedy=f"Open the notebook in JupyterLab and run it to this cell.{hidden}",
    )


def stopped(run: Placed, error: StoppedError, cell_limit: int, run_limit: int) -> CompendiumError:
    """Return what is told of a run that ended in the middle of a cell.

    Parameters
    ----------
    run
        The run.
    error
        In which cell, and why.
    cell_limit, run_limit
        The limits that were given, in seconds.
    """
    cell = f", cell {error.number}: {error.line}" if error.number else ""
    if error.why == "kernel":
        return KernelError.of(run, cell)
    whole, limit = ("run", run_limit) if error.why == "run limit" else ("cell", cell_limit)
    return LimitError(
        f"A {whole} took longer than the {limit} seconds it may take.",
        where=f"{run.place}{cell}",
        remedy=f"Look for a loop that does not end, or give it more with --{whole}-limit.",
    )


def unannounced(
    run: Placed, executed: dict[str, Any], record: Record
) -> UnannouncedReadError | None:
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
