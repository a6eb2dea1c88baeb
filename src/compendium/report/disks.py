"""What is told of a disk that is full, or that may not be written."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compendium.errors import CompendiumError

FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


class UnwritableError(CompendiumError):
    """The disk is full, or the folder of the build may not be written."""


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
        kinds = _kinds(error)
        if kinds & FULL:
            raise UnwritableError(
                "There is no room left on the disk; the last whole report stands.",
                where=str(folder),
                remedy="Make room, and build again: what was executed to its end is kept.",
            ) from None
        if kinds & CLOSED:
            raise UnwritableError(
                "Nothing can be written here; the last whole report stands.",
                where=str(error.filename or folder),
                remedy="Build in a folder that you may write.",
            ) from None
        raise


def _kinds(error: OSError) -> set[int | None]:
    """Return the numbers of an error; of those that copying a folder collects it has texts only."""
    if isinstance(error, shutil.Error):
        return {int(number) for number in re.findall(r"\[Errno (\d+)\]", str(error))}
    return {error.errno}
