"""Builds a report, from the check of its study to the exchange of the published folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from compendium import study
from compendium.errors import CompendiumError
from compendium.report import binding, bytecode, execution, failures, pins, staging, standing
from compendium.report.crew import Crew, Terms, crew
from compendium.report.failures import KeptGoingError
from compendium.report.keeping import Keeper
from compendium.report.kernels.aside import outcome
from compendium.report.kernels.surroundings import Surroundings
from compendium.report.ledgers import ledger
from compendium.report.pages import cells, gaps, links, sources
from compendium.report.plans import configuration, contents, parameters, planning
from compendium.report.plans.edition import Edition
from compendium.report.plans.runs import Run
from compendium.report.publication import crate, publishing
from compendium.report.publication.admission import (
    admitted,
    auditor,
    checked,
    found,
    refused,
    sound,
    unseen,
)
from compendium.report.standing import BUILD
from compendium.report.steps import Listener, Step
from compendium.report.workplace import workplace

DRAFT = "draft"
SETTINGS = ".settings"
NAMED = 3


def build(
    root: Path,
    folder: Path,
    *,
    language: str = "en",
    terms: Terms | None = None,
    listener: Listener,
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
    terms
        How runs are executed, and what becomes of those that fail.
    listener
        Is told each step.

    Returns
    -------
    Path
        The published folder, `_build/html` or `_build/html-da`.

    Raises
    ------
    KeptGoingError
        Where it kept going over a failure, as its terms ask; `_build/draft` has the report then.
    CompendiumError
        Where anything is wrong; the published folder is then as it was.
    """
    target = standing.target(root, language)
    terms = terms or Terms()
    with workplace(root, lambda text: listener(Step(text))) as work:
        if differing := pins.checked():
            listener(Step(differing))
        edition = Edition.of(surroundings(root, folder, language))
        runs, stale, keeper = edition.runs, edition.stale, edition.keeper
        with crew(len(stale), edition.surroundings, terms) as hands:
            # Runs begin while the study is checked; what comes of them is looked at afterwards.
            ended = begun(stale, hands)
            listener(Step("Checking the study"))
            # Where it is not sound, it is checked here once more: what is told of it may quote
            # values at a terminal, which only this process has.
            if not outcome(hands.aside, sound, edition.surroundings.study):
                checked(folder)
            if fresh := len(runs) - len(stale):
                listener(Step(f"{fresh} of {len(runs)} runs are fresh"))
            failed = faults(stale, ended, listener, keeper)
            notebooks = {run: edition.notebook(run) for run in runs if run not in failed}
            if terms.keep_going:
                failed |= refused(notebooks)
            elif failed:
                raise failures.together([*failed.values()])
            whole = {
                run: _gap(run, failed[run], edition.surroundings)
                if run in failed
                else notebooks[run]
                for run in runs
            }
            listener(Step("Passing the gate"))
            admitted(whole, auditor(hands.aside))
            listener(Step("Binding the book"))
            made = edition.stage(work / "book", whole, gaps=failed)
            bound = work / "bound" / "html"
            warnings = binding.bind(work / "book", bound, hands.binder, strict=not failed)
            lost = links.lost(bound, besides={run.document for run in failed})
            if lost and not failed:
                raise links.LostLinkError.over(lost)
            warnings += map(str, lost)
            (bound / ledger.FILE).write_text(str(made), "utf-8")
            if about := crate.about(root, edition.config, edition.loaded):
                described = hands.binder.submit(crate.of, made, about, crate.parts(bound))
                (bound / crate.FILE).write_text(described.result(), "utf-8")
            unseen(outcome(hands.aside, found, bound, edition.surroundings.study))
        if failed:
            publishing.publish(bound, root / BUILD / DRAFT)
            raise KeptGoingError.over([*failed.values()], warnings, f"{BUILD}/{DRAFT}")
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
    terms: Terms | None = None,
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
    with workplace(root, lambda text: listener(Step(text))) as work:
        config, toc, declarations = planning.committed(root)
        run = planning.single(root, declarations, notebook, given)
        loaded = study.load(folder)
        planning.check_case(run, loaded)
        around = surroundings(root, folder, language)
        with crew(1, around, terms or Terms()) as hands:
            if failed := faults([run], begun([run], hands), listener):
                raise failed[run]
            notebooks = {run: cells.read(around.executed(run))}
            listener(Step("Passing the gate"))
            admitted(notebooks, auditor(hands.aside))
            listener(Step("Binding the page"))
            settings = configuration.staged(config, language)
            pages = contents.draft(root, toc, [run.document])
            staging.stage(root, work / "book", settings, pages, notebooks)
            bound = work / "bound" / "html"
            warnings = binding.bind(work / "book", bound, hands.binder, strict=False)
            unseen(outcome(hands.aside, found, bound, around.study))
        publishing.publish(bound, root / BUILD / DRAFT)
    return root / BUILD / DRAFT / f"{run.document}.html", warnings


def surroundings(root: Path, folder: Path, language: str) -> Surroundings:
    """Return what the runs of a report share; what they execute goes into the workplace."""
    build = root / BUILD
    executed = build / standing.WORK / "executed"
    return Surroundings(root, folder.resolve(), language, executed, build / SETTINGS)


def begun(runs: Sequence[Run], hands: Crew) -> Iterator[tuple[Run, CompendiumError | None]]:
    """Begin to execute runs, once the sources and parameters of all have been checked.

    Raises
    ------
    CompendiumError
        Where a cell or a parameter is refused.
    """
    sources.check_folder(hands.surroundings.root / contents.FOLDER)
    for run in runs:
        notebook = planning.notebook(hands.surroundings.root, run.notebook)
        sources.check(run.notebook, notebook)
        parameters.check(run.notebook, notebook, run.parameters)
    if runs:
        bytecode.settle(hands.surroundings.places.package)
    return execution.execute(runs, hands.surroundings, hands.executor)


def faults(
    runs: Sequence[Run],
    ended: Iterable[tuple[Run, CompendiumError | None]],
    listener: Listener,
    keeper: Keeper | None = None,
) -> dict[Run, CompendiumError]:
    """Wait for runs that have begun, and return the faults of those that failed.

    What has ended well is kept at once, if there is a keeper, whatever becomes of the rest. The
    order is that of the runs, so that what is told does not depend on which ended first.
    """
    found: dict[Run, CompendiumError] = {}
    for done, (run, fault) in enumerate(ended, 1):
        if fault:
            found[run] = fault
        elif keeper:
            keeper.keep(run)
        text = f"{run.name} {'failed' if fault else 'executed'}"
        listener(Step(text, done, len(runs)))
    return {run: found[run] for run in runs if run in found}


def _gap(run: Run, fault: CompendiumError, surroundings: Surroundings) -> Any:
    source = planning.notebook(surroundings.root, run.notebook)
    return gaps.notebook(run, source, fault, surroundings.language)


def _few(names: Sequence[str]) -> str:
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + rest
