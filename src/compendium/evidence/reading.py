"""Which tables of evidence there are, and one of them: typed, checked and announced."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from compendium.errors import CompendiumError
from compendium.tables import Schema, announce, checkout, listed, read_frame

if TYPE_CHECKING:
    import pandas as pd


class UnknownEvidenceError(CompendiumError):
    """A name that no table of evidence has."""


def names(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the tables of evidence, in the order of the alphabet.

    Parameters
    ----------
    folder
        Where the tables lie, each a CSV file; by default ``data/evidence`` of the repository.
    """
    return tuple(path.stem for path in listed(shelf(folder), "*.csv"))


def table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Return a table of evidence; its rows are as printed, oddities included.

    Parameters
    ----------
    name
        One of `names`.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        The columns of the table's `schema`, in its order and with its types. Every table of facts
        has ``source`` (who found it), ``read_in`` (the document it was read in), ``place``
        (section, table or slide as printed), ``file``, ``first_line`` and ``last_line`` of that
        document's text, and ``anchor``, a word that stands there. Shares are in percent.
        ``checklists`` holds no facts: it says what reporting guidelines ask for, and at which of
        ``report_places`` this report answers.

    Raises
    ------
    UnknownEvidenceError
        If there is no such table.
    FaultyTableError
        If the table breaks its schema.
    """
    return read_frame(_known(name, folder) / f"{name}.csv", schema(name, folder))


def cells(name: str, folder: Path | None = None) -> tuple[dict[str, str], ...]:
    """Return the rows of a table as they lie in its file: text, so that 7.0 is not 7.

    Raises
    ------
    UnknownEvidenceError
        If there is no such table.
    """
    path = _known(name, folder) / f"{name}.csv"
    announce(path)
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def schema(name: str, folder: Path | None = None) -> Schema:
    """Return what a table of evidence holds: its columns, with their words in two languages.

    Raises
    ------
    UnknownEvidenceError
        If there is no such table.
    SchemaError
        If its schema cannot be read.
    """
    return Schema.read(_known(name, folder) / f"{name}.schema.json")


def shelf(folder: Path | None = None) -> Path:
    """Return the folder of the tables: the one given, or the repository's own."""
    return folder or checkout() / "data" / "evidence"


def _known(name: str, folder: Path | None) -> Path:
    known = names(folder)
    if name not in known:
        raise UnknownEvidenceError(
            f"There is no table of evidence named '{name}'.",
            where=str(Path("data") / "evidence") if folder is None else folder.name,
            remedy=f"give one of: {', '.join(known)}",
        )
    return shelf(folder)
