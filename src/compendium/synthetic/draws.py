"""Random draws that are the same on every platform.

numpy promises no stable bytes across versions and processors: `multivariate_normal` and `np.exp`
were seen to differ, `random`, `normal` and `gamma` were not. Only those three are drawn here,
each value is rounded before anything is compared with it, and no sum of more than a few terms
is left to numpy or to a linear algebra library, whose order of adding depends on the machine; nor
to Python's own `sum`, which adds floats more exactly from 3.12 on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
"""The 32 characters of a pseudonym (base32 of RFC 4648, lower case)."""

DECIMALS = 1e9


def rounded(values: Floats) -> Floats:
    """Return values rounded to 1e-9, far above the noise of a platform and below any meaning."""
    return np.rint(values * DECIMALS) / DECIMALS


class Draws:
    """A stream of random draws with a name of its own, so that one room never shifts another.

    Parameters
    ----------
    seed
        The seed of the whole study.
    name
        The name of this stream.
    """

    def __init__(self, seed: int, name: str) -> None:
        sequence = np.random.SeedSequence([seed, *name.encode()])
        self._generator = np.random.Generator(np.random.PCG64(sequence))

    def uniform(self, *shape: int) -> Floats:
        """Return draws between 0 and 1."""
        return rounded(self._generator.random(shape))

    def normal(self, *shape: int) -> Floats:
        """Return standard normal draws."""
        return rounded(self._generator.normal(size=shape))

    def gamma(self, mean: float, *shape: int) -> Floats:
        """Return skewed positive draws of that mean: a gamma of shape 2."""
        return rounded(self._generator.gamma(2.0, mean / 2.0, size=shape))

    def correlated(self, factor: Sequence[Sequence[float]], n: int) -> list[Floats]:
        """Return as many normal variables as the Cholesky factor has rows, n values each."""
        independent = self.normal(len(factor), n)
        variables = []
        for row in factor:
            total = np.zeros(n)
            for weight, draw in zip(row, independent, strict=True):
                total = total + weight * draw
            variables.append(rounded(total))
        return variables

    def choice(self, weights: Mapping[str, float], n: int) -> NDArray[Any]:
        """Return n names, each drawn with a chance in proportion to its weight."""
        return chosen(self.uniform(n), weights)

    def pseudonyms(self, prefix: str, n: int, taken: set[str]) -> NDArray[Any]:
        """Return n new pseudonyms, which are added to those taken."""
        names: list[str] = []
        while len(names) < n:
            digits = np.floor(self.uniform(8) * len(ALPHABET)).astype(np.int64) % len(ALPHABET)
            name = prefix + "".join(ALPHABET[digit] for digit in digits)
            if name not in taken:
                taken.add(name)
                names.append(name)
        return np.array(names, dtype=object)


def chosen(uniform: Floats, weights: Mapping[str, float]) -> NDArray[Any]:
    """Return the name that each uniform draw falls on."""
    names = np.array(list(weights), dtype=object)
    edges = np.array(shares_below(list(weights.values())))
    picked: NDArray[Any] = names[np.searchsorted(edges, uniform, side="right")]
    return picked


def shares_below(weights: Sequence[float]) -> list[float]:
    """Return the upper edges, but for the last, of shares in proportion to weights."""
    total, below, edges = math.fsum(weights), 0.0, []
    for weight in weights[:-1]:
        below += weight
        edges.append(round(below / total, 9))
    return edges


def quotas(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Return whole numbers in proportion to weights that add up to the total.

    Largest remainders, of which the earlier name comes first.
    """
    whole = math.fsum(weights.values())
    exact = {name: round(total * weight / whole, 9) for name, weight in weights.items()}
    counts = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(weights, key=lambda name: counts[name] - exact[name])
    for name in by_remainder[: total - int(math.fsum(counts.values()))]:
        counts[name] += 1
    return counts


def weighted(weights: Mapping[str, float], **terms: Floats) -> Floats:
    """Return the sum of the terms, each times its weight, rounded."""
    total = np.zeros_like(next(iter(terms.values())))
    for name, term in terms.items():
        total = total + weights[name] * term
    return rounded(total)


def logistic(odds: Floats) -> Floats:
    """Return the probabilities of log odds, rounded; between −30 and 30 they are right to 1e-9.

    e to the power is worked out by additions and products alone, which are the same everywhere:
    ten terms of its series at 1/256 of the power, squared eight times.
    """
    small = -odds / 256
    power = np.ones_like(odds)
    for term in range(10, 0, -1):
        power = 1.0 + small * power / term
    for _ in range(8):
        power = power * power
    return rounded(1.0 / (1.0 + power))


def highest(score: Floats, count: int) -> Ints:
    """Return the places of the highest scores, in the order of the places."""
    order = np.argsort(-score, kind="stable")
    return np.sort(order[:count])
