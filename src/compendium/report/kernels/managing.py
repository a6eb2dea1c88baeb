"""The manager of a kernel of this interpreter, warm where there is a nursery."""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

from compendium.report.kernels.client import KernelClient
from compendium.report.kernels.surroundings import specify

LONGEST_SOCKET = 90


def manager(nursery: Path | None, private: Path) -> AsyncKernelManager:
    """Return the manager of a kernel that is not yet started.

    Parameters
    ----------
    nursery
        The address of a warm parent; None for an ordinary kernel.
    private
        A folder of the kernel's own, in which its specification and sockets lie.
    """
    specify(nursery, private)
    kernels = str(private / "jupyter" / "kernels")
    return AsyncKernelManager(
        kernel_name="python3",
        client_factory=KernelClient,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[kernels]),
        connection_file=str(private / "connection.json"),
        config=_connection(private / "socket"),
    )


def _connection(socket: Path) -> Config:
    """Return how a kernel is spoken to.

    Kernels that start at once race for the same free ports. Sockets in a private folder, of each
    run its own, cannot clash; a system allows them a path of some hundred letters.
    """
    private = sys.platform == "linux" and len(str(socket)) < LONGEST_SOCKET
    return Config({"KernelManager": {"transport": "ipc", "ip": str(socket)} if private else {}})
