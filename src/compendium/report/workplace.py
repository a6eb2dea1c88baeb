"""The folder in which a build works, alone; and what is told when it cannot be written."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compendium.errors import CompendiumError
from compendium.report import publishing
from compendium.report.standing import BUILD

WORK = ".work"
FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


class UnwritableError(CompendiumError):
    """The disk is full, or the folder of the build may not be written."""


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
        work = root / BUILD / WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        yield work
        shutil.rmtree(work)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Tell a full disk and a folder that may not be written as what they are.

    Raises
    ------
    UnwritableError
        In the place of the operating system's error.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise UnwritableError(
                "There is no room left on the disk; the last whole report stands.",
                where=str(folder),
                remedy="Make room, and build again: what was executed to its end is kept.",
            ) from None
        if error.errno in CLOSED:
            raise UnwritableError(
                "Nothing can be written here; the last whole report stands.",
                where=str(error.filename or folder),
                remedy="Build in a folder that you may write.",
            ) from None
        raise
