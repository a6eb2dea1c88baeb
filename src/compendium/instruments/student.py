"""Student's interval: how far it reaches on either side of an estimate."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

CONFIDENCE = 0.95


def margin(error: ArrayLike, freedom: ArrayLike, confidence: float = CONFIDENCE) -> Any:
    """Return half the width of a t interval, t(1 - (1 - confidence) / 2, freedom) · error.

    Of a mean of n scores with standard deviation s the error is s / √n and there are n − 1 degrees
    of freedom.

    References: Student 1908, Biometrika 6:1. Oracle: SciPy's `ttest_1samp`; the 97.5 per cent
    points of any printed table of t.

    Parameters
    ----------
    error
        Standard error of the estimate, or several of them.
    freedom
        Degrees of freedom; with fewer than one there is no interval.
    confidence
        Of the interval, between 0 and 1.

    Returns
    -------
    float or array
        As `error`; NaN without degrees of freedom.
    """
    from scipy.special import stdtrit

    return stdtrit(freedom, (1 + confidence) / 2) * error
