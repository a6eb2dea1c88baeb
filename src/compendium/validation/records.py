"""Records: what was computed of open data that cannot be shipped, with how to compute it again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from compendium.errors import CompendiumError
from compendium.tables import announce, digest
from compendium.validation.catalogue import catalogue, files, shelf
from compendium.validation.computing import Computed
from compendium.validation.open_data import recomputed

if TYPE_CHECKING:
    import pandas as pd

FILE = "records.json"
COMMAND = "make validation DATA=PATH"
KEPT = 6
"""Decimals of a recorded value: more would tell processors apart, and nothing else."""


class UnreadableRecordsError(CompendiumError):
    """The file of records is not there, or is none."""


@dataclass(frozen=True)
class Record:
    """What was computed of one file of open data.

    Attributes
    ----------
    file, sha256
        Its name, and the digest of its bytes.
    licence, origin
        Under which it may be used, and where to get it.
    command
        What computes it again.
    figures
        What was computed, by the key of the figure: a value, or a value and its two limits.
    """

    file: str
    sha256: str
    licence: str
    origin: str
    command: str
    figures: Mapping[str, float | list[float]]


def record(folder: Path, at: Path | None = None) -> dict[str, Record]:
    """Return the records of open data, computed anew, by the key of the file.

    Parameters
    ----------
    folder
        The folder of open data.
    at
        The folder of the catalogue; by default ``data/validation`` of the repository.
    """
    found = recomputed(folder, at)
    belongs = {figure.key: figure.data for figure in catalogue(at) if figure.data}
    return {
        row["key"]: Record(
            file=Path(row["path"]).name,
            sha256=digest(folder / row["path"]),
            licence=row["licence"],
            origin=row["origin"],
            command=COMMAND,
            figures={key: _kept(each) for key, each in found.items() if belongs[key] == row["key"]},
        )
        for row in files(at).to_dict("records")
    }


def _kept(found: Computed) -> float | list[float]:
    value, *limits = (round(each, KEPT) for each in found.numbers)
    return value if any(map(math.isnan, limits)) else [value, *limits]


def written(records: Mapping[str, Record]) -> str:
    """Return records as the text of their file."""
    content = {key: asdict(each) for key, each in records.items()}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write(records: Mapping[str, Record], at: Path | None = None) -> Path:
    """Write records beside the catalogue, and return their file."""
    path = shelf(at) / FILE
    path.write_text(written(records), "utf-8")
    return path


def records(at: Path | None = None) -> dict[str, Record]:
    """Return the records as they were written last, and announce their file.

    Raises
    ------
    UnreadableRecordsError
        Where there are none, or they cannot be read.
    """
    path = shelf(at) / FILE
    announce(path)
    try:
        content = json.loads(path.read_text("utf-8"))
        return {key: Record(**each) for key, each in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        raise UnreadableRecordsError(
            "The records of what was computed of open data cannot be read.",
            where=FILE,
            remedy=f"make them anew, with: {COMMAND}",
        ) from None


def recorded(records: Mapping[str, Record]) -> dict[str, Computed]:
    """Return what is on record as what was computed, by the key of the figure."""
    return {
        key: Computed(*value) if isinstance(value, list) else Computed(value)
        for each in records.values()
        for key, value in each.figures.items()
    }


def listed(records: Mapping[str, Record], at: Path | None = None) -> pd.DataFrame:
    """Return one row a file: key, file, licence, origin, digest, command, source."""
    frame = files(at)
    rows = frame[frame["key"].isin(list(records))]
    return rows.assign(
        file=[records[key].file for key in rows["key"]],
        digest=[records[key].sha256 for key in rows["key"]],
        command=[records[key].command for key in rows["key"]],
    ).reset_index(drop=True)
