"""Announce what is read and what was looked for in vain, so that a build knows what a run used."""

from __future__ import annotations

import os
import sys
from fnmatch import fnmatchcase
from hashlib import file_digest, sha256
from pathlib import Path

from compendium.errors import CompendiumError

ABSENT = "absent"
"""The digest of a path where there is nothing."""

CLOSED = "closed"
"""The digest of a path that may not be read; whoever then reads it is told why."""


class NoCheckoutError(CompendiumError):
    """The package is not run from a checkout of its repository."""


def checkout() -> Path:
    """Return the root of the repository that this package lies in.

    Raises
    ------
    NoCheckoutError
        If the package was installed away from its repository, which has the data and the book.
    """
    root = Path(__file__).resolve().parents[3]
    if not (root / "pyproject.toml").is_file():
        raise NoCheckoutError(
            "The package does not lie in a checkout of its repository.",
            remedy="install it from a clone, with: pip install --no-build-isolation -e .",
        )
    return root


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes or of a folder's sorted names, 'absent' or 'closed'.

    Names that begin with a dot do not count in a folder, nor does Python's own cache.
    """
    try:
        if path.is_dir():
            return sha256("\n".join(_names(path)).encode()).hexdigest()
        if not path.is_file():
            return ABSENT
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except PermissionError:
        return CLOSED


def announce(path: Path) -> bool:
    """Tell whoever listens that a path was read, listed or looked for in vain.

    The audit event ``compendium.read`` carries the absolute path and its `digest`. It is an event
    because no import goes up: the build listens from within the run.

    Returns
    -------
    bool
        Whether there is anything at the path.
    """
    place = path.absolute()
    found = digest(place)
    sys.audit("compendium.read", str(place), found)
    return found != ABSENT


def listed(folder: Path, pattern: str) -> tuple[Path, ...]:
    """Announce a folder as listed and return its files that match, sorted by name."""
    if not announce(folder) or not folder.is_dir():
        return ()
    # A listing says which of its entries are files: to ask each would be to look at what is not
    # read, and so at what the record of a run need not have.
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.is_file())
    return tuple(folder / name for name in names if fnmatchcase(name, pattern))


def _names(folder: Path) -> list[str]:
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if not entry.name.startswith(".") and entry.name != "__pycache__"
    )
