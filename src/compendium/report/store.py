"""What was executed and is kept for the next build: each run's notebook, and its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from compendium.report import saved
from compendium.report.plans.digests import Digests
from compendium.report.plans.keys import Key
from compendium.report.plans.places import STUDY, Places

FOLDER = ".cache"
RUNS = "runs"
FORMAT = 1
MEMORY = "digests.json"
PARTS = {field.name for field in fields(Key)}


@dataclass(frozen=True)
class Store:
    """The runs of one study in one language, in a folder that only its owner may enter.

    An entry is two files: the executed notebook as it is, and a readable JSON file that has its
    digest, the key, and a digest of its own. It is either whole or as if it were not there.
    """

    folder: Path

    @classmethod
    def of(cls, build: Path, places: Places, language: str) -> Store:
        """Return the store in a build folder for one study and language."""
        return cls(build / FOLDER / f"{language}-{places.key}")

    def notebook(self, page: str) -> Path:
        """Return where the executed notebook of a page is kept."""
        return self.folder / RUNS / f"{page}.ipynb"

    def holds(self, page: str) -> bool:
        """Return whether there is anything of a page, whole or not."""
        return self._entry(page).exists()

    def key(self, page: str) -> Key | None:
        """Return the key of a page's last run; None where there is none or it is not whole."""
        return _key(self._entry(page))

    def keep(self, page: str, key: Key, executed: Path, places: Places) -> None:
        """Keep an executed notebook with its key, in the place of the last one."""
        notebook = executed.read_bytes()
        entry = {
            "format": FORMAT,
            "study": places.way,
            "executed": sha256(notebook).hexdigest(),
            "key": key.written(),
        }
        saved.write(self.notebook(page), notebook)
        saved.write(self._entry(page), saved.sealed(entry))

    def drop(self, page: str) -> None:
        """Remove what is kept of a page."""
        _remove(self._entry(page))

    def retain(self, pages: set[str]) -> None:
        """Remove all pages but these."""
        for entry in _entries(self.folder):
            if entry.stem not in pages:
                _remove(entry)

    def _entry(self, page: str) -> Path:
        return self.folder / RUNS / f"{page}.json"


def sweep(build: Path, book: Path, checkout: Path, digests: Digests) -> None:
    """Remove every entry of any study and language that rests on a study which is no longer so.

    People who withdrew, and studies that were deleted, leave the cache at the next build of
    anything. A broken entry goes too, for nobody knows whom it holds.
    """
    caches = build / FOLDER
    for cache in sorted(caches.iterdir()) if caches.is_dir() else ():
        for entry in _entries(cache):
            content, key = saved.unsealed(entry, FORMAT), _key(entry)
            if key is None or _moved(content["study"], key, book, checkout, digests):
                _remove(entry)
        for left in (cache / RUNS).glob("*"):
            if left.suffix == ".part" or not left.with_suffix(".json").exists():
                left.unlink()


def _moved(way: str, key: Key, book: Path, checkout: Path, digests: Digests) -> bool:
    """Return whether anything that was read of a study is no longer as it was."""
    places = Places(book, (book / way).resolve(), checkout)
    of_study = {name: then for name, then in key.reads.items() if name.startswith(STUDY)}
    return any(digests.of(places.path(name)) != then for name, then in of_study.items())


def _entries(folder: Path) -> Iterator[Path]:
    yield from sorted((folder / RUNS).glob("*.json"))


def _remove(entry: Path) -> None:
    entry.unlink(missing_ok=True)
    entry.with_suffix(".ipynb").unlink(missing_ok=True)


def _key(entry: Path) -> Key | None:
    content = saved.unsealed(entry, FORMAT)
    notebook = entry.with_suffix(".ipynb")
    parts: dict[str, Any] = content.get("key", {})
    if set(parts) != PARTS or not notebook.is_file():
        return None
    whole = sha256(notebook.read_bytes()).hexdigest() == content["executed"]
    return Key(**parts) if whole else None
