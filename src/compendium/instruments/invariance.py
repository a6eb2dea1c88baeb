"""Whether a questionnaire measures alike in two groups, or at two waves of the same persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from compendium.instruments.bivariate import Numbers
from compendium.instruments.comparison import NONE, SMALLEST_P, Quantity, holm
from compendium.instruments.definition import Instrument
from compendium.instruments.equality import Model, difference, equal, independence, separate
from compendium.instruments.misfit import ChiSquare, against, rmsea_of
from compendium.instruments.sides import Sides, groups_of, waves_of
from compendium.tables import Absent, hands_on_absent

ITEMS = 4
"""So many items leave something to test on each side."""


@dataclass(frozen=True)
class Fit:
    """How well a model of two sides fits."""

    test: ChiSquare
    cfi: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    """The interval of RMSEA, of 90 per cent as is the custom."""


@dataclass(frozen=True)
class Invariance:
    """One factor on two sides: each by itself, and with thresholds and loadings held equal."""

    by: str
    groups: tuple[str, str]
    """The two sides, in their order."""
    items: tuple[str, ...]
    n: tuple[int, int]
    """Persons on each side who answered every item; of waves the same persons."""
    merged: tuple[str, ...]
    """Items in which a category was merged, for not both sides used it."""
    separate: Fit
    equal: Fit
    difference: ChiSquare
    """Of the two models; the plain one is the difference of theirs, the scaled one is not."""
    loadings: Numbers
    """Standardised, a row a side, each side by itself."""
    p_holm: float
    """The p value of the difference, corrected where several are given (see `corrected_family`)."""
    method: str

    @property
    def numbers(self) -> Mapping[str, Quantity]:
        """What is shown: the fit of both models, their difference, and the largest loading gap."""
        gap = float(np.abs(np.subtract(*self.loadings)).max())
        low, high = self.separate, self.equal
        told = {
            f"{name}_{part}": value
            for name, fit in (("separate", self.separate), ("equal", self.equal))
            for part, value in (
                ("chi_square", fit.test.scaled),
                ("freedom", float(fit.test.freedom)),
                ("cfi", fit.cfi),
            )
        }
        told |= {
            "difference_chi_square": self.difference.scaled,
            "difference_freedom": float(self.difference.freedom),
            "p_holm": max(self.p_holm, SMALLEST_P),
            "cfi_change": high.cfi - low.cfi,
            "rmsea_change": high.rmsea - low.rmsea,
            "loading_gap": gap,
        }
        ends = {
            f"{name}_rmsea": (fit.rmsea, fit.rmsea_low, fit.rmsea_high)
            for name, fit in (("separate", low), ("equal", high))
        }
        ends |= {name: (value, NONE, NONE) for name, value in told.items()}
        return {
            name: Quantity(*parts, self.by, self.groups, "p" if name == "p_holm" else "coefficient")
            for name, parts in ends.items()
        }


@hands_on_absent
def invariance_by(
    frame: pd.DataFrame, instrument: Instrument, by: str, *, scale: str = "total", least: int = 100
) -> Invariance | Absent:
    """Test whether the items of a scale measure one factor alike in the two largest groups.

    Two models are fitted by diagonally weighted least squares, as `one_factor` is. In the first
    each group has thresholds and loadings of its own; in the second they are the same, and the
    groups may differ in the mean and the spread of the factor, and in how much of each answer is
    not due to it (the delta parameterisation; see `equal`). If the second fits worse, the same
    level does not lead to the same answers. The test of the difference is scaled and shifted
    (see `difference`).

    References: Millsap & Yun-Tein 2004, Multivariate Behavioral Research 39:479; Satorra 2000.
    Oracle: R lavaan::cfa with ``ordered=``, ``group=`` and
    ``group.equal = c("thresholds", "loadings")``, and lavTestLRT.

    Parameters
    ----------
    frame
        A table with the columns of the instrument and the column `by`, one row a person.
    instrument
        Whose scale it is.
    by
        The column of the groups; rows without a group are left out.
    scale
        The id of the scale.
    least
        The fewest complete rows in each group.

    Returns
    -------
    Invariance or Absent
        An answer that only one group gave counts as the next lower one that both gave (the lowest
        as the next higher), in both. Absent with the reason where it cannot be tested: the table
        lacks the instrument, there are not two groups of `least` complete rows, the scale has fewer
        than four items, an item fewer than three answers that both groups gave, two items agree so
        far that no correlation is found, no item has to do with another, or a model fits best with
        a correlation of 1 or more.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    return _tested(groups_of(frame, instrument, by, scale, least))


@hands_on_absent
def invariance_over(
    frame: pd.DataFrame,
    instrument: Instrument,
    waves: Sequence[str],
    *,
    scale: str = "total",
    least: int = 100,
    person: str = "participant_id",
) -> Invariance | Absent:
    """Test whether the items of a scale measure one factor alike at the first two of some waves.

    The same persons answer at both waves, so that these are no two groups. The items of both waves
    are one set of variables with two factors that correlate, and what an item has beside its
    factor correlates with the same at the other wave. The two models are those of `invariance_by`.

    References: as of `invariance_by`; Liu et al. 2017, Psychological Methods 22:486. Oracle: R
    lavaan with ``ordered=``, the two models written out, and lavTestLRT.

    Parameters
    ----------
    frame
        A table with the columns of the instrument, ``wave`` and `person`, one row a person and
        wave.
    instrument, scale
        As of `invariance_by`.
    waves
        In their order; the first is compared with the one after it.
    least
        The fewest persons with complete rows at both waves; who has one only is left out.
    person
        The column that says whose answers they are.

    Returns
    -------
    Invariance or Absent
        As of `invariance_by`; also absent where there are no two waves.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    return _tested(waves_of(frame, instrument, waves, scale, least, person))


def corrected_family(found: Mapping[str, Invariance | Absent]) -> dict[str, Invariance | Absent]:
    """Return tests of invariance with Holm's p values: all that could be made are one family.

    References: Holm 1979, Scandinavian Journal of Statistics 6:65. Oracle: R p.adjust.
    """
    made = {name: each for name, each in found.items() if isinstance(each, Invariance)}
    corrected = holm([each.difference.p for each in made.values()])
    return dict(found) | {
        name: replace(each, p_holm=float(p))
        for (name, each), p in zip(made.items(), corrected, strict=True)
    }


@hands_on_absent
def invariant(found: Invariance, name: str) -> Quantity:
    """Return one number of a test of invariance, also of one that is absent, which is handed on.

    Raises
    ------
    KeyError
        Where it has no such number.
    """
    return found.numbers[name]


def _tested(sides: Sides | Absent) -> Invariance | Absent:
    if isinstance(sides, Absent):
        return sides
    if len(sides.items) < ITEMS:
        return Absent(f"not testable: it takes {ITEMS} items")
    nothing = independence(sides)
    if nothing.scaled <= nothing.freedom:
        return Absent("not testable: no item has to do with another")
    free = separate(sides)
    held = equal(sides, free)
    if not free.possible or not held.possible:
        return Absent("not testable: a model fits best with a correlation of 1 or more")
    tested = difference(free, held, sides.covariance)
    method = "one factor by diagonally weighted least squares, thresholds and loadings equal"
    return Invariance(
        by=sides.by,
        groups=sides.names,
        items=sides.items,
        n=sides.n,
        merged=sides.merged,
        separate=_fit(free, nothing, sides),
        equal=_fit(held, nothing, sides),
        difference=tested,
        loadings=free.loadings,
        p_holm=tested.p,
        method=method,
    )


def _fit(model: Model, nothing: ChiSquare, sides: Sides) -> Fit:
    cfi, _ = against(model.test, nothing)
    return Fit(model.test, cfi, *rmsea_of(model.test, sides.persons, sides.groups))
