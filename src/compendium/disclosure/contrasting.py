"""Contrasting: an estimate that sets groups against each other, shown where they are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

from compendium.disclosure.estimating import Estimated, told
from compendium.disclosure.safe import ALL, Safe, sealed
from compendium.tables import hands_on_absent

DIGITS = {"mean": 1, "p": 4, "standardised": 2}
"""Decimals by unit: points of a score are told as coarsely as the means that they are beside, and
so are standardised differences, which times a spread are points; and a p value by one more than is
printed, so that at most 0.001 is told from what only rounds to it."""

COUNTED = ("count", "share")
"""Kinds of tables that count persons cell by cell."""

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
def contrast(estimate: Contrasted, known: Safe) -> Safe:
    """Return an estimate about groups as a table of one cell, shown where all their means are.

    What is told of the groups together then tells nothing of one whose mean is hidden, and of none
    that has fewer persons than a mean needs. A difference of means, or a standard deviation, times
    its persons is a sum of scores as a mean is, so it is rounded to what is printed as well.

    An estimate that is worked out of counts, as odds at the edge of a band are, is set against
    these counts: it is shown where every one of them is, and so tells nothing beyond them.

    Parameters
    ----------
    estimate
        A frozen result with value, low, high (NaN where it has no interval), by, groups and unit.
    known
        What `mean` returned for the same score by these groups, cut to one slice; or what `count`
        or `share` did by these groups and what else the estimate is worked out of, cut so that
        only such dimensions have several levels.

    Returns
    -------
    Safe
        One row: value, low, high, and n, the persons of these groups together.

    Raises
    ------
    ValueError
        Where the table is of another kind, has no row of one of the groups, or several means.
    """
    if known.kind not in ("mean", *COUNTED) or estimate.by not in known.by:
        raise ValueError(
            f"a {known.kind} by {', '.join(known.by)} tells nothing of the groups of {estimate.by}"
        )
    rows = _of_groups(known, estimate)
    shown = all(row["shown"] for row in rows)
    cell = told(
        [estimate],
        [sum(int(row["n"]) for row in rows) if shown else 0],
        [shown],
        needed=0,
        digits=DIGITS.get(estimate.unit, FURTHER),
    )
    # An attacker learns no persons from it but those of the table, so that it has its record.
    return sealed("estimate", cell, known.record(), by=(), of=known.of, unit=estimate.unit)


@hands_on_absent
def contrasts(estimates: Mapping[str, Contrasted], known: Safe) -> dict[str, Safe]:
    """Return `contrast` of several estimates by name, as of one for each group."""
    return {name: contrast(each, known) for name, each in estimates.items()}


def _of_groups(known: Safe, estimate: Contrasted) -> list[dict[Hashable, Any]]:
    """Return the rows of the groups that no other row is a part of."""
    groups = list(estimate.groups)
    rows = [row for row in known.frame.to_dict("records") if str(row[estimate.by]) in groups]
    found = [str(row[estimate.by]) for row in rows]
    if known.kind == "mean" and sorted(found) != sorted(groups):
        raise ValueError(f"there is no single mean of each of the groups of {estimate.by}")
    if set(found) != set(groups):
        raise ValueError(f"there is no row of each of the groups of {estimate.by}")
    if known.kind == "mean":
        return rows
    several = [name for name in known.by if len({str(row[name]) for row in rows}) > 1]
    return [row for row in rows if all(str(row[name]) != ALL for name in several)]
