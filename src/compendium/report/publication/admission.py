"""What a report has to pass: the check of its study, the gate, and a look at its bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium import disclosure, study
from compendium.report.kernels.aside import outcome
from compendium.report.plans.runs import Run
from compendium.report.publication import gate
from compendium.report.publication.gate import ClosedGateError, Fault
from compendium.tables import Absent, FaultyTableError

PSEUDONYMS = ("participant_id", "consultant_id")
SEEN = {
    "id": "The pseudonym of a person stands in the report.",
    "cpr": "What may be a civil registration number stands in the report.",
}

if TYPE_CHECKING:
    # To name what it returns is to import all that an audit needs, which the build itself does not.
    Audit = Callable[[list[dict[str, Any]]], list[disclosure.Breach]]
    """Takes what `gate.safe_records` collects."""


def sound(folder: Path) -> bool:
    """Return whether all tables of a study pass all of their rules, and say nothing of any."""
    return not study.check(folder)


def checked(folder: Path) -> study.Study:
    """Return the study of a folder, once all of its tables have passed all of their rules.

    Raises
    ------
    FaultyTableError
        With every fault of every table.
    CompendiumError
        Where there is no such folder or its study.toml cannot be read.
    """
    if faults := study.check(folder):
        raise FaultyTableError(faults, remedy=study.REMEDY)
    return study.load(folder)


def refused(notebooks: Mapping[Run, dict[str, Any]]) -> dict[Run, ClosedGateError]:
    """Return the executed notebooks in which the gate finds faults, each with all of them."""
    found = {run: gate.faults(run, notebook) for run, notebook in notebooks.items()}
    return {run: ClosedGateError.over(faults) for run, faults in found.items() if faults}


def admitted(notebooks: Mapping[Run, dict[str, Any]], audit: Audit) -> None:
    """Refuse executed notebooks in which the gate finds a fault, one by one or all together.

    Parameters
    ----------
    notebooks
        Run to executed notebook.
    audit
        Returns what can be worked out from all their tables together; see `auditor`.

    Raises
    ------
    ClosedGateError
        With all faults.
    """
    faults = [fault for run, notebook in notebooks.items() for fault in gate.faults(run, notebook)]
    # As plain JSON, for a notebook's own mappings bring along all that reads notebooks.
    records = json.loads(json.dumps(gate.safe_records(notebooks))) if not faults else []
    breaches = audit(records) if records else []
    faults += [
        Fault("the whole report", str(breach), "Protect these tables by one call, or coarsen one.")
        for breach in breaches
    ]
    if faults:
        raise ClosedGateError.over(faults)


def auditor(aside: Executor) -> Audit:
    """Return the audit of what a report's tables tell together, as somebody aside makes it."""
    return partial(outcome, aside, breached)


def pseudonyms(folder: Path) -> frozenset[str]:
    """Return every pseudonym in a study."""
    loaded = study.load(folder)
    return frozenset(person for name in study.TABLES for person in _people(loaded.table(name)))


def breached(records: list[dict[str, Any]]) -> list[disclosure.Breach]:
    """Return what can be worked out from the tables of a report together.

    It stands here so that only whoever makes the call imports what the audit needs.
    """
    return disclosure.attack(records)


def found(bound: Path, folder: Path) -> list[disclosure.Finding]:
    """Return where a pseudonym of a study, or a registration number, can be read in a report."""
    return list(disclosure.scan(bound, pseudonyms(folder)))


def unseen(findings: Sequence[disclosure.Finding]) -> None:
    """Refuse a bound report in whose bytes a pseudonym or a registration number was found.

    Parameters
    ----------
    findings
        As `found` returns them.

    Raises
    ------
    ClosedGateError
        Naming the files, not the pseudonyms.
    """
    faults = [
        Fault(f"_build, {each}", SEEN[each.kind], "Find the output that shows it.")
        for each in findings
    ]
    if faults:
        raise ClosedGateError.over(faults)


def _people(table: Any) -> Iterator[str]:
    for column in PSEUDONYMS:
        if not isinstance(table, Absent) and column in table:
            yield from map(str, table[column].dropna().unique())
