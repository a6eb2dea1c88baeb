"""Tells whoever builds what is being done, on a terminal or into a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from compendium.report.steps import Step


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
        self._progress.stop()
