"""The gate: every reason not to publish the executed notebooks, as a list of faults."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compendium.errors import CompendiumError
from compendium.report.pages import cells, outputs
from compendium.report.pages.outputs import MIME, NAMED, Output
from compendium.report.plans.runs import Run

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SHOW = "Show it with present.table, present.figure, present.result or present.note, or remove it."
RENAME = "Give it one of lower-case letters, digits and hyphens, unique on its page."
EMPTY = "Give it one that says what is shown."


class ClosedGateError(CompendiumError):
    """The gate found faults; nothing is published."""

    @classmethod
    def over(cls, faults: Sequence[Fault]) -> ClosedGateError:
        """Return one message for all faults."""
        told = "\n".join(f"- {fault}" for fault in faults)
        many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        return cls(f"The gate is closed: {many}; nothing was published.\n{told}")


@dataclass(frozen=True)
class Fault:
    """One reason not to publish: where, what, and what to do; never a value."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return str(CompendiumError(self.what, where=self.where, remedy=self.remedy))

    @classmethod
    def in_cell(cls, run: Run, number: int, line: str, what: str, remedy: str) -> Fault:
        """Return a fault of one cell of one run."""
        return cls(f"{run.place}, cell {number}: {line}", what, remedy)


def faults(run: Run, notebook: dict[str, Any]) -> list[Fault]:
    """Return the faults of one executed notebook: its cells, its outputs, its results.

    Parameters
    ----------
    run
        The run, for its declared results.
    notebook
        The notebook as executed, not yet cleaned, so that cells count as its author counts them.
    """
    return [*_of_cells(run, notebook), *_of_names(run, notebook), *_of_results(run, notebook)]


def safe_records(notebooks: Mapping[Run, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the `Safe` tables of all runs show, as an attacker would collect it.

    Each record gets the key `name`, the page and name of the output, by which the audit names
    the tables; the same record shown twice is kept once.
    """
    collected: list[dict[str, Any]] = []
    seen: set[str] = set()
    for run, notebook in notebooks.items():
        for output in outputs.of(notebook):
            for view in output.views:
                if view not in seen:
                    seen.add(view)
                    record = json.loads(view)
                    collected.append({**record, "name": f"{run.page}/{output.name}"})
    return collected


def _of_cells(run: Run, notebook: dict[str, Any]) -> Iterator[Fault]:
    for number, cell in cells.numbered(notebook):
        if cell["cell_type"] != "code" or not cells.source(cell).strip():
            continue
        line = cells.first_line(cell)
        if cell.get("execution_count") is None:
            yield Fault.in_cell(
                run,
                number,
                line,
                "The cell was not executed.",
                "Look for a cell above that ends the run, such as sys.exit.",
            )
        for output in cell["outputs"]:
            if told := _of_output(output):
                yield Fault.in_cell(run, number, line, *told)


def _of_output(output: dict[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with one output and what to do, or None."""
    if output["output_type"] == "error":
        return "The cell ended in an error.", "Mend the cell; a report has no tracebacks."
    if output["output_type"] == "stream":
        return f"The cell writes to {output['name']}.", SHOW
    metadata = output.get("metadata", {}).get(outputs.KEY)
    if not isinstance(metadata, dict):
        kinds = ", ".join(sorted(output.get("data", {}))) or "nothing"
        return f"The cell shows an output that is not ours ({kinds}).", SHOW
    return _of_ours(Output(0, "", metadata), set(output["data"]))


def _of_ours(output: Output, mimes: set[str]) -> tuple[str, str] | None:
    what = f"The {output.kind} '{output.name}'"
    if output.kind not in MIME:
        return f"The cell shows an output of an unknown kind '{output.kind}'.", SHOW
    # IPython adds a plain text beside every output; the cleaner drops it.
    if mimes - {"text/plain"} != {MIME[output.kind]}:
        return f"{what} holds {', '.join(sorted(mimes))}.", f"Show it as {MIME[output.kind]} only."
    if output.kind in NAMED and not NAME.fullmatch(output.name):
        return f"A {output.kind} has no name that an address can hold.", RENAME
    if output.kind in {"figure", "table"} and not str(output.metadata.get("caption", "")).strip():
        return f"{what} has no caption.", EMPTY
    if output.kind == "figure" and not str(output.metadata.get("alt", "")).strip():
        return f"{what} has no text alternative.", EMPTY
    return None


def _of_names(run: Run, notebook: dict[str, Any]) -> Iterator[Fault]:
    seen: dict[str, Output] = {}
    for output in outputs.of(notebook):
        if output.kind not in NAMED or not output.name:
            continue
        anchor = outputs.anchor(output.kind, output.name)
        if anchor in seen:
            yield Fault.in_cell(
                run,
                output.cell,
                output.line,
                f"The {output.kind} '{output.name}' is shown twice; first in cell "
                f"{seen[anchor].cell}.",
                "Give each its own name.",
            )
        seen.setdefault(anchor, output)


def _of_results(run: Run, notebook: dict[str, Any]) -> Iterator[Fault]:
    recorded = [output for output in outputs.of(notebook) if output.kind == "result"]
    for output in recorded:
        if output.name and output.name not in run.results:
            yield Fault.in_cell(
                run,
                output.cell,
                output.line,
                f"The result '{output.name}' is not declared.",
                f"Declare it in notebooks/runs.yml under {run.notebook}.",
            )
    for name in sorted(set(run.results) - {output.name for output in recorded}):
        yield Fault(
            f"notebooks/runs.yml, {run.notebook}" + (f", case {run.label}" if run.label else ""),
            f"The result '{name}' is declared but not recorded.",
            f"Record it with present.result({name!r}, ...), or remove it from runs.yml.",
        )
