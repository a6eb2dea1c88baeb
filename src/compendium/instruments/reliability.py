"""How well the items of an instrument hang together: Cronbach's alpha with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import fdtri

from compendium.instruments.definition import Instrument
from compendium.instruments.scoring import absent, answers_of
from compendium.tables import Absent, hands_on_absent


@dataclass(frozen=True)
class Reliability:
    """A reliability coefficient with its interval, and what it rests on."""

    value: float
    low: float
    high: float
    items: int
    n: int
    """Rows with every item answered."""
    confidence: float
    method: str


@hands_on_absent
def cronbach_alpha(
    frame: pd.DataFrame,
    instrument: Instrument,
    confidence: float = 0.95,
    *,
    scale: str = "total",
) -> Reliability | Absent:
    r"""Estimate Cronbach's alpha of a scale from the rows in which all its items are answered.

    With k items of variances s_i^2 and a total of variance s^2 (n - 1 in the denominator),
    alpha = k / (k - 1) * (1 - sum(s_i^2) / s^2). The interval is Feldt's: for F quantiles with
    n - 1 and (n - 1)(k - 1) degrees of freedom, 1 - (1 - alpha) * F. It is exact for items that
    are normal and parallel up to a constant, else an approximation.

    References: Cronbach 1951, Psychometrika 16:297; Feldt, Woodruff & Salih 1987, Applied
    Psychological Measurement 11:93. Oracle: R psych::alpha and psych::alpha.ci. pingouin's
    function is not used because its listwise interval counts the rows it has dropped.

    Parameters
    ----------
    frame
        A table with the columns of the instrument, one row a person.
    instrument
        Whose scale it is.
    confidence
        Of the interval, between 0 and 1.
    scale
        The id of the scale.

    Returns
    -------
    Reliability or Absent
        Absent when the table lacks the instrument, when fewer than two rows are complete, when
        the scale has one item, and when all totals are alike.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    ValueError
        If the confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    chosen = instrument.scale(scale)
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    answers, _ = answers_of(frame, instrument)
    own = answers[:, [item.id in chosen.items for item in instrument.items]]
    complete = own[~np.isnan(own).any(axis=1)]
    n, k = complete.shape
    if n < 2 or k < 2:
        return Absent(f"alpha of {chosen.title.en} takes two items and two complete rows")
    spread = complete.sum(axis=1).var(ddof=1)
    if spread == 0:
        return Absent(f"alpha of {chosen.title.en} has no value where all totals are alike")
    alpha = k / (k - 1) * (1 - complete.var(axis=0, ddof=1).sum() / spread)
    tail = (1 - confidence) / 2
    freedom = (n - 1, (n - 1) * (k - 1))
    return Reliability(
        value=float(alpha),
        low=float(1 - (1 - alpha) * fdtri(*freedom, 1 - tail)),
        high=float(1 - (1 - alpha) * fdtri(*freedom, tail)),
        items=k,
        n=n,
        confidence=confidence,
        method="Cronbach's alpha of complete rows, interval after Feldt",
    )
