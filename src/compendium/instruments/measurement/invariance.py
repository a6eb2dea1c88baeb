"""Whether a questionnaire measures alike in two groups, or at two waves of the same persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from compendium.instruments.comparisons.comparison import NONE, SMALLEST_P, Quantity, holm
from compendium.instruments.definition import Instrument
from compendium.instruments.measurement.bivariate import Numbers
from compendium.instruments.measurement.equality import (
    Model,
    difference,
    equal,
    independence,
    separate,
)
from compendium.instruments.measurement.misfit import ChiSquare, against, rmsea_of
from compendium.instruments.measurement.sides import Sides, groups_of, untestable, waves_of
from compendium.tables import Absent, hands_on_absent

ITEMS = 4
"""So many items leave something to test on each side."""

INVARIANCE_NUMBERS = (
    *(
        f"{model}_{part}"
        for model in ("separate", "equal")
        for part in ("chi_square", "freedom", "cfi", "rmsea")
    ),
    *("difference_chi_square", "difference_freedom", "p_holm"),
    *("cfi_change", "rmsea_change", "loading_gap"),
)
"""What is shown of a test, once its family is corrected."""


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
        """The `INVARIANCE_NUMBERS`; the gap is the largest between the loadings of one item."""
        fits = {"separate": self.separate, "equal": self.equal}
        told = {
            "difference_chi_square": self.difference.scaled,
            "difference_freedom": self.difference.freedom,
            "p_holm": max(self.p_holm, SMALLEST_P),
            "cfi_change": self.equal.cfi - self.separate.cfi,
            "rmsea_change": self.equal.rmsea - self.separate.rmsea,
            "loading_gap": np.abs(np.subtract(*self.loadings)).max(),
        }
        for name, fit in fits.items():
            told |= {
                f"{name}_chi_square": fit.test.scaled,
                f"{name}_freedom": fit.test.freedom,
                f"{name}_cfi": fit.cfi,
                f"{name}_rmsea": fit.rmsea,
            }
        limits = {f"{name}_rmsea": (fit.rmsea_low, fit.rmsea_high) for name, fit in fits.items()}
        return {
            name: Quantity(
                float(told[name]),
                *limits.get(name, (NONE, NONE)),
                self.by,
                self.groups,
                "p" if name == "p_holm" else "coefficient",
            )
            for name in INVARIANCE_NUMBERS
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
        far that no correlation is found, no item has to do with another, some numbers of a model
        cannot be told from the answers, or a model fits best with a correlation of 1 or more.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    return _tested(groups_of(frame, instrument, by, scale, least), instrument)


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
    return _tested(waves_of(frame, instrument, waves, scale, least, person), instrument)


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


def _tested(sides: Sides | Absent, instrument: Instrument) -> Invariance | Absent:
    if isinstance(sides, Absent):
        return sides
    if len(sides.items) < ITEMS:
        return untestable(instrument, sides.by, f"it takes {ITEMS} items")
    nothing = independence(sides)
    if nothing.scaled <= nothing.freedom:
        return untestable(instrument, sides.by, "no item has to do with another")
    free = separate(sides)
    if isinstance(free, Absent):
        return untestable(instrument, sides.by, free.why)
    held = equal(sides, free)
    if isinstance(held, Absent):
        return untestable(instrument, sides.by, held.why)
    if not free.possible or not held.possible:
        why = "a model fits best with a correlation of 1 or more, which cannot be"
        return untestable(instrument, sides.by, why)
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
