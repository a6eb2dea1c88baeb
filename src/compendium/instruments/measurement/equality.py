"""One factor on two sides at once: each side by itself, and with what is measured held equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import null_space

from compendium.instruments.measurement.bivariate import Numbers
from compendium.instruments.measurement.factor import loadings_of
from compendium.instruments.measurement.misfit import ChiSquare, chi_square, identified, shifted
from compendium.instruments.measurement.polychoric import pairs_of
from compendium.instruments.measurement.sides import Sides
from compendium.tables import Absent

Expected = Callable[[Numbers], tuple[Numbers, Numbers]]
"""Of the parameters of a model, the moments that they give and their slopes."""


@dataclass(frozen=True)
class Model:
    """A model of two sides, as it was fitted."""

    parameters: Numbers
    loadings: Numbers
    """Standardised, a row a side."""
    together: float
    """The correlation of the factors of two waves; 0 of two groups."""
    left: Numbers
    """What the moments have beyond the model, times the root of n - 1 over n.

    So lavaan has it, whose test counts n - 1 persons where its weights count n; in two groups of
    unequal size that is not the same.
    """
    slopes: Numbers
    """How each moment grows with each parameter."""
    test: ChiSquare

    @property
    def possible(self) -> bool:
        """Whether all correlations of the model are such as there can be."""
        return bool(np.abs(self.loadings).max() < 1) and abs(self.together) < 1


def independence(sides: Sides) -> ChiSquare:
    """Return the test of the model in which no item has to do with another."""
    first = _all_thresholds(sides).size
    own = sides.covariance[first:, first:]
    left = sides.correlations * np.sqrt(sides.counted[first:])
    return chi_square(left, own, np.empty((len(own), 0)))


def separate(sides: Sides) -> Model | Absent:
    """Fit one factor to each side, the thresholds and loadings of each its own.

    The factor has mean 0 and variance 1 on both sides, and so has what lies behind each answer.
    Of two waves the factors correlate, and what an item has beside the factor correlates with the
    same at the other wave. It is absent where its parameters cannot be told apart.
    """
    thresholds, loadings = _all_thresholds(sides), _loadings_by_side(sides)
    count, items = thresholds.size, loadings.size

    def expected(parameters: Numbers) -> tuple[Numbers, Numbers]:
        own, rest = parameters[:count], parameters[count : count + items]
        correlations, by_loading, by_together = _pairs(sides, rest, parameters[count + items :])
        slopes = np.zeros((count + len(correlations), parameters.size))
        slopes[:count, :count] = np.eye(count)
        slopes[count:, count : count + items] = by_loading
        slopes[count:, count + items :] = by_together
        return np.concatenate([own, correlations]), slopes

    start = np.concatenate([thresholds, loadings, [0.5] * _crossing(sides)])
    best = _nearest(sides, expected, start)
    return _model(sides, expected, best, best[count : count + items])


def equal(sides: Sides, start: Model) -> Model | Absent:
    r"""Fit one factor to two sides with the same thresholds and the same loadings.

    On the first side the factor has mean 0 and variance 1, and so has what lies behind each answer
    (the delta parameterisation). On the second side the factor has a mean alpha and a standard
    deviation s of its own, and what lies behind the answers to item j has the standard deviation
    1 / d_j, so that its thresholds become d_j (t - l_j alpha) and its loading d_j l_j s. No
    intercept differs (Millsap & Yun-Tein 2004, Multivariate Behavioral Research 39:479).

    Parameters
    ----------
    sides
        What is compared.
    start
        The model of `separate`.

    Returns
    -------
    Model or Absent
        Absent where its parameters cannot be told apart.
    """
    items, count = len(sides.items), _all_thresholds(sides).size // 2
    of = np.repeat(np.arange(items), [len(own) for own in sides.thresholds[:items]])
    threshold = slice(0, count)
    loading = slice(count, count + items)
    scale = slice(count + items, count + 2 * items)
    mean, spread, across = (count + 2 * items + place for place in range(3))
    first, second = np.arange(count), np.arange(count, 2 * count)

    def expected(parameters: Numbers) -> tuple[Numbers, Numbers]:
        own, loads, alpha = parameters[threshold], parameters[loading], parameters[mean]
        # Positive numbers are sought as their logarithms.
        scales, deviation = np.exp(parameters[scale]), np.exp(parameters[spread])
        moved = scales[of] * (own - loads[of] * alpha)
        standardised = scales * loads * deviation
        correlations, by_loading, by_together = _pairs(
            sides, np.concatenate([loads, standardised]), parameters[across:]
        )
        slopes = np.zeros((2 * count + len(correlations), parameters.size))
        slopes[first, first] = 1
        slopes[second, first] = scales[of]
        slopes[second, count + of] = -scales[of] * alpha
        slopes[second, count + items + of] = moved
        slopes[second, mean] = -scales[of] * loads[of]
        on_first, on_second = by_loading[:, :items], by_loading[:, items:]
        slopes[2 * count :, loading] = on_first + on_second * scales * deviation
        slopes[2 * count :, scale] = on_second * standardised
        slopes[2 * count :, spread] = on_second @ standardised
        slopes[2 * count :, across:] = by_together
        return np.concatenate([own, moved, correlations]), slopes

    guess = np.concatenate(
        [
            *sides.thresholds[:items],
            start.loadings[0],
            np.zeros(items + 2),
            [start.together] * _crossing(sides),
        ]
    )
    best = _nearest(sides, expected, guess)
    standardised = best[loading] * np.exp(best[scale] + best[spread])
    return _model(sides, expected, best, np.concatenate([best[loading], standardised]))


def difference(free: Model, held: Model, covariance: Numbers) -> ChiSquare:
    r"""Return the test of what a model loses by restrictions, scaled and shifted.

    With the slopes D of the free model and E of the restricted one, H = (D' D)^-1 D' E spans what
    of the free parameters the restrictions leave, and A is the rest: A H = 0. With
    P = D' V D the difference of the plain chi-squares has
    U = V D P^-1 A' (A P^-1 A')^-1 A P^-1 D' V in the place of that of `chi_square`.

    References: Satorra 2000, in Heijmans et al., Innovations in multivariate statistical analysis,
    233; Asparouhov & Muthen 2010. Oracle: R lavaan::lavTestLRT, method "satorra.2000".
    """
    weights = 1 / np.diag(covariance)
    leaves = np.linalg.solve(free.slopes.T @ free.slopes, free.slopes.T @ held.slopes)
    rest = null_space(leaves.T)
    weighted = free.slopes.T * weights
    towards = np.linalg.solve(weighted @ free.slopes, rest)
    lost = weighted.T @ towards
    spread = lost @ np.linalg.solve(rest.T @ towards, lost.T @ covariance)
    return shifted(held.test.plain - free.test.plain, rest.shape[1], spread)


def _nearest(sides: Sides, expected: Expected, start: Numbers) -> Numbers:
    """Return the parameters whose moments are nearest, by weighted squares."""
    from scipy.optimize import least_squares

    seen = np.concatenate([_all_thresholds(sides), sides.correlations])
    root = np.sqrt(sides.counted / np.diag(sides.covariance))
    # An item's correlation with itself at the other wave is free, and so fits whatever else does.
    root[_all_thresholds(sides).size :][_of_one_item(sides)] = 0

    def left(parameters: Numbers) -> Numbers:
        return np.asarray(root * (seen - expected(parameters)[0]), dtype=np.float64)

    def slopes(parameters: Numbers) -> Numbers:
        return np.asarray(-root[:, None] * expected(parameters)[1], dtype=np.float64)

    exact = {"xtol": 1e-14, "ftol": 1e-14, "gtol": 1e-14}
    best = least_squares(left, start, jac=slopes, method="lm", **exact).x
    return np.asarray(best, dtype=np.float64)


def _model(sides: Sides, expected: Expected, best: Numbers, loadings: Numbers) -> Model | Absent:
    seen = np.concatenate([_all_thresholds(sides), sides.correlations])
    moments, slopes = expected(best)
    left = (seen - moments) * np.sqrt(sides.counted)
    own = np.flatnonzero(_of_one_item(sides)) + _all_thresholds(sides).size
    left[own] = 0
    free = np.zeros((len(left), len(own)))
    free[own, np.arange(len(own))] = 1
    slopes = np.hstack([slopes, free])
    if not identified(sides.covariance, slopes):
        return Absent("some numbers of a model cannot be told from the answers")
    together = float(best[-1]) if _crossing(sides) else 0.0
    test = chi_square(left, sides.covariance, slopes)
    return Model(best, loadings.reshape(2, -1), together, left, slopes, test)


def _pairs(sides: Sides, loadings: Numbers, together: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the correlations that loadings give, and their slopes in these and across waves."""
    one, other = sides.pairs.T
    items = len(sides.items)
    across = (one < items) != (other < items)
    factor = np.where(across, together[0], 1.0) if together.size else np.ones(len(one))
    slopes = np.zeros((len(one), loadings.size))
    rows = np.arange(len(one))
    slopes[rows, one] = loadings[other] * factor
    slopes[rows, other] = loadings[one] * factor
    plain = loadings[one] * loadings[other]
    return plain * factor, slopes, (plain * across)[:, None][:, : together.size]


def _loadings_by_side(sides: Sides) -> Numbers:
    """Return the loadings that fit each side best, one side after the other."""
    items = len(sides.items)
    weights = 1 / np.diag(sides.covariance)[_all_thresholds(sides).size :]
    found = []
    for begin in (0, items):
        within = ((sides.pairs >= begin) & (sides.pairs < begin + items)).all(axis=1)
        seen = sides.correlations[within]
        found.append(loadings_of(seen, weights[within], pairs_of(items), items))
    return np.concatenate(found)


def _all_thresholds(sides: Sides) -> Numbers:
    return np.concatenate(sides.thresholds)


def _crossing(sides: Sides) -> bool:
    return sides.groups == 1


def _of_one_item(sides: Sides) -> NDArray[np.bool_]:
    """Return which correlations are of an item with itself at the other wave."""
    apart = sides.pairs[:, 0] - sides.pairs[:, 1] == len(sides.items)
    return np.asarray(apart & _crossing(sides), dtype=np.bool_)
