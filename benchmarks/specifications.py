"""What a specification curve promises: five hundred analyses in a minute, what they share once.

People are drawn with covariates of which some are missing, as many as the study plans for. A fifth
of the specifications are doubly robust, a third are on ten imputations. They are computed on as
many cores as are asked for: those of one pool and set of covariates share their people, and other
groups are others' work. Beside it stands the naive loop, which computes each by itself, on a
smaller grid; both give the same numbers. The exit code is 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd
from harness import machine
from harness.promises import Promise, faster, seconds, table

from compendium.outcomes import effects

OURS, THEIRS, QUICK = 500, 2_000, 10
SECONDS, NUMBER, CORES = 60.0, 500, 2
FASTER = 1.5
STEPS = {
    "imputations": "imputed",
    "propensity scores": "propensity",
    "weights": "weighting",
    "matches": "nearest",
    "errors of matching": "abadie_imbens",
    "models of the endpoint": "_model",
}
"""Functions whose share of the time is told, by what they do."""
ENDPOINT = "job_or_education"
PLAN = effects.planned()


def main() -> int:
    """Measure, print the tables, and return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description="Measure what a specification curve promises.")
    quick = "a tenth of the people; no promise has to be kept"
    parser.add_argument("--quick", action="store_true", help=quick)
    parser.add_argument("--jobs", type=int, default=CORES, metavar="N", help="processes")
    asked = parser.parse_args()
    part = QUICK if asked.quick else 1
    frame = drawn(OURS // part, THEIRS // part)
    every = chosen(NUMBER)
    shared, alone = measured(frame, every, asked.jobs)
    print(machine.described())
    print(table([shared, alone], ours="compendium"))
    print()
    print(steps(frame, every))
    if asked.quick:
        print("\nA quick run is too small for the promises to hold, and none has to.")
    return 0 if asked.quick or (shared.kept and alone.kept) else 1


def measured(
    frame: pd.DataFrame, every: Sequence[effects.Specification], jobs: int
) -> tuple[Promise, Promise]:
    """Measure the whole grid, and a smaller one beside the naive loop."""
    robust = sum(getattr(one.design, "kind", "") == "doubly_robust" for one in every)
    on_draws = sum(one.missing == "imputed" for one in every)
    case = f"{len(every)} specifications: {robust} doubly robust, {on_draws} on ten imputations"
    began = time.perf_counter()
    effects.curve(frame, ENDPOINT, every, PLAN, jobs=jobs)
    taken = time.perf_counter() - began
    whole = Promise(case, seconds(taken), "–", "–", taken, "most", SECONDS, " s")
    small = effects.grid().only(
        pool=["across"], covariates=["planned"], window=["both"], exclusions=["nobody"]
    )
    few = effects.combinations(small, PLAN)
    began = time.perf_counter()
    found = effects.curve(frame, ENDPOINT, few, PLAN)
    middle = time.perf_counter()
    by_itself = [effects.specified(frame, ENDPOINT, one) for one in few]
    ended = time.perf_counter()
    values = sorted(one.value for one in by_itself if isinstance(one, effects.Effect))
    if values != found["value"].dropna().tolist():
        raise AssertionError("the two ways do not agree")
    beside = f"each of {len(few)} by itself"
    return whole, faster(
        f"{len(few)} specifications", middle - began, ended - middle, beside, FASTER
    )


def steps(frame: pd.DataFrame, every: Sequence[effects.Specification]) -> str:
    """Return the share of each step, measured in one process with a profile."""
    profile = cProfile.Profile()
    profile.enable()
    effects.curve(frame, ENDPOINT, every, PLAN)
    profile.disable()
    found = pstats.Stats(profile).get_stats_profile()
    whole = found.total_tt
    lines = ["| step | share |", "| --- | --- |"]
    rest = 1.0
    for said, function in STEPS.items():
        each = found.func_profiles.get(function)
        share = each.cumtime / whole if each else 0.0
        rest -= share
        lines.append(f"| {said} | {share:.0%} |")
    lines.append(f"| the rest | {rest:.0%} |")
    return "\n".join(lines)


def chosen(number: int) -> list[effects.Specification]:
    """Return so many specifications: five analyses, of as many people and covariates as it takes.

    One in five is doubly robust, and as the rules for what is missing take turns, one in three is
    on imputations.
    """
    every = effects.combinations(effects.grid().only(caliper=["usual"]), PLAN)
    groups: dict[tuple[object, ...], list[effects.Specification]] = {}
    for one in every:
        key = (one.design.pool, one.design.covariates, one.without, one.missing)
        groups.setdefault(key, []).append(one)
    taken = list(groups.values())[: -(-number * len(groups) // len(every))]
    return [one for group in taken for one in group][:number]


def drawn(ours: int, theirs: int) -> pd.DataFrame:
    """Return subjects with the covariates of the catalogue, some of them missing for one in ten."""
    random = np.random.default_rng(7)
    n = ours + theirs
    arm = np.arange(n) < ours
    leaning = random.normal(size=n) + 0.4 * arm
    frame = pd.DataFrame(
        {
            "participant_id": [f"p-{place}" for place in range(n)],
            "arm": np.where(arm, "intervention", "comparison"),
            "municipality": np.where(
                arm | (random.random(n) < 0.3), random.choice(["København", "Rødovre"], n), "Odense"
            ),
            "index_week": random.integers(1566, 1826, n),
        }
    )
    quarters = (frame["index_week"] - 1566) // 13
    frame["quarter"] = [f"{2020 + each // 4}Q{each % 4 + 1}" for each in quarters]
    frame["within"] = frame["municipality"] != "Odense"
    for name, one in effects.covariates().items():
        if one.kind == "category":
            frame[name] = pd.Categorical(random.choice(["one", "two", "three"], n))
        elif one.kind == "flag":
            frame[name] = (random.normal(size=n) > leaning).astype(float)
        else:
            frame[name] = np.round(10 + 4 * leaning + 3 * random.normal(size=n)).clip(0)
        if name in ("education", "readiness", "risk_debt"):
            frame[name] = frame[name].where(random.random(n) > 0.1)
    chance = 1 / (1 + np.exp(0.6 - 0.5 * leaning - 0.3 * arm))
    return frame.assign(**{ENDPOINT: (random.random(n) < chance).astype(float)})


if __name__ == "__main__":
    sys.exit(main())
