"""What resampling promises: how fast intervals by the bootstrap are, and in how much memory.

Two arms of 500 and 2000 persons are resampled 10 000 times, for the risk difference, the risk ratio
and the difference of means, and beside it by `scipy.stats.bootstrap` (percentile, vectorised) with
the same replicates. The intervals of both are seen to agree first, as far as chance lets them. The
exit code is 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from harness import machine
from harness.progress import told
from harness.promises import Promise, table
from numpy.typing import NDArray
from scipy.stats import bootstrap

from compendium import outcomes

TREATED, COMPARED, REPLICATES, QUICK = 500, 2_000, 10_000, 1_000
SEED = 5
REPEATS = 5
RISKS, MEANS = 50.0, 1.0
APART = 0.1
"""How far the limits of two ways may be apart, as a part of the interval's width."""

Numbers = NDArray[np.float64]
Statistic = Callable[..., Any]


class DifferingIntervalsError(Exception):
    """Two ways of resampling the same persons do not agree."""


def main() -> int:
    """Measure, print the table, and return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description="Measure what resampling promises.")
    quick = f"{QUICK} replicates; no promise has to be kept"
    parser.add_argument("--quick", action="store_true", help=quick)
    asked = parser.parse_args()
    promises = list(measured(QUICK if asked.quick else REPLICATES))
    print(machine.described())
    print(table(promises, ours="compendium"))
    if asked.quick:
        print("\nA quick run is too small for the promises to hold, and none has to.")
    return 0 if asked.quick or all(promise.kept for promise in promises) else 1


def difference(treated: Numbers, compared: Numbers, axis: int) -> Numbers:
    """Return the difference of two means, as scipy asks for it."""
    return np.asarray(treated.mean(axis=axis) - compared.mean(axis=axis))


def ratio(treated: Numbers, compared: Numbers, axis: int) -> Numbers:
    """Return the ratio of two means, as scipy asks for it."""
    return np.asarray(treated.mean(axis=axis) / compared.mean(axis=axis))


def measured(replicates: int) -> Iterator[Promise]:
    """Measure each statistic beside scipy's way of it, first in time and then in memory."""
    draws = np.random.default_rng(SEED)
    counts = outcomes.Counts(TREATED * 2 // 5, TREATED, COMPARED * 7 // 20, COMPARED)
    reached = tuple(np.repeat([1.0, 0.0], cells) for cells in counts.table)
    weeks = tuple(draws.binomial(52, 0.4, size).astype(float) for size in (TREATED, COMPARED))
    points = tuple(draws.normal(20, 8, size) for size in (TREATED, COMPARED))
    drawn = {"seed": SEED, "replicates": replicates}
    cases: tuple[tuple[str, Callable[[], Any], tuple[Numbers, ...], Statistic, float], ...] = (
        (
            "risk difference",
            partial(outcomes.resampled_difference, counts, **drawn),
            reached,
            difference,
            RISKS,
        ),
        ("risk ratio", partial(outcomes.resampled_ratio, counts, **drawn), reached, ratio, RISKS),
        (
            "mean difference, weeks",
            partial(outcomes.resampled_mean_difference, framed(weeks), "value", **drawn),
            weeks,
            difference,
            MEANS,
        ),
        (
            "mean difference, any number",
            partial(outcomes.resampled_mean_difference, framed(points), "value", **drawn),
            points,
            difference,
            MEANS,
        ),
    )
    beside = "scipy.stats.bootstrap"
    for name, ours, arms, statistic, bound in cases:
        case = f"{name}, {TREATED} v {COMPARED}, {replicates} replicates"
        theirs = partial(by_scipy, arms, statistic, replicates)
        agree(name, ours(), theirs())
        own, other = taken(name, ours, theirs)
        written = f"{1e3 * own:.1f} ms", f"{1e3 * other:.0f} ms"
        yield Promise(case, *written, beside, other / own, "least", bound)
        own, other = room(ours), room(theirs)
        written = f"{own / 1e6:.1f} MB", f"{other / 1e6:.0f} MB"
        yield Promise("its memory at the peak", *written, beside, other / own, "least", 1.0)


def framed(arms: tuple[Numbers, ...]) -> pd.DataFrame:
    """Return the values of two arms as a table of participants."""
    names = np.repeat(["intervention", "comparison"], [len(arm) for arm in arms])
    return pd.DataFrame({"arm": names, "value": np.concatenate(arms)})


def by_scipy(arms: tuple[Numbers, ...], statistic: Statistic, replicates: int) -> Any:
    """Return scipy's percentile interval."""
    found = bootstrap(
        arms,
        statistic,
        n_resamples=replicates,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(SEED + 1),
    )
    return found.confidence_interval


def agree(name: str, ours: Any, theirs: Any) -> None:
    """Make sure that two intervals are the same but for chance.

    Raises
    ------
    DifferingIntervalsError
        Where they are not.
    """
    width = theirs.high - theirs.low
    if max(abs(ours.low - theirs.low), abs(ours.high - theirs.high)) > APART * width:
        raise DifferingIntervalsError(f"The intervals of the {name} differ between the two ways.")


def taken(name: str, *ways: Callable[[], object]) -> list[float]:
    """Return the median seconds of each way, the ways in turn."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(REPEATS):
        for work, found in zip(ways, times, strict=True):
            gc.collect()
            began = time.perf_counter()
            work()
            found.append(time.perf_counter() - began)
    medians = [median(found) for found in times]
    told(f"{name}: {', '.join(f'{1e3 * each:.1f} ms' for each in medians)}")
    return medians


def room(work: Callable[[], object]) -> int:
    """Return the most memory that is in use while something is done."""
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(main())
