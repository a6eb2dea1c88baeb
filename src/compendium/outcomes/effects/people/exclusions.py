"""Exclusions: whom an analysis may leave out, by what was known on the index date."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.effects.people.context import in_closure
from compendium.tables import hands_on_absent

BEFORE = ("nobody", "first_quarter", "closures", "minors")
"""Whom an exclusion may leave out, by what was known on the index date."""

ADULT = 18


@hands_on_absent
def left_out(frame: pd.DataFrame, without: str) -> NDArray[np.bool_]:
    """Return whom an exclusion leaves out.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    without
        Of `BEFORE`.

    Raises
    ------
    ValueError
        For anything else: who started, stayed or left is known only afterwards.
    """
    if without == "nobody":
        return np.zeros(len(frame), dtype=bool)
    if without == "first_quarter":
        quarters = frame["quarter"].astype(str)
        return np.asarray(quarters == quarters.min(), dtype=bool)
    if without == "closures":
        return in_closure(frame)
    if without == "minors":
        ages = frame["age"] if "age" in frame else pd.Series(np.nan, index=frame.index)
        return np.asarray(ages < ADULT, dtype=bool)
    raise ValueError(f"{without!r} is nothing that is known of all on the index date")


@hands_on_absent
def incomplete(frame: pd.DataFrame, names: Iterable[str]) -> NDArray[np.bool_]:
    """Return of whom some covariate is missing.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    names
        The covariates.
    """
    return frame[[name for name in names if name in frame]].isna().any(axis=1).to_numpy(dtype=bool)
