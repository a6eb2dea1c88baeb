"""What several trials of one programme say together, and whether they may be asked that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compendium.tables import Absent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

LEAST = 5
"""The fewest trials of which a summary says more than each of them."""

ARMS = ("events", "n", "other_events", "other_n")
"""Columns of a trial: how many of how many had the endpoint, in the one arm and in the other."""


@dataclass(frozen=True)
class Summary:
    """The mean ratio of risks over trials, and how far trials differ from it."""

    trials: int
    persons: int
    value: float
    low: float
    high: float
    p: float
    next_low: float
    """The lower limit of the ratio that another trial like these would be of."""
    next_high: float
    tau: float
    """The standard deviation of the logarithm of the ratio between trials."""
    i_squared: float
    """The share of the spread that is more than chance, in percent."""
    q: float
    q_p: float
    """The probability of a spread as wide if all trials were of one ratio."""
    method: str


def summary(trials: pd.DataFrame, confidence: float = 0.95) -> Summary | Absent:
    r"""Return the random-effects mean of the risk ratios of trials, by Hartung and Knapp.

    With y the logarithm of a trial's ratio and v its variance 1/a - 1/n + 1/c - 1/m, tau² is the
    one with which the weighted squares sum to their k - 1 degrees of freedom (Paule & Mandel 1982,
    J Res Natl Bur Stand 87:377), and w = 1 / (v + tau²). The mean's variance is
    sum w (y - mean)² / ((k - 1) sum w), on t with k - 1 degrees of freedom (Hartung & Knapp 2001,
    Stat Med 20:3875), but no less than 1 / sum w, lest trials that happen to be alike make it small
    (Röver, Knapp & Friede 2015, BMC Med Res Methodol 15:99). The next trial lies around the mean
    with that variance and tau² together, on the same t (Higgins et al. 2009, J R Stat Soc A
    172:137, there with k - 2). I² = (Q - (k - 1)) / Q, at least 0. A trial in which nobody of an
    arm has the endpoint, or everybody, has half a person added to all four cells. By statsmodels;
    oracle: R metafor, ``escalc("RR")`` and ``rma(method = "PM", test = "adhoc")``.

    Parameters
    ----------
    trials
        One row a trial, with the columns `ARMS`: one comparison each, for a trial that comes twice
        counts its people twice.
    confidence
        The coverage aimed at.

    Returns
    -------
    Summary or Absent
        Absent where there are fewer than `LEAST` trials.

    Raises
    ------
    ValueError
        If an arm has nobody, or more events than people.
    """
    import numpy as np
    from scipy.stats import t
    from statsmodels.stats.meta_analysis import combine_effects

    counts = trials[list(ARMS)].astype("float64")
    _arms_hold(counts)
    if len(counts) < LEAST:
        return Absent(
            f"a summary of {len(counts)} trials, for it takes {LEAST}; each stands by itself",
            of="literature",
        )
    ratio, variance = logarithms(counts)
    found = combine_effects(ratio, variance, method_re="iterated")
    mean, error = found.mean_effect_re, max(found.sd_eff_w_re_hksj, found.sd_eff_w_re)
    freedom = len(counts) - 1
    reach = t.ppf((1 + confidence) / 2, freedom)
    ahead = reach * np.sqrt(error**2 + found.tau2)
    limits = np.exp([mean, mean - reach * error, mean + reach * error, mean - ahead, mean + ahead])
    value, low, high, next_low, next_high = map(float, limits)
    return Summary(
        trials=len(counts),
        persons=int(counts["n"].sum() + counts["other_n"].sum()),
        value=value,
        low=low,
        high=high,
        p=float(2 * t.sf(abs(mean / error), freedom)),
        next_low=next_low,
        next_high=next_high,
        tau=float(np.sqrt(found.tau2)),
        i_squared=100 * max(0.0, float(1 - freedom / found.q)),
        q=float(found.q),
        q_p=float(found.test_homogeneity().pvalue),
        method="random effects after Paule and Mandel, interval after Hartung and Knapp",
    )


def _arms_hold(counts: pd.DataFrame) -> None:
    for events, n in (ARMS[:2], ARMS[2:]):
        if not ((counts[events] >= 0) & (counts[events] <= counts[n]) & (counts[n] >= 1)).all():
            raise ValueError(f"{events} must lie between 0 and {n}, and {n} must be positive")


def logarithms(counts: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """Return the logarithms of the ratios of risks, and their variances.

    Not by ``effectsize_2proportions`` of statsmodels, which adds half a person to the events of
    trials without an empty cell as well (seen in 0.15).
    """
    import numpy as np

    a, n, c, m = (counts[column].to_numpy() for column in ARMS)
    empty = (a == 0) | (a == n) | (c == 0) | (c == m)
    a, c, n, m = a + 0.5 * empty, c + 0.5 * empty, n + empty, m + empty
    return np.log((a / n) / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m
