"""The works that facts were taken from, for the list of sources at the foot of a page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd

NAMING = ("source", "also", "read_in")
"""Columns of a fact that name works; one that names several parts them by ``;``."""


def works(*facts: pd.DataFrame, folder: Path | None = None) -> pd.DataFrame:
    """Return the sources that facts name, with the documents in which those were read.

    Parameters
    ----------
    *facts
        Rows of tables of evidence. Those of its columns that name works may be missing.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        Rows of the table ``sources`` in its order, each once. ``read_in`` is missing where a work
        was read itself.
    """
    found = table("sources", folder)
    named = {
        key
        for rows in facts
        for column in NAMING
        if column in rows
        for keys in rows[column].dropna().unique()
        for key in str(keys).split(";")
    }
    named |= set(found["read_in"][found["key"].isin(named)].dropna())
    itself = found["read_in"] == found["key"]
    found = found.assign(read_in=found["read_in"].mask(itself))
    return found[found["key"].isin(named)].reset_index(drop=True)


def named_by(facts: pd.DataFrame) -> pd.Series[str]:
    """Return for each fact all works that it is from: its source and the further ones.

    Parameters
    ----------
    facts
        Rows of any table of evidence that has both columns.

    Returns
    -------
    pandas.Series
        Keys of the table of sources, parted by ``;``.
    """
    also = facts["also"].astype(object)
    return facts["source"].astype(str) + (";" + also).fillna("")


def read_in(facts: pd.DataFrame) -> str:
    """Return the documents that facts were read in, which may be the sources themselves."""
    return joined(facts["read_in"].fillna(facts["source"]))


def joined(keys: Iterable[object]) -> str:
    """Return the distinct keys of texts that may hold several, in the order of the alphabet."""
    return ";".join(sorted({key for text in keys for key in str(text).split(";")}))
