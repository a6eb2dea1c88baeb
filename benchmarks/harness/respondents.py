"""Drawn respondents, and two other ways of adding up what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium import instruments

MISSING = 0.02
SEED = 5

GAD7, MDI, WHO5 = (instruments.catalogue()[name] for name in ("gad7", "mdi", "who5"))
BATTERY = (GAD7, MDI, WHO5)
PAIRS = {"mdi_8": ["mdi_8a", "mdi_8b"], "mdi_10": ["mdi_10a", "mdi_10b"]}

Sums = tuple[NDArray[np.int16], NDArray[np.int16]]


class DifferingScoresError(Exception):
    """Two ways of scoring the same answers do not agree."""


def columns(instrument: instruments.Instrument) -> list[str]:
    """Return the columns of the usual layout."""
    return [column.name for column in instrument.columns if column.required]


def drawn(rows: int) -> pd.DataFrame:
    """Return the answers of so many respondents to the three questionnaires.

    Parameters
    ----------
    rows
        How many respondents.

    Returns
    -------
    DataFrame
        Nullable 8-bit integers; every answer is as likely as any other, and every fiftieth of them
        is missing, with the value that pandas itself puts under a gap.
    """
    draws = np.random.default_rng(SEED)
    answers = {}
    for instrument in BATTERY:
        high = instrument.items[0].high
        for name in columns(instrument):
            gaps = draws.random(rows, dtype=np.float32) < MISSING
            values = draws.integers(0, high + 1, rows, dtype=np.int8)
            values[gaps] = 1
            answers[name] = pd.arrays.IntegerArray(values, gaps)
    return pd.DataFrame(answers, copy=False)


def in_numpy(frame: pd.DataFrame) -> list[Sums]:
    """Add values and masks column by column, and do nothing else."""
    return [_added([frame[name].array for name in columns(one)], len(frame)) for one in BATTERY]


def _added(arrays: Sequence[pd.arrays.IntegerArray], rows: int) -> Sums:
    points, gaps = np.zeros(rows, dtype=np.int16), np.zeros(rows, dtype=np.int16)
    for array in arrays:
        points += array._data
        gaps += array._mask
    return points, gaps


def in_pandas(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Score as one does in pandas: whole frames, their sums by row, and `pandas.cut`."""
    return [_scored(frame, instrument) for instrument in BATTERY]


def _scored(frame: pd.DataFrame, instrument: instruments.Instrument) -> pd.DataFrame:
    answers = frame[columns(instrument)]
    low, high = instrument.items[0].low, instrument.items[0].high
    if ((answers < low) | (answers > high)).any(axis=None):
        raise ValueError("an answer is out of range")
    if instrument is MDI:
        split = {item: answers[pair].max(axis=1) for item, pair in PAIRS.items()}
        answers = answers.drop(columns=[*chain(*PAIRS.values())]).assign(**split)
    factor = instrument.scale("total").factor
    total = answers.sum(axis=1, skipna=False) * factor
    levels = instrument.bands[0].levels
    edges = [levels[0].low - 1, *(level.high for level in levels)]
    found = {"total": total, "band": pd.cut(total, edges, labels=[level.id for level in levels])}
    if instrument is MDI:
        found["icd10"] = _icd10(answers, total.isna())
    return pd.DataFrame(found).add_prefix(f"{instrument.id}_")


def _icd10(answers: pd.DataFrame, unknown: pd.Series[bool]) -> pd.Categorical[str]:
    core_items = ["mdi_1", "mdi_2", "mdi_3"]
    core = (answers[core_items] >= 4).sum(axis=1)
    others = (answers.drop(columns=core_items) >= 3).sum(axis=1)
    grades = np.select(
        [
            unknown,
            (core == 3) & (others >= 5),
            (core >= 2) & (others >= 4),
            (core >= 2) & (others >= 2),
        ],
        [-1, 3, 2, 1],
        default=0,
    )
    return pd.Categorical.from_codes(
        grades, categories=["none", "mild", "moderate", "severe"], ordered=True
    )


def same(ours: Sequence[pd.DataFrame], theirs: Sequence[pd.DataFrame]) -> None:
    """Make sure that two ways of scoring agree on every total, band and grade.

    Raises
    ------
    DifferingScoresError
        Where they do not, naming the column.
    """
    for one, other in zip(ours, theirs, strict=True):
        for name in other:
            if list(one[name].astype("str")) != list(other[name].astype("str")):
                raise DifferingScoresError(f"{name} differs between the two ways.")
