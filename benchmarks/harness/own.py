"""The report of this repository: what a first build takes, beside what none can do without."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from compendium import study
from compendium.report import binding, processes, staging
from compendium.report.kernels.nursery import LIBRARIES
from compendium.report.kernels.surroundings import fixed
from compendium.report.pages import cells
from compendium.report.plans import configuration, contents, planning
from compendium.report.plans.runs import Run
from harness.books import Book
from harness.cases import Sizes, timed
from harness.progress import told
from harness.promises import Promise, seconds
from harness.ways import compendium

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("_config.yml", "_toc.yml", "book", "notebooks")
STUDY = ROOT / "data" / "synthetic"
BOUND = 1.5


def report(folder: Path, sizes: Sizes) -> Iterator[Promise]:
    """Compare a first build with the sum of its parts that no engine can leave out.

    They are the cells as warm kernels executed them, shared by all cores; one clean pass of
    Sphinx, in a process that has imported it; and the imports that warm kernels begin with.
    """
    built, worked = [], []
    for attempt in range(sizes.repeats):
        book = copied(folder / f"report-{attempt}")
        built.append(timed("own report, first build", [compendium(book, sizes.jobs)]))
        worked.append(sum(map(duration, executed(book))) / sizes.jobs)
    bound = [sphinx(book, folder / f"bound-{attempt}") for attempt in range(sizes.repeats)]
    loaded = [imports(book) for _ in range(sizes.repeats)]
    parts = median(worked), median(bound), median(loaded)
    told("own report: cells {}, Sphinx {}, imports {}".format(*map(seconds, parts)))
    total, floor = median(built), sum(parts)
    beside = "cells {} + Sphinx {} + imports {}".format(*map(seconds, parts))
    written = seconds(total), seconds(floor)
    yield Promise("own report, first build", *written, beside, total / floor, "most", BOUND)


def copied(root: Path) -> Book:
    """Return a copy of this repository's book, so that what is built of it stays as it is."""
    root.mkdir(parents=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part)
        else:
            shutil.copy2(ROOT / part, root / part)
    pages = tuple(sorted(path.stem for path in (root / "notebooks").glob("*.ipynb")))
    return Book(root, STUDY, pages, 0.0)


def executed(book: Book) -> list[Path]:
    """Return the executed notebooks that a build has kept."""
    return sorted((book.root / "_build" / ".cache").glob("en-*/runs/*.ipynb"))


def duration(notebook: Path) -> float:
    """Return how many seconds the cells of an executed notebook took."""
    content = json.loads(notebook.read_text("utf-8"))
    noted = (cell["metadata"].get("papermill") or {} for cell in content["cells"])
    return sum(each.get("duration") or 0.0 for each in noted)


def sphinx(book: Book, folder: Path) -> float:
    """Return how many seconds one clean pass of Sphinx takes, as a build makes it.

    Parameters
    ----------
    book
        The book, which has been built.
    folder
        Where it is bound once more.
    """
    config, toc, declarations = planning.committed(book.root)
    runs = planning.runs(declarations, study.load(book.study))
    kept = {path.stem: path for path in executed(book)}
    notebooks: dict[Run, dict[str, object]] = {run: cells.read(kept[run.page]) for run in runs}
    settings = configuration.staged(config, "en")
    staging.stage(book.root, folder / "book", settings, contents.staged(toc, runs), notebooks)
    with processes.pool(1, *binding.NEEDED) as binder:
        # The first task ends when the process has imported all it needs.
        binder.submit(int).result()
        began = time.perf_counter()
        binding.bind(folder / "book", folder / "html", binder)
        return time.perf_counter() - began


def imports(book: Book) -> float:
    """Return how many seconds a fresh interpreter takes to import what warm kernels begin with."""
    code = "\n".join(f"import {library}" for library in LIBRARIES)
    began = time.perf_counter()
    environment = fixed(book.root / "_build" / ".settings")
    subprocess.run([sys.executable, "-c", code], cwd=book.root, env=environment, check=True)
    return time.perf_counter() - began
