"""What the build engine promises, beside what a user would otherwise do, measured in one run.

A generated book is built by `compendium build`, by papermill and Jupyter Book, and by Jupyter Book
alone: for the first time, when nothing has changed, and after an edit of one notebook. All have to
show the same figures. Then the memory of a larger book is measured, and this repository's own
report. The exit code is 1 where a promise is not kept, except in a quick run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from harness import cases, machine, own
from harness.cases import Sizes
from harness.figures import DifferingFiguresError
from harness.promises import Promise, table
from harness.ways import FailedCommandError

NOTEBOOKS = 24
SECONDS = (0.3, 2.0)
REPEATS = 3
SAID = """
{notebooks} generated notebooks, no two alike, whose own cells take the seconds given beside their
imports, one figure among them; {jobs} runs at once. First builds of generated books: once. All
else: the median of {repeats}. Every way of building showed the same figures.
"""


def main() -> int:
    """Measure, print the table, and return 1 where a promise is not kept."""
    asked = arguments()
    # Bytecode is written on all sides, whatever the shell says.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sizes = Sizes(asked.notebooks, machine.cores(), asked.repeats)
    try:
        with workshop(asked.into) as folder:
            promises = list(measured(folder, sizes, asked.seconds))
    except (FailedCommandError, DifferingFiguresError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(machine.described())
    print(SAID.format(notebooks=sizes.notebooks, jobs=sizes.jobs, repeats=sizes.repeats))
    print(table(promises))
    if asked.quick:
        print("\nA quick run is too small for the promises to hold, and none has to.")
    return 0 if asked.quick or all(promise.kept for promise in promises) else 1


def measured(folder: Path, sizes: Sizes, seconds: list[float]) -> Iterator[Promise]:
    """Measure everything, one after the other, for nothing else may run meanwhile."""
    cases.warm_up(folder / "warming", sizes)
    for own_seconds in seconds:
        yield from cases.speed(folder / f"{own_seconds:g}", sizes, own_seconds)
    yield from cases.room(folder / "memory", sizes)
    yield from own.report(folder / "own", sizes)


def arguments() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description="Measure what the build engine promises.")
    parser.add_argument("--notebooks", type=int, metavar="N", help=f"default {NOTEBOOKS}")
    seconds = "of each notebook's own cells, in CPU time; default 0.3 and 2"
    parser.add_argument("--seconds", type=float, nargs="+", metavar="S", help=seconds)
    repeats = f"how often what takes seconds is measured; default {REPEATS}"
    parser.add_argument("--repeats", type=int, metavar="N", help=repeats)
    quick = "3 notebooks of 0.3 s, everything once; no promise has to be kept"
    parser.add_argument("--quick", action="store_true", help=quick)
    into = "an empty folder, where the books go and stay; default one that is removed"
    parser.add_argument("--into", type=Path, metavar="FOLDER", help=into)
    asked = parser.parse_args()
    asked.notebooks = asked.notebooks or (3 if asked.quick else NOTEBOOKS)
    asked.seconds = asked.seconds or list(SECONDS[:1] if asked.quick else SECONDS)
    asked.repeats = asked.repeats or (1 if asked.quick else REPEATS)
    return asked


@contextmanager
def workshop(wanted: Path | None) -> Iterator[Path]:
    """Yield the folder that was wanted, else one that is removed."""
    if wanted:
        yield wanted.resolve()
        return
    with TemporaryDirectory(prefix="benchmark-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    sys.exit(main())
