"""A session of the preview: made anew at each save, with all that is slow kept in between."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

from compendium import disclosure
from compendium.errors import CompendiumError
from compendium.report import binding, building, failures
from compendium.report.crew import Terms, crew
from compendium.report.failures import KernelError
from compendium.report.kernels.aside import outcome
from compendium.report.ledgers import ledger
from compendium.report.ledgers.provenance import Origin
from compendium.report.plans.edition import Edition
from compendium.report.plans.places import STUDY
from compendium.report.plans.runs import Run
from compendium.report.preview import mirror
from compendium.report.preview.outcome import Outcome
from compendium.report.preview.place import Place
from compendium.report.preview.resident import Resident, UnforeseenError
from compendium.report.publication.admission import (
    admitted,
    breached,
    checked,
    pseudonyms,
    sound,
    unseen,
)
from compendium.report.steps import Listener, Step
from compendium.report.workplace import workplace
from compendium.tables import checkout
from compendium.tables.announcing import digest

PAGES = (".md", ".ipynb")
NEW = "new"
PRESS = "compendium.report.preview.press", "Press"


class Session:
    """Makes the preview of a report anew whenever it is called.

    It keeps a warm parent of kernels, the processes of runs, and a Sphinx that has read the book;
    and it remembers what it has looked at, so that the same is not looked at twice. It is called in
    a process of its own, which has no terminal: nothing that it tells quotes a value.

    Parameters
    ----------
    root, folder, language, terms
        The book, the study, en or da, and how runs are executed.
    """

    def __init__(self, root: Path, folder: Path, language: str, terms: Terms) -> None:
        self._root, self._folder = root, folder
        self._place = Place.of(root, language)
        self._kept = ExitStack()
        around = building.surroundings(root, folder, language)
        self._hands = self._kept.enter_context(crew(terms.jobs, around, terms, binders=0))
        self._press: Resident[list[str]] | None = None
        self._sound: dict[str, str] = {}
        self._audited: set[str] = set()
        self._studied: dict[str, str] = {}
        self._people: frozenset[str] = frozenset()
        self._read: dict[str, Any] = {}
        self._last: dict[str, Any] = {}
        self._origins: dict[str, Origin] = {}
        self._begin_anew()

    def __call__(self, listener: Listener, opened: Collection[str] = ()) -> Outcome:
        """Make the preview anew and return what came of it; a fault leaves what is served.

        Where somebody has one of several pages open that have to be made, it is made first, beside
        the others as they were, and the outcome says that there is more to do.
        """
        try:
            return self._made(listener, opened)
        except CompendiumError as fault:
            return Outcome(
                fault=str(fault),
                modules=imported(),
                worn=isinstance(fault, KernelError),
                traceback=fault.traceback if isinstance(fault, UnforeseenError) else "",
            )

    def close(self) -> None:
        """End the processes that were kept."""
        if self._press:
            self._press.end()
        self._kept.close()

    def _made(self, listener: Listener, opened: Collection[str]) -> Outcome:
        with workplace(self._root, lambda text: listener(Step(text))) as work:
            edition = Edition.of(self._hands.surroundings)
            first = self._first(edition, opened)
            later = [run for run in edition.stale if run not in first] if first else []
            notebooks = self._executed(edition, later, listener)
            listener(Step("Passing the gate"))
            try:
                admitted(notebooks, self._audit)
            except CompendiumError:
                if later:
                    # New pages may contradict others that are as they were.
                    return Outcome(modules=imported(), more=True)
                raise
            listener(Step("Binding the pages"))
            earlier = {run.page: self._origins[run.page] for run in later}
            made = edition.stage(work / "book", notebooks, earlier=earlier)
            warnings = self._bound(work / "book", listener)
            (self._place.bound / ledger.FILE).write_text(str(made), "utf-8")
            changed = self._shown(edition, work / NEW)
            self._last = {run.page: notebook for run, notebook in notebooks.items()}
            self._origins = edition.origins | earlier
        return Outcome(tuple(changed), "", tuple(warnings), bool(later), imported())

    def _first(self, edition: Edition, opened: Collection[str]) -> list[Run]:
        """Return the stale runs whose pages are open, if the others can be shown as they were.

        They cannot where the study is another, for pages of two studies contradict each other.
        """
        stale = {run.page for run in edition.stale}
        if self._studied != _study(edition) or not stale <= self._last.keys():
            return []
        return [run for run in edition.stale if f"{run.document}.html" in opened]

    def _executed(self, edition: Edition, later: list[Run], listener: Listener) -> dict[Run, Any]:
        """Return all executed notebooks, those of later as they last were.

        The stale runs are executed, and the study is found sound.
        """
        stale = [run for run in edition.stale if run not in later]
        ended = building.begun(stale, self._hands)
        self._check(edition, listener)
        if failed := building.faults(stale, ended, listener, edition.keeper):
            raise failures.together([*failed.values()])
        now = [run for run in edition.runs if run not in later]
        digests = {run: _of_notebook(edition, run) for run in now}
        # What was read before, and is as it was, is not read again.
        self._read = {
            digests[run]: self._read.get(digests[run]) or edition.notebook(run) for run in now
        }
        return {
            run: self._last[run.page] if run in later else self._read[digests[run]]
            for run in edition.runs
        }

    def _check(self, edition: Edition, listener: Listener) -> None:
        """Refuse a study that is not sound; one that was, and is as it was then, is not checked."""
        if (now := _study(edition)) == self._sound:
            return
        listener(Step("Checking the study"))
        if not outcome(self._hands.aside, sound, edition.surroundings.study):
            checked(self._folder)
        self._sound = now

    def _audit(self, records: list[dict[str, Any]]) -> list[disclosure.Breach]:
        """Return what can be worked out from tables together; nothing for those that passed."""
        name = sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()
        if name in self._audited:
            return []
        if not (found := outcome(self._hands.aside, breached, records)):
            self._audited.add(name)
        return found

    def _bound(self, staged: Path, listener: Listener) -> list[str]:
        """Bind what has changed in the staged book and return the warnings of all of it."""
        book = self._place.book
        if any(Path(name).suffix not in PAGES for name in mirror.differing(staged, book)):
            self._begin_anew()
        mirror.renew(staged, book, mirror.differing(staged, book))
        press = self._press or self._begin_anew()
        try:
            warnings = press(listener)
            binding.without_sources(self._place.bound)
        except CompendiumError:
            # What it knows of the book may be half of it.
            self._begin_anew()
            raise
        return warnings

    def _begin_anew(self) -> Resident[list[str]]:
        """Start a Sphinx that has read nothing, in the place of the one there is."""
        if self._press:
            self._press.end()
        self._place.cleared()
        place = self._place
        self._press = Resident(PRESS, place.book, place.bound, needed=binding.NEEDED)
        return self._press

    def _shown(self, edition: Edition, new: Path) -> list[str]:
        """Let those files be served that have changed, once they have been looked at."""
        bound, html = self._place.bound, self._place.html
        moved = mirror.differing(bound, html, binding.LEFT_OUT)
        people = self._people
        if _study(edition) != self._studied:
            people = outcome(self._hands.aside, pseudonyms, edition.surroundings.study)
            # What is served was looked at for others; it may name who is in the study now.
            if findings := disclosure.scan(html, people - self._people):
                shutil.rmtree(html)
                html.mkdir()
                unseen(findings)
        new.mkdir()
        mirror.renew(bound, new, moved)
        unseen(disclosure.scan(new, people))
        self._people, self._studied = people, _study(edition)
        mirror.renew(bound, html, moved)
        return moved


def imported() -> frozenset[Path]:
    """Return the files of this package whose code this process has imported."""
    package = checkout() / "src"
    named = (getattr(module, "__file__", None) for module in tuple(sys.modules.values()))
    paths = (Path(name) for name in named if name)
    return frozenset(path for path in paths if path.is_relative_to(package))


def _of_notebook(edition: Edition, run: Run) -> str:
    """Return the digests of what was executed and of what its author has written by now."""
    source = edition.surroundings.root / "notebooks" / f"{run.notebook}.ipynb"
    return f"{digest(edition.path(run))} {digest(source)}"


def _study(edition: Edition) -> dict[str, str]:
    """Return the digests of a study's files."""
    inputs: Iterable[tuple[str, str]] = edition.keeper.inputs.items()
    return {name: digest for name, digest in inputs if name.startswith(STUDY)}
