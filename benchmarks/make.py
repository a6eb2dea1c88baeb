"""What `make` costs on a second call: the environment's check beside a bare Python start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 9


def seconds(command: Sequence[str]) -> float:
    """Return the median wall time of a command over several runs, after one that is not counted."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> None:
    """Print both times and their ratio."""
    ready = seconds(["make", "--no-print-directory", "ready"])
    python = seconds([sys.executable, "-c", "pass"])
    print(f"make ready, environment in place   {ready:7.3f} s   (promised: under 1 s)")
    print(f"python -c pass                     {python:7.3f} s   ratio {ready / python:.2f}")


if __name__ == "__main__":
    main()
