"""Whether one thing lies behind the items of a scale: the one-factor model for ordinal answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from compendium.instruments.definition import Instrument
from compendium.instruments.measurement.bivariate import Numbers
from compendium.instruments.measurement.misfit import (
    ChiSquare,
    against,
    chi_square,
    identified,
    rmsea_of,
)
from compendium.instruments.measurement.polychoric import Categories, pairs_of, polychoric
from compendium.tables import Absent, hands_on_absent


@dataclass(frozen=True)
class OneFactor:
    """The one-factor model of a scale: loadings, and how well it fits."""

    items: tuple[str, ...]
    n: int
    """Rows with every item answered."""
    loadings: Numbers
    """Standardised: the correlation of what lies behind the answers with the factor."""
    errors: Numbers
    """Robust standard errors of the loadings."""
    test: ChiSquare
    independence: ChiSquare
    """Of the model in which no item has to do with another."""
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    """The interval of RMSEA, of 90 per cent as is the custom."""
    srmr: float
    method: str


@dataclass(frozen=True)
class Coefficient:
    """One number of a model, with its interval where it has one."""

    value: float
    low: float = float("nan")
    high: float = float("nan")
    unit: str = "coefficient"


@hands_on_absent
def one_factor(
    frame: pd.DataFrame, instrument: Instrument, *, scale: str = "total", least: int = 100
) -> OneFactor | Absent:
    r"""Fit one factor to the items of a scale by diagonally weighted least squares.

    The polychoric correlations r are held against l_i l_j. The loadings l minimise
    F = sum(v (r - l_i l_j)^2), v being one over n times the variance of r; (n - 1) F is the
    plain chi-square, and n - 1 stands for n in all that follows, as in lavaan. With the
    covariance G of the correlations and U = V - V D (D' V D)^-1 D' V, D being the slopes of
    l_i l_j, the scaled and shifted chi-square is a (n - 1) F + df - a tr(U G) with
    a = sqrt(df / tr(U G U G)). CFI, TLI and RMSEA are made from the scaled chi-squares; SRMR is
    the root of the mean squared residual over the correlations and the diagonal. This is what
    lavaan calls WLSMV.

    References: Muthen 1984, Psychometrika 49:115; Asparouhov & Muthen 2010, Simple second order
    chi-square correction (Mplus technical note). Oracle: R lavaan::cfa with ``ordered=``.

    Parameters
    ----------
    frame, instrument, scale, least
        As of `polychoric`.

    Returns
    -------
    OneFactor or Absent
        Absent where `polychoric` is, when the scale has fewer than four items, for then nothing
        is left to test, when no item has to do with another, when the best loading of an item is
        1 or more, which no correlation can be, and when its loadings cannot be told.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    found = polychoric(frame, instrument, scale=scale, least=least)
    if isinstance(found, Absent):
        return found
    if len(found.items) < 4:
        return Absent("to test whether one factor fits takes four items")
    pairs = pairs_of(len(found.items))
    covariance = found.covariance / (found.n - 1)
    weights = 1 / np.diag(covariance)
    nothing = chi_square(found.below, covariance, np.empty((len(pairs), 0)))
    if nothing.scaled <= nothing.freedom:
        return Absent("no item has to do with another, so that there is no factor to find")
    loadings = loadings_of(found.below, weights, pairs, len(found.items))
    if np.abs(loadings).max() >= 1:
        return Absent("one factor fits best with a loading of 1 or more, which cannot be")
    slopes = _slopes(loadings, pairs)
    if not identified(covariance, slopes):
        return Absent("the loadings of a factor cannot be told from the answers")
    left = found.below - loadings[pairs].prod(axis=1)
    model = chi_square(left, covariance, slopes)
    cfi, tli = against(model, nothing)
    rmsea, low, high = rmsea_of(model, found.n)
    bread = np.linalg.inv(slopes.T * weights @ slopes)
    filling = bread @ slopes.T * weights
    return OneFactor(
        items=found.items,
        n=found.n,
        loadings=loadings,
        errors=np.sqrt(np.diag(filling @ covariance @ filling.T)),
        test=model,
        independence=nothing,
        cfi=cfi,
        tli=tli,
        rmsea=rmsea,
        rmsea_low=low,
        rmsea_high=high,
        srmr=float(np.sqrt((left**2).sum() / (len(pairs) + len(found.items)))),
        method="one factor by diagonally weighted least squares, robust",
    )


@hands_on_absent
def loading(factor: OneFactor, item: str, confidence: float = 0.95) -> Coefficient | Absent:
    """Return the loading of an item with its interval, also of a model that is absent."""
    place = factor.items.index(item)
    value, half = factor.loadings[place], ndtri((1 + confidence) / 2) * factor.errors[place]
    return Coefficient(float(value), float(value - half), float(value + half))


@hands_on_absent
def fit(factor: OneFactor, index: str) -> Coefficient | Absent:
    """Return a measure of fit, also of a model that is absent.

    Parameters
    ----------
    factor
        The model.
    index
        ``chi_square`` (scaled and shifted), ``freedom``, ``cfi``, ``tli``, ``rmsea`` or ``srmr``.

    Raises
    ------
    KeyError
        For any other.
    """
    measures = {
        "chi_square": Coefficient(factor.test.scaled),
        "freedom": Coefficient(factor.test.freedom),
        "cfi": Coefficient(factor.cfi),
        "tli": Coefficient(factor.tli),
        "rmsea": Coefficient(factor.rmsea, factor.rmsea_low, factor.rmsea_high),
        "srmr": Coefficient(factor.srmr),
    }
    return measures[index]


def loadings_of(seen: Numbers, weights: Numbers, pairs: Categories, items: int) -> Numbers:
    """Return the loadings nearest to the correlations, most of them positive."""
    from scipy.optimize import least_squares

    root = np.sqrt(weights / weights.mean())

    def left(loadings: Numbers) -> Numbers:
        return np.asarray(root * (seen - loadings[pairs].prod(axis=1)), dtype=np.float64)

    def slopes(loadings: Numbers) -> Numbers:
        return np.asarray(-root[:, None] * _slopes(loadings, pairs), dtype=np.float64)

    whole = np.eye(items)
    whole[tuple(pairs.T)] = whole[tuple(pairs.T[::-1])] = seen
    values, vectors = np.linalg.eigh(whole)
    start = vectors[:, -1] * np.sqrt(values[-1]) * 0.9
    best = least_squares(left, start, jac=slopes, xtol=1e-14, ftol=1e-14, gtol=1e-14).x
    return np.asarray(best if best.sum() >= 0 else -best, dtype=np.float64)


def _slopes(loadings: Numbers, pairs: Categories) -> Numbers:
    """Return how each modelled correlation grows with each loading."""
    slopes = np.zeros((len(pairs), len(loadings)))
    rows = np.arange(len(pairs))
    slopes[rows, pairs[:, 0]] = loadings[pairs[:, 1]]
    slopes[rows, pairs[:, 1]] = loadings[pairs[:, 0]]
    return slopes
