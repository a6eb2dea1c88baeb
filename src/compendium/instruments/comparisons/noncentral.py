"""Intervals of effect sizes, turned around from noncentral distributions."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from scipy.optimize import brentq
from scipy.special import ncfdtr, nctdtr

LEVEL = 0.95
TAIL = (1 - LEVEL) / 2


def of_eta_squared(f: float, df1: float, df2: float) -> tuple[float, float]:
    """Return the 95 % interval of eta squared, F df1 / (F df1 + df2).

    At either end lambda is that of the noncentral F distribution which leaves 2.5 % beyond the F
    that was found, 0 where none does; eta squared is then lambda / (lambda + df1 + df2 + 1).

    References: Steiger 2004, Psychological Methods 9:164. Oracle: R pf and uniroot.
    """

    def below(noncentrality: float) -> float:
        return float(ncfdtr(df1, df2, noncentrality, f))

    ends = (_root(below, tail, 0.0, f * df1 + 10) for tail in (1 - TAIL, TAIL))
    low, high = (end / (end + df1 + df2 + 1) for end in ends)
    return low, high


def of_hedges_g(g: float, first: int, second: int) -> tuple[float, float]:
    """Return the 95 % interval of Hedges' g of two groups of so many persons.

    g over its factor is Cohen's d, and d times the root of first second / (first + second) is t;
    either end is the noncentrality that leaves 2.5 % of a noncentral t beyond it, turned back.

    References: Hedges 1981, Journal of Educational Statistics 6:107; Steiger & Fouladi 1997, What
    if there were no significance tests. Oracle: R pt and uniroot.
    """
    if g < 0:  # far out on the other side SciPy's distribution has no number
        low, high = of_hedges_g(-g, first, second)
        return -high, -low
    total = first + second
    factor, scale = 1 - 3 / (4 * total - 9), sqrt(first * second / total)
    t = g / factor * scale

    def below(noncentrality: float) -> float:
        return float(nctdtr(total - 2, noncentrality, t))

    ends = (_root(below, tail, -10.0, 2 * t + 10) for tail in (1 - TAIL, TAIL))
    low, high = (end / scale * factor for end in ends)
    return low, high


def _root(below: Callable[[float], float], tail: float, least: float, most: float) -> float:
    """Return where a falling chance is `tail`; `least` where it lies under it from the start."""
    if below(least) <= tail:
        return least
    while below(most) > tail:
        most *= 2
    return float(brentq(lambda at: below(at) - tail, least, most, xtol=1e-12))
