"""The memory of a command and of all processes it starts, each shared page counted once."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from harness.ways import Command

PROC = Path("/proc")
POSSIBLE = (PROC / "self" / "smaps_rollup").exists()
"""Whether this system tells how the pages of a process are shared; Linux does."""

INTERVAL = 0.05


def peak(command: Command) -> float:
    """Run a command and return the most memory that its processes took together, in MB.

    Looked at every twentieth of a second: the proportional size of each process, in which a page
    that several share counts for each in its part.

    Raises
    ------
    FailedCommandError
        Where it fails.
    """
    highest = 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        with subprocess.Popen(
            command.words,
            cwd=command.folder,
            env=command.environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process:
            while process.poll() is None:
                highest = max(highest, sum(map(proportional, family(process.pid))))
                time.sleep(INTERVAL)
        if process.returncode:
            said.seek(0)
            raise command.failed(said.read())
    return highest


def family(ancestor: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (parent := _parent(folder)):
            children.setdefault(parent, []).append(int(folder.name))
    left = [ancestor]
    while left:
        process = left.pop()
        yield process
        left += children.get(process, [])


def proportional(process: int) -> float:
    """Return the proportional size of a process in MB; nothing of one that has ended."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _parent(folder: Path) -> int:
    """Return the parent of the process of a folder below /proc; nothing where it has ended."""
    try:
        # The second field is the program's name in brackets, which may hold anything.
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
