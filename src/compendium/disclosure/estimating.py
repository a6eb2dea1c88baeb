"""Estimating: estimates by wave, each shown where the persons behind it may be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from compendium.disclosure.averaging import Estimated
from compendium.disclosure.counting import FEW, LEAST, NONE
from compendium.disclosure.profiles import PLACE, Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.safe import ALL, Safe, sealed
from compendium.tables import hands_on_absent


@hands_on_absent
def estimates(
    found: Mapping[str, Estimated],
    persons: Safe,
    *,
    along: str,
    levels: Sequence[str],
    profile: str | Profile,
    needs: Sequence[Safe] = (),
    unit: str = "mean",
    digits: int = 1,
) -> Safe:
    """Return estimates by the levels of a dimension, each shown where its persons are.

    It is `estimate` for several at once, so that they stand in one figure; and as with means, a
    mean times its persons is a sum, so that they are rounded to what is printed before they leave
    this room.

    Parameters
    ----------
    found
        Level to estimate.
    persons
        Counts, shares or means with one row a level: the persons behind each estimate. Within a
        municipality they must be at least the profile's `least`.
    along, levels
        The dimension, and those of its levels that are rows, in their order. One without an
        estimate, or without persons, has nobody to compute it from.
    profile
        As of `count`.
    needs
        Further such tables that the estimates tell something of; each estimate is shown only
        where all of them show as many persons at its level as the threshold asks for.
    unit
        Word key of what they are numbers of.
    digits
        Decimals that they and their intervals are rounded to.

    Returns
    -------
    Safe
        Of kind ``estimate``, one row a level: value, low, high, and n from `persons`.

    Raises
    ------
    ValueError
        Where a table counts no persons, or has two rows of one level.
    """
    rule = profile_of(profile)
    persons_at = _by_level(persons, along)
    behind = persons_at["n"].astype("Float64").reindex(list(levels))
    open_ = persons_at["shown"].reindex(list(levels)).fillna(True).to_numpy(dtype=bool)
    for need in needs:
        theirs = _by_level(need, along)["n"].astype("Float64").reindex(list(levels))
        open_ = open_ & (theirs.fillna(0).to_numpy(dtype=float) >= rule.threshold)
    placed = PLACE in persons_at and bool((persons_at[PLACE].astype(str) != ALL).any())
    needed = max(rule.threshold, rule.least if placed else 0)
    enough = behind.fillna(0).to_numpy(dtype=float) >= needed
    parts = {
        name: [_rounded(found.get(level), name, digits) for level in levels]
        for name in ("value", "low", "high")
    }
    why = np.select([~open_, np.isnan(parts["value"]), ~enough], [FEW, NONE, LEAST], "")
    rows = pd.DataFrame(
        {
            along: pd.Categorical(list(levels), list(levels), ordered=True),
            "n": behind.to_numpy(dtype=float, na_value=np.nan),
            **parts,
            "why": why,
            "shown": why == "",
        }
    )
    record = persons.record() | {"kind": "estimate"}
    return sealed(
        "estimate", rows, record, by=(along,), of=persons.of, slices=persons.slices, unit=unit
    )


def _by_level(safe: Safe, along: str) -> pd.DataFrame:
    """Return the rows of a table that counts persons, by the one level that each has."""
    if safe.kind not in ("count", "share", "mean"):
        raise ValueError(f"a table of kind {safe.kind!r} counts no persons")
    rows = safe.frame
    if along not in rows or rows[along].astype(str).duplicated().any():
        raise ValueError(f"the table has not one row for each level of {along!r}")
    return rows.set_index(rows[along].astype(str))


def _rounded(estimate: Estimated | None, part: str, digits: int) -> float:
    return math.nan if estimate is None else round(float(getattr(estimate, part)), digits)
