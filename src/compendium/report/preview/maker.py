"""Who makes the preview: a session in a process, and another once its code is no longer so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from compendium.report.crew import Terms
from compendium.report.preview.outcome import Outcome
from compendium.report.preview.resident import DiedError, Resident, UnforeseenError
from compendium.report.steps import Listener
from compendium.tables import checkout

SESSION = "compendium.report.preview.session", "Session"
CODE = {".py", ".pyi"}


class Maker:
    """Has the preview made by a session, which is started where there is none.

    This process imports little of the package and stays as it is; the session has imported what
    it needs, and ends where that changes, where it met what nobody had foreseen, and where one of
    its own processes has died.

    Parameters
    ----------
    root, folder, language, terms
        The book, the study, en or da, and how runs are executed.
    """

    def __init__(self, root: Path, folder: Path, language: str, terms: Terms) -> None:
        self._given = root, folder, language, terms
        self._session: Resident[Outcome] | None = None
        self._imported: frozenset[Path] = frozenset()
        self._ended = False

    def make(
        self, changed: Iterable[Path], listener: Listener, opened: Collection[str] = ()
    ) -> Outcome:
        """Make the preview anew and return what came of it.

        Parameters
        ----------
        changed
            The files that have changed since the last time.
        listener
            Is told each step.
        opened
            The pages that somebody has open, which come first.
        """
        if self._outdated(changed):
            self._dismiss()
        try:
            outcome = self._at_work()(listener, frozenset(opened))
        except (DiedError, UnforeseenError) as fault:
            traceback = fault.traceback if isinstance(fault, UnforeseenError) else ""
            outcome = Outcome(fault=str(fault), worn=True, traceback=traceback)
        self._imported = outcome.modules or self._imported
        if outcome.worn:
            self._dismiss()
        return outcome

    def end(self) -> None:
        """End all processes; nothing is made any more."""
        self._ended = True
        self._dismiss()

    def _at_work(self) -> Resident[Outcome]:
        if self._session is None:
            self._session = Resident(SESSION, *self._given)
        if self._ended:
            self._dismiss()
            raise DiedError("The preview has been ended.")
        return self._session

    def _dismiss(self) -> None:
        if self._session:
            self._session.end()
        self._session = None

    def _outdated(self, changed: Iterable[Path]) -> bool:
        """Return whether the session rests on something that has changed.

        That is code it has imported, and whatever else the package has, which may be remembered.
        """
        package = checkout() / "src" / "compendium"
        ours = (path for path in changed if path.is_relative_to(package))
        return any(path in self._imported or path.suffix not in CODE for path in ours)
