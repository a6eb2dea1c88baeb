"""Hands executed notebooks to MyST-NB, which asks a client of its own for each that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import nbformat
from myst_nb import sphinx_ as reading
from myst_nb.core.execute import NotebookClientBase
from myst_nb.ext.glue import crossref

from compendium.report.books.rounds import Executed


class Client(NotebookClientBase):  # type: ignore[misc] # MyST-NB has no types
    """A client that has the outputs already."""

    executed: Executed

    def start_client(self) -> None:
        """Put the outputs into the notebook as it is read now; MyST-NB calls this."""
        kept = self.executed.kept
        had = nbformat.from_dict(kept.notebook)  # type: ignore[no-untyped-call] # nbformat has none
        ours = (cell for cell in had.cells if cell.cell_type == "code")
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                theirs = next(ours)
                cell.outputs, cell.execution_count = theirs.outputs, theirs.execution_count
        for part in ("language_info", "widgets"):
            if part in had.metadata:
                self.notebook.metadata[part] = had.metadata[part]
        self.exec_metadata = {
            "mtime": kept.ended,
            "runtime": kept.seconds,
            "method": self.nb_config.execution_mode,
            "succeeded": self.executed.fault is None,
            "error": type(self.executed.fault).__name__ if self.executed.fault else None,
            "traceback": self.executed.trace or None,
        }


@contextmanager
def executed_before(lookup: Callable[[str], Executed | None]) -> Iterator[None]:
    """Let MyST-NB take what was executed already, for as long as this lasts.

    It has no setting for that. Its own store of executed notebooks would take two notebooks of the
    same code for one, wherever they lie and whatever they read.

    Parameters
    ----------
    lookup
        Returns what was executed of the file at a path; None for what is left to MyST-NB.
    """
    original = reading.create_client
    # MyST-NB remembers what was glued in the last book that this process has bound.
    crossref.read_glue_cache.cache_clear()

    def create_client(notebook: Any, source: str, *given: Any) -> NotebookClientBase:
        client = original(notebook, source, *given)
        found = lookup(source)
        if found is None:
            return client
        merged = Client(notebook, client.path, client.nb_config, client.logger)
        merged.executed = found
        return merged

    reading.create_client = create_client
    try:
        yield
    finally:
        reading.create_client = original
