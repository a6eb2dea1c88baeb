"""How well the items of an instrument hang together: alpha, omega, and the error of a score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, fdtri, ndtri

from compendium.instruments.definition import Instrument
from compendium.instruments.measurement.congeneric import Congeneric, Numbers, congeneric
from compendium.instruments.scoring import absent, complete_answers
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
    complete = complete_answers(frame, instrument, scale)
    n, k = complete.shape
    if n < 2 or k < 2:
        return Absent(f"alpha of {chosen.title.en} takes two items and two complete rows")
    if complete.sum(axis=1).var() == 0:
        return Absent(f"alpha of {chosen.title.en} has no value where all totals are alike")
    value, low, high = alphas(complete[np.newaxis], confidence)
    method = "Cronbach's alpha of complete rows, interval after Feldt"
    return Reliability(float(value[0]), float(low[0]), float(high[0]), k, n, confidence, method)


@hands_on_absent
def omega_total(
    frame: pd.DataFrame,
    instrument: Instrument,
    confidence: float = 0.95,
    *,
    scale: str = "total",
) -> Reliability | Absent:
    r"""Estimate omega total of a scale: the part of its variance that one factor accounts for.

    With loadings l and error variances e of the `congeneric` model, omega is
    (sum l)^2 / ((sum l)^2 + sum e). Unlike alpha it does not take the items for equally good; where
    they are, both are the same. The interval is made on the scale of log(omega / (1 - omega)) by
    the delta method, from standard errors that do not take the answers for normal; on that scale it
    stays below 1 and is as wide on the side where there is room.

    References: McDonald 1999, Test Theory; Raykov 2002, Multivariate Behavioral Research 37:89.
    Oracle: R lavaan, ``estimator = "MLM"`` with omega as a defined parameter.

    Parameters
    ----------
    frame, instrument, confidence, scale
        As for `cronbach_alpha`.

    Returns
    -------
    Reliability or Absent
        Absent when the table lacks the instrument, when the scale has fewer than three items or
        there are not more than twice as many complete rows as items, when an item is answered alike
        by all, and when no one factor fits with some error in each item.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError, ValueError
        As `cronbach_alpha` does.
    """
    fitted = _fitted(frame, instrument, scale, confidence, "omega")
    if isinstance(fitted, Absent):
        return fitted
    n, k, model = fitted
    value, low, high = _omegas(model, confidence)
    method = "omega total of complete rows, robust delta-method interval on the logit scale"
    return Reliability(float(value[0]), float(low[0]), float(high[0]), k, n, confidence, method)


@hands_on_absent
def measurement_error(
    frame: pd.DataFrame,
    instrument: Instrument,
    confidence: float = 0.95,
    *,
    scale: str = "total",
) -> Reliability | Absent:
    """Estimate the standard error of measurement of a scale, in its points.

    It is the root of the error variances of the `congeneric` model added up, times the factor of
    the scale: how far a score lies from what the same person would have on average. It equals the
    standard deviation that the model implies, times the root of 1 - omega. The interval is made on
    the log scale by the delta method. Oracle: as of `omega_total`.

    Parameters
    ----------
    frame, instrument, confidence, scale
        As for `cronbach_alpha`.

    Returns
    -------
    Reliability or Absent
        In points; absent as `omega_total` is.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError, ValueError
        As `cronbach_alpha` does.
    """
    fitted = _fitted(frame, instrument, scale, confidence, "the error of measurement")
    if isinstance(fitted, Absent):
        return fitted
    n, k, model = fitted
    variance = model.errors.sum()
    half = ndtri((1 + confidence) / 2) * np.sqrt(model.spread[0, k:, k:].sum())
    points = np.sqrt(variance) * instrument.scale(scale).factor
    low, high = (float(points * np.exp(side * half / variance / 2)) for side in (-1, 1))
    method = "root of the error variances of one factor, robust delta-method interval"
    return Reliability(float(points), low, high, k, n, confidence, method)


def alphas(answers: Numbers, confidence: float) -> tuple[Numbers, Numbers, Numbers]:
    """Return alpha and its interval of each of a stack of tables, persons by items.

    The formula is that of `cronbach_alpha`.
    """
    n, k = answers.shape[1:]
    spread = answers.sum(axis=2).var(axis=1, ddof=1)
    alpha = k / (k - 1) * (1 - answers.var(axis=1, ddof=1).sum(axis=1) / spread)
    tail = (1 - confidence) / 2
    freedom = (n - 1, (n - 1) * (k - 1))
    low = 1 - (1 - alpha) * fdtri(*freedom, 1 - tail)
    return alpha, low, 1 - (1 - alpha) * fdtri(*freedom, tail)


def omegas(
    answers: Numbers, confidence: float
) -> tuple[Numbers, Numbers, Numbers, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return omega, its interval, and whether its model is proper, of each of a stack of tables.

    The formula is that of `omega_total`.
    """
    model = congeneric(answers)
    return *_omegas(model, confidence), model.proper


def _omegas(model: Congeneric, confidence: float) -> tuple[Numbers, Numbers, Numbers]:
    """Return omega and its interval of each of a stack of fitted models."""
    whole, error = model.loadings.sum(axis=1), model.errors.sum(axis=1)
    logit = np.log(whole**2 / error)
    slopes = np.concatenate(
        [
            np.broadcast_to((2 / whole)[:, np.newaxis], model.loadings.shape),
            np.broadcast_to((-1 / error)[:, np.newaxis], model.errors.shape),
        ],
        axis=1,
    )
    deviation = np.sqrt(np.einsum("mi,mij,mj->m", slopes, model.spread, slopes))
    half = ndtri((1 + confidence) / 2) * deviation
    return expit(logit), expit(logit - half), expit(logit + half)


def _fitted(
    frame: pd.DataFrame, instrument: Instrument, scale: str, confidence: float, what: str
) -> tuple[int, int, Congeneric] | Absent:
    """Return how many rows and items are complete, and the model of one factor, or why none."""
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    chosen = instrument.scale(scale)
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    complete = complete_answers(frame, instrument, scale)
    n, k = complete.shape
    name = f"{what} of {chosen.title.en}"
    if k < 3 or n <= 2 * k:
        return Absent(f"{name} takes three items, and more than two complete rows an item")
    if not complete.var(axis=0).all():
        return Absent(f"{name} has no value where an item is answered alike by all")
    model = congeneric(complete[np.newaxis])
    if not model.proper[0]:
        return Absent(f"{name} has no value where one factor leaves no error in an item")
    return n, k, model
