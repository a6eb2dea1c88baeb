"""What endpoints promise: how fast they are beside person-weeks in pandas, how linear, how flat.

People are drawn with 20 spells each, over about ten years. The work is the weeks of the year after
the index date in which each of them reaches an endpoint, summed up. It is measured on DuckDB, from
a Parquet file, beside the plain way in pandas, which spreads every spell out over its weeks and
counts those; both give the same numbers. The promise is about one endpoint. For all of the
catalogue both ways pass over the spells once, so that what is won is less: that is told beside it,
and nothing is promised. Nobody's endpoints depend on anybody else's, so people are looked at in
parts of one size, and memory does not grow. The exit code is 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
from harness import machine
from harness.progress import told
from harness.promises import Promise, faster, seconds, table

from compendium import outcomes

PEOPLE, QUICK, MOST, SMALLEST = 100_000, 2_000, 1_000_000, 1_000
SPELLS, GAP, LONGEST = 20, 8, 40
PART = 100_000
"""People that are looked at together: so memory does not grow with how many there are in all."""
FASTER, GROWTH, MEMORY_LIMIT, ROOM = 20.0, 1.2, "1GB", 1.2
WEEKS = 52
ENDPOINTS = tuple(outcomes.catalogue())


def main() -> int:
    """Measure, print the table, and return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description="Measure what endpoints promise.")
    parser.add_argument("--people", type=int, default=PEOPLE, metavar="N", help="beside pandas")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help="on DuckDB")
    quick = f"{QUICK} people; no promise has to be kept"
    parser.add_argument("--quick", action="store_true", help=quick)
    parser.add_argument("--alone", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(*alone(asked.alone))
        return 0
    sizes = (QUICK, QUICK) if asked.quick else (asked.people, asked.most)
    with tempfile.TemporaryDirectory() as folder:
        promises = list(measured(Path(folder), *sizes))
    print(machine.described())
    print(table(promises, ours="compendium"))
    if asked.quick:
        print("\nA quick run is too small for the promises to hold, and none has to.")
    return 0 if asked.quick or all(promise.kept for promise in promises) else 1


def measured(folder: Path, people: int, most: int) -> Iterator[Promise]:
    """Measure speed beside pandas, then time and memory with ever more people."""
    drawn(folder / "beside", people)
    case = f"{people:,} people".replace(",", " ")
    beside = "person-weeks in pandas"
    for names, said, bound in ((("job",), "one endpoint", FASTER), (ENDPOINTS, "all", None)):
        began = time.perf_counter()
        ours = endpoints(folder / "beside", names)
        middle = time.perf_counter()
        plain = in_pandas(folder / "beside", names)
        ended = time.perf_counter()
        if ours != plain:
            raise AssertionError("the two ways do not agree")
        yield faster(f"{case}, {said}", middle - began, ended - middle, beside, bound)
    yield from growth(folder, most)


def growth(folder: Path, most: int) -> Iterator[Promise]:
    """Compare ten times as many people with ten times the time, and the memory with the most's."""
    sizes = [most]
    while sizes[0] > SMALLEST:
        sizes.insert(0, sizes[0] // 10)
    found = {}
    for size in sizes:
        drawn(folder / str(size), size)
        words = [sys.executable, __file__, "--alone", str(folder / str(size))]
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        taken, peak = map(float, said.split())
        found[size] = taken, peak
        told(f"{size} people: {taken:.2f} s, {peak:.0f} MB")
    if len(sizes) == 1:
        return
    each = [(size, found[size][0] / size) for size in sizes]
    (fewer, before), (more, after) = max(pairwise(each), key=lambda step: step[1][1] / step[0][1])
    written = f"{1e6 * after:.1f} µs", f"{1e6 * before:.1f} µs"
    number = after / before
    yield Promise(f"each of {more}", *written, f"each of {fewer}", number, "most", GROWTH)
    for fewer, more in list(pairwise(sizes))[-1:]:
        high, low = found[more][1], found[fewer][1]
        written = f"{high:.0f} MB", f"{low:.0f} MB"
        yield Promise(f"memory, {more}", *written, f"{fewer} people", high / low, "most", ROOM)
        yield Promise(f"time, {more}", seconds(found[more][0]), "–", "–", 0, "most", None)


def drawn(folder: Path, people: int) -> None:
    """Write people and their spells to a folder; of each person, spells follow each other."""
    folder.mkdir()
    random = np.random.default_rng(7)
    states = pd.DataFrame(outcomes.states().priority, columns=["strand", "state"])
    states = states[~states["state"].isin(outcomes.states().competing)].reset_index(drop=True)
    chosen = random.integers(0, len(states), people * SPELLS)
    lengths = random.integers(4, LONGEST, (people, SPELLS))
    gaps = random.integers(1, GAP, (people, SPELLS))
    first = 1200 + (np.cumsum(lengths + gaps, axis=1) - lengths).ravel()
    hours = random.choice([10.0, 18.0, 37.0], people * SPELLS)
    work = states["strand"].to_numpy()[chosen] == "work"
    spells = {
        "participant_id": np.repeat(np.arange(people), SPELLS),
        "strand": states["strand"].to_numpy()[chosen],
        "state": states["state"].to_numpy()[chosen],
        "hours": np.where(work, hours, np.nan),
        "first_week": first.astype("int32"),
        "last_week": (first + lengths.ravel() - 1).astype("int32"),
    }
    pd.DataFrame(spells).to_parquet(folder / "histories.parquet", row_group_size=200_000)
    index = random.integers(1350, 1500, people).astype("int32")
    persons = pd.DataFrame({"participant_id": np.arange(people), "index_week": index})
    persons.to_parquet(folder / "people.parquet")


def endpoints(folder: Path, names: Sequence[str] = ENDPOINTS) -> list[int]:
    """Return the weeks of all people in each endpoint, on DuckDB."""
    with tempfile.TemporaryDirectory() as spill:
        connection = duckdb.connect(
            config={"memory_limit": MEMORY_LIMIT, "temp_directory": spill, "threads": 2}
        )
        connection.execute("SET preserve_insertion_order = false")
        histories, people = (
            nw.from_native(connection.read_parquet(str(folder / f"{name}.parquet")))
            for name in ("histories", "people")
        )
        (number,) = people.select(nw.len().alias("n")).collect(backend="pyarrow")["n"].to_list()
        found = [
            _of_part(histories, people, names, first, min(first + PART, number))
            for first in range(0, number, PART)
        ]
        connection.close()
    return [sum(each) for each in zip(*found, strict=True)]


def _of_part(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    names: Sequence[str],
    first: int,
    end: int,
) -> list[int]:
    """Return the weeks of some people; nobody's depend on anybody else's."""
    some = people.filter((nw.col("participant_id") >= first) & (nw.col("participant_id") < end))
    found = outcomes.weeks_within_each(histories, some, names, last=WEEKS)
    total = found.select(*(nw.col(name).sum() for name in names)).collect(backend="pyarrow")
    return [int(total[name][0]) for name in names]


def in_pandas(folder: Path, names: Sequence[str]) -> list[int]:
    """Return the same, counted in person-weeks."""
    spells = pd.read_parquet(folder / "histories.parquet")
    people = pd.read_parquet(folder / "people.parquet")
    spells = spells.astype({"strand": "category", "state": "category"})
    lengths = (spells["last_week"] - spells["first_week"] + 1).to_numpy()
    weeks = spells.loc[spells.index.repeat(lengths)].reset_index(drop=True)
    weeks["week"] = weeks["first_week"] + weeks.groupby(np.repeat(spells.index, lengths)).cumcount()
    weeks = weeks.merge(people, on="participant_id")
    weeks["week"] -= weeks["index_week"]
    weeks = weeks[weeks["week"].between(1, WEEKS)]
    found = []
    for endpoint in map(outcomes.endpoint, names):
        counts = pd.Series(False, index=weeks.index)
        for strand, states in endpoint.states.items():
            counts |= (weeks["strand"] == strand) & weeks["state"].isin(states)
        if endpoint.hours_at_least is not None:
            counts &= weeks["hours"] >= endpoint.hours_at_least
        reached = len(weeks.loc[counts, ["participant_id", "week"]].drop_duplicates())
        pensioned = weeks.loc[weeks["state"].isin(outcomes.states().competing)]
        if len(pensioned):
            raise AssertionError("people were drawn of whom this way knows nothing")
        found.append(len(people) * WEEKS - reached if endpoint.without else reached)
    return found


def alone(folder: Path) -> tuple[float, float]:
    """Return the seconds of the work, and the most memory of this process in MB."""
    began = time.perf_counter()
    endpoints(folder)
    taken = time.perf_counter() - began
    status = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in status if line.startswith("VmHWM:"))
    return taken, int(peak) / 1024


if __name__ == "__main__":
    sys.exit(main())
