"""Safe: tables and cells that hold nothing but what may be shown."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from compendium.tables import Absent, hands_on_absent

#: The level that stands for a margin: all levels of a dimension together.
ALL = "all"

_SEAL = object()


@dataclass(frozen=True)
class Cell:
    """One number of a `Safe` table, and what it may say about itself.

    Attributes
    ----------
    value, low, high
        The number and its 95 % interval; NaN where there is none or it is hidden.
    n
        Persons behind it: of a share those it counts, of a mean or estimate those it is made of.
        None where hidden, or where no persons are behind it.
    unit
        What the value is a number of, as a word key: ``persons``, ``share``, ``points``, ….
    shown
        Whether it is shown.
    why
        Why not: ``few``, ``least``, ``none``, ``release``, ``organization``, ``internal``.
    of
        The population, as the caller named it.
    kind
        The kind of the `Safe` it is a cell of.
    base
        Of a share the persons it is a share of, else None.
    digits
        The decimals it is written with, where a published figure brings them.
    levels
        Level of each dimension of the table.
    view
        The attacker's view of the table that this is a cell of; see `Safe.view`.
    """

    value: float
    low: float
    high: float
    n: int | None
    unit: str
    shown: bool
    why: str
    of: str
    kind: str
    base: int | None = None
    digits: int | None = None
    levels: tuple[tuple[str, str], ...] = ()
    view: str = field(default="{}", repr=False, compare=False)

    def record(self) -> dict[str, Any]:
        """Return the view as plain JSON; see `Safe.record`."""
        return dict(json.loads(self.view))


@dataclass(frozen=True, eq=False, repr=False)
class Safe:
    """A table of which every cell may be shown, or has been emptied.

    It is made by the functions of this room and by nothing else: a hidden number is removed
    before a `Safe` comes into being, so no view of it, no copy and no pickle can tell it.

    Attributes
    ----------
    kind
        ``count``, ``share``, ``mean``, ``estimate``, ``published``, ``definitions``, ``review``,
        ``practice``.
    by
        The dimensions, each a column of `frame`.
    of
        The population: tables that name the same one count the same persons.
    slices
        The dimensions of `by` along which the same persons recur, so that none has a total.
    view
        What an attacker knows from this table, as JSON; see `record`. It is kept as text, for it is
        handed on with each number that is shown and is by far the largest part of it.
    threshold
        Fewer persons than this are not shown; 0 where the table counts nobody.
    """

    kind: str
    by: tuple[str, ...]
    of: str
    slices: tuple[str, ...]
    _cells: pd.DataFrame
    view: str
    threshold: int
    _nested: tuple[tuple[str, str], ...]
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError(
                "a Safe is made by disclosure.count, share, mean, estimate, published, "
                "definitions, review or practice, and not by hand"
            )

    def __repr__(self) -> str:
        hidden = int((~self._cells["shown"]).sum())
        across = " × ".join(self.by) or "nothing"
        return f"<Safe {self.kind} by {across}: {len(self._cells)} cells, {hidden} hidden>"

    @property
    def frame(self) -> pd.DataFrame:
        """A copy of the cells, one a row.

        Columns: the dimensions (``all`` is the margin); value, low, high (float); n (Int64), the
        persons; base (Int64, of shares only), the persons it is a share of; unit; shown; why. Of a
        hidden cell value, low, high, n and base are missing.
        """
        return self._cells.copy()

    @property
    def nested(self) -> dict[str, str]:
        """Inner dimension to the outer one within whose levels its own lie."""
        return dict(self._nested)

    def cut(self, **levels: object) -> Safe:
        """Return the rows at these levels, out of the table that was protected as a whole.

        Parameters
        ----------
        **levels
            One level a dimension, or a list of them; ``"all"`` is the margin.

        Raises
        ------
        ValueError
            For a dimension or a level that the table has not.
        """
        kept = np.ones(len(self._cells), dtype=bool)
        for dimension, wanted in levels.items():
            kept &= self._rows(dimension, wanted)
        rows = self._cells[kept].reset_index(drop=True)
        return replace(self, _cells=rows, seal=_SEAL)

    def cell(self, **levels: object) -> Cell:
        """Return one cell; a dimension that is not named stands at its only level or its margin.

        An inner level of a nested pair brings its outer one along.

        Raises
        ------
        ValueError
            For a dimension or a level that the table has not, or where no single cell is left.
        """
        rows = self.cut(**levels)._cells
        for dimension in self.by:
            values = rows[dimension].astype(str)
            if dimension not in levels and len(set(values)) > 1:
                rows = rows[values == ALL]
        if len(rows) != 1:
            raise ValueError(f"{len(rows)} cells of {self!r} lie at these levels, not one")
        row = rows.iloc[0]
        return Cell(
            value=float(row["value"]),
            low=float(row["low"]),
            high=float(row["high"]),
            n=_whole(row["n"]),
            unit=str(row["unit"]),
            shown=bool(row["shown"]),
            why=str(row["why"]),
            of=self.of,
            kind=self.kind,
            base=_whole(row["base"]) if "base" in rows else None,
            digits=_whole(row["digits"]) if "digits" in rows else None,
            levels=tuple((dimension, str(row[dimension])) for dimension in self.by),
            view=self.view,
        )

    def record(self) -> dict[str, Any]:
        """Return what an attacker knows from this table, as plain JSON.

        It is that of the whole table, also for a part that was cut out of it or for means made
        beside it, for the rest is on another page: kind, of, by, slices, nested, threshold and
        cells, each a list of its levels in the order of `by` and the persons, or null.
        """
        return dict(json.loads(self.view))

    def _rows(self, dimension: str, wanted: object) -> np.ndarray[Any, np.dtype[np.bool_]]:
        if dimension not in self.by:
            raise ValueError(f"no dimension {dimension!r}; there are: {', '.join(self.by)}")
        column = self._cells[dimension].astype(str)
        if isinstance(wanted, str) or not isinstance(wanted, Iterable):
            wanted = [wanted]
        labels = {str(level) for level in wanted}
        unknown = sorted(labels - set(column))
        if unknown:
            raise ValueError(f"{dimension!r} has no level {', '.join(unknown)}")
        return column.isin(labels).to_numpy(dtype=bool)


@hands_on_absent
def cut(safe: Safe, **levels: object) -> Safe:
    """Return `Safe.cut`, also of a table that is absent, which is handed on."""
    return safe.cut(**levels)


@hands_on_absent
def among(safe: Safe, **levels: object) -> Safe | Absent:
    """Return the rows at those of the levels that the table has, where `cut` would refuse one.

    It is for what may well be missing, as the review of a municipality that had none yet.

    Returns
    -------
    Safe or Absent
        Absent where the table has none of the levels of a dimension.
    """
    for dimension, wanted in levels.items():
        asked = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else wanted
        there = set(safe.frame[dimension].astype(str))
        found = [level for level in asked if str(level) in there]
        if not found:
            return Absent("what this would show: nothing of it is recorded")
        safe = safe.cut(**{dimension: found})
    return safe


@hands_on_absent
def cell(safe: Safe, **levels: object) -> Cell:
    """Return `Safe.cell`, also of a table that is absent, which is handed on."""
    return safe.cell(**levels)


def sealed(
    kind: str,
    cells: pd.DataFrame,
    record: Mapping[str, Any],
    *,
    by: tuple[str, ...],
    of: str = "",
    slices: tuple[str, ...] = (),
    unit: str = "",
) -> Safe:
    """Return a `Safe` of cells that are protected already; for the modules of this room only.

    What is hidden is emptied here once more, whatever the caller left in it.
    """
    frame = cells.reset_index(drop=True)
    hidden = ~frame["shown"].to_numpy(dtype=bool)
    for column in ("value", "low", "high"):
        numbers = frame[column].astype("float64") if column in frame else math.nan
        frame[column] = pd.Series(numbers, index=frame.index, dtype="float64").mask(hidden)
    if "n" not in frame:
        frame["n"] = np.nan
    for column in ("n", "base"):
        if column in frame:
            frame[column] = _emptied(frame[column], hidden)
    if "unit" not in frame:
        frame["unit"] = unit
    measures = ["value", "low", "high", "n", *(["base"] if "base" in frame else [])]
    order = [*by, *measures, "unit", "shown", "why"]
    order += [column for column in frame.columns if column not in order]
    view, nested = json.dumps(record), tuple(record["nested"].items())
    return Safe(kind, by, of, slices, frame[order], view, int(record["threshold"]), nested, _SEAL)


def _emptied(numbers: pd.Series[Any], hidden: np.ndarray[Any, Any]) -> pd.Series[Any]:
    """Return the numbers as Int64 without the hidden ones.

    pandas' own way leaves a masked integer in the memory beneath the mask, and so in a pickle.
    """
    missing = hidden | numbers.isna().to_numpy(dtype=bool)
    values = np.where(missing, 0, numbers.fillna(0).to_numpy(dtype="int64"))
    return pd.Series(pd.arrays.IntegerArray(values, missing), index=numbers.index)


def _whole(number: Any) -> int | None:
    return None if pd.isna(number) else int(number)
