"""Tells whoever builds or previews what is being done, on a terminal or into a log."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from compendium.errors import values_may_be_quoted

if TYPE_CHECKING:
    from compendium.report.preview.outcome import Outcome
    from compendium.report.steps import Step

NAMED = 3


class Teller:
    """Tells the steps of a build: on a terminal as a bar of its runs, elsewhere as plain lines."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        columns = (SpinnerColumn(), BarColumn(24), TimeElapsedColumn())
        text = TextColumn("{task.description}", markup=False)
        self._progress = Progress(*columns, text, console=self._console, transient=True)
        self._runs = self._progress.add_task("", total=None)

    def __call__(self, step: Step) -> None:
        """Tell one step."""
        text = f"{step.text} ({step.done}/{step.total})" if step.total else step.text
        if not self._console.is_terminal:
            print(text, flush=True)
            return
        self._progress.update(
            self._runs, description=text, completed=step.done or None, total=step.total or None
        )
        if step.text.endswith(" failed"):
            self._console.print(step.text, style="red", markup=False)

    def __enter__(self) -> Teller:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._progress.stop()


class Narrator:
    """Tells what comes of each pass of a preview: what is new, or what went wrong."""

    def at(self, address: str) -> None:
        """Tell where the preview is."""
        print(f"The preview is at {address} - Ctrl-C ends it.", flush=True)

    def steps(self) -> Teller:
        """Return whom the steps of one pass are told."""
        return Teller()

    def came(self, outcome: Outcome, seconds: float) -> None:
        """Tell what came of a pass, and how long it took."""
        for warning in outcome.warnings:
            print(warning, file=sys.stderr, flush=True)
        if outcome.fault:
            if values_may_be_quoted():
                print(outcome.traceback, file=sys.stderr)
            print(f"{outcome.fault}\n  The pages are as they were.", file=sys.stderr, flush=True)
            return
        pages = [name for name in outcome.changed if name.endswith(".html")]
        named = ", ".join(pages) if 0 < len(pages) <= NAMED else f"{len(pages) or 'No'} pages"
        rest = "; those that nobody has open follow" if outcome.more else ""
        print(f"{named} changed ({seconds:.1f} s){rest}.", flush=True)
