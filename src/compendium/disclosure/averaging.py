"""Averaging: means of persons' scores, shown where their persons may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from compendium.disclosure.counting import FEW, LEAST, NONE, SLICES, counted
from compendium.disclosure.cube import Cube
from compendium.disclosure.profiles import Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.rows import Gather, laid_out
from compendium.disclosure.safe import Safe, sealed
from compendium.disclosure.suppression import protect
from compendium.instruments.student import margin
from compendium.tables import hands_on_absent

#: The level of an `answered` dimension whose persons have a score.
COMPLETE = "complete"


@hands_on_absent
def mean(
    frame: pd.DataFrame,
    value: str,
    by: Sequence[str],
    *,
    of: str,
    profile: str | Profile,
    answered: str | None = None,
    person: str = "participant_id",
    slices: Sequence[str] = SLICES,
    least: int | None = None,
    digits: int = 1,
    unit: str = "points",
) -> Safe:
    """Return protected means with a 95 % interval.

    The interval is Student's, of the standard deviation with n − 1 (`instruments.student`). A mean
    is shown where its persons are, and where no other shown means tell it: with the total and all
    municipalities but one, the last one's mean could be worked out. So means are protected as
    counts of their persons are, with the threshold `least`, and one of persons who all score alike
    is hidden, for it tells everybody's score.

    A mean times its persons is a sum of scores, and could give a hidden bar of the distribution
    away. So it is rounded to what is printed before it leaves this room, and its record holds
    between what the sum then lies, which `attack` sets against the counts. Where a distribution is
    counted from the scores themselves, its bars are hidden with the sum in mind; see `bars`.

    Parameters
    ----------
    frame
        One row a person and slice.
    value
        Column of the score.
    by, of, profile, person, slices
        As of `count`.
    answered
        Dimension of which the level ``complete`` has a score, by default ``<id>_completed`` of a
        value ``<id>_total`` where the frame has it. n is then the cell of `by` and this level in
        the count by both, and agrees with it. Without one, every row has a value.
    least
        Persons a mean needs; by default the profile's, 20.
    digits
        Decimals that the mean and its interval are rounded to.
    unit
        Word key of what the mean is a number of.

    Returns
    -------
    Safe
        One row a cell; value, low and high the mean and its interval, n the persons with a score.

    Raises
    ------
    TypeError, ValueError
        As of `count`; and where a person has two values in a slice, or the values that are
        missing are not just those of the incomplete.
    """
    rule = profile_of(profile)
    rule = rule if least is None else replace(rule, least=least)
    answered = answered or _usual(value, frame)
    by_all = [*by, *([answered] if answered else [])]
    behind = counted(frame, by_all, of, rule, person, slices)
    table = behind.cube.at(answered, COMPLETE) if answered else behind.cube
    rows, gather = laid_out(table, by)
    numbers = _numbers(frame[value], table)
    rows["n"] = _complete(behind.rows, rows, by, answered)
    found = _student(table, numbers, gather)
    for name, column in found.items():
        rows[name] = np.round(column, digits)
    open_ = gather(protect(table, rule, places=False)) & (found["low"] < found["high"])
    rows["why"] = np.select([rows["n"].isna(), rows["n"] == 0, ~open_], [FEW, NONE, LEAST], "")
    rows["shown"] = rows["why"] == ""
    return sealed(
        "mean",
        rows,
        behind.record | {"kind": "mean", "sums": _sums(rows, value, by, digits)},
        by=tuple(by),
        of=of,
        slices=table.slices,
        unit=unit,
    )


def _usual(value: str, frame: pd.DataFrame) -> str | None:
    answered = value.removesuffix("_total") + "_completed"
    return answered if value.endswith("_total") and answered in frame else None


def _sums(rows: pd.DataFrame, score: str, by: Sequence[str], digits: int) -> dict[str, Any]:
    """Return between what the sum of scores lies that each shown mean and its interval tell.

    ``told`` lists a row's levels, the least and the greatest sum: n times the mean, and n times the
    middle of the interval, each within half a unit of its last digit.
    """
    half = 0.5 * 10.0**-digits
    told = []
    for row in rows[rows["shown"]].to_dict("records"):
        middle = (row["low"] + row["high"]) / 2
        least, most = max(row["value"], middle) - half, min(row["value"], middle) + half
        told.append([*(str(row[name]) for name in by), row["n"] * least, row["n"] * most])
    return {"score": score, "by": list(by), "told": told}


def _numbers(column: pd.Series[Any], table: Cube) -> npt.NDArray[np.float64]:
    """Return the values by row of the frame, having made sure they are one a person."""
    numbers = pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan)
    if (np.isnan(numbers) & (table.code >= 0)).any():
        raise ValueError(f"{column.name} is missing for persons who are counted as having it")
    if (table.code >= 0).sum() != table.counts.sum():
        raise ValueError(f"some persons have several values of {column.name} in one slice")
    return numbers


def _complete(
    behind: pd.DataFrame, rows: pd.DataFrame, by: Sequence[str], answered: str | None
) -> npt.NDArray[np.float64]:
    """Return the protected persons of each row of means, NaN where hidden."""
    if answered:
        behind = behind[behind[answered].astype(str) == COMPLETE]
    if not len(by):
        return behind["n"].to_numpy() if len(behind) else np.zeros(len(rows))
    found = behind["n"].set_axis(_key(behind, by)).reindex(_key(rows, by))
    return found.fillna(0).to_numpy() if not len(behind) else found.to_numpy()


def _key(rows: pd.DataFrame, by: Sequence[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[list(by)].astype(str))


def _student(
    table: Cube, numbers: npt.NDArray[np.float64], gather: Gather
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the mean of every row and its 95 % t interval."""
    inside = np.nonzero(table.code >= 0)[0]
    # In the order of the values, so that the order of the rows can't move the last digit.
    inside = inside[np.lexsort((numbers[inside], table.code[inside]))]
    code, values = table.code[inside], numbers[inside]
    centre = values.mean() if len(values) else 0.0
    margins = table.margins

    def column(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        sums = np.bincount(code, weights, table.counts.size).reshape(table.counts.shape)
        return gather({axes: table.margin(axes, sums) for axes in margins})

    n = gather({axes: table.margin(axes) for axes in margins}).astype(float)
    first, second = column(values - centre), column((values - centre) ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.maximum(second - first**2 / n, 0) / (n - 1)
        half = margin(np.sqrt(variance / n), n - 1)
        value = centre + first / n
    return {"value": value, "low": value - half, "high": value + half}
