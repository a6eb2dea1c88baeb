"""A process that makes one object and keeps it from call to call."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import extract_tb, format_exception
from typing import Any, Generic, TypeVar

from compendium.errors import CompendiumError
from compendium.report import processes
from compendium.report.steps import Listener, Step

T = TypeVar("T")
PATIENCE = 3.0
"""Seconds that a process has to put its own things away."""


class DiedError(CompendiumError):
    """The process ended before it had answered."""


class UnforeseenError(CompendiumError):
    """The process met what nobody had foreseen; `traceback` has it as Python tells it."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", told: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.traceback = told

    @classmethod
    def of(cls, error: Exception) -> UnforeseenError:
        """Return what is told of an error of Python's: its kind and place, not its message."""
        remedy = "Mend the package there if you have changed it; else this is a fault of its own."
        told = "".join(format_exception(error))
        return cls(
            f"The preview met {type(error).__name__}.",
            where=_place(error),
            remedy=remedy,
            told=told,
        )


class Resident(Generic[T]):
    """Calls an object in a process of its own, which ends with this one at the latest.

    The process is begun where this is made, and goes on while nobody waits for it.

    Parameters
    ----------
    kind
        The module and the name of a class, imported there and not here; it is called with a
        listener. If it has a `close`, that is called at the end.
    *given
        What it is made of.
    needed
        The modules that the process imports first.
    """

    def __init__(
        self,
        kind: tuple[str, str],
        *given: object,
        needed: Sequence[str] = (),
    ) -> None:
        context = get_context("spawn")
        self._here, there = context.Pipe()
        told = (there, os.getpid(), needed, kind, given)
        self._process = context.Process(target=live, args=told)
        self._process.start()
        there.close()

    def __call__(self, listener: Listener, *given: object) -> T:
        """Call the object with the listener and what is given, and return what comes of it.

        Raises
        ------
        DiedError
            Where its process ended.
        UnforeseenError
            Where it met an error that is not told to people.
        CompendiumError
            What it raised, otherwise.
        """
        try:
            self._here.send(given)
            while True:
                kind, content = self._here.recv()
                if kind == "step":
                    listener(content)
                elif kind == "fault":
                    raise content
                else:
                    return content  # type: ignore[no-any-return] # it is what the object returns
        except (EOFError, OSError):
            remedy = "Save again, and it is started anew; too little memory is the usual cause."
            raise DiedError("A process of the preview has died.", remedy=remedy) from None

    def end(self) -> None:
        """End the process, and with it all that it has started."""
        self._process.terminate()
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()


def live(
    connection: Connection,
    parent: int,
    needed: Sequence[str],
    kind: tuple[str, str],
    given: Sequence[object],
) -> None:
    """Make the object, and call it whenever somebody asks; this is what the process does."""
    # Whoever interrupts the preview interrupts its first process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        processes.begin(parent, needed)
        module, name = kind
        kept = getattr(import_module(module), name)(*given)
    except Exception as error:  # whatever it is, it is told to whoever asks
        _answer(connection, _fault(error))
        return

    def tell(step: Step) -> None:
        connection.send(("step", step))

    try:
        while True:
            _answer(connection, lambda given: ("good", kept(tell, *given)))
    finally:
        getattr(kept, "close", int)()


def _answer(connection: Connection, answer: Any) -> None:
    """Wait until somebody asks, and answer."""
    given = connection.recv()
    try:
        said = answer(given) if callable(answer) else answer
    except Exception as error:  # whatever it is, it is for whoever asked
        said = _fault(error)
    connection.send(said)


def _fault(error: Exception) -> tuple[str, CompendiumError]:
    told = error if isinstance(error, CompendiumError) else UnforeseenError.of(error)
    return "fault", told


def _place(error: Exception) -> str:
    """Return the file and the line where an error was met: the last of the package's own."""
    source = Path(processes.__file__).parents[2]
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno
    else:
        frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename != __file__]
        ours = [frame for frame in frames if Path(frame.filename).is_relative_to(source)] or frames
        file, line = ours[-1].filename, ours[-1].lineno
    return f"{file.removeprefix(f'{source.parent}{os.sep}')}, line {line}"
