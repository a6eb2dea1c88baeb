"""What it is called when a run ends in the middle of a cell."""

from __future__ import annotations

from typing import Literal

Why = Literal["kernel", "cell limit", "run limit"]


class StoppedError(Exception):
    """A run ended in the middle of a cell: its kernel died, or a limit was reached.

    Attributes
    ----------
    why
        ``kernel``, ``cell limit`` or ``run limit``.
    number, line
        The cell, counted as its author counts, and its first line; 0 before the first cell.
    """

    def __init__(self, why: Why, number: int = 0, line: str = "") -> None:
        super().__init__(why, number, line)
        self.why, self.number, self.line = why, number, line
