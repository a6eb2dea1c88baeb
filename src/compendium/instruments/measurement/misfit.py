"""How badly a model of correlations fits: the robust chi-square, and the measures made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtr, chdtrc, chndtrinc

from compendium.instruments.measurement.bivariate import Numbers


@dataclass(frozen=True)
class ChiSquare:
    """A test of fit, before and after the robust correction."""

    plain: float
    scaled: float
    freedom: int
    p: float
    """Of the scaled one."""


def identified(covariance: Numbers, slopes: Numbers) -> bool:
    """Return whether moments tell every parameter of a model apart, to the precision of a number.

    They do where D' V D of `chi_square` has full rank. One factor whose loadings are all 0, or all
    but two, fits equally well with other numbers.
    """
    information = (slopes.T / np.diag(covariance)) @ slopes
    return bool(np.linalg.matrix_rank(information, hermitian=True) == slopes.shape[1])


def chi_square(left: Numbers, covariance: Numbers, slopes: Numbers) -> ChiSquare:
    r"""Return the test of what a model leaves of moments that were fitted by weighted squares.

    With the covariance C of the moments, the weights V = diag(C)^-1 and the slopes D of the model,
    T = sum(left^2 V) is the plain chi-square, and U = V - V D (D' V D)^-1 D' V. T is scaled and
    shifted to the two first moments of a chi-square of df degrees of freedom:
    a T + df - a tr(U C), a = sqrt(df / tr(U C U C)). The model must be `identified`.

    References: Asparouhov & Muthen 2010, Simple second order chi-square correction (Mplus
    technical note). Oracle: R lavaan (``estimator = "WLSMV"``), by way of `one_factor`.
    """
    weights = 1 / np.diag(covariance)
    weighted = slopes.T * weights
    kept = np.diag(weights) - weighted.T @ np.linalg.solve(weighted @ slopes, weighted)
    freedom = len(left) - slopes.shape[1]
    return shifted(float((weights * left**2).sum()), freedom, kept @ covariance)


def shifted(plain: float, freedom: int, spread: Numbers) -> ChiSquare:
    """Return a chi-square scaled and shifted, where U C is `spread`."""
    scale = np.sqrt(freedom / (spread * spread.T).sum())
    scaled = float(scale * plain + freedom - scale * np.trace(spread))
    return ChiSquare(plain, scaled, freedom, float(chdtrc(freedom, max(scaled, 0.0))))


def against(model: ChiSquare, nothing: ChiSquare) -> tuple[float, float]:
    """Return CFI and TLI: how far a model goes from independence to a fit as good as chance."""
    beyond = max(model.scaled - model.freedom, 0.0)
    cfi = 1 - beyond / max(beyond, nothing.scaled - nothing.freedom)
    per_degree = nothing.scaled / nothing.freedom
    return cfi, (per_degree - model.scaled / model.freedom) / (per_degree - 1)


def rmsea_of(model: ChiSquare, n: int, groups: int = 1) -> tuple[float, float, float]:
    """Return RMSEA, the misfit per degree of freedom and person, with limits of 90 per cent.

    Of several groups it is that of the average group: the root is taken of so many times as much
    (Steiger 1998, Structural Equation Modeling 5:411).
    """
    unit = model.freedom * (n - groups) / groups
    limits = [
        float(chndtrinc(model.scaled, model.freedom, below))
        if chdtr(model.freedom, max(model.scaled, 0.0)) > below
        else 0.0
        for below in (0.95, 0.05)
    ]
    rmsea, low, high = (
        float(np.sqrt(max(noncentral, 0.0) / unit))
        for noncentral in (model.scaled - model.freedom, *limits)
    )
    return rmsea, low, high
