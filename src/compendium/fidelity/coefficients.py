"""Coefficients of agreement between raters, each of plain arrays."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def intraclass(scores: Numbers) -> float:
    r"""Return ICC(A,1): how far single raters agree absolutely on how high a total is.

    With n reviews and k raters, and MSR, MSC and MSE the mean squares of reviews, raters and what
    is left in a two-way analysis of variance without replication, it is

    .. math:: \frac{MSR - MSE}{MSR + (k - 1) MSE + k (MSC - MSE) / n}

    References: McGraw & Wong 1996, Psychological Methods 1:30; it is ICC(2,1) of Shrout & Fleiss
    1979, Psychological Bulletin 86:420. Oracle: R psych::ICC.

    Parameters
    ----------
    scores
        Reviews in rows, raters in columns, nothing missing.

    Returns
    -------
    float
        At most 1; NaN where all scores are the same.
    """
    n, k = scores.shape
    whole = scores.mean()
    rows = k * ((scores.mean(axis=1) - whole) ** 2).sum()
    columns = n * ((scores.mean(axis=0) - whole) ** 2).sum()
    rest = max(((scores - whole) ** 2).sum() - rows - columns, 0.0)
    between, across = rows / (n - 1), columns / (k - 1)
    error = rest / ((n - 1) * (k - 1))
    below = between + (k - 1) * error + k * (across - error) / n
    return float((between - error) / below) if below > 0 else math.nan


def weighted_kappa(one: Numbers, other: Numbers) -> float:
    r"""Return Cohen's kappa of two raters with quadratic weights.

    With d the distance of two scores, o the observed and e the expected share of each pair of
    scores were the raters to have nothing to do with each other, it is
    :math:`1 - \sum d^2 o / \sum d^2 e`.

    References: Cohen 1968, Psychological Bulletin 70:213; Fleiss & Cohen 1973, Educational and
    Psychological Measurement 33:613. Oracles: R vcd::Kappa with Fleiss-Cohen weights, and
    psych::cohen.kappa.

    Parameters
    ----------
    one, other
        The scores of the same things by either rater.

    Returns
    -------
    float
        NaN where both gave one and the same score to everything.
    """
    expected = ((one[:, np.newaxis] - other[np.newaxis, :]) ** 2).mean()
    return float(1 - ((one - other) ** 2).mean() / expected) if expected > 0 else math.nan


def alpha(scores: Numbers) -> float:
    r"""Return Krippendorff's alpha of ordinal scores, by any number of raters, some missing.

    Each unit of m scores gives its pairs of scores c and k the weight 1 / (m - 1), which makes the
    coincidences o(c, k), with the margins n(c) and the sum n. The distance of two scores counts the
    scores between them,

    .. math:: \delta^2(c, k) = \left(\sum_{g=c}^{k} n_g - \frac{n_c + n_k}{2}\right)^2,
              \quad \alpha = 1 - (n - 1) \frac{\sum o_{ck} \delta^2}{\sum n_c n_k \delta^2}

    Reference: Krippendorff 2011, Computing Krippendorff's alpha-reliability (repository.upenn.edu),
    whose example of four observers is the oracle, with the same formula written apart in R.

    Parameters
    ----------
    scores
        Units in rows, raters in columns, NaN where a rater gave none. Units with one score do not
        count.

    Returns
    -------
    float
        NaN where there are no pairs, or all scores that have one are the same.
    """
    paired = scores[(~np.isnan(scores)).sum(axis=1) >= 2]
    if not len(paired):
        return math.nan
    values = np.unique(paired[~np.isnan(paired)])
    counts = (paired[:, :, np.newaxis] == values).sum(axis=1).astype(np.float64)
    many = counts.sum(axis=1) - 1
    together = counts[:, :, np.newaxis] * counts[:, np.newaxis, :]
    together[:, np.arange(len(values)), np.arange(len(values))] -= counts
    observed = (together / many[:, np.newaxis, np.newaxis]).sum(axis=0)
    margins = observed.sum(axis=0)
    middle = margins.cumsum() - margins / 2
    distances = (middle[:, np.newaxis] - middle[np.newaxis, :]) ** 2
    expected = (np.outer(margins, margins) * distances).sum()
    if expected == 0:
        return math.nan
    return float(1 - (margins.sum() - 1) * (observed * distances).sum() / expected)
