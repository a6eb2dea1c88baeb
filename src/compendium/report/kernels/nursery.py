"""The warm parent: imports what is slow to import once, and forks a kernel for each run.

A kernel that is forked is a real ipykernel in a process of its own. It begins with the libraries
below in memory and shares them with its parent, so that it starts in a tenth of the time and takes
a fraction of the memory of one that imports them itself.

It forks a process for a call as well, such as the check of a study, so that the build itself need
not import what its kernels have.

This file is run as a program. It needs the standard library only until it imports the libraries,
and imports nothing of the package, whose modules would else count as imported by every run.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import gc
import importlib
import json
import os
import pickle
import select
import signal
import socket
import sys
from typing import Any

LIBRARIES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "pandas",
    "numpy.random",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_agg",
    "matplotlib.style",
    "PIL.PngImagePlugin",
    "scipy.optimize",
    "scipy.stats",
    "statsmodels.stats.proportion",
    "narwhals",
    "pandera.pandas",
    # What pandera imports when it first checks a table, with hypothesis where that is installed.
    "pandera.backends.pandas.builtin_checks",
    "tomllib",
    "yaml",
)
"""What kernels begin with. Not matplotlib.pyplot, whose backend sets itself up in one kernel."""

PATIENCE = 10.0
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve the listening socket of the first argument, until the parent, the second, ends."""
    follow_parent(int(sys.argv[2]))
    os.setsid()
    # What is imported stays: to look through it for garbage meanwhile takes a quarter of the time.
    gc.disable()
    for library in LIBRARIES:
        # One that is not there, or cannot be imported, is for the notebook to miss.
        with contextlib.suppress(Exception):
            importlib.import_module(library)
    # What is frozen is not looked through by the collector, so that its pages stay shared.
    gc.collect()
    gc.freeze()
    gc.enable()
    serve(socket.socket(fileno=int(sys.argv[1])))


def serve(listener: socket.socket) -> None:
    """Fork a process for each connection, and tell it when the process ends.

    A connection brings one line of JSON. `argv`, `env` and `cwd` ask for a kernel, and are answered
    by its process id; a `call` is answered by what came of it (see `answer`). A last line has the
    exit code when the process has ended. A connection that is closed takes its process with it.
    """
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    connections: dict[int, tuple[socket.socket, int]] = {}
    endings: dict[int, int] = {}
    while True:
        for number, _ in poll.poll():
            if number == listener.fileno():
                connection, _ = listener.accept()
                if pid := born(connection, listener):
                    ending = os.pidfd_open(pid)
                    connections[connection.fileno()] = connection, ending
                    endings[ending] = connection.fileno()
                    poll.register(connection, select.POLLIN)
                    poll.register(ending, select.POLLIN)
            elif number in endings:
                connection, ending = connections.pop(endings.pop(number))
                poll.unregister(ending)
                with contextlib.suppress(KeyError):
                    poll.unregister(connection)
                bury(connection, ending)
            elif number in connections:
                # Nobody says anything more here, so that the other end is closed.
                poll.unregister(number)
                signal.pidfd_send_signal(connections[number][1], signal.SIGKILL)


def born(connection: socket.socket, listener: socket.socket) -> int:
    """Fork the process that a connection asks for and return its id, 0 for none."""
    try:
        connection.settimeout(PATIENCE)
        with connection.makefile("r", encoding="utf-8") as lines:
            wanted = json.loads(lines.readline())
    except (OSError, ValueError):
        connection.close()
        return 0
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            follow_parent(parent)
            os.setpgid(0, 0)
            listener.close()
            if "call" in wanted:
                answer(wanted["call"], connection)
            else:
                connection.close()
                become(wanted)
            code = 0
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else 0
        finally:
            os._exit(code)
    with contextlib.suppress(OSError):
        # Here too, for whoever hears the number may kill the group at once.
        os.setpgid(pid, pid)
    # The process of a call answers by itself, perhaps before this one has gone on.
    if "call" not in wanted:
        with contextlib.suppress(OSError):
            connection.sendall(f"{pid}\n".encode())
    return pid


def become(wanted: dict[str, Any]) -> None:
    """Make this process the kernel that is wanted, and return when it has ended."""
    os.environ.clear()
    os.environ.update(wanted["env"])
    os.chdir(wanted["cwd"])
    # The interpreter and the module it runs are ours; what follows is the kernel's.
    sys.argv = ["ipykernel_launcher.py", *wanted["argv"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    kernel = importlib.import_module("ipykernel.kernelapp")
    kernel.launch_new_instance()


def answer(call: str, connection: socket.socket) -> None:
    """Make a call and send what came of it: its length in a line, and a pickle.

    The pickle holds True and what was returned, or False and what was raised.
    """
    function, given = pickle.loads(base64.b64decode(call))  # noqa: S301 - from our own parent
    try:
        outcome = pickle.dumps((True, function(*given)))
    except Exception as fault:  # whatever it is, it is for whoever called
        outcome = pickle.dumps((False, fault))
    connection.settimeout(None)
    connection.sendall(b"%d\n%b" % (len(outcome), outcome))


def bury(connection: socket.socket, ending: int) -> None:
    """Take the exit code of a kernel that has ended, tell it, and close what was its."""
    result = os.waitid(os.P_PIDFD, ending, os.WEXITED)
    os.close(ending)
    code = result.si_status if result and result.si_code == os.CLD_EXITED else -9
    with contextlib.suppress(OSError):
        connection.sendall(f"{code}\n".encode())
    connection.close()


def follow_parent(parent: int) -> None:
    """Let this process end when its parent does, also if that was killed already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    # Python looks for modules in the folder of the program first; a kernel is not to.
    del sys.path[0]
    main()
