"""The commit that a report was built from, as git tells it; never the clock."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Commit:
    """The commit of a book: its id, its committer's date, and whether anything differs from it."""

    id: str
    date: str
    changed: bool


def of(root: Path) -> Commit | None:
    """Return the commit that a book lies at, or None where it lies in no repository."""
    told = _git(root, "log", "-1", "--format=%H %cs")
    if not told:
        return None
    name, _, date = told.partition(" ")
    return Commit(name, date, bool(_git(root, "status", "--porcelain")))


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            ["git", *arguments],  # noqa: S607 - whichever git there is
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
