"""What a benchmark says while it runs, beside its result."""

from __future__ import annotations

import sys
import time

BEGAN = time.perf_counter()


def told(text: str) -> None:
    """Tell on standard error what was done, and how many seconds after the beginning."""
    print(f"[{time.perf_counter() - BEGAN:6.0f} s] {text}", file=sys.stderr, flush=True)
