"""What a run read and imported, as its kernel recorded it, under names that hold anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compendium.errors import CompendiumError
from compendium.report import recorder
from compendium.report.plans.places import Places

READ = "Read it through compendium.study or compendium.evidence, which announce what they read."


class UnrecordedRunError(CompendiumError):
    """The kernel of a run kept no record, so that nobody can tell when it becomes stale."""


class UnannouncedReadError(CompendiumError):
    """A cell read a file that nothing announced, so that a change of it would go unseen."""


@dataclass(frozen=True)
class Record:
    """What one run used, by name (see `places`): digests of what was read or absent and of sources.

    `folders` has the names in each folder that was listed, `unannounced` the execution count of
    the cell that read a file in silence.
    """

    reads: Mapping[str, str]
    folders: Mapping[str, list[str]]
    sources: Mapping[str, str]
    unannounced: Mapping[str, int]


def startup(places: Places) -> str:
    """Return what a kernel runs at its start so that it records; it leaves no name behind."""
    data = [str(folder) for folder in places.data]
    code = [str(folder) for folder in places.code]
    return (
        f"__import__('runpy').run_path({str(Path(recorder.__file__))!r})"
        f"['begin']({data!r}, {code!r}, get_ipython())\n"
    )


def read(path: Path, places: Places) -> Record:
    """Return the record that a kernel wrote.

    Raises
    ------
    UnrecordedRunError
        Where there is none or it is not whole.
    """
    try:
        content: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
        parts = {
            part: {places.name(Path(file)): what for file, what in content[part].items()}
            for part in ("reads", "folders", "sources", "unannounced")
        }
    except (OSError, ValueError, KeyError):
        raise UnrecordedRunError(
            "The kernel of a run kept no record of what it read.",
            where=path.name,
            remedy="Build again; if it comes back, this is a fault of the compendium's.",
        ) from None
    return Record(**parts)
