"""Observes a run from within its kernel: what it reads, looks for in vain, lists and imports.

The build puts this file into the kernel's start. It needs the standard library only and imports
nothing of the package, which would otherwise count as imported by every run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

VARIABLE = "COMPENDIUM_RECORD"
READ = "compendium.read"
LISTED = {"os.listdir", "os.scandir"}
CODE = {".py", ".pyi"}
COMPILED = ".pyc"
CACHE = "__pycache__"
UNSTEADY = "unsteady"
"""The digest of what was read twice and was not the same; nothing ever has it."""


class Recorder:
    """The record of one run, written anew after every cell.

    Parameters
    ----------
    record
        The file that is written: JSON with `reads` (path to digest when it was first read),
        `folders` (listed folder to sorted names), `sources` (file of a module to digest) and
        `unannounced` (path to the execution count of the cell that read it without saying so).
    data
        Folders whose files are read by those only who announce it.
    code
        Folders of the same kind, from which modules are imported as well.
    """

    def __init__(self, record: Path, data: Sequence[str], code: Sequence[str]) -> None:
        self._record = record
        self._data = tuple(Path(folder).resolve() for folder in data)
        self._code = tuple(Path(folder).resolve() for folder in code)
        self._heard: list[tuple[str, str]] = []
        self._opened: set[str] = set()
        self._listed: set[str] = set()
        self._reads: dict[Path, str] = {}
        self._folders: dict[Path, list[str]] = {}
        self._sources: dict[Path, str] = {}
        self._unannounced: dict[Path, int] = {}
        self._loaded: set[str] = set()

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Take one audit event; as little as can be is done here, for it is called very often."""
        if event == READ:
            self._heard.append((given[0], given[1]))
        elif event == "open" or event in LISTED:
            named = given[0] if given else None
            if named is None and event in LISTED:
                named = "."
            if isinstance(named, str | bytes | os.PathLike):
                place = os.fsdecode(named)
                if not place.startswith(os.sep):
                    place = str(Path.cwd() / place)
                (self._opened if event == "open" else self._listed).add(place)

    def note(self, count: int) -> None:
        """Take in what was heard since the last cell, and write the record.

        Parameters
        ----------
        count
            The execution count of the cell that has just ended; 0 before the first.
        """
        heard, self._heard = self._heard, []
        opened, self._opened = self._opened, set()
        listed, self._listed = self._listed, set()
        for place, digest in heard:
            self._take(_real(place), digest)
        files = {_real(_source(place)) for place in opened}
        for file in self._imported(files):
            if file not in self._sources:
                self._sources[file] = _digest(file)
        read = {file for file in files if file.suffix not in {*CODE, COMPILED}}
        strange = {
            *_within(read, self._data + self._code),
            *_within(map(_real, listed), self._data),
        }
        for path in strange - self._reads.keys():
            self._unannounced.setdefault(path, count)
        self._write()

    def _take(self, path: Path, digest: str) -> None:
        if self._reads.setdefault(path, digest) != digest:
            self._reads[path] = UNSTEADY
        if path.is_dir():
            names = {child.name for child in path.iterdir() if not child.name.startswith(".")}
            self._folders.setdefault(path, sorted(names - {CACHE}))

    def _imported(self, opened: Iterable[Path]) -> Iterator[Path]:
        """Yield the files of modules of the code's folders: those loaded, those opened, stubs."""
        loaded = {getattr(module, "__file__", None) for module in tuple(sys.modules.values())}
        # There are thousands, and this is done after every cell: each is looked at once.
        new = {str(file) for file in loaded if file} - self._loaded
        self._loaded |= new
        files = {*opened, *map(_real, new)}
        for file in _within(files, self._code):
            if file.suffix in CODE:
                yield file
            stub = file.with_suffix(".pyi")
            if file.name == "__init__.py" and stub.is_file():
                yield stub

    def _write(self) -> None:
        parts: dict[str, Mapping[Path, Any]] = {
            "reads": self._reads,
            "folders": self._folders,
            "sources": self._sources,
            "unannounced": self._unannounced,
        }
        content = {
            part: {str(path): what for path, what in sorted(found.items())}
            for part, found in parts.items()
        }
        aside = self._record.with_suffix(".part")
        aside.write_text(json.dumps(content, indent=1), "utf-8")
        aside.replace(self._record)


def begin(data: Sequence[str], code: Sequence[str], shell: Any) -> None:
    """Observe this process into the file that COMPENDIUM_RECORD names, cell by cell."""
    recorder = Recorder(Path(os.environ[VARIABLE]), data, code)
    sys.addaudithook(recorder.hear)
    shell.events.register("post_run_cell", lambda done: recorder.note(done.execution_count or 0))
    recorder.note(0)


def _within(paths: Iterable[Path], folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the paths that lie in one of the folders, hidden ones and bytecode left out."""
    for path in paths:
        for folder in folders:
            if path.is_relative_to(folder):
                inner = path.relative_to(folder).parts
                if not any(name.startswith(".") or name == CACHE for name in inner):
                    yield path
                break


def _real(place: str) -> Path:
    """Return a path with the links of its folder resolved; a linked file keeps its own name."""
    path = Path(place)
    return path.parent.resolve() / path.name


def _source(place: str) -> str:
    """Return the source of a compiled module, and any other path as it is."""
    if not place.endswith(COMPILED):
        return place
    try:
        return source_from_cache(place)
    except ValueError:
        return place


def _digest(file: Path) -> str:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return "absent"
