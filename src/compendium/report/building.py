"""Builds a report, from the check of its study to the exchange of the published folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compendium import disclosure, study
from compendium.errors import CompendiumError
from compendium.report import (
    binding,
    bytecode,
    cells,
    configuration,
    contents,
    execution,
    gate,
    parameters,
    planning,
    publishing,
    results,
    sources,
    staging,
    standing,
)
from compendium.report.execution import FailedRunsError, Surroundings
from compendium.report.gate import ClosedGateError, Fault
from compendium.report.keeping import Keeper
from compendium.report.runs import Declaration, Run, declared
from compendium.report.standing import BUILD
from compendium.tables import Absent, FaultyTableError

DRAFT = "draft"
WORK = ".work"
SETTINGS = ".settings"
NAMED = 3
PSEUDONYMS = ("participant_id", "consultant_id")
SEEN = {
    "id": "The pseudonym of a person stands in the report.",
    "cpr": "What may be a civil registration number stands in the report.",
}


@dataclass(frozen=True)
class Step:
    """What a build is doing now; `done` of `total` runs have ended where that is counted."""

    text: str
    done: int = 0
    total: int = 0


Listener = Callable[[Step], None]


def build(
    root: Path, folder: Path, *, language: str = "en", jobs: int = 1, listener: Listener
) -> Path:
    """Build the whole report of a study and put it in the place of the last one.

    Parameters
    ----------
    root
        The book: the folder of `_config.yml`, `_toc.yml`, `book` and `notebooks`.
    folder
        The study.
    language
        en or da.
    jobs
        How many runs are executed at once.
    listener
        Is told each step.

    Returns
    -------
    Path
        The published folder, `_build/html` or `_build/html-da`.

    Raises
    ------
    CompendiumError
        Where anything is wrong; the published folder is then as it was.
    """
    target = standing.target(root, language)
    with workplace(root) as work:
        listener(Step("Checking the study"))
        surroundings = _surroundings(root, folder, language, work)
        keeper = Keeper.of(surroundings, study.load(surroundings.study))
        loaded = checked(folder)
        config, toc, declarations = planning.committed(root)
        runs = planning.runs(declarations, loaded)
        stale = keeper.stale(runs)
        if fresh := len(runs) - len(stale):
            listener(Step(f"{fresh} of {len(runs)} runs are fresh"))
        new = executed(stale, surroundings, jobs, listener, keeper)
        notebooks = {run: new[run] if run in new else keeper.notebook(run) for run in runs}
        listener(Step("Passing the gate"))
        admitted(notebooks)
        listener(Step("Binding the book"))
        settings = configuration.staged(config, language)
        staging.stage(root, work / "book", settings, contents.staged(toc, runs), notebooks)
        bound = work / "bound" / "html"
        binding.bind(work / "book", bound)
        ledger = results.collected(notebooks, language)
        text = results.written(ledger, loaded.settings.id, language)
        (bound / results.FILE).write_text(text, "utf-8")
        unseen(bound, loaded)
        if changed := publishing.changed_since(target):
            listener(Step(f"{BUILD}/{target.name} is replaced; changed there: {_few(changed)}"))
        publishing.publish(bound, target)
        keeper.published(runs, target)
    return target


def draft(
    root: Path,
    folder: Path,
    notebook: str,
    given: Mapping[str, str],
    *,
    language: str = "en",
    listener: Listener,
) -> tuple[Path, list[str]]:
    """Build the page of one notebook with the parameters given, into `_build/draft`.

    The gate holds here too. A page alone cannot resolve references to others, so that Sphinx's
    warnings are returned, not raised.

    Returns
    -------
    Path, list of str
        The page, and Sphinx's warnings.
    """
    with workplace(root) as work:
        config, _, declarations = planning.committed(root)
        run = _single(root, declarations, notebook, given)
        loaded = study.load(folder)
        parameters.check_case(notebook, run.parameters, loaded.settings.municipalities)
        notebooks = executed([run], _surroundings(root, folder, language, work), 1, listener)
        listener(Step("Passing the gate"))
        admitted(notebooks)
        listener(Step("Binding the page"))
        settings = configuration.staged(config, language)
        staging.stage(root, work / "book", settings, contents.single(run), notebooks)
        bound = work / "bound" / "html"
        warnings = binding.bind(work / "book", bound, strict=False)
        unseen(bound, loaded)
        publishing.publish(bound, root / BUILD / DRAFT)
    return root / BUILD / DRAFT / f"{run.document}.html", warnings


@contextmanager
def workplace(root: Path) -> Iterator[Path]:
    """Hold the lock of a book and yield an empty folder to work in, beside the published one.

    It is on the published folder's file system, so that the exchange is one step. It is private:
    after a failure the executed notebooks stay there to be looked at, until the next build.
    """
    with publishing.lock(root / BUILD):
        work = root / BUILD / WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        yield work
        shutil.rmtree(work)


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


def executed(
    runs: Sequence[Run],
    surroundings: Surroundings,
    jobs: int,
    listener: Listener,
    keeper: Keeper | None = None,
) -> dict[Run, dict[str, Any]]:
    """Return the executed notebook of each run, in the order of the runs.

    Sources and parameters of all are checked before the first is executed. What has ended well
    is kept at once, if there is a keeper, whatever becomes of the rest.

    Raises
    ------
    CompendiumError
        Where a cell or a parameter is refused, or a run failed; all failures are told at once.
    """
    for run in runs:
        notebook = planning.notebook(surroundings.root, run.notebook)
        sources.check(run.notebook, notebook)
        parameters.check(run.notebook, notebook, run.parameters)
    if runs:
        bytecode.settle(surroundings.places.package)
    failures: dict[str, CompendiumError] = {}
    total = len(runs)
    for done, (run, failure) in enumerate(execution.execute(runs, surroundings, jobs), 1):
        if keeper and not failure:
            keeper.keep(run)
        listener(Step(f"{run.name} {'failed' if failure else 'executed'}", done, total))
        if failure:
            failures[run.page] = failure
    if failures:
        # In the order of the runs, so that the message does not depend on which ended first.
        told = [failures[run.page] for run in runs if run.page in failures]
        raise told[0] if len(told) == 1 else FailedRunsError.of(told)
    return {run: cells.read(surroundings.executed(run)) for run in runs}


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


def unseen(bound: Path, loaded: study.Study) -> None:
    """Refuse a bound report in whose bytes a pseudonym or a registration number can be read.

    Raises
    ------
    ClosedGateError
        Naming the files, not the pseudonyms.
    """
    ids = {person for table in study.TABLES for person in _people(loaded.table(table))}
    faults = [
        Fault(f"_build, {found}", SEEN[found.kind], "Find the output that shows it.")
        for found in disclosure.scan(bound, ids)
    ]
    if faults:
        raise ClosedGateError.over(faults)


def _few(names: Sequence[str]) -> str:
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + rest


def _people(table: Any) -> Iterator[str]:
    for column in PSEUDONYMS:
        if not isinstance(table, Absent) and column in table:
            yield from map(str, table[column].dropna().unique())


def _surroundings(root: Path, folder: Path, language: str, work: Path) -> Surroundings:
    settings = root / BUILD / SETTINGS
    return Surroundings(root, folder.resolve(), language, work / "executed", settings)


def _single(
    root: Path, declarations: Sequence[Declaration], notebook: str, given: Mapping[str, str]
) -> Run:
    declaration = declared(declarations, notebook)
    return Run(
        notebook=notebook,
        label=", ".join(given.values()),
        parameters=parameters.understood(planning.notebook(root, notebook), given),
        needs=declaration.needs,
        results=declaration.results,
    )
