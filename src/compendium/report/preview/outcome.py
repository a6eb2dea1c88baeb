"""What came of making the preview anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What came of one pass; nothing of it quotes a value of anybody's data.

    Attributes
    ----------
    changed
        The pages of the report that are new, by path; nothing where it failed.
    fault
        What went wrong, where, and what to do; empty where nothing did.
    warnings
        What Sphinx warned of.
    more
        Whether pages are still to be made that nobody has open.
    modules
        The files of the package whose code has been imported.
    worn
        Whether the processes that made the pass are no longer fit for another.
    traceback
        Of a fault that is the compendium's own; it is for a terminal only.
    """

    changed: tuple[str, ...] = ()
    fault: str = ""
    warnings: tuple[str, ...] = ()
    more: bool = False
    modules: frozenset[Path] = frozenset()
    worn: bool = False
    traceback: str = ""
