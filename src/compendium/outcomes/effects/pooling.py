"""Pooling: one estimate of several imputations, which knows how much was missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import t

from compendium.outcomes.arms.estimates import CONFIDENCE, CRITICAL
from compendium.outcomes.effects.effect import Effect
from compendium.tables import Absent, hands_on_absent

MISSING_AT_RANDOM = "missing_at_random"
"""What imputation assumes, as a word key."""

ALIKE = Absent("an interval of several imputations: in one of them all who are compared are alike")


@dataclass(frozen=True)
class Pooled:
    """An estimate of several imputations.

    Attributes
    ----------
    value, error
        The mean of the estimates, and its standard error.
    freedom
        Degrees of freedom of its t distribution.
    increase
        By how much what is missing increases the variance, relative to that within imputations.
    missing
        The fraction of the information on the estimate that is missing.
    times
        How many imputations.
    """

    value: float
    error: float
    freedom: float
    increase: float
    missing: float
    times: int


def pool(values: Sequence[float], errors: Sequence[float], *, complete: float = math.inf) -> Pooled:
    """Return the estimate of several imputations by Rubin's rules.

    With m estimates Q and errors √U: the variance within is W = mean(U), that between
    B = Σ(Q − mean(Q))² / (m − 1), and the total T = W + (1 + 1/m)·B. The share
    λ = (1 + 1/m)·B / T of it is due to what is missing; df_old = (m − 1)/λ² (Rubin 1987, section
    3.3), with df_obs = (df_com + 1)/(df_com + 3) · df_com · (1 − λ) becomes df = df_old·df_obs /
    (df_old + df_obs) (Barnard & Rubin 1999, Biometrika 86:948), and the missing fraction of the
    information is (r + 2/(df + 3)) / (r + 1), with r = (1 + 1/m)·B / W.
    Oracle: R mice, pool.scalar.

    Parameters
    ----------
    values, errors
        Of the estimates, one an imputation.
    complete
        Degrees of freedom if nothing were missing, df_com.

    Raises
    ------
    ValueError
        Where there are fewer than two, or not as many errors, or an error is not above zero.
    """
    found, known = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    if len(found) < 2 or len(found) != len(known) or not (known > 0).all():
        raise ValueError("pooling needs two imputations or more, each with an error above zero")
    times = len(found)
    within = float((known**2).mean())
    between = (1.0 + 1.0 / times) * float(found.var(ddof=1))
    total = within + between
    share, increase = between / total, between / within
    old = (times - 1) / share**2 if share**2 > 0 else math.inf
    observed = math.inf
    if math.isfinite(complete):
        observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    # Of two kinds of freedom, the harmonic sum: each may be endless.
    freedom = 1.0 / (1.0 / old + 1.0 / observed) if old < math.inf or observed < math.inf else old
    return Pooled(
        value=float(found.mean()),
        error=math.sqrt(total),
        freedom=freedom,
        increase=increase,
        missing=(increase + 2.0 / (freedom + 3.0)) / (increase + 1.0),
        times=times,
    )


@hands_on_absent
def rubin(effects: Sequence[Effect | Absent]) -> Effect | Absent:
    """Return one effect of those of several imputations, by Rubin's rules.

    Parameters
    ----------
    effects
        One an imputation, each with an interval of 1.96 errors on either side; ratios are pooled as
        logarithms.

    Returns
    -------
    Effect or Absent
        Its persons and those dropped are the fewest used and the most dropped in any imputation.
        If some imputation has no effect, there is none, and the reason is that of the first.
    """
    known = []
    for each in effects:
        if isinstance(each, Absent):
            return each
        if not each.high > each.low:
            return ALIKE
        known.append(each)
    first = known[0]
    there, back = (math.log, math.exp) if first.contrast == "ratio" else (float, float)
    n = {arm: min(each.n[arm] for each in known) for arm in first.n}
    pooled = pool(
        [there(each.value) for each in known],
        [(there(each.high) - there(each.low)) / (2 * CRITICAL) for each in known],
        complete=max(sum(n.values()) - 1, 1) if n else math.inf,
    )
    half = float(t.ppf((1 + CONFIDENCE) / 2, pooled.freedom)) * pooled.error
    return replace(
        first,
        value=back(pooled.value),
        low=back(pooled.value - half),
        high=back(pooled.value + half),
        p=float(2 * t.sf(abs(pooled.value) / pooled.error, pooled.freedom)),
        n=n,
        dropped=max(each.dropped for each in known),
        treated=float(np.mean([each.treated for each in known])),
        compared=float(np.mean([each.compared for each in known])),
        method=f"{first.method}; {pooled.times} imputations pooled by Rubin's rules",
        assumptions=(*first.assumptions, MISSING_AT_RANDOM),
    )
