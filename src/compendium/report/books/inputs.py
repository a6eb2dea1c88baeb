"""What the outputs of a notebook of any book rest on besides its cells, by name and digest.

Names are ways from the book's folder, so that they hold wherever it lies.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compendium.report.plans.digests import Digests
from compendium.report.standing import BUILD

WORD = re.compile(r"""(["'])([^"'\n\\]{1,200})\1""")
FILE = re.compile(r"[^\s:*?<>|]+\.[A-Za-z][A-Za-z0-9]{0,7}")
STYLE = "matplotlibrc"
CACHE = "__pycache__"


@dataclass(frozen=True)
class Record:
    """What the kernel of a run observed: see `observer`. Names are ways from the book's folder."""

    reads: Mapping[str, str]
    sources: Mapping[str, str]
    written: frozenset[str]
    unheard: tuple[str, ...]


def recorded(path: Path, root: Path) -> Record | None:
    """Return the record that a kernel wrote; None where it is missing or not whole."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    named = {
        part: {name_of(Path(place), root): digest for place, digest in content[part].items()}
        for part in ("reads", "sources")
    }
    written = frozenset(name_of(Path(place), root) for place in content["written"])
    return Record(**named, written=written, unheard=tuple(content["unheard"]))


def name_of(path: Path, root: Path) -> str:
    """Return the way from the book's folder to a path."""
    return Path(os.path.relpath(path, root)).as_posix()


def named(texts: Iterable[str], folder: Path, root: Path) -> set[str]:
    """Return the names of what cells, or modules of the book, call by its name in quotes.

    A file that is asked for by its name need not be opened to change what is shown: its being
    there may be asked for, and a compiled library opens it unheard.

    Parameters
    ----------
    texts
        Sources of cells and modules.
    folder
        Where the notebook runs.
    root
        The book.
    """
    words = {found[2] for text in texts for found in WORD.finditer(text)}
    # Dots alone are a marker in a plot far more often than a folder.
    likely = [word for word in words if word.strip("./") and "://" not in word]
    places = [base / word for word in likely for base in {folder, root}]
    return {name_of(place, root) for place in places if _looks_like_one(place)}


def style(folder: Path, root: Path) -> str:
    """Return the name of matplotlib's settings in a folder, which it looks for in silence."""
    return name_of(folder / STYLE, root)


def everything(root: Path) -> Iterator[str]:
    """Yield the names of all folders and files of a book but what is built or hidden."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in {BUILD, CACHE}
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield name_of(Path(folder) / name, root)


def digests(names: Iterable[str], root: Path, now: Digests) -> dict[str, str]:
    """Return the digest of what has each name."""
    return {name: now.of(Path(os.path.normpath(root / name))) for name in sorted(names)}


def shadowing(folder: Path) -> list[str]:
    """Return the modules beside a notebook that hide a library's; a warm kernel has the library.

    Python looks in the notebook's folder first.
    """
    beside = {
        entry.name.partition(".")[0]
        for entry in os.scandir(folder)
        if entry.name.endswith(".py") or Path(entry.path, "__init__.py").is_file()
    }
    return sorted(name for name in beside if name in sys.stdlib_module_names or _installed(name))


def _installed(name: str) -> bool:
    found = importlib.machinery.PathFinder.find_spec(name, [p for p in sys.path if p])
    # What has no origin is a folder without a module in it, which Python takes last of all.
    return found is not None and found.origin is not None


def _looks_like_one(place: Path) -> bool:
    try:
        return place.exists() or FILE.fullmatch(place.name) is not None
    except (OSError, ValueError):
        return False
