"""The folder in which a build works, alone, and what a build that was killed left there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compendium.report.disks import writable
from compendium.report.publication import publishing
from compendium.report.standing import BUILD, WORK, tidied


@contextmanager
def workplace(root: Path, waiting: publishing.Waiting) -> Iterator[Path]:
    """Hold the lock of a book and yield an empty folder to work in, beside the published one.

    It is on the published folder's file system, so that the exchange is one step. It is private:
    after a failure the executed notebooks stay there to be looked at, until the next build.

    Parameters
    ----------
    root
        The book.
    waiting
        Is told who holds the lock, where somebody does; then this waits.

    Raises
    ------
    UnwritableError
        Where nothing can be written there.
    """
    with writable(root / BUILD), publishing.lock(root / BUILD, waiting):
        tidied(root)
        work = root / BUILD / WORK
        work.mkdir(mode=0o700)
        yield work
        shutil.rmtree(work)
