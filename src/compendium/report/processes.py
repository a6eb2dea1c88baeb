"""The processes of a build: started clean, silent, and gone when the build is."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess

PR_SET_PDEATHSIG = 1
UNUSED = ("rfc3987_syntax", "isoduration")


def pool(workers: int, *modules: str) -> ProcessPoolExecutor:
    """Return a pool of fresh processes, none of which outlives this one.

    They are spawned, not forked, so that nothing that this process has loaded, drawn or set is in
    them. What they, and the kernels they start, print may hold values of somebody's data and goes
    nowhere; what they have to tell, they return.

    Parameters
    ----------
    workers
        How many at the most.
    *modules
        What each imports before its first task, as soon as it is started.
    """
    return ProcessPoolExecutor(workers, get_context("spawn"), begin, (os.getpid(), modules))


def begin(parent: int, modules: Iterable[str]) -> None:
    """Make this process one that says nothing and ends with its parent, also if that is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # No signal comes of a parent that died before it was asked for.
        if os.getppid() != parent:
            os._exit(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    without_formats()
    # What is imported stays, and is not looked through for garbage, now or later.
    gc.disable()
    for module in modules:
        import_module(module)
    gc.freeze()
    gc.enable()


def start(executor: ProcessPoolExecutor, workers: int) -> None:
    """Start the processes of a pool now, so that they import while others still work."""
    for _ in range(workers):
        executor.submit(int)


def kill_all_but(others: Collection[BaseProcess]) -> None:
    """Kill the processes of pools that are none of these: whatever they do is for nothing now."""
    for child in active_children():
        if child not in others:
            child.kill()


def without_formats() -> None:
    """Let this process import jsonschema without its slow optional parts, if not yet done.

    They check formats that no notebook and no configuration has: web addresses, whose grammar takes
    ten times as long to import as all else in jsonschema, over a second a process, and durations.
    """
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type] # as Python says that there is none
