"""Digests of files and folders at one moment, large ones remembered for as long as they stand."""

from __future__ import annotations

import os
import time
from pathlib import Path

from compendium.report import saved
from compendium.tables.announcing import digest

FORMAT = 1
LARGE = 1_000_000
SETTLED = 2_000_000_000
"""Nanoseconds after which a change of a file shows in its times, whatever the file system."""


class Digests:
    """The digests of one moment: each path is looked at once, and then always the same.

    A file of more than a million bytes is read again only if its size, its times or its inode are
    not those with which its digest was remembered, as git does it. What changed within the last
    two seconds is never remembered, for its times may not show the next change.

    Parameters
    ----------
    memory
        The file that remembers, or None.
    """

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._seen: dict[Path, str] = {}
        known = saved.unsealed(memory, FORMAT) if memory else {}
        self._remembered: dict[str, list[int | str]] = known.get("files", {})
        self._learnt: dict[str, list[int | str]] = {}

    def of(self, path: Path) -> str:
        """Return the SHA-256 of a file's bytes or a folder's names, 'absent' or 'closed'."""
        if path not in self._seen:
            self._seen[path] = self._large(path) or digest(path)
        return self._seen[path]

    def remember(self) -> None:
        """Write down what was learnt of large files."""
        if self._memory and self._learnt:
            files = {**self._remembered, **self._learnt}
            saved.write(self._memory, saved.sealed({"format": FORMAT, "files": files}))

    def _large(self, path: Path) -> str:
        """Return the digest of a large file, remembered or new; nothing for any other path."""
        try:
            before = path.stat()
        except OSError:
            return ""
        if before.st_size <= LARGE or not path.is_file():
            return ""
        stamp = _stamp(before)
        name = os.path.relpath(path, self._memory.parent) if self._memory else str(path)
        known = self._remembered.get(name)
        if known and known[1:] == stamp:
            return str(known[0])
        found = digest(path)
        settled = max(before.st_mtime_ns, before.st_ctime_ns) + SETTLED < time.time_ns()
        if settled and _stamp(path.stat()) == stamp:
            self._learnt[name] = [found, *stamp]
        return found


def _stamp(status: os.stat_result) -> list[int | str]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]
