"""Unmeasured: how strong what was not measured would have to be, and what is not known could do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from compendium.outcomes.effects.designs import Design
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.estimating import estimate
from compendium.outcomes.effects.estimators.logistic import Numbers
from compendium.outcomes.effects.estimators.weighting import FEWEST, Truths
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent, hands_on_absent

PER_DEVIATION = 0.91
"""The logarithm of a ratio that a difference of one standard deviation comes to, about."""

NO_RATIO = Absent("an E-value of a difference from a share that is zero or less")
NO_SPREAD = Absent("an E-value of a mean difference whose standard deviation is not known")
NO_MEASURED = Absent(
    f"a measured covariate that at least {FEWEST} people of each arm have, and as many have not"
)


@dataclass(frozen=True)
class EValue:
    """How strong an unmeasured confounder must be to explain an effect away.

    Attributes
    ----------
    value
        The risk ratio that it must at least have with both the arm and the endpoint, beside what
        is measured, for there to be no effect.
    limit
        The same for the limit of the interval that is nearer to no effect, 1 where the interval
        holds it.
    ratio
        The risk ratio that it is of.
    """

    value: float
    limit: float
    ratio: float

    @property
    def low(self) -> float:
        """The limit: what is shown of an estimate has a lower end."""
        return self.limit

    @property
    def high(self) -> float:
        """The value itself, for there is no upper end."""
        return self.value

    @property
    def unit(self) -> str:
        """What it is a number of, as a word key."""
        return "ratio"


@dataclass(frozen=True)
class Strength:
    """How strong a measured covariate is as a confounder.

    Attributes
    ----------
    covariate, level
        Which, and which level of a category; empty where it is a flag, or a number parted at its
        median.
    with_arm
        The ratio of the shares that have it, between arms, the larger over the smaller.
    with_endpoint
        The ratio of the mean endpoints of comparison people with and without it, likewise.
    """

    covariate: str
    level: str
    with_arm: float
    with_endpoint: float

    @property
    def factor(self) -> float:
        """By how much a confounder so strong can at most change a risk ratio."""
        return self.with_arm * self.with_endpoint / (self.with_arm + self.with_endpoint - 1.0)


def e_value(ratio: float) -> float:
    """Return the E-value of a risk ratio: RR + √(RR·(RR − 1)), of 1/RR where it is below 1.

    Reference: VanderWeele & Ding 2017, Annals of Internal Medicine 167:268.

    Raises
    ------
    ValueError
        Where a ratio is not above zero, or endless.
    """
    if not 0 < ratio < math.inf:
        raise ValueError("a ratio is finite and above zero")
    beyond = max(ratio, 1.0 / ratio)
    return beyond + math.sqrt(beyond * (beyond - 1.0))


@hands_on_absent
def e_values(effect: Effect, spread: float = math.nan) -> EValue | Absent:
    """Return the E-values of an effect and of the limit of its interval nearer to no effect.

    A difference of shares becomes the ratio of what participants have to what they are compared
    with, its limits those of the difference over the same share: the chance in that share is left
    out of the limit. A mean difference d, in standard deviations, becomes exp(0.91·d), as do its
    limits. Both are approximations of the reference.

    Parameters
    ----------
    effect
        Of any contrast. A hazard ratio is taken as a risk ratio, which it is near where few enter.
    spread
        The standard deviation of the endpoint, for a mean difference.

    Returns
    -------
    EValue or Absent
        Absent where a ratio cannot be made of the difference.

    References
    ----------
    VanderWeele & Ding 2017, Annals of Internal Medicine 167:268, with its table 2.
    """
    ends = (effect.value, effect.low, effect.high)
    if effect.contrast == "mean_difference":
        if not spread > 0:
            return NO_SPREAD
        ratios = tuple(math.exp(PER_DEVIATION * each / spread) for each in ends)
    elif effect.contrast == "difference":
        if not effect.compared > 0 or not effect.compared + effect.value > 0:
            return NO_RATIO
        # A limit of a share below zero is zero, which no confounder reaches: as if just above.
        least = np.finfo(float).tiny
        ratios = tuple(max(effect.compared + each, least) / effect.compared for each in ends)
    else:
        ratios = ends
    ratio, low, high = ratios
    if low <= 1.0 <= high:
        return EValue(e_value(ratio), 1.0, ratio)
    return EValue(e_value(ratio), e_value(low if ratio > 1.0 else high), ratio)


@hands_on_absent
def strengths(
    frame: pd.DataFrame, endpoint: str, names: Sequence[str]
) -> tuple[Strength, ...] | Absent:
    """Return how strong each measured covariate is as a confounder, the strongest first.

    Beside an E-value they say whether something unmeasured that strong is likely: an unmeasured
    confounder as strong as the first can change a risk ratio by its `factor` at most. Ratios are
    as they stand, the other covariates not held, and whichever way they point.

    Parameters
    ----------
    frame
        The participants and one pool, as `pooled` returns it, with the endpoint as a number.
    endpoint
        The column.
    names
        The covariates. A number is parted at the median of the comparison people; of a category
        each level is set against the others. Levels that fewer than `FEWEST` people of an arm have,
        or have not, are left out, and those of whom none reaches the endpoint.
    """
    known = frame[frame[endpoint].notna()]
    arm = treated(known)
    values = known[endpoint].to_numpy(dtype=float)
    found = []
    for name in names:
        for level, has, told in _parted(known[name], arm):
            counts = [(has & told & side).sum() for side in (arm, ~arm)]
            counts += [(~has & told & side).sum() for side in (arm, ~arm)]
            if min(counts) < FEWEST:
                continue
            with_, without = values[has & told & ~arm].mean(), values[~has & told & ~arm].mean()
            if min(with_, without) <= 0:
                continue
            shares = has[told & arm].mean() / has[told & ~arm].mean()
            ratio = with_ / without
            found.append(
                Strength(name, level, float(max(shares, 1 / shares)), float(max(ratio, 1 / ratio)))
            )
    ordered = sorted(found, key=lambda each: -each.factor)
    return tuple(ordered) if ordered else NO_MEASURED


@hands_on_absent
def bounds(
    frame: pd.DataFrame,
    endpoint: str,
    *,
    design: Design,
    lowest: float = 0.0,
    highest: float = 1.0,
) -> tuple[Effect | Absent, Effect | Absent]:
    """Return a design's effect in the worst and in the best case for those without an endpoint.

    Worst: every participant whose endpoint is missing has the lowest it can be, and every such
    comparison person the highest; best: the other way round. No guess about them could give less,
    or more, but for the weights that the design gives them (Horowitz & Manski 2000, Journal of the
    American Statistical Association 95:77), as `outcomes.worst_case` has it of counts.

    Parameters
    ----------
    frame, endpoint, design
        As of `estimate`.
    lowest, highest
        What the endpoint can be: 0 and 1, or the weeks of the window.

    Raises
    ------
    ValueError
        Where somebody's endpoint is lower or higher than that.
    """
    values = frame[endpoint]
    if values.min() < lowest or values.max() > highest:
        raise ValueError("an endpoint is lower or higher than it is said to be at most")
    arm = treated(frame)

    def filled(ours: float, theirs: float) -> Effect | Absent:
        case = values.fillna(pd.Series(np.where(arm, ours, theirs), index=frame.index))
        return estimate(frame.assign(**{endpoint: case}), endpoint, design=design)

    return filled(lowest, highest), filled(highest, lowest)


def _parted(column: pd.Series, arm: Truths) -> Iterator[tuple[str, Truths, Truths]]:
    """Return how a covariate parts people: the level, who has it, and of whom it is known."""
    told = column.notna().to_numpy(dtype=bool)
    if isinstance(column.dtype, pd.CategoricalDtype):
        for level in column.cat.categories:
            yield str(level), column.eq(level).to_numpy(dtype=bool), told
        return
    numbers: Numbers = column.to_numpy(dtype=float, na_value=np.nan)
    if (told & ~arm).any():
        middle = (
            0.5 if np.isin(numbers[told], (0.0, 1.0)).all() else np.median(numbers[told & ~arm])
        )
        yield "", numbers > middle, told
