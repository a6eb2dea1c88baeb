"""Starts the warm parent of kernels for as long as a build lasts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from compendium.report.kernels import nursery as program
from compendium.report.kernels.surroundings import fixed

POSSIBLE = sys.platform == "linux"
"""Whether kernels can be forked: elsewhere system libraries do not survive it."""

WAITING = 64
LONGEST = 80
"""Letters of a folder in which a socket still has an address; a system allows some hundred."""


@contextmanager
def warm_parent(settings: Path) -> Iterator[Path]:
    """Start a warm parent and yield the address at which kernels are asked for.

    It imports its libraries while whoever started it goes on; who asks meanwhile waits. It ends,
    with every kernel it has forked, when this process does, however that ends.

    Parameters
    ----------
    settings
        The folder of matplotlib's own cache.
    """
    with (
        TemporaryDirectory(prefix="nursery-", dir=_place()) as folder,
        socket.socket(socket.AF_UNIX) as listener,
    ):
        address = Path(folder) / "socket"
        # Bound here, so that it can be connected to before the program has begun.
        listener.bind(str(address))
        listener.listen(WAITING)
        # The working directory is an empty one, for matplotlib looks for its settings there first.
        parent = subprocess.Popen(  # noqa: S603 - our own program, in this interpreter
            [sys.executable, program.__file__, str(listener.fileno()), str(os.getpid())],
            pass_fds=[listener.fileno()],
            env=fixed(settings),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # The program alone listens now: whoever waits for it is told at once when it is gone.
        listener.close()
        try:
            yield address
        finally:
            parent.kill()
            parent.wait()


def _place() -> str:
    """Return a folder for the socket, whose whole path may have some hundred letters."""
    usual = gettempdir()
    return usual if len(usual) < LONGEST else "/tmp"  # noqa: S108 - in a private folder there
