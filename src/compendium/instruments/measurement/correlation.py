"""Correlations: of two scores, and of an item with the rest of its scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from compendium.instruments.definition import Instrument
from compendium.instruments.measurement.congeneric import Numbers
from compendium.instruments.scoring import absent, complete_answers
from compendium.tables import Absent, hands_on_absent


@dataclass(frozen=True)
class Correlation:
    """A correlation with its interval, and what it rests on."""

    value: float
    low: float
    high: float
    n: int
    """Persons of whom both sides are known."""
    confidence: float
    method: str
    unit: str = "coefficient"


@hands_on_absent
def pearson(
    frame: pd.DataFrame, one: str, other: str, confidence: float = 0.95
) -> Correlation | Absent:
    """Return Pearson's correlation of two columns, with Fisher's interval.

    The interval is tanh(atanh(r) ± z / √(n − 3)) (Fisher 1921, Metron 1:3). Oracle: R cor.test.

    Parameters
    ----------
    frame
        One row a person.
    one, other
        Columns of numbers, missing where it is not known.
    confidence
        Of the interval, between 0 and 1.

    Returns
    -------
    Correlation or Absent
        Absent where fewer than four persons have both, and where a column is all alike.
    """
    return _correlation(*_both(frame, one, other), confidence)


@hands_on_absent
def spearman(
    frame: pd.DataFrame, one: str, other: str, confidence: float = 0.95
) -> Correlation | Absent:
    """Return Spearman's correlation of two columns: Pearson's of their ranks, ties sharing one.

    The interval is tanh(atanh(r) ± z · √((1 + r² / 2) / (n − 3))) (Bonett & Wright 2000,
    Psychometrika 65:23). Oracle: R cor.test, and the interval by the formula in R.

    Parameters
    ----------
    frame, one, other, confidence
        As of `pearson`.

    Returns
    -------
    Correlation or Absent
        Absent as `pearson` is.
    """
    from scipy.stats import rankdata

    first, second = _both(frame, one, other)
    return _correlation(rankdata(first), rankdata(second), confidence, ranks=True)


@hands_on_absent
def item_rest(
    frame: pd.DataFrame,
    instrument: Instrument,
    item: str,
    confidence: float = 0.95,
    *,
    scale: str = "total",
) -> Correlation | Absent:
    """Return Pearson's correlation of an item with the sum of the others of its scale.

    The item itself is left out of the sum, for it would go with itself. Oracle: R psych::alpha,
    ``r.drop``.

    Parameters
    ----------
    frame
        A table with the columns of the instrument, one row a person.
    instrument
        Whose scale it is.
    item
        The id of an item of the scale.
    confidence
        Of Fisher's interval, between 0 and 1.
    scale
        The id of the scale.

    Returns
    -------
    Correlation or Absent
        Of the rows in which all items of the scale are answered. Absent when the table lacks the
        instrument, and as `pearson` is.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    ValueError
        If the item is none of the scale.
    """
    place = instrument.scale(scale).items.index(item)
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    complete = complete_answers(frame, instrument, scale)
    own = complete[:, place]
    return _correlation(own, complete.sum(axis=1) - own, confidence)


def _both(frame: pd.DataFrame, one: str, other: str) -> tuple[Numbers, Numbers]:
    """Return two columns of the persons who have both."""
    both = frame[frame[one].notna() & frame[other].notna()]
    return both[one].to_numpy(dtype="float64"), both[other].to_numpy(dtype="float64")


def _correlation(
    first: Numbers, second: Numbers, confidence: float, *, ranks: bool = False
) -> Correlation | Absent:
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    n = len(first)
    if n < 4:
        return Absent("a correlation with its interval takes four persons")
    if first.var() == 0 or second.var() == 0:
        return Absent("a correlation has no value where all scores are alike")
    r = float(np.clip(np.corrcoef(first, second)[0, 1], -1, 1))
    wider = 1 + r**2 / 2 if ranks else 1.0
    half = ndtri((1 + confidence) / 2) * np.sqrt(wider / (n - 3))
    # At 1 and -1 the transform is infinite, and the interval is the point.
    with np.errstate(divide="ignore"):
        low, high = np.tanh(np.arctanh(r) - half), np.tanh(np.arctanh(r) + half)
    kind = "Spearman's, interval after Bonett and Wright" if ranks else "Pearson's, after Fisher"
    return Correlation(r, float(low), float(high), n, confidence, f"correlation, {kind}")
