"""Bounds: how far a hidden number could move, given all that is known of it.

The hidden numbers are unknowns of at least zero, what is known of them are linear equations, and
linear programming finds the least and the greatest value of a sum of them. That is the real
relaxation: whole numbers could only be bounded more narrowly, and in a two-way table are not, for
there the corners of the solution space are whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

from compendium.errors import CompendiumError

Numbers = npt.NDArray[np.float64]
#: Weights of the unknowns, one row a limit, and what each weighted sum is at most.
Limits = tuple[csr_array, Numbers]

#: More persons than any cell can hold; a bound that reaches it is none.
_CAP = 1e7
_TOLERANCE = 1e-6


class UnsolvedError(CompendiumError):
    """The solver could neither bound a hidden number nor say that the tables disagree."""


class DisagreementError(CompendiumError):
    """What is known has no solution: the tables claim the same persons and disagree."""


def reach(
    equations: csr_array,
    totals: Numbers,
    sums: csr_array,
    enough: npt.NDArray[np.float64] | float = np.inf,
    known: Numbers | None = None,
    limits: Limits | None = None,
) -> tuple[Numbers, Numbers]:
    """Return the least and the greatest value of sums of unknowns.

    Parameters
    ----------
    equations, totals
        equations @ unknowns = totals, unknowns >= 0; shapes (m, k) and (m,).
    sums
        One row a sum of unknowns, shape (t, k).
    enough
        Width that suffices: of a sum that can move by as much, what is returned is a part of its
        range at least so wide. By default all ranges are whole.
    known
        A solution, where there is one to begin from.
    limits
        What else is known: weights @ unknowns <= most, shapes (l, k) and (l,).

    Returns
    -------
    tuple of arrays
        Least and greatest, shape (t,); infinite where unbounded.

    Raises
    ------
    DisagreementError
        Where there is no solution.
    UnsolvedError
        Where the solver fails.
    """
    low, high = _none(sums)
    for _ in _reaching(low, high, equations, totals, sums, enough, known, limits):
        pass
    high[high > _CAP / 2] = np.inf
    return low, high


def first_narrow(
    equations: csr_array,
    totals: Numbers,
    sums: csr_array,
    width: float,
    known: Numbers | None = None,
    limits: Limits | None = None,
) -> int | None:
    """Return the first of some sums that can't move by a width, or None; see `reach`."""
    low, high = _none(sums)
    for row in _reaching(low, high, equations, totals, sums, width, known, limits):
        if narrow(low[row], high[row], width):
            return row
    return None


def narrow(low: Numbers, high: Numbers, width: Numbers | float) -> npt.NDArray[np.bool_]:
    """Return which ranges are narrower than a width."""
    return np.asarray(high - low < np.asarray(width) - _TOLERANCE)


def _none(sums: csr_array) -> tuple[Numbers, Numbers]:
    """Return ranges in which nothing lies yet."""
    return np.full(sums.shape[0], np.inf), np.full(sums.shape[0], -np.inf)


def _reaching(
    low: Numbers,
    high: Numbers,
    equations: csr_array,
    totals: Numbers,
    sums: csr_array,
    enough: npt.NDArray[np.float64] | float,
    known: Numbers | None,
    limits: Limits | None,
) -> Iterator[int]:
    """Give the number of one sum after the other, each when its range is as wide as it gets."""
    wanted = np.broadcast_to(np.asarray(enough, dtype=float), low.shape)
    if known is not None:
        _widen(low, high, sums @ known)
    for row in range(sums.shape[0]):
        for direction in (1.0, -1.0):
            if high[row] - low[row] < wanted[row] - _TOLERANCE:
                cost = direction * sums[[row]].toarray().ravel()
                # Each solution moves other sums as well, which spares most of their programs.
                _widen(low, high, sums @ _solution(cost, equations, totals, limits))
        yield row


def _solution(
    cost: Numbers,
    equations: csr_array,
    totals: Numbers,
    limits: Limits | None,
) -> Numbers:
    if not cost.size:
        return cost
    known: dict[str, Any] = {"A_eq": equations, "b_eq": totals} if equations.shape[0] else {}
    if limits is not None and limits[0].shape[0]:
        known |= {"A_ub": limits[0], "b_ub": limits[1]}
    found: Any = linprog(cost, bounds=(0, _CAP), method="highs", **known)
    if found.status == 2:
        raise DisagreementError("tables that claim the same persons disagree")
    if found.status != 0:
        raise UnsolvedError("the linear program of the disclosure audit failed: " + found.message)
    return np.asarray(found.x, dtype=float)


def _widen(low: Numbers, high: Numbers, values: Numbers) -> None:
    np.minimum(low, values, out=low)
    np.maximum(high, values, out=high)
