"""Keeps what was executed of a book for its next build: each notebook, and all that it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from compendium.report import saved, store
from compendium.report.plans import keys
from compendium.report.plans.digests import Digests
from compendium.report.standing import BUILD

FOLDER = "book"
FORMAT = 1
MACHINERY = Path(__file__).parents[1]


@dataclass(frozen=True)
class Kept:
    """A notebook that was executed before.

    Attributes
    ----------
    notebook
        As it was executed.
    code
        The digest of its code (see `pages`).
    rests
        The digest of each thing that it rests on, by name.
    engine, versions
        The digest of what executed it, and what was installed.
    seconds, ended
        How long it took, and when it ended.
    """

    notebook: Any
    code: str
    rests: Mapping[str, str]
    engine: str
    versions: Mapping[str, str]
    seconds: float
    ended: float


@dataclass(frozen=True)
class Keeper:
    """What is kept of one book, in files that only their owner may read, below its build folder.

    An entry is two files: the executed notebook, and a readable JSON file that has its digest, what
    it rests on, and a digest of its own. It is either whole or as if it were not there.
    """

    root: Path

    @property
    def folder(self) -> Path:
        """Where the entries lie."""
        return self.root / BUILD / store.FOLDER / FOLDER

    @property
    def memory(self) -> Path:
        """The file in which the digests of large files are remembered."""
        return self.root / BUILD / store.FOLDER / store.MEMORY

    @cached_property
    def engine(self) -> str:
        """The digest of the modules that execute and observe."""
        found = sha256()
        for part in ("books", "kernels"):
            for path in sorted((MACHINERY / part).glob("*.py")):
                found.update(path.read_bytes())
        return found.hexdigest()

    @cached_property
    def versions(self) -> dict[str, str]:
        """What is installed."""
        return keys.installed()

    def now(self) -> Digests:
        """Return the digests of this moment."""
        return Digests(self.memory)

    def get(self, page: str) -> Kept | None:
        """Return what is kept of a page; None where there is nothing, or it is not whole."""
        entry, executed = self._files(page)
        content = saved.unsealed(entry, FORMAT)
        try:
            data = executed.read_bytes()
        except OSError:
            return None
        if not content or sha256(data).hexdigest() != content["executed"]:
            return None
        parts = ("code", "rests", "engine", "versions", "seconds", "ended")
        return Kept(json.loads(data), **{part: content[part] for part in parts})

    def keep(self, page: str, kept: Kept) -> None:
        """Keep a notebook, in the place of what was kept of its page."""
        entry, executed = self._files(page)
        data = json.dumps(kept.notebook, ensure_ascii=False).encode()
        content = {
            "format": FORMAT,
            "page": page,
            "code": kept.code,
            "rests": dict(sorted(kept.rests.items())),
            "engine": kept.engine,
            "versions": dict(kept.versions),
            "seconds": kept.seconds,
            "ended": kept.ended,
            "executed": sha256(data).hexdigest(),
        }
        saved.write(executed, data)
        saved.write(entry, saved.sealed(content))

    def retain(self, pages: set[str]) -> None:
        """Remove all pages but these."""
        files = {file for page in pages for file in self._files(page)}
        for left in sorted(self.folder.glob("*")):
            if left not in files:
                left.unlink()

    def _files(self, page: str) -> tuple[Path, Path]:
        # A page may lie in folders, and two names may differ in nothing that a file system sees.
        stem = f"{page.replace('/', '-')}-{sha256(page.encode()).hexdigest()[:8]}"
        return self.folder / f"{stem}.json", self.folder / f"{stem}.ipynb"
