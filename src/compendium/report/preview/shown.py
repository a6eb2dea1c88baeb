"""What browsers show beside the pages: which edition these are, and what went wrong since."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from compendium.present.wording import word
from compendium.report.preview.outcome import Outcome

Viewer = Callable[[dict[str, Any]], None]


class Shown:
    """The state of the preview, which every page that is open is told.

    Parameters
    ----------
    language
        Of what is said, en or da.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._session, self._number = secrets.token_hex(4), 0
        self._outcome: Outcome | None = None
        self._step = ""
        self._viewers: dict[Viewer, str] = {}

    @property
    def edition(self) -> str:
        """The name of what is served now; another whenever a page of it is."""
        return f"{self._session}-{self._number}"

    @property
    def opened(self) -> frozenset[str]:
        """The pages that somebody has open, by path."""
        return frozenset(self._viewers.values())

    @property
    def waiting(self) -> str:
        """What a page says that is not there."""
        return self._word("waiting")

    @property
    def state(self) -> dict[str, Any]:
        """What a page is told."""
        outcome = self._outcome or Outcome()
        return {
            "edition": self.edition,
            "step": self._step,
            "fault": self._told("fault", outcome.fault),
            "warnings": self._told("warnings", "\n".join(outcome.warnings)),
            "ended": self._word("ended"),
            "close": self._word("close"),
        }

    def doing(self, text: str) -> None:
        """Tell what is being done."""
        self._step = text
        self._tell()

    def came(self, outcome: Outcome) -> None:
        """Tell what came of a pass; after a fault the last warnings stand, as the pages do."""
        self._step = ""
        if outcome.fault and self._outcome:
            outcome = Outcome(fault=outcome.fault, warnings=self._outcome.warnings)
        self._outcome = outcome
        self._number += bool(outcome.changed)
        self._tell()

    def join(self, viewer: Viewer, page: str) -> None:
        """Tell a page that was opened how things are, and from now on."""
        self._viewers[viewer] = page
        viewer(self.state)

    def leave(self, viewer: Viewer) -> None:
        """Tell a page nothing more."""
        self._viewers.pop(viewer, None)

    def _tell(self) -> None:
        for viewer in tuple(self._viewers):
            viewer(self.state)

    def _told(self, kind: str, text: str) -> dict[str, str] | None:
        return {"title": self._word(kind), "text": text} if text else None

    def _word(self, name: str) -> str:
        return word(f"preview.{name}", self._language)
