"""Contrasting: an estimate that sets groups against each other, shown where their means are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from compendium.disclosure.averaging import Estimated
from compendium.disclosure.counting import FEW
from compendium.disclosure.safe import Safe, sealed
from compendium.tables import hands_on_absent

DIGITS = {"mean": 1}
"""Decimals by unit: points of a score are told as coarsely as the means that they are beside."""

FURTHER = 3
"""Decimals of what is no number of points: as many as are printed."""


class Contrasted(Estimated, Protocol):
    """An estimate that is about some of the groups that a column parts persons into."""

    @property
    def by(self) -> str:
        """The column."""

    @property
    def groups(self) -> Sequence[str]:
        """The groups it is about."""

    @property
    def unit(self) -> str:
        """What it is a number of."""


@hands_on_absent
def contrast(estimate: Contrasted, means: Safe) -> Safe:
    """Return an estimate about groups as a table of one cell, shown where all their means are.

    What is told of the groups together then tells nothing of one whose mean is hidden, and of none
    that has fewer persons than a mean needs. A difference of means, or a standard deviation, times
    its persons is a sum of scores as a mean is, so it is rounded to what is printed as well.

    Parameters
    ----------
    estimate
        A frozen result with value, low, high (NaN where it has no interval), by, groups and unit.
    means
        What `mean` returned for the same score by these groups, cut to one slice.

    Returns
    -------
    Safe
        One row: value, low, high, and n, the persons of these groups together.

    Raises
    ------
    ValueError
        Where the table is none of means, or has no single mean of one of the groups.
    """
    groups = list(estimate.groups)
    if means.kind != "mean" or estimate.by not in means.by:
        raise ValueError(f"a {means.kind} by {', '.join(means.by)} has no means of {estimate.by}")
    rows = [row for row in means.frame.to_dict("records") if str(row[estimate.by]) in groups]
    if sorted(str(row[estimate.by]) for row in rows) != sorted(groups):
        raise ValueError(f"there is no single mean of each of the groups of {estimate.by}")
    shown = all(row["shown"] for row in rows)
    digits = DIGITS.get(estimate.unit, FURTHER)
    told = pd.DataFrame(
        {
            "value": [round(estimate.value, digits)],
            "low": [round(estimate.low, digits)],
            "high": [round(estimate.high, digits)],
            "n": [sum(int(row["n"]) for row in rows) if shown else 0],
            "shown": [shown],
            "why": ["" if shown else FEW],
        }
    )
    # An attacker learns no persons from it but those of the means, so that it has their record.
    return sealed("estimate", told, means.record(), by=(), of=means.of, unit=estimate.unit)


@hands_on_absent
def contrasts(estimates: Mapping[str, Contrasted], means: Safe) -> dict[str, Safe]:
    """Return `contrast` of several estimates by name, as of one for each group."""
    return {name: contrast(each, means) for name, each in estimates.items()}
