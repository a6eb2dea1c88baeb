"""Where a preview lies: beside the reports that are published, and for its owner alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compendium.errors import CompendiumError
from compendium.report import saved
from compendium.report.disks import writable
from compendium.report.publication import publishing
from compendium.report.standing import BUILD


class RunningError(CompendiumError):
    """Another preview of the same book is running."""


@dataclass(frozen=True)
class Place:
    """The folder of the preview of a book in one language.

    Attributes
    ----------
    folder
        The whole of it.
    """

    folder: Path

    @classmethod
    def of(cls, root: Path, language: str) -> Place:
        """Return the place of a book's preview, `_build/preview` or `_build/preview-da`."""
        return cls(root / BUILD / ("preview" if language == "en" else f"preview-{language}"))

    @property
    def book(self) -> Path:
        """The staged copy of the book."""
        return self.folder / "book"

    @property
    def bound(self) -> Path:
        """What Sphinx makes of it, before anybody has looked at it."""
        return self.folder / "bound" / "html"

    @property
    def html(self) -> Path:
        """What is served: all of it has been looked at."""
        return self.folder / "html"

    def cleared(self) -> None:
        """Remove what was staged and bound, so that Sphinx begins anew; what is served stays."""
        for folder in (self.book, self.bound.parent):
            shutil.rmtree(folder, ignore_errors=True)
            saved.folder(folder)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the place for one preview, empty, and leave nothing there.

        Raises
        ------
        RunningError
            Where another preview holds it.
        UnwritableError
            Where nothing can be written there.
        """

        def refuse(_: str) -> None:
            raise RunningError(
                "Another preview of this book is running in this language.",
                where=f"{BUILD}/{self.folder.name}",
                remedy="Use that one, or end it with Ctrl-C in its terminal.",
            )

        saved.folder(self.folder)
        with writable(self.folder), publishing.lock(self.folder, refuse):
            self.cleared()
            shutil.rmtree(self.html, ignore_errors=True)
            saved.folder(self.html)
            yield
