"""What a person is told when something is wrong: what, where, and what to do about it."""

from __future__ import annotations

import os
import sys
from typing import Any


class CompendiumError(Exception):
    """A fault that a person can mend, told in their words.

    Every kind of fault has a subclass of its own, so that callers can tell them apart. A fault
    survives pickling, attributes included, because runs report theirs from other processes.

    Parameters
    ----------
    what
        What is wrong, as a sentence.
    where
        The place: file, row and column; or notebook, cell and case.
    remedy
        What to do about it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"where: {self.where}")
        if self.remedy:
            lines.append(f"what to do: {self.remedy}")
        return "\n  ".join(lines)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args), self.__dict__


def _restored(kind: type[CompendiumError], args: tuple[Any, ...]) -> CompendiumError:
    """Return an empty fault of its kind, whatever its constructor asks for; pickle fills it."""
    return kind.__new__(kind, *args)


def values_may_be_quoted() -> bool:
    """Tell whether a message may quote a value of somebody's data.

    Returns
    -------
    bool
        True only where somebody sits and reads: standard error is a terminal and ``CI`` is unset.
    """
    return sys.stderr is not None and sys.stderr.isatty() and "CI" not in os.environ
