"""Observes the run of a notebook of any book from within its kernel.

The build puts this file into the kernel's start. It needs the standard library only and imports
nothing of the package, and asks `os` where others ask `pathlib`, for it is called very often.

What Python opens, lists, imports and looks for in vain is heard. What a compiled library opens by
itself, or another process, is not; the record then names it, and the run counts as one that may
have read anything in its book.
"""

from __future__ import annotations

import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

VARIABLE = "COMPENDIUM_RECORD"
ABSENT = "absent"
OPENED = {"open", "sqlite3.connect"}
LISTED = {"os.listdir", "os.scandir"}
STARTED = {"os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}
HARMLESS = {"fc-list", "ldconfig", "lscpu", "uname"}
"""Programs that libraries ask about the machine."""

MACHINE = ("/proc", "/sys", "/dev", "/etc", "/usr")
HEARD = {
    "IPython", "PIL", "_cffi_backend", "_pydevd_bundle", "_pydevd_frame_eval", "_yaml",
    "bottleneck", "charset_normalizer", "contourpy", "debugpy", "hypothesis", "kiwisolver",
    "llvmlite", "markupsafe", "matplotlib", "numba", "numexpr", "numpy", "pandas", "psutil",
    "pyarrow", "pydantic_core", "pydevd", "rpds", "scipy", "sklearn", "statsmodels", "tornado",
    "wrapt", "yaml", "zmq",
}  # fmt: skip
"""Compiled libraries that open files through Python, or none at all."""

UNHEARD = {
    "joblib.externals.loky.backend.popen_loky_posix",
    "multiprocessing.popen_forkserver",
    "multiprocessing.popen_spawn_posix",
    "pyarrow._csv",
    "pyarrow._dataset",
    "pyarrow._feather",
    "pyarrow._json",
    "pyarrow._orc",
    "pyarrow._parquet",
}
"""Parts of libraries that are loaded only by who reads with them or starts processes."""


SEARCH = re.compile(r"^<frozen |[/\\](importlib|importlib_metadata|pkg_resources|pkgutil\.py)\b")
"""Where Python looks for modules, and lists the notebook's folder whatever is asked for."""


class Observer:
    """The record of one run, written anew after every cell.

    It is JSON: `reads` (path to digest when its cell had ended, or ``absent``), `sources` (the same
    of modules that are not installed), `written` (paths that the run made itself) and `unheard`
    (what else may have read).

    Parameters
    ----------
    record
        The file that is written.
    apart
        Folders in which nothing is an input.
    """

    def __init__(self, record: str, apart: Iterable[str]) -> None:
        self._record = record
        self._apart = tuple(os.path.realpath(place) + os.sep for place in apart)
        self._opened: dict[str, bool] = {}
        self._listed: set[str] = set()
        self._sought: set[str] = set()
        self._known: set[str] = set()
        self._reads: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._written: set[str] = set()
        self._unheard: set[str] = set()

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Take one audit event; as little as can be is done here, for it is called very often."""
        if event in OPENED:
            if given and isinstance(given[0], str | bytes | os.PathLike):
                self._opened.setdefault(_place(given[0]), _makes(given))
        elif event in LISTED:
            if not SEARCH.search(sys._getframe(1).f_code.co_filename):
                named = given[0] if given and given[0] is not None else "."
                if isinstance(named, str | bytes | os.PathLike):
                    self._listed.add(_place(named))
        elif event == "import":
            self._sought.add(given[0].partition(".")[0])
        elif event in STARTED:
            self._unheard.add(_program(given))

    def note(self, _: object = None) -> None:
        """Take in what was heard since the last cell, and write the record."""
        opened, self._opened = self._opened, {}
        listed, self._listed = self._listed, set()
        sought, self._sought = self._sought, set()
        for place, makes in opened.items():
            path = self._input(place)
            if path and makes and path not in self._reads:
                self._written.add(path)
            elif path and path not in self._written and not path.endswith(".pyc"):
                self._reads.setdefault(path, _digest(path))
        for place in listed:
            if (path := self._input(place)) and os.path.isdir(path):  # noqa: PTH112
                self._reads.setdefault(path, _digest(path))
        for name in sought - sys.modules.keys():
            for place in (_place(name), _place(f"{name}.py")):
                self._reads.setdefault(place, _digest(place))
        for name, module in tuple(sys.modules.items()):
            if name not in self._known:
                self._known.add(name)
                self._imported(name, getattr(module, "__file__", None))
        self._write()

    def _imported(self, name: str, file: object) -> None:
        """Take in one module: a source that is not installed, or a library that is not heard."""
        if not isinstance(file, str):
            return
        if path := self._input(file):
            self._sources[path] = _digest(path)
        compiled = file.endswith((".so", ".pyd")) and "lib-dynload" not in file
        if name in UNHEARD or (compiled and _library(file) not in HEARD):
            self._unheard.add(name)

    def _input(self, place: str) -> str:
        """Return the path of what may be an input; nothing for what is the machine's or Python's.

        The links of its folder are resolved; a linked file keeps its own name.
        """
        folder, name = os.path.split(place)
        path = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118
        return "" if path.startswith(self._apart) or "<" in name else path

    def _write(self) -> None:
        content = {
            "reads": self._reads,
            "sources": self._sources,
            "written": sorted(self._written),
            "unheard": sorted(self._unheard - HARMLESS),
        }
        aside = f"{self._record}.part"
        with open(aside, "w", encoding="utf-8") as file:  # noqa: PTH123
            json.dump(content, file)
        os.replace(aside, self._record)  # noqa: PTH105


def begin(book: str, apart: Iterable[str], shell: Any) -> None:
    """Observe this process into the file that COMPENDIUM_RECORD names, cell by cell.

    Parameters
    ----------
    book
        The folder of the book.
    apart
        Folders of the build in which nothing is an input.
    shell
        IPython's.
    """
    record = os.environ[VARIABLE]
    installed = {sys.prefix, sys.base_prefix, *MACHINE}
    # Where the book lies inside of one of them, that one cannot be left out as a whole.
    outer = {place for place in installed if _holds(place, book)}
    paths = sysconfig.get_paths().values() if outer else ()
    observer = Observer(record, {*installed - outer, *paths, *apart, os.path.dirname(record)})  # noqa: PTH120
    sys.addaudithook(observer.hear)
    shell.events.register("post_run_cell", observer.note)
    observer.note()


def _holds(folder: str, path: str) -> bool:
    return os.path.realpath(path).startswith(os.path.realpath(folder).rstrip(os.sep) + os.sep)


def _place(named: str | bytes | os.PathLike[str]) -> str:
    return os.path.abspath(os.fsdecode(named))  # noqa: PTH100 - links are resolved later


def _makes(given: tuple[Any, ...]) -> bool:
    """Return whether a file was opened to be made anew, and not to be read."""
    if len(given) < 3:
        return False
    mode, flags = given[1], given[2]
    if isinstance(mode, str):
        return mode[:1] in ("w", "x")
    return isinstance(flags, int) and bool(flags & (os.O_TRUNC | os.O_EXCL))


def _program(given: tuple[Any, ...]) -> str:
    """Return the name of a program that was started, as far as it can be told."""
    named = given[0] if given else None
    if not isinstance(named, str | bytes | os.PathLike):
        return "a process"
    return os.path.basename(os.fsdecode(named).partition(" ")[0])  # noqa: PTH119


def _library(file: str) -> str:
    """Return the name of the library that a module is installed with; the file's for another."""
    inner = file.rpartition("site-packages" + os.sep)[2]
    return inner.partition(os.sep)[0].partition(".")[0]


def _digest(path: str) -> str:
    """Return the SHA-256 of a file's bytes or of a folder's sorted names, else 'absent'.

    It is that of `tables.announcing`, which a kernel does not import.
    """
    try:
        if os.path.isdir(path):  # noqa: PTH112
            names = (name for name in os.listdir(path) if not name.startswith("."))  # noqa: PTH208
            text = "\n".join(sorted(name for name in names if name != "__pycache__"))
            return sha256(text.encode()).hexdigest()
        found = sha256()
        with open(path, "rb") as file:  # noqa: PTH123
            for piece in iter(lambda: file.read(1 << 20), b""):
                found.update(piece)
        return found.hexdigest()
    except OSError:
        return ABSENT
