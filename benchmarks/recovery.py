"""What designs recover: a thousand simulated studies of each scenario, put on record.

Each scenario says beforehand what is built into its studies, which design is to recover it, and
between which values bias and coverage are expected (`validation/recovery.toml`). Here all of them
are run, on all cores, and the record that the page of validation shows is written. What has been
run with the same sources is kept below `_build`, so that a run that was stopped goes on where it
was. The exit code is 1 where a result lies outside what was declared.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

from harness import machine
from harness.progress import told

from compendium.tables import Absent, checkout
from compendium.validation import recovery_records as record
from compendium.validation.catalogue import shelf
from compendium.validation.code_digest import code_digest
from compendium.validation.recovery import NUMBER, SEED, Attempt, attempted
from compendium.validation.scenario import Scenario, scenarios

PART = 25
"""Studies that a process takes at once."""
KEPT = checkout() / "_build" / "recovery"


def main() -> int:
    """Run the scenarios, print what they recover, and write the record."""
    parser = argparse.ArgumentParser(description="Run designs on simulated studies.")
    parser.add_argument("only", nargs="*", metavar="SCENARIO", help="run these, keep the others")
    parser.add_argument("--studies", type=int, default=NUMBER, metavar="N", help="of each scenario")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--dry", action="store_true", help="write no record")
    asked = parser.parse_args()
    known = scenarios()
    if unknown := set(asked.only) - set(known):
        parser.error(f"no scenario {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    # One thread a process, which those that are started here inherit: more wait for each other.
    os.environ |= {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    began = time.perf_counter()
    found: dict[str, record.Entry] = {}
    chosen = [known[name] for name in asked.only or known]
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as processes:
        for scenario in chosen:
            attempts = kept(scenario, asked.studies) or run(scenario, asked.studies, processes)
            found[scenario.id] = record.entry(scenario, attempts)
            told(line(scenario, found[scenario.id]))
    print(machine.described())
    print(
        f"{len(chosen)} scenarios of {asked.studies} studies: {time.perf_counter() - began:.0f} s"
    )
    if not asked.dry:
        print(f"{write(found, asked.studies, known).relative_to(checkout())} is written.")
    outside = [each.id for each in chosen if found[each.id].recovery.outside(each)]
    if outside:
        print(f"Not as declared: {', '.join(outside)}.", file=sys.stderr)
    return 1 if outside else 0


def run(
    scenario: Scenario, studies: int, processes: ProcessPoolExecutor
) -> Sequence[Attempt | Absent]:
    """Run a scenario, and keep what came of each of its studies."""
    starts = range(0, studies, PART)
    parts = processes.map(
        part, [scenario] * len(starts), starts, [min(start + PART, studies) for start in starts]
    )
    attempts: list[Attempt | Absent] = []
    for each in parts:
        attempts += each
        told(f"{scenario.id}: {len(attempts)} of {studies}")
    KEPT.mkdir(parents=True, exist_ok=True)
    plain = [each.why if isinstance(each, Absent) else asdict(each) for each in attempts]
    place(scenario).write_text(json.dumps({"of": stamp(scenario), "attempts": plain}), "utf-8")
    return attempts


def part(scenario: Scenario, first: int, end: int) -> list[Attempt | Absent]:
    """Return what the design makes of some studies of a scenario, in a process of its own."""
    return [attempted(scenario, number) for number in range(first, end)]


def kept(scenario: Scenario, studies: int) -> Sequence[Attempt | Absent]:
    """Return what was kept of a scenario by these sources, or nothing where it is too little."""
    try:
        content = json.loads(place(scenario).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    if content["of"] != stamp(scenario) or len(content["attempts"]) < studies:
        return []
    told(f"{scenario.id}: kept from a run before")
    return [
        Absent(each) if isinstance(each, str) else Attempt(**each)
        for each in content["attempts"][:studies]
    ]


def stamp(scenario: Scenario) -> dict[str, object]:
    """Return all that an attempt depends on."""
    return {"sources": code_digest(), "seed": SEED, **record.built(scenario)}


def place(scenario: Scenario) -> Path:
    """Return the file that attempts of a scenario are kept in."""
    return KEPT / f"{scenario.id}.json"


def line(scenario: Scenario, entry: record.Entry) -> str:
    """Return what a scenario has come to, in a line."""
    one = entry.recovery
    return (
        f"{scenario.id}: bias {one.bias:+.4f} ± {one.bias_error:.4f}, spread {one.spread:.4f}, "
        f"error {one.error:.4f}, coverage {one.coverage:.3f} ± {one.coverage_error:.3f}, dropped "
        f"{one.dropped:.3f}, without {one.without}: {record.verdict(scenario, one)}"
    )


def write(found: Mapping[str, record.Entry], studies: int, known: Mapping[str, Scenario]) -> Path:
    """Write the record, in which what was not run now stays where its sources are the same."""
    path = shelf() / record.FILE
    try:
        before = record.recoveries()
    except record.UnreadableRecoveriesError:
        before = None
    now = code_digest()
    same = before is not None and (before.sources, before.seed, before.studies) == (
        now, SEED, studies,
    )  # fmt: skip
    entries = {**(before.entries if before is not None and same else {}), **found}
    ordered = {name: entries[name] for name in known if name in entries}
    content = record.Recoveries(SEED, studies, now, record.COMMAND, ordered)
    path.write_text(record.written_recoveries(content), "utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
