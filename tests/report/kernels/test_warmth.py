"""A warm kernel is a real one: it draws as an ordinary one, leaves the same bytes, and ends."""

import json
import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from compendium.report import execution, processes
from compendium.report.kernels import Surroundings, warm_parent
from compendium.report.kernels.provisioner import ForkedKernel
from compendium.report.pages import cells
from compendium.report.plans.runs import Run
from compendium.tables import checkout

DRAWS = """
from matplotlib import pyplot as plt
import random, numpy as np
plt.plot(np.random.default_rng(1).normal(size=9))
plt.title(f"{random.random()} {np.random.random()} {hash('a')}")
"""
MORE = """
import os, sys
print(os.path.basename(os.getcwd()), sys.argv[0].rpartition("/")[2], len(sys.argv), sys.path)
__name__, __file__ if "__file__" in dir() else None, get_ipython().__class__.__name__
"""


def outputs(surroundings, run):
    """Return all that an executed notebook shows, without times and the addresses of sockets."""
    notebook = cells.read(surroundings.executed(run))
    return json.dumps([cell.get("outputs") for cell in notebook["cells"]], sort_keys=True)


@pytest.mark.slow
def test_an_internal_notebook_gives_the_same_bytes_warm_and_cold(execute, tmp_path):
    """As each of the public ones does, which are executed together in tests/report/traced."""
    found = []
    for warm in (True, False):
        around = Surroundings(
            root=checkout(), study=checkout() / "data" / "synthetic", language="en",
            output=tmp_path / str(warm), settings=tmp_path / "settings",
        )  # fmt: skip
        assert execute(Run("feedback"), around, warm=warm) is None
        record = json.loads(around.recorded(Run("feedback")).read_text("utf-8"))
        found.append((outputs(around, Run("feedback")), record))
    assert found[0] == found[1]


@pytest.mark.parametrize("source", [DRAWS, MORE])
def test_what_pyplot_and_the_shell_do_is_the_same_warm_and_cold(
    tmp_path, notebook_file, execute, around, source
):
    """A figure that nobody shows is shown at the end of its cell, as in any notebook."""
    notebook_file(tmp_path / "notebooks" / "probe.ipynb", source)
    found = []
    for warm in (True, False):
        assert execute(Run("probe"), around(), warm=warm) is None
        found.append(outputs(around(), Run("probe")))
    assert found[0] == found[1]
    assert source is MORE or "image/png" in found[0]


@pytest.fixture
def kernel(tmp_path):
    """Return a kernel that waits for its connection file in vain, and the nursery it is from."""
    with warm_parent(tmp_path) as nursery:
        argv = ["-f", str(tmp_path / "connection.json")]
        yield ForkedKernel(nursery, argv, dict(os.environ), str(tmp_path))


@pytest.fixture
def ended(alive):
    def ending(pid):
        until = time.monotonic() + 2
        while alive(pid) and time.monotonic() < until:
            time.sleep(0.02)
        return not alive(pid)

    return ending


linux = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@linux
def test_a_kernel_that_is_killed_is_gone_and_says_so(kernel, alive, ended):
    assert alive(kernel.pid)
    assert kernel.poll() is None
    kernel.kill()
    assert kernel.poll() == -signal.SIGKILL
    assert ended(kernel.pid)


@linux
def test_a_kernel_that_ends_by_itself_tells_its_exit_code(tmp_path):
    with warm_parent(tmp_path) as nursery:
        kernel = ForkedKernel(nursery, ["--no-such-option=1", "--version"], {}, str(tmp_path))
        assert kernel.wait(20) == 0


@linux
def test_who_asked_for_a_kernel_and_is_gone_takes_it_along(kernel, ended):
    pid = kernel.pid
    kernel._connection.close()
    assert ended(pid)


MARKED = """
import os
raise LookupError(f"\\n  where: {os.getpid()}")
"""


@pytest.mark.parametrize("warm", [True, False])
def test_a_kernel_is_gone_when_its_run_has_ended(tmp_path, notebook_file, around, ended, warm):
    """While the nursery and the process that asked for it are still there."""
    notebook_file(tmp_path / "notebooks" / "one.ipynb", "1 + 1")
    notebook_file(tmp_path / "notebooks" / "marked.ipynb", MARKED)
    with warm_parent(tmp_path / "settings") as nursery, processes.pool(1) as pool:
        surroundings = around(nursery=nursery if warm else None)
        ((_, fault),) = execution.execute([Run("marked")], surroundings, pool)
        assert ended(int(fault.what.rpartition(" ")[2]))


@linux
def test_no_kernel_outlives_its_nursery(tmp_path, alive, ended):
    with warm_parent(tmp_path) as nursery:
        kernel = ForkedKernel(nursery, ["-f", "nowhere.json"], dict(os.environ), str(tmp_path))
        assert alive(kernel.pid)
    assert ended(kernel.pid)
    assert kernel.poll() == -signal.SIGKILL


@linux
def test_what_is_no_request_is_closed_and_hurts_nobody(tmp_path):
    import socket

    with warm_parent(tmp_path) as nursery:
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(str(nursery))
            stranger.sendall(b"hello\n")
            stranger.settimeout(20)
            assert stranger.recv(8) == b""
        kernel = ForkedKernel(nursery, ["--version"], {}, str(tmp_path))
        assert kernel.wait(20) == 0


@linux
def test_a_run_whose_nursery_is_gone_is_told_and_waits_for_nobody(tmp_path, notebook_file, around):
    notebook_file(tmp_path / "notebooks" / "one.ipynb", "1 + 1")
    with warm_parent(tmp_path / "settings") as nursery:
        pass
    with processes.pool(1) as pool:
        ((_, fault),) = execution.execute([Run("one")], around(nursery=nursery), pool)
    assert fault.what == "The kernel of a run died."


def nursery_of_this_process(patience=10.0):
    """Return the process id of the warm parent whose last argument says that we started it.

    A process that has only just become another program has no arguments for a moment.
    """
    ours = str(os.getpid()).encode()
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                said = (process / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
                if said[-1] == ours and any(part.endswith(b"nursery.py") for part in said):
                    return int(process.name)
        time.sleep(0.01)
    raise AssertionError("there is no warm parent")


@linux
def test_whoever_waits_for_a_nursery_that_dies_is_told(tmp_path):
    """It is killed while it still imports, and the connection is not yet taken."""
    with warm_parent(tmp_path) as nursery:
        os.kill(nursery_of_this_process(), signal.SIGKILL)
        kernel = ForkedKernel(nursery, ["--version"], {}, str(tmp_path))
    assert kernel.poll() == 1


@linux
def test_a_folder_too_deep_for_a_socket_is_no_fault(tmp_path, monkeypatch):
    deep = tmp_path / ("deep" * 25)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with warm_parent(tmp_path) as nursery:
        kernel = ForkedKernel(nursery, ["--version"], {}, str(tmp_path))
        assert kernel.wait(20) == 0
