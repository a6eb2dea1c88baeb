"""A score compared between groups, by methods that are fixed before anybody looks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

import numpy as np
import pandas as pd
from scipy import stats

from compendium.instruments.comparisons.groups import LEAST, Numbers, scores_by_group
from compendium.instruments.comparisons.noncentral import of_eta_squared, of_hedges_g
from compendium.instruments.comparisons.odds import Odds, proportional_odds
from compendium.tables import Absent, hands_on_absent

SMALLEST_P = 0.001
"""A smaller p value is given as this one: more digits would only seem to say more."""

FAMILIES = {"p": "p_holm", "p_ordinal": "p_ordinal_holm"}
"""The tests that are corrected together, each kind by itself, and what they are called then."""

PAIRED = ("difference", "hedges_g", "odds_ratio")
"""What is said of two groups only."""

NUMBERS = (
    "eta_squared",
    *PAIRED,
    *FAMILIES.values(),
    *("spread_ratio", "skewness", "kurtosis"),
)
"""What is shown of a comparison, once it is corrected."""

NOT_OVERLAPPING = Absent("the proportional odds of groups whose scores do not overlap")
NONE = float("nan")


@dataclass(frozen=True)
class Quantity:
    """One number about groups, with its 95 % interval where it has one.

    Attributes
    ----------
    value, low, high
        The number and its interval; NaN where it has none.
    by, groups
        What parts the persons, and the groups that the number is about.
    unit
        What it is a number of, as a word key.
    """

    value: float
    low: float
    high: float
    by: str
    groups: tuple[str, ...]
    unit: str

    @classmethod
    def alone(cls, value: float, by: str, groups: Sequence[str], unit: str) -> Quantity:
        """Return a number that has no interval."""
        return cls(value, math.nan, math.nan, by, tuple(groups), unit)


@dataclass(frozen=True)
class Comparison:
    """What is said of one score in several groups.

    Attributes
    ----------
    by, groups
        What parts the persons, and the groups with enough of them, in their order.
    numbers
        By name: ``eta_squared``; ``difference``, ``hedges_g`` and ``odds_ratio`` of the first group
        against the second, absent where more are compared; ``p`` (Welch) and ``p_ordinal``, and
        after `corrected` ``p_holm`` and ``p_ordinal_holm``; to check what was assumed
        ``spread_ratio``, the largest standard deviation over the smallest, and ``skewness`` and
        ``kurtosis`` of the residuals.
    spreads
        Standard deviation of each group.
    """

    by: str
    groups: tuple[str, ...]
    numbers: Mapping[str, Quantity | Absent]
    spreads: Mapping[str, Quantity]


class Measured(Protocol):
    """A comparison, or a check of what it assumes: numbers about groups by their names."""

    @property
    def numbers(self) -> Mapping[str, Quantity | Absent]:
        """The numbers."""


@hands_on_absent
def compared(
    frame: pd.DataFrame, score: str, by: str, *, least: int = LEAST
) -> Comparison | Absent:
    r"""Compare a score between the groups of a column.

    Welch's analysis of variance, with two groups his t test: F is that of the weights n_g / s_g^2,
    with k - 1 and nu degrees of freedom. Beside it the proportional odds model, which takes the
    score as ordered only, tested by its likelihood ratio. Both are always given; what is assumed is
    shown and never used to choose between them.

    The size is eta squared = F df1 / (F df1 + df2), its interval from the noncentral F
    distribution. Of two groups the difference of the means has Welch's interval, Hedges' g, by the
    pooled standard deviation and the factor 1 - 3 / (4 n - 9), that of the noncentral t, and the
    odds ratio Wald's.

    References: Welch 1951, Biometrika 38:330; Hedges 1981, Journal of Educational Statistics
    6:107; Steiger 2004, Psychological Methods 9:164; McCullagh 1980 (`proportional_odds`). Oracles:
    R oneway.test, t.test, psych::cohen.d, pf and pt with uniroot, MASS::polr.

    Parameters
    ----------
    frame
        One row a person.
    score
        The column of the score; who has none is left out.
    by
        The column of the groups.
    least
        Persons with a score that a group needs.

    Returns
    -------
    Comparison or Absent
        Absent where fewer than two groups are large enough, and where all in a group score alike.
    """
    import pingouin

    groups = scores_by_group(frame, score, by, least)
    if isinstance(groups, Absent):
        return groups
    names = tuple(groups)
    long = pd.DataFrame(
        {
            "score": np.concatenate([*groups.values()]),
            "group": np.repeat(names, [len(values) for values in groups.values()]),
        }
    )
    welch = pingouin.welch_anova(data=long, dv="score", between="group").iloc[0]
    f, df1, df2 = (float(welch[name]) for name in ("F", "ddof1", "ddof2"))
    counts = pd.crosstab(long["group"], long["score"]).loc[[*names]].to_numpy()
    odds = proportional_odds(counts)
    residuals = np.concatenate([values - values.mean() for values in groups.values()])
    deviations = {group: float(values.std(ddof=1)) for group, values in groups.items()}

    def quantity(value: float, unit: str, low: float = NONE, high: float = NONE) -> Quantity:
        return Quantity(float(value), float(low), float(high), by, names, unit)

    numbers: dict[str, Quantity | Absent] = {
        "eta_squared": quantity(
            f * df1 / (f * df1 + df2), "coefficient", *of_eta_squared(f, df1, df2)
        ),
        "p": quantity(welch["p_unc"], "p"),
        "p_ordinal": quantity(odds.p, "p") if odds else NOT_OVERLAPPING,
        "spread_ratio": quantity(max(deviations.values()) / min(deviations.values()), "ratio"),
        "skewness": quantity(stats.skew(residuals), "coefficient"),
        "kurtosis": quantity(stats.kurtosis(residuals), "coefficient"),
    }
    numbers |= _of_two(by, groups, odds, quantity)
    spreads = {
        group: Quantity(value, NONE, NONE, by, (group,), "mean")
        for group, value in deviations.items()
    }
    return Comparison(by, names, numbers, spreads)


def corrected(
    comparisons: Mapping[str, Mapping[str, Comparison | Absent]],
) -> dict[str, dict[str, Comparison | Absent]]:
    """Return comparisons with Holm's p values beside their own.

    The family is every comparison given that could be made; Welch's tests are one, the ordinal ones
    another. A p value under `SMALLEST_P` is then given as that.

    References: as of `holm`.
    """
    made = {
        (outer, inner): dict(each.numbers)
        for outer, members in comparisons.items()
        for inner, each in members.items()
        if isinstance(each, Comparison)
    }
    for name, adjusted in FAMILIES.items():
        tested = {
            place: number
            for place, numbers in made.items()
            if isinstance(number := numbers[name], Quantity)
        }
        for numbers in made.values():
            numbers[adjusted] = numbers[name]
        values = holm([number.value for number in tested.values()])
        for (place, number), value in zip(tested.items(), values, strict=True):
            made[place][name] = replace(number, value=max(number.value, SMALLEST_P))
            made[place][adjusted] = replace(number, value=max(float(value), SMALLEST_P))
    return {
        outer: {
            inner: replace(each, numbers=made[outer, inner])
            if isinstance(each, Comparison)
            else each
            for inner, each in members.items()
        }
        for outer, members in comparisons.items()
    }


def pairwise(
    frame: pd.DataFrame | Absent, score: str, by: str, *, least: int = LEAST
) -> dict[str, Quantity | Absent]:
    """Return Hedges' g of every two groups of a column, the first against the second, as a size.

    Nothing is tested: `compared` has the one test that there is of a column. Each interval is for
    itself, so that of many one in twenty misses.

    Parameters
    ----------
    frame, score, by, least
        As of `compared`.

    Returns
    -------
    dict
        By a key that begins with the column, in the order of the groups. Under the column's own
        name the reason, where there are no two groups to compare.
    """
    groups = frame if isinstance(frame, Absent) else scores_by_group(frame, score, by, least)
    if isinstance(groups, Absent):
        return {by: groups}
    return {
        f"{by}: {one} - {other}": _size(by, {one: groups[one], other: groups[other]})
        for one, other in combinations(groups, 2)
    }


def holm(values: Sequence[float]) -> Numbers:
    """Return p values, corrected for being so many.

    The smallest is multiplied by their number, the next by one less, and so on; none becomes
    smaller than one before it, or larger than 1. None of no values.

    References: Holm 1979, Scandinavian Journal of Statistics 6:65. Oracle: R p.adjust.
    """
    # Not pingouin's, which calls this one too, but takes most of a second to load.
    from statsmodels.stats.multitest import multipletests

    return np.asarray(multipletests(values, method="holm")[1], dtype=np.float64)


@hands_on_absent
def measured(found: Measured, name: str) -> Quantity | Absent:
    """Return one number of a comparison, also of one that is absent, which is handed on."""
    return found.numbers[name]


@hands_on_absent
def spreads(comparison: Comparison) -> Mapping[str, Quantity]:
    """Return the standard deviations of a comparison, also of one that is absent."""
    return comparison.spreads


def _of_two(
    by: str,
    groups: Mapping[str, Numbers],
    odds: Odds | None,
    quantity: Callable[..., Quantity],
) -> dict[str, Quantity | Absent]:
    """Return what is said of two groups only, the first against the second."""
    if len(groups) != 2:
        why = Absent(f"one difference, for {len(groups)} groups are compared")
        return dict.fromkeys(PAIRED, why)
    first, second = groups.values()
    apart = stats.ttest_ind(first, second, equal_var=False).confidence_interval()
    ratio: Quantity | Absent = NOT_OVERLAPPING
    if odds is not None:
        # The model's reference is the first group; the ratio asked for is of the first.
        log, half = -odds.log_odds[0], stats.norm.ppf(0.975) * odds.errors[0]
        ratio = quantity(np.exp(log), "ratio", np.exp(log - half), np.exp(log + half))
    return {
        "difference": quantity(first.mean() - second.mean(), "mean", *apart),
        "hedges_g": _size(by, groups),
        "odds_ratio": ratio,
    }


def _size(by: str, groups: Mapping[str, Numbers]) -> Quantity:
    """Return Hedges' g of two groups, the first against the second."""
    import pingouin

    first, second = groups.values()
    g = float(pingouin.compute_effsize(first, second, eftype="hedges"))
    low, high = of_hedges_g(g, len(first), len(second))
    return Quantity(g, low, high, by, tuple(groups), "coefficient")
