"""Provides Jupyter with a kernel that a warm parent forks, in place of a program it starts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode

LAUNCHER = "ipykernel_launcher"
INTERVAL = 0.005
PATIENCE = 60.0
PROMPT = 2.0
"""Seconds within which a process that was killed is gone."""


class ForkedKernel:
    """A kernel that was forked elsewhere, with the part of `subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: Path, argv: list[str], env: dict[str, str], cwd: str) -> None:
        self._connection = socket.socket(socket.AF_UNIX)
        self._said = b""
        self._code: int | None = None
        wanted = json.dumps({"argv": argv, "env": env, "cwd": cwd})
        # A nursery that is gone has no kernel: it counts as one that died.
        with contextlib.suppress(OSError):
            self._connection.connect(str(nursery))
            self._connection.sendall(f"{wanted}\n".encode())
        self.pid = self._line(None) or 0
        if self.pid <= 0:
            self._end(1)

    def poll(self) -> int | None:
        """Return the exit code of the kernel, or None while it is alive."""
        return self.wait(0.0) if self._code is None else self._code

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the kernel has ended and return its exit code; None where it did not."""
        if self._code is None:
            code = self._line(timeout)
            if code is not None:
                self._end(code)
        return self._code

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def kill(self) -> None:
        """Kill the kernel and see it gone."""
        self.send_signal(signal.SIGKILL)
        self.wait(PROMPT)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def _line(self, timeout: float | None) -> int | None:
        """Return the next number that the nursery says; None if not in time, -9 if it is gone."""
        self._connection.settimeout(timeout)
        try:
            while b"\n" not in self._said:
                said = self._connection.recv(64)
                if not said:
                    return -signal.SIGKILL
                self._said += said
        except (TimeoutError, BlockingIOError):
            return None
        except OSError:
            return -signal.SIGKILL
        line, _, self._said = self._said.partition(b"\n")
        return int(line)

    def _end(self, code: int) -> None:
        self._code = code
        self._connection.close()


class WarmProvisioner(LocalProvisioner):
    """Jupyter's own provisioner, but for the one moment in which a process is made."""

    nursery: str = Unicode(config=True, help="The address of the warm parent.").tag()  # type: ignore[assignment] # a trait is what it holds

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have the kernel forked that the command would start."""
        argv = cmd[cmd.index(LAUNCHER) + 1 :]
        env, cwd = kwargs.get("env") or dict(os.environ), kwargs.get("cwd") or Path.cwd()
        kernel = ForkedKernel(Path(self.nursery), argv, dict(env), str(cwd))
        self.process = kernel  # type: ignore[assignment] # it is what Jupyter uses of a Popen
        self.pid = kernel.pid
        return self.connection_info

    async def post_launch(self, **kwargs: Any) -> None:
        """Wait until the kernel listens, for who connects too early tries again much later."""
        await super().post_launch(**kwargs)
        info = self.connection_info
        if info.get("transport") != "ipc":
            return
        ports = (port for name, port in info.items() if name.endswith("_port"))
        sockets = [Path(f"{info['ip']}-{port}") for port in ports]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and await self.poll() is None:
            if all(socket.exists() for socket in sockets):
                return
            await asyncio.sleep(INTERVAL)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002 - Jupyter's signature
        """Kill the kernel and see it gone, so that nobody waits for its end in vain."""
        if self.process:
            self.process.kill()
