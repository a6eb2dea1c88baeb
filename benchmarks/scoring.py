"""What scoring promises: how fast it is beside pandas and numpy, in how much memory, how linearly.

Respondents are drawn who answer GAD-7, MDI and WHO-5 in nullable 8-bit integers, two in a hundred
answers missing. The work is a check of the range, the rule for missing answers, three totals, three
bands, and ICD-10. It is measured beside the plain way in pandas, which gives the same, and beside
numpy that does nothing but add values and masks, column by column, in 16-bit integers. The exit
code is 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from statistics import median

import pandas as pd
from harness import machine
from harness.progress import told
from harness.promises import Promise, faster, seconds, table
from harness.respondents import BATTERY, drawn, in_numpy, in_pandas, same

from compendium import instruments

ROWS, SMALLEST, QUICK = 10_000_000, 10_000, 100_000
REPEATS = 5
FASTER, AS_SLOW, ROOM, GROWTH = 5.0, 3.0, 2.0, 1.2


def main() -> int:
    """Measure, print the table, and return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description="Measure what scoring promises.")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help="respondents")
    quick = f"{QUICK} respondents; no promise has to be kept"
    parser.add_argument("--quick", action="store_true", help=quick)
    asked = parser.parse_args()
    promises = list(measured(QUICK if asked.quick else asked.rows))
    print(machine.described())
    print(table(promises, ours="compendium"))
    if asked.quick:
        print("\nA quick run is too small for the promises to hold, and none has to.")
    return 0 if asked.quick or all(promise.kept for promise in promises) else 1


def scored(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Score the three instruments, as a page does."""
    return [instruments.score(frame, instrument) for instrument in BATTERY]


def measured(rows: int) -> Iterator[Promise]:
    """Measure speed and memory with so many respondents, and growth with ever more up to them."""
    frame = drawn(rows)
    ways = {"compendium": lambda: scored(frame), "numpy": lambda: in_numpy(frame)}
    ours, added = taken(ways, REPEATS)
    (plain,) = taken({"pandas": lambda: in_pandas(frame)}, 1)
    case = f"{rows:,} respondents".replace(",", " ")
    yield faster(case, ours, plain, "pandas, the plain way", FASTER)
    beside = "numpy, adding alone"
    yield Promise(case, seconds(ours), seconds(added), beside, ours / added, "most", AS_SLOW)
    yield room(frame)
    same(scored(frame.head(QUICK)), in_pandas(frame.head(QUICK)))
    yield growth(frame)


def room(frame: pd.DataFrame) -> Promise:
    """Compare the input with the most memory that is in use while it is scored, itself included."""
    size = int(frame.memory_usage(index=False).sum())
    gc.collect()
    tracemalloc.start()
    results = scored(frame)
    most = size + tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del results
    written = f"{most / 1e6:.0f} MB", f"{size / 1e6:.0f} MB"
    return Promise("memory at its peak", *written, "the input alone", most / size, "most", ROOM)


def growth(frame: pd.DataFrame) -> Promise:
    """Compare the time of ten times as many respondents with ten times that of so many.

    Of the steps from the fewest to all, the one at which a respondent's time grows most counts.
    """
    sizes = [len(frame)]
    while sizes[0] > SMALLEST:
        sizes.insert(0, sizes[0] // 10)
    parts = {f"{size:,}".replace(",", " "): frame.head(size) for size in sizes}
    work = {name: partial(scored, part) for name, part in parts.items()}
    each = [time / size for time, size in zip(taken(work, REPEATS), sizes, strict=True)]
    steps = pairwise(zip(parts, each, strict=True))
    (fewer, before), (more, after) = max(steps, key=lambda step: step[1][1] / step[0][1])
    written = f"{1e9 * after:.0f} ns", f"{1e9 * before:.0f} ns"
    return Promise(f"each of {more}", *written, f"each of {fewer}", after / before, "most", GROWTH)


def taken(ways: Mapping[str, Callable[[], object]], repeats: int) -> list[float]:
    """Return the median seconds of each way, the ways in turn, after once that does not count.

    Where it is not repeated, the first time counts.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats + (repeats > 1)):
        for name, work in ways.items():
            gc.collect()
            began = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - began)
    medians = [median(found[repeats > 1 :]) for found in times.values()]
    for name, found in zip(ways, medians, strict=True):
        told(f"{name}: {found:.3f} s")
    return medians


if __name__ == "__main__":
    sys.exit(main())
