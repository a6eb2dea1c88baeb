"""The plan of a report: its runs, and of each whether it is fresh or why it is stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.reader import NotJSONError

from compendium import study
from compendium.errors import CompendiumError
from compendium.report import store
from compendium.report.pages import cells
from compendium.report.plans import configuration, contents, parameters, reasons
from compendium.report.plans.digests import Digests
from compendium.report.plans.keys import Moment
from compendium.report.plans.places import Places
from compendium.report.plans.reasons import Reason
from compendium.report.plans.runs import FILE as RUNS
from compendium.report.plans.runs import Case, Declaration, Run, declared, planned
from compendium.report.plans.runs import read as read_runs
from compendium.report.standing import BUILD
from compendium.report.store import Store


class NotebookError(CompendiumError):
    """A declared notebook is missing or is not one."""


@dataclass(frozen=True)
class Planned:
    """A run of the report, and why it is to be executed; a fresh one has no reasons."""

    run: Run
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        told = "; ".join(map(str, self.reasons))
        return f"{self.run.name}: {f'stale ({told})' if told else 'fresh'}"


def plan(root: Path, folder: Path, *, language: str = "en") -> list[Planned]:
    """Return every run of a report, in its order, with the reasons to execute it again.

    Parameters
    ----------
    root
        The book.
    folder
        The study.
    language
        en or da.

    Raises
    ------
    CompendiumError
        Where the study's settings, the book's contents or a notebook cannot be read.
    """
    _, _, declarations = committed(root)
    places = Places.of(root, folder)
    return judged(
        runs(declarations, study.load(folder), language),
        Store.of(root / BUILD, places, language),
        moment(root, places, language),
    )


def moment(root: Path, places: Places, language: str) -> Moment:
    """Return how things are now, to be compared with how they were."""
    return Moment(places, language, Digests(root / BUILD / store.FOLDER / store.MEMORY))


def judged(runs: Sequence[Run], kept: Store, now: Moment) -> list[Planned]:
    """Return each run with the reasons to execute it again.

    Parameters
    ----------
    runs
        The runs of the report.
    kept
        What was executed before.
    now
        How things are.
    """
    found: list[Planned] = []
    for run in runs:
        notebook(now.places.book, run.notebook)
        key = kept.key(run.page)
        if key is None:
            why = [Reason("damaged" if kept.holds(run.page) else "never run", run.page)]
        else:
            why = reasons.of(run, key, now)
        found.append(Planned(run, tuple(why)))
    return found


def committed(root: Path) -> tuple[dict[str, Any], dict[str, Any], tuple[Declaration, ...]]:
    """Return the configuration, contents and runs of a book, once they agree with each other."""
    config, toc = configuration.read(root), contents.read(root)
    declarations = read_runs(root / RUNS)
    contents.check(toc, declarations)
    return config, toc, declarations


def runs(
    declarations: Sequence[Declaration], loaded: study.Study, language: str = "en"
) -> tuple[Run, ...]:
    """Return the runs of a study's report, for its audience.

    A family has a case for each municipality of the study, or for each instrument that it knows,
    which includes those in its own folder; the label of a case is in the language given.
    """
    asked = {declaration.family for declaration in declarations}
    families: dict[str, list[Case]] = {}
    if "municipality" in asked:
        families["municipality"] = [
            Case(study.slug(name), name, name) for name in loaded.settings.municipalities
        ]
    if "instrument" in asked:
        families["instrument"] = [
            Case(study.slug(each.id), each.id, each.name[language])
            for each in loaded.instruments.values()
        ]
    return planned(declarations, families, loaded.settings.audience)


def check_case(run: Run, loaded: study.Study) -> None:
    """Refuse a run for a municipality or an instrument that the study does not have.

    Raises
    ------
    UnknownCaseError
        With those that there are.
    """
    place = run.notebook, run.parameters
    parameters.check_case(*place, "municipality", loaded.settings.municipalities)
    if "instrument" in run.parameters:
        parameters.check_case(*place, "instrument", tuple(loaded.instruments))


def single(
    root: Path, declarations: Sequence[Declaration], name: str, given: Mapping[str, str]
) -> Run:
    """Return the run of one notebook with the parameters that somebody typed.

    Raises
    ------
    UnknownNotebookError, NotebookError
        Where it is not declared, or cannot be read.
    """
    declaration = declared(declarations, name)
    return Run(
        notebook=name,
        label=", ".join(given.values()),
        parameters=parameters.understood(notebook(root, name), given),
        needs=declaration.needs,
        results=declaration.results,
    )


def notebook(root: Path, name: str) -> Any:
    """Return a declared notebook of a book.

    Raises
    ------
    NotebookError
        Where there is none, or it is not a notebook.
    """
    where = f"notebooks/{name}.ipynb"
    try:
        return cells.read(root / where)
    except FileNotFoundError:
        remedy = f"Write it, or remove its entry from {RUNS.as_posix()}."
        raise NotebookError("A declared notebook is missing.", where=where, remedy=remedy) from None
    except (ValueError, KeyError, NotJSONError):
        remedy = "Save it anew in JupyterLab, or restore it."
        raise NotebookError("This is not a notebook.", where=where, remedy=remedy) from None
