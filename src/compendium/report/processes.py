"""The processes of a build: started clean, silent, and gone when the build is."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

PR_SET_PDEATHSIG = 1


def pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of fresh processes, none of which outlives this one.

    They are spawned, not forked, so that nothing that this process has loaded, drawn or set is in
    them. What they, and the kernels they start, print may hold values of somebody's data and goes
    nowhere; what they have to tell, they return.
    """
    return ProcessPoolExecutor(workers, get_context("spawn"), begin)


def begin() -> None:
    """Make this process one that ends with its parent and says nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
