"""Where the inputs of a report lie, and the names they have wherever that is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from compendium.tables.announcing import checkout

STUDY = "study:"
BOOK = "book:"
SHORT = 8


@dataclass(frozen=True)
class Places:
    """The three folders that inputs lie in: the book, its study, and the package's checkout.

    A file has the same name on every machine: `study:screening.csv` in the study,
    `src/compendium/…` or `data/…` in the checkout, `book:notebooks/…` in a book elsewhere.
    """

    book: Path
    study: Path
    checkout: Path

    @classmethod
    def of(cls, root: Path, study: Path) -> Places:
        """Return the places of a book and a study, links resolved."""
        return cls(root.resolve(), study.resolve(), checkout())

    @property
    def data(self) -> tuple[Path, ...]:
        """The folders whose files are read by those only who announce it."""
        return (self.study, self.checkout / "data", self.book / "data", self.book / "book")

    @property
    def code(self) -> tuple[Path, ...]:
        """The folders of the same kind from which a run may import modules as well."""
        return (self.checkout / "src", self.book / "notebooks")

    @property
    def package(self) -> Path:
        """The folder of the package."""
        return self.checkout / "src" / "compendium"

    @property
    def key(self) -> str:
        """The study's name and a digest of where it lies, seen from the book."""
        return f"{self.study.name}-{sha256(self.way.encode()).hexdigest()[:SHORT]}"

    @property
    def way(self) -> str:
        """The way from the book to its study."""
        return Path(os.path.relpath(self.study, self.book)).as_posix()

    def name(self, path: Path) -> str:
        """Return the name of a path; one outside the three folders is named from the study."""
        for folder, prefix in ((self.study, STUDY), (self.checkout, ""), (self.book, BOOK)):
            if path.is_relative_to(folder):
                return prefix + path.relative_to(folder).as_posix()
        return STUDY + Path(os.path.relpath(path, self.study)).as_posix()

    def path(self, name: str) -> Path:
        """Return the path of a name."""
        for folder, prefix in ((self.study, STUDY), (self.book, BOOK)):
            if name.startswith(prefix):
                return folder / name.removeprefix(prefix)
        return self.checkout / name
