"""What matching promises: at least as fast as R MatchIt, with 500 participants and 2000 others.

Both fit the propensity score and match on its logit within a caliper, with and without replacement,
anywhere and within the calendar quarter. R is timed inside R, without its start, after a first time
that does not count, as ours is. What both find is held against each other in the tests, not here:
MatchIt 4.5.1 does not find the nearest when it is given logits. Without R nothing is promised. The
exit code is 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from harness import machine
from harness.promises import Promise, seconds, table

from compendium.outcomes import effects
from compendium.outcomes.effects.estimators.propensity import among_shared

PARTICIPANTS, OTHERS, QUICK = 500, 2_000, 10
"""Of a quick run, one person in so many."""
SEED, REPEATS, FASTER = 11, 9, 1.0
NAMES = ("age", "history", "flag")
WAYS = tuple(product((False, True), (True, False)))
"""Exact and replacement, in the order in which R goes through them."""


def main() -> int:
    """Measure, print the table, and return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description="Measure what matching promises.")
    quick = f"one person in {QUICK}; no promise has to be kept"
    parser.add_argument("--quick", action="store_true", help=quick)
    asked = parser.parse_args()
    part = QUICK if asked.quick else 1
    promises = list(measured(PARTICIPANTS // part, OTHERS // part))
    print(machine.described())
    print(table(promises, ours="compendium"))
    if asked.quick:
        print("\nA quick run is too small for the promises to hold, and none has to.")
    return 0 if asked.quick or all(promise.kept for promise in promises) else 1


def measured(participants: int, others: int) -> Iterator[Promise]:
    """Measure each way of matching in both."""
    people = drawn(participants, others)
    beside = in_r(people)
    for place, (exact, replacement) in enumerate(WAYS):
        ours = timed(people, exact, replacement)
        where = "within the quarter" if exact else "anywhere"
        case = f"{participants} to {others}, {where}, {'again' if replacement else 'once'}"
        if beside:
            number, other, bound = beside[place] / ours, f"{beside[place]:.3f} s", FASTER
            yield Promise(case, f"{ours:.4f} s", other, "R MatchIt", number, "least", bound)
        else:
            yield Promise(case, seconds(ours), "–", "R is not here", 0, "least", None)


def drawn(participants: int, others: int) -> pd.DataFrame:
    """Return two arms that overlap and are not alike."""
    random = np.random.default_rng(SEED)
    number = participants + others
    treat = np.repeat([1, 0], [participants, others])
    return pd.DataFrame(
        {
            "treat": treat,
            "arm": np.where(treat == 1, "intervention", "comparison"),
            "age": random.normal(21 - treat, 3, number),
            "history": random.gamma(2, 9 + 3 * treat, number),
            "flag": (random.random(number) < 0.3 + 0.1 * treat).astype(float),
            "quarter": random.integers(0, 8, number),
        }
    )


def timed(people: pd.DataFrame, exact: bool, replacement: bool) -> float:
    """Return the seconds of a score and its matches, by us."""
    taken = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        scores = among_shared(people, NAMES)
        if not isinstance(scores, effects.Propensity):
            raise AssertionError("people were drawn of whom there is no score")
        columns = ("quarter",) if exact else ()
        effects.nearest(people, scores.linear, exact=columns, replacement=replacement)
        taken.append(time.perf_counter() - began)
    return median(taken[1:])


def in_r(people: pd.DataFrame) -> list[float]:
    """Return the seconds of each way in R MatchIt; none where R or MatchIt is not here."""
    runner = shutil.which("Rscript")
    if not runner:
        return []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        people.to_csv(file, index=False)
        script = Path(__file__).with_suffix(".R")
        command = [runner, str(script), str(file), str(REPEATS)]
        done = subprocess.run(command, capture_output=True, text=True)
    return [float(line) for line in done.stdout.split()] if done.returncode == 0 else []


if __name__ == "__main__":
    sys.exit(main())
