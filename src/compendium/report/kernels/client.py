"""Jupyter's client of a kernel, which knows that a kernel is ready without waiting for silence."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

ASKED_AGAIN = 0.5
"""Seconds after which a question is asked anew; the first may have come before we could listen."""


class KernelClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel has said that it is idle.

    Jupyter's own reads what a kernel broadcasts until nothing has come for a fifth of a second,
    which is as long as a warm kernel takes for all else before its first cell.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask the kernel who it is until it has answered and is idle again.

        Parameters
        ----------
        timeout
            Seconds; None for as long as it takes.

        Raises
        ------
        RuntimeError
            Where the kernel died or took too long, as Jupyter's own does.
        """
        end = time.monotonic() + timeout if timeout is not None else float("inf")
        while time.monotonic() < end:
            question = self.kernel_info()
            until = min(end, time.monotonic() + ASKED_AGAIN)
            answered = await _of(self.shell_channel, question, "kernel_info_reply", until)
            if answered and await _of(self.iopub_channel, question, "status", until):
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


async def _of(channel: Any, question: str, kind: str, until: float) -> bool:
    """Return whether an answer of a kind came in time; a status counts when it is idle."""
    while (left := until - time.monotonic()) > 0:
        try:
            message = await channel.get_msg(timeout=left)
        except Empty:
            return False
        ours = message["parent_header"].get("msg_id") == question and message["msg_type"] == kind
        if ours and message["content"].get("execution_state", "idle") == "idle":
            return True
    return False
