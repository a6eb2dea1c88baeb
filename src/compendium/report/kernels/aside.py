"""Calls made beside a build: in a fork of the warm parent, or here where there is none."""

from __future__ import annotations

import base64
import json
import pickle
import socket
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class WarmExecutor(Executor):
    """Makes each call in a process that is forked from a warm parent.

    What is called, what it is given and what it returns are pickled. Whoever makes it there says
    nothing on any terminal, and quotes nothing.

    Parameters
    ----------
    nursery
        The address of the warm parent.
    """

    def __init__(self, nursery: Path) -> None:
        self._nursery = nursery
        self._threads = ThreadPoolExecutor(2)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin a call and return what will come of it; it takes no arguments by name."""
        if kwargs:
            raise TypeError("a call aside takes its arguments by place")
        return self._threads.submit(_made, self._nursery, fn, args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Make no more calls."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)


class Here(Executor):
    """Makes each call here and at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Make a call and return what came of it."""
        made: Future[T] = Future()
        try:
            made.set_result(fn(*args, **kwargs))
        except Exception as fault:  # whatever it is, it is for whoever asks for the result
            made.set_exception(fault)
        return made


def outcome(executor: Executor, function: Callable[..., T], *given: Any) -> T:
    """Return what comes of a call; where the process that made it died, it is made here."""
    try:
        return executor.submit(function, *given).result()
    except BrokenExecutor:
        return function(*given)


def _made(nursery: Path, function: Callable[..., T], given: tuple[Any, ...]) -> T:
    call = base64.b64encode(pickle.dumps((function, given))).decode("ascii")
    try:
        said = _said(nursery, f"{json.dumps({'call': call})}\n".encode())
    except OSError:
        said = b""
    if not said:
        raise BrokenExecutor("the process of a call has died")
    good, made = pickle.loads(said)  # noqa: S301 - from our own child
    if not good:
        raise made
    return made  # type: ignore[no-any-return] # it is what the function returns


def _said(nursery: Path, asked: bytes) -> bytes:
    """Return the answer of a process that is forked for a call; nothing where it is not whole."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(nursery))
        connection.sendall(asked)
        with connection.makefile("rb") as lines:
            length = lines.readline().strip()
            answer = lines.read(int(length)) if length.isdigit() else b""
    return answer if length.isdigit() and len(answer) == int(length) else b""
