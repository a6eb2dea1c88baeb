"""Puts a bound report in the place of the last one, in whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ASIDE = ".last"
"""How the name of a report ends that is out of the way, where two folders cannot be exchanged."""

MANIFEST = "manifest.json"
FORMAT = 1
AT_FDCWD = -100
RENAME_EXCHANGE = 2


Waiting = Callable[[str], object]
"""Is told in words who holds a lock that is waited for."""


@contextmanager
def lock(folder: Path, waiting: Waiting) -> Iterator[None]:
    """Hold the lock of a build folder; it goes with the process, however that ends.

    Parameters
    ----------
    folder
        The build folder.
    waiting
        Is told who holds the lock, where another process does; then this waits until it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            waiting(f"Another build of this book is running (process {holder}); waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below a folder, by its path there, but the manifest's."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def changed_since(folder: Path) -> list[str]:
    """Return the files of a published report that are not as its manifest says; none if no report.

    A folder without a manifest was written by something else, so that all of it counts.
    """
    if not folder.is_dir():
        return []
    try:
        recorded = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        recorded = {}
    found = digests(folder)
    return sorted(name for name in {*found, *recorded} if found.get(name) != recorded.get(name))


def publish(bound: Path, target: Path) -> None:
    """Put a report that was bound in the place of the last one; it gets its manifest first."""
    manifest = {"format": FORMAT, "files": digests(bound)}
    (bound / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
    exchange(bound, target)


def exchange(bound: Path, target: Path) -> None:
    """Exchange `target`, which may be missing, for `bound`; both on one file system.

    On Linux the exchange is one system call, so that `target` is whole at every moment; elsewhere
    it is two renames. The last report is deleted once it is out of the way.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    restored(target.with_name(f".{target.name}{ASIDE}"))
    if not target.exists():
        bound.rename(target)
        return
    if not exchanged(bound, target):
        aside = target.with_name(f".{target.name}{ASIDE}")
        target.rename(aside)
        bound.rename(target)
        aside.rename(bound)
    shutil.rmtree(bound)


def restored(aside: Path) -> None:
    """Put a report back that was out of the way when its build was killed, or remove it.

    It is the last whole report only where none has taken its place yet.
    """
    target = aside.with_name(aside.name.removeprefix(".").removesuffix(ASIDE))
    if not aside.is_dir():
        return
    if target.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(target)


def withdraw(folder: Path) -> None:
    """Remove a published report from a folder that something else is about to write into.

    What its manifest names goes, and the manifest; whatever else lies there stays.
    """
    if not (folder / MANIFEST).is_file():
        return
    for name in json.loads((folder / MANIFEST).read_text("utf-8"))["files"]:
        (folder / name).unlink(missing_ok=True)
    (folder / MANIFEST).unlink()


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call; False where the system has none."""
    if sys.platform != "linux":
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    paths = (AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other))
    if call(*paths, RENAME_EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(fault, os.strerror(fault), str(other))
