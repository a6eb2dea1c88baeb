"""Promises: what was measured side by side, the number that comes of it, and its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Promise:
    """One line of the table.

    Attributes
    ----------
    case
        What was measured.
    ours, other
        Our measurement and the one beside it, with their units.
    beside
        What the other one is of.
    number
        What is promised about, mostly a ratio.
    which
        Whether the bound is the least or the most that the number may be.
    bound
        The bound; None where nothing is promised.
    unit
        Of the number.
    """

    case: str
    ours: str
    other: str
    beside: str
    number: float
    which: Literal["least", "most"]
    bound: float | None
    unit: str = ""

    @property
    def kept(self) -> bool:
        """Whether the number is within the bound."""
        if self.bound is None:
            return True
        return self.number >= self.bound if self.which == "least" else self.number <= self.bound

    @property
    def line(self) -> tuple[str, ...]:
        """The cells of the line in the table."""
        sign = "≥" if self.which == "least" else "≤"
        promised = "–" if self.bound is None else f"{sign} {self.bound:g}{self.unit}"
        verdict = "–" if self.bound is None else "kept" if self.kept else "BROKEN"
        number = f"{self.number:.2f}{self.unit}"
        return (self.case, self.ours, self.other, self.beside, number, promised, verdict)


def table(promises: Sequence[Promise], ours: str = "compendium build") -> str:
    """Return the promises as a table in Markdown whose columns stand below each other."""
    head = ("case", ours, "beside it", "which is", "number", "promised", "")
    lines = [head, *(promise.line for promise in promises)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    written = (
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in (head, rule, *lines[1:])
    )
    return "\n".join(f"| {line} |" for line in written)


def faster(case: str, ours: float, other: float, beside: str, bound: float | None) -> Promise:
    """Return the promise that ours is so many times as fast as the other."""
    return Promise(case, seconds(ours), seconds(other), beside, other / ours, "least", bound)


def seconds(value: float) -> str:
    """Return seconds as they are written."""
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
