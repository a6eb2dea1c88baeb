"""The groups that a score is compared in: those of a column with enough persons who have one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.tables import Absent

LEAST = 20
"""Persons that a group needs; the others are left out of the comparison."""

Numbers = NDArray[np.float64]


def scores_by_group(
    frame: pd.DataFrame, score: str, by: str, least: int = LEAST
) -> Mapping[str, Numbers] | Absent:
    """Return the scores of each group, in ascending order, and the groups in theirs.

    Parameters
    ----------
    frame
        One row a person.
    score
        The column of the score; who has none is left out.
    by
        The column of the groups: of a category in its order, else in that of the alphabet.
    least
        Persons with a score that a group needs.

    Returns
    -------
    Mapping or Absent
        Absent where fewer than two groups are large enough, and where all in a group score alike.
    """
    scores = pd.to_numeric(frame[score]).to_numpy(dtype=float, na_value=np.nan)
    groups = {
        group: np.sort(scores[places])
        for group, places in _places(frame[by], ~np.isnan(scores))
        if len(places) >= least
    }
    if len(groups) < 2:
        return Absent(f"a comparison takes two groups of at least {least} persons with a score")
    if any(values[0] == values[-1] for values in groups.values()):
        return Absent("a comparison has no value where all persons of a group score alike")
    return groups


def _places(column: pd.Series, counted: NDArray[np.bool_]) -> Iterator[tuple[str, Sequence[int]]]:
    """Give each group, in the order of a category, and the places of its persons."""
    names = column.astype("str").to_numpy()
    ordered = (
        [str(each) for each in column.cat.categories]
        if hasattr(column, "cat")
        else sorted(set(names[counted & column.notna().to_numpy()]))
    )
    for name in ordered:
        yield name, np.flatnonzero(counted & (names == name)).tolist()
