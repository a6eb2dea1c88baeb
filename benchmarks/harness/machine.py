"""What a measurement was taken with: the machine, the day, and the versions."""

from __future__ import annotations

import os
import platform
from datetime import date
from importlib.metadata import version

GIBIBYTE = 1024**3
PACKAGES = (
    "jupyter-book",
    "myst-nb",
    "jupyter-cache",
    "sphinx",
    "papermill",
    "ipykernel",
    "pandas",
    "scipy",
    "matplotlib",
)


def cores() -> int:
    """Return how many runs `compendium build` executes at once unless told otherwise."""
    return os.cpu_count() or 1


def described() -> str:
    """Return machine, day and versions in two lines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    system = f"{platform.system()} {platform.machine()}, {cores()} cores, {memory:.0f} GiB"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{date.today()}, {system}, Python {platform.python_version()}\n{versions}"
