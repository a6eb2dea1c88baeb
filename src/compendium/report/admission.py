"""What a report has to pass: the check of its study, the gate, and a look at its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from compendium import disclosure, study
from compendium.report import gate
from compendium.report.gate import ClosedGateError, Fault
from compendium.report.runs import Run
from compendium.tables import Absent, FaultyTableError

PSEUDONYMS = ("participant_id", "consultant_id")
SEEN = {
    "id": "The pseudonym of a person stands in the report.",
    "cpr": "What may be a civil registration number stands in the report.",
}


def prepare() -> None:
    """Import what the audit takes half a second to import, while there is something to wait for."""
    import_module("scipy.optimize")


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


def admitted(notebooks: Mapping[Run, dict[str, Any]]) -> None:
    """Refuse executed notebooks in which the gate finds a fault, one by one or all together.

    Raises
    ------
    ClosedGateError
        With all faults.
    """
    faults = [fault for run, notebook in notebooks.items() for fault in gate.faults(run, notebook)]
    breaches = disclosure.attack(gate.safe_records(notebooks)) if not faults else []
    faults += [
        Fault("the whole report", str(breach), "Protect these tables by one call, or coarsen one.")
        for breach in breaches
    ]
    if faults:
        raise ClosedGateError.over(faults)


def pseudonyms(loaded: study.Study) -> frozenset[str]:
    """Return every pseudonym in a study."""
    return frozenset(person for name in study.TABLES for person in _people(loaded.table(name)))


def unseen(bound: Path, ids: frozenset[str]) -> None:
    """Refuse a bound report in whose bytes a pseudonym or a registration number can be read.

    Raises
    ------
    ClosedGateError
        Naming the files, not the pseudonyms.
    """
    faults = [
        Fault(f"_build, {found}", SEEN[found.kind], "Find the output that shows it.")
        for found in disclosure.scan(bound, ids)
    ]
    if faults:
        raise ClosedGateError.over(faults)


def _people(table: Any) -> Iterator[str]:
    for column in PSEUDONYMS:
        if not isinstance(table, Absent) and column in table:
            yield from map(str, table[column].dropna().unique())
