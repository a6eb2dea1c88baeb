"""One factor behind ordinal items: how well it fits, and how each item loads on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from compendium.instruments.definition import Instrument
from compendium.instruments.polychoric import MOST, polychoric
from compendium.instruments.scoring import absent, complete_answers
from compendium.tables import Absent, hands_on_absent

Numbers = NDArray[np.float64]

STEPS = 500
CLOSE = 1e-13


@dataclass(frozen=True)
class Loading:
    """How an item goes with the factor, as a correlation, with its interval."""

    value: float
    low: float
    high: float
    unit: str = "coefficient"


@dataclass(frozen=True)
class Index:
    """A measure of fit; it has no interval."""

    value: float
    unit: str = "coefficient"
    low: float = float("nan")
    high: float = float("nan")


@dataclass(frozen=True)
class OrdinalFactor:
    """One factor fitted to the ordinal items of a scale."""

    loadings: dict[str, Loading]
    chi_square: Index
    """Scaled and shifted, as a chi-square of so many degrees of freedom would be."""
    unscaled: Index
    """The same before scaling, which follows no known distribution."""
    p: Index
    freedom: Index
    """Degrees of freedom: pairs of items, less the loadings."""
    cfi: Index
    tli: Index
    rmsea: Index
    srmr: Index
    n: int


@hands_on_absent
def ordinal_factor(
    frame: pd.DataFrame,
    instrument: Instrument,
    confidence: float = 0.95,
    *,
    scale: str = "total",
) -> OrdinalFactor | Absent:
    """Fit one factor to the ordinal items of a scale by diagonally weighted least squares.

    The loadings l make the sum of w (r - l l')^2 over all pairs the least, with r the `polychoric`
    correlations and w one over their variances. The test is scaled and shifted to the mean and the
    variance of its chi-square, as lavaan does with ``ordered`` (WLSMV); CFI, TLI and RMSEA are made
    of the scaled tests of this model and of one in which no items go together, SRMR of the
    residual correlations, the diagonal of zeros among them. Sums of squares are multiplied by
    n - 1, as lavaan does.

    References: Muthén 1984, Psychometrika 49:115; Asparouhov & Muthén 2010, Mplus technical
    appendix "Simple second order chi-square correction". Oracle: R lavaan.

    Parameters
    ----------
    frame
        A table with the columns of the instrument, one row a person.
    instrument
        Whose scale it is.
    confidence
        Of the intervals of the loadings, between 0 and 1.
    scale
        The id of the scale.

    Returns
    -------
    OrdinalFactor or Absent
        Of the rows in which all items are answered. Absent when the table lacks the instrument,
        when the scale has fewer than four items, when there are not five complete rows an item,
        when an item is answered alike by all, and when two items are answered almost alike or the
        factor leaves nothing of an item.

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
    name = f"one factor of {chosen.title.en}"
    if k < 4 or n < 5 * k:
        return Absent(f"{name} takes four items, and five complete rows an item")
    if not complete.var(axis=0).all():
        return Absent(f"{name} can't be had where an item is answered alike by all")
    found = polychoric(complete.astype(np.int64))
    one, other = (np.array(side) for side in zip(*found.pairs, strict=True))
    covariance = found.influence.T @ found.influence / n
    weights = 1 / np.diagonal(covariance)
    loadings = _fitted(found.correlations, weights, one, other, k)
    alike = np.abs(found.correlations).max() >= MOST
    if alike or loadings is None or np.abs(loadings).max() >= 1:
        return Absent(f"{name} can't be had where it leaves nothing of an item")
    design = _design(loadings, one, other)
    inner = np.linalg.inv(design.T @ (weights[:, np.newaxis] * design))
    bread = inner @ (design.T * weights)
    deviations = np.sqrt(np.diagonal(bread @ covariance @ bread.T) / (n - 1))
    apart = found.correlations - loadings[one] * loadings[other]
    freedom = len(weights) - k
    left = np.diag(weights) - (weights[:, np.newaxis] * design) @ inner @ (design.T * weights)
    raw = (n - 1) * float(weights @ apart**2)
    test = _scaled(raw, left @ covariance, freedom)
    base_raw = (n - 1) * float(weights @ found.correlations**2)
    base = _scaled(base_raw, np.diag(weights) @ covariance, len(weights))
    beyond, base_beyond = max(test - freedom, 0.0), max(base - len(weights), test - freedom, 0.0)
    half = ndtri((1 + confidence) / 2) * deviations
    return OrdinalFactor(
        loadings={
            item: Loading(float(value), float(value - width), float(value + width))
            for item, value, width in zip(chosen.items, loadings, half, strict=True)
        },
        chi_square=Index(test),
        unscaled=Index(raw),
        p=Index(float(chdtrc(freedom, test))),
        freedom=Index(freedom),
        cfi=Index(1 - beyond / base_beyond if base_beyond else 1.0),
        tli=Index(1 - (test / freedom - 1) / (base / len(weights) - 1)),
        rmsea=Index(float(np.sqrt(beyond / (freedom * (n - 1))))),
        srmr=Index(float(np.sqrt((apart**2).sum() / (k * (k + 1) / 2)))),
        n=n,
    )


@hands_on_absent
def loading(factor: OrdinalFactor, item: str) -> Loading:
    """Return the loading of an item, also of a factor that is absent, which is handed on."""
    return factor.loadings[item]


@hands_on_absent
def fit(factor: OrdinalFactor, index: str) -> Index:
    """Return a measure of fit by its name, also of a factor that is absent."""
    found = getattr(factor, index)
    assert isinstance(found, Index)  # noqa: S101 - the names are ours
    return found


def _fitted(
    correlations: Numbers,
    weights: Numbers,
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    items: int,
) -> Numbers | None:
    """Return the loadings of least weighted squares by Gauss-Newton steps, None without any."""
    square = np.eye(items)
    square[one, other] = square[other, one] = correlations
    roots, vectors = np.linalg.eigh(square)
    first = vectors[:, -1] * np.sqrt(roots[-1])
    loadings = first * (np.sign(first.sum()) or 1.0) * 0.95
    for _ in range(STEPS):
        design = _design(loadings, one, other)
        apart = correlations - loadings[one] * loadings[other]
        weighted = design.T * weights
        step = np.linalg.lstsq(weighted @ design, weighted @ apart, rcond=None)[0]
        loadings = np.asarray(loadings + step)
        if np.abs(step).max() < CLOSE:
            return loadings
    return None


def _design(loadings: Numbers, one: NDArray[np.int64], other: NDArray[np.int64]) -> Numbers:
    """Return the derivatives of the implied correlations, pairs by loadings."""
    design = np.zeros((len(one), len(loadings)))
    at = np.arange(len(one))
    design[at, one] = loadings[other]
    design[at, other] = loadings[one]
    return design


def _scaled(raw: float, product: Numbers, freedom: int) -> float:
    """Return a test scaled and shifted to the mean and variance of its chi-square."""
    scale = np.sqrt(freedom / np.trace(product @ product))
    return float(raw * scale + freedom - scale * np.trace(product))
