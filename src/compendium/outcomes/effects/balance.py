"""Balance: how alike two arms are before anybody is set against anybody, and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from compendium.instruments import Quantity
from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.compared import GROUPS, levelled
from compendium.outcomes.effects.estimators.matching import Numbers
from compendium.outcomes.effects.people.covariates import chosen, covariates
from compendium.outcomes.effects.people.subjects import treated
from compendium.outcomes.histories.following import REACHED
from compendium.tables import Absent, hands_on_absent


@dataclass(frozen=True)
class Line:
    """One line of a table of balance: a covariate that is a number, or a level of another.

    Attributes
    ----------
    covariate, level
        Its name, and the level that is counted; empty for a number.
    treated, before, after
        Mean or share of the participants, of the whole pool, and of those of the pool who were
        used, by their weights.
    difference_before, difference_after
        Standardised: participants less the pool, over one standard deviation.
    ratio_before, ratio_after
        Variance of the participants over that of the pool; NaN of a share, whose variance its
        mean tells.
    """

    covariate: str
    level: str
    treated: Quantity
    before: Quantity
    after: Quantity
    difference_before: Quantity
    difference_after: Quantity
    ratio_before: Quantity
    ratio_after: Quantity

    @property
    def id(self) -> str:
        """Covariate and level in one word."""
        return f"{self.covariate}={self.level}" if self.level else self.covariate


@dataclass(frozen=True)
class Balance:
    """How alike the arms are, covariate by covariate.

    Attributes
    ----------
    lines
        One a number or level, in the order of the covariates.
    effective
        As many comparison people, each of the same weight, would tell as much as those who were
        used.
    """

    lines: tuple[Line, ...]
    effective: Quantity

    def largest(self, when: str = "after") -> float:
        """Return the largest absolute standardised difference, ``before`` or ``after``."""
        return float(np.max(self._sizes(when), initial=0.0))

    def mean(self, when: str = "after") -> float:
        """Return the mean of the absolute standardised differences, ``before`` or ``after``."""
        return float(np.mean(self._sizes(when))) if self.lines else 0.0

    def _sizes(self, when: str) -> Numbers:
        return np.array([abs(getattr(line, f"difference_{when}").value) for line in self.lines])


@hands_on_absent
def balance(
    frame: pd.DataFrame, weights: Numbers | None = None, names: Sequence[str] | None = None
) -> Balance | Absent:
    r"""Return means, standardised differences and variance ratios, before and after.

    The standardised difference is :math:`(\bar x_1 - \bar x_0) / s_1` with :math:`s_1` the standard
    deviation of all participants in `frame`, of a share :math:`\sqrt{p_1 (1 - p_1)}`: the same one
    before and after, so that only the arms can move it. Weighted variances are
    :math:`\sum w (x - \bar x)^2 \cdot \sum w / ((\sum w)^2 - \sum w^2)`. The effective number is
    :math:`(\sum w)^2 / \sum w^2` of the comparison people. No p value: whether these people are
    alike is no question about others. Oracle: R MatchIt, ``summary(standardize = TRUE)``.

    Parameters
    ----------
    frame
        As `subjects` or `described` returns it, of one pool.
    weights
        Of each, as `Matches` has them: 0 of who was not used. By default the column `weight`.
    names
        The covariates, by default all of the frame. Of a flag there is one line, and of a category
        one a level, but of two levels only the first, for the other mirrors it. What is not
        recorded is a level; of a number those are told whose it is.

    Returns
    -------
    Balance or Absent
        Absent where an arm has nobody, or nobody was used.

    References
    ----------
    Austin 2009, Statistics in Medicine 28:3083. Ho, Imai, King & Stuart 2011, Journal of
    Statistical Software 42(8).
    """
    weights = frame["weight"].to_numpy(dtype=float) if weights is None else weights
    names = [name for name in covariates() if name in frame] if names is None else names
    arm = treated(frame)
    if not (arm & (weights > 0)).any() or not (~arm & (weights > 0)).any():
        return Absent("a table of balance: one of the two arms has nobody who was used")
    lines: list[Line] = []
    for one in chosen(tuple(names)):
        if one.kind == "number":
            numbers = frame[one.id].to_numpy(dtype=float)
            lines.append(_line(one.id, "", numbers, arm, weights))
            continue
        levels = levelled(frame[one.id], one.kind)
        lines += [
            _line(one.id, level, np.asarray(levels == level, dtype=np.float64), arm, weights)
            for level in _told(levels, one.kind)
        ]
    own = weights[~arm]
    effective = float(own.sum() ** 2 / (own**2).sum())
    return Balance(tuple(lines), Quantity.alone(effective, "group", GROUPS[1:2], "persons"))


def _told(levels: pd.Series[Any], kind: str) -> list[str]:
    """Return the levels that have a line."""
    if kind == "flag":
        seen = [level for level in levels.cat.categories if level != REACHED[1]]
        return seen if len(seen) > 1 else [REACHED[0]]
    seen = [level for level in levels.cat.categories if (levels == level).any()]
    return seen[:1] if len(seen) == 2 else seen


def _line(name: str, level: str, values: Numbers, arm: Any, weights: Numbers) -> Line:
    known = ~np.isnan(values)
    ones = np.ones(len(values))
    ours, pool, used = arm & known, ~arm & known, ~arm & known & (weights > 0)
    kept = ours & (weights > 0)
    unit = "share" if level else "mean"
    first, second = _mean(values[ours], ones[ours]), _mean(values[pool], ones[pool])
    third, fourth = _mean(values[kept], weights[kept]), _mean(values[used], weights[used])
    spread = np.sqrt(first * (1 - first) if level else _variance(values[ours], ones[ours]))
    ratios = (float("nan"), float("nan"))
    if not level:
        ratios = (
            _over(_variance(values[ours], ones[ours]), _variance(values[pool], ones[pool])),
            _over(_variance(values[kept], weights[kept]), _variance(values[used], weights[used])),
        )
    return Line(
        name,
        level,
        treated=Quantity.alone(third, "group", GROUPS[:1], unit),
        before=Quantity.alone(second, "arm", ARMS[1:], unit),
        after=Quantity.alone(fourth, "group", GROUPS[1:2], unit),
        difference_before=Quantity.alone(
            _over(first - second, spread), "arm", ARMS, "standardised"
        ),
        difference_after=Quantity.alone(
            _over(third - fourth, spread), "group", GROUPS[:2], "standardised"
        ),
        ratio_before=Quantity.alone(ratios[0], "arm", ARMS, "ratio"),
        ratio_after=Quantity.alone(ratios[1], "group", GROUPS[:2], "ratio"),
    )


def _mean(values: Numbers, weights: Numbers) -> float:
    return _over(float(weights @ values), float(weights.sum()))


def _variance(values: Numbers, weights: Numbers) -> float:
    """Return the weighted variance; with weights of one that of n − 1."""
    total, squares = float(weights.sum()), float((weights**2).sum())
    about = float(weights @ (values - _mean(values, weights)) ** 2)
    return _over(about * total, total**2 - squares)


def _over(number: float, other: float) -> float:
    """Return a quotient: 0 of nothing over nothing, and NaN of something over nothing."""
    if abs(other) < 1e-12:
        return 0.0 if abs(number) < 1e-12 else float("nan")
    return float(number / other)
