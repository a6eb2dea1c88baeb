"""What whoever builds is told while it goes on: one step after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """What a build is doing now; `done` of `total` runs have ended where that is counted."""

    text: str
    done: int = 0
    total: int = 0


Listener = Callable[[Step], None]
