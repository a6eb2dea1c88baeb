"""The catalogue: what others have published, and what is known of open data, as printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from compendium import evidence
from compendium.tables import Schema, checkout

if TYPE_CHECKING:
    import pandas as pd

REPRODUCES, MUST_NOT, NO_ORACLE = "reproduces", "must_not", "no_oracle"


@dataclass(frozen=True)
class Figure:
    """A figure that the package is held against; nothing in it is computed here.

    Attributes
    ----------
    key, kind
        Its name; ``reproduces`` where it must come out, ``must_not`` where it must not.
    value, low, high
        The figure and its limits as printed, NaN where there are none.
    decimals
        With how many it is printed.
    computation
        The name of what computes it.
    given
        What it is computed from, by name, as written.
    data
        The file of open data that it is computed from; empty where it is none.
    """

    key: str
    kind: str
    value: float
    low: float
    high: float
    decimals: int
    computation: str
    given: Mapping[str, str] = field(default_factory=dict)
    data: str = ""

    @property
    def precision(self) -> float:
        """Half a unit of the last decimal that is printed: how far off a figure may be."""
        return 0.5 * 10.0**-self.decimals

    @property
    def numbers(self) -> tuple[float, float, float]:
        """Value and limits."""
        return self.value, self.low, self.high


def catalogue(folder: Path | None = None) -> tuple[Figure, ...]:
    """Return every figure that the package can be held against, in the order of the table.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/validation`` of the repository.
    """
    frame = published(folder)
    held = frame[frame["kind"] != NO_ORACLE]
    plain = held.astype(object).where(held.notna(), None)
    return tuple(
        Figure(
            key=row["key"],
            kind=row["kind"],
            value=float(row["value"]),
            low=_number(row["low"]),
            high=_number(row["high"]),
            decimals=int(row["decimals"]),
            computation=row["computation"],
            given=_given(row["given"]),
            data=row["data"] or "",
        )
        for row in plain.to_dict("records")
    )


def published(folder: Path | None = None) -> pd.DataFrame:
    """Return the table of figures, as its schema says; a unit is empty where there is none."""
    frame = evidence.table("published", shelf(folder))
    return frame.assign(unit=frame["unit"].astype("str").where(frame["unit"].notna(), ""))


def unheld(folder: Path | None = None) -> pd.DataFrame:
    """Return the rows of what has nothing to be held against, and why."""
    frame = published(folder)
    return frame[frame["kind"] == NO_ORACLE].reset_index(drop=True)


def files(folder: Path | None = None) -> pd.DataFrame:
    """Return the files of open data, one row each: key, path, sheet, origin, licence, source."""
    return evidence.table("files", shelf(folder))


def sources(folder: Path | None = None) -> pd.DataFrame:
    """Return the works that the figures are from: key, author, year, title, url."""
    return evidence.table("sources", shelf(folder))


def schemas(folder: Path | None = None) -> tuple[Schema, ...]:
    """Return the schemas of the tables, with the words of their columns."""
    return tuple(evidence.schema(name, shelf(folder)) for name in ("sources", "files", "published"))


def shelf(folder: Path | None = None) -> Path:
    """Return the folder of the tables: the one given, or the repository's own."""
    return folder or checkout() / "data" / "validation"


def _number(cell: float | None) -> float:
    return math.nan if cell is None else float(cell)


def _given(text: str | None) -> dict[str, str]:
    pairs = (part.partition("=") for part in (text or "").split(";") if part)
    return {name: value for name, _, value in pairs}
