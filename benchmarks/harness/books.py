"""Generated books: notebooks that all differ, each of which draws one figure and takes a while."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Execution = Literal["off", "force", "cache"]

CONFIG: dict[str, Any] = {
    "title": "A generated book",
    "author": "Nobody",
    "copyright": "2026",
    "exclude_patterns": [".*", "_build"],
    "only_build_toc_files": True,
    "html": {"use_multitoc_numbering": False},
    "latex": {"use_jupyterbook_latex": False},
    "sphinx": {
        "extra_extensions": ["compendium.report.sphinx"],
        "recursive_update": True,
        "config": {
            "language": "en",
            "html_copy_source": False,
            "html_show_sourcelink": False,
        },
    },
}
STUDY = """
id = "generated"
title = "A study without tables"
period = { from = 2020-01-01, to = 2024-12-31 }
municipalities = ["Bornholm", "Rødovre"]
allocation = "self-selected"
profile = "dk"
audience = "public"

[[waves]]
id = "baseline"
label = "Baseline"
"""
IMPORTS = """
import time

import pandas as pd
from scipy import stats

from compendium.disclosure import published
from compendium.present import figure
"""
DRAWING = """
began = time.process_time()
weeks = range(1, 13)
values = [{height} + 10 * stats.norm.cdf((week - 6) / {width}) for week in weeks]
course = pd.DataFrame({{"week": weeks, "value": values, "source": "generated"}})
figure(
    published(course, "value", by=["week"]),
    "lines",
    name="course",
    caption="fidelity_sections_lines",
    x="week",
)
"""
WORKING = """
while time.process_time() < began + {until:.4f}:
    squares = sum(number * number for number in range(1000))
"""
PARTS = 3
"""In how many cells a notebook works, after the one that draws."""

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass(frozen=True)
class Book:
    """A book in a folder, and the study it is built of.

    Attributes
    ----------
    root, study
        The two folders.
    pages
        The names of its notebooks.
    seconds
        How long the cells of each take beside its imports, in CPU time.
    """

    root: Path
    study: Path
    pages: tuple[str, ...]
    seconds: float

    def copied(self, root: Path, execution: Execution) -> Book:
        """Return the same book in another folder, without what was built.

        Parameters
        ----------
        root
            The folder, which is made.
        execution
            What Jupyter Book does with the notebooks; `compendium build` executes them itself.
        """
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns("_build"))
        copy = Book(root, self.study, self.pages, self.seconds)
        copy.executed(execution)
        return copy

    def executed(self, execution: Execution) -> None:
        """Write the configuration with which Jupyter Book executes the notebooks in this way."""
        execute = {"execute_notebooks": execution, "timeout": -1, "raise_on_error": True}
        _write(self.root / "_config.yml", yaml.safe_dump({**CONFIG, "execute": execute}))

    def edit(self, page: str, edition: int = 0) -> None:
        """Write a notebook in an edition, whose figure is like that of no other page or edition."""
        place = self.pages.index(page)
        sources = [
            IMPORTS,
            DRAWING.format(height=20 + place + 1000 * edition, width=1 + place / 10),
            *(WORKING.format(until=self.seconds * (n + 1) / PARTS) for n in range(PARTS)),
        ]
        text = json.dumps(notebook(page, sources), indent=1)
        _write(self.root / "notebooks" / f"{page}.ipynb", text)


def generated(folder: Path, notebooks: int, seconds: float) -> Book:
    """Write a book of so many notebooks, and its study beside it.

    Parameters
    ----------
    folder
        Where both go.
    notebooks
        How many; no two have the same cells, or a cache would execute one for all.
    seconds
        How long the cells of each take in CPU time, the figure among them and imports not.
    """
    pages = tuple(f"page-{number:02}" for number in range(1, notebooks + 1))
    book = Book(folder / "book", folder / "study", pages, seconds)
    _write(book.study / "study.toml", STUDY)
    book.executed("force")
    chapters = [{"file": f"notebooks/{page}"} for page in pages]
    parts = [{"caption": "Pages", "chapters": chapters}]
    toc = {"format": "jb-book", "root": "book/index", "parts": parts}
    _write(book.root / "_toc.yml", yaml.safe_dump(toc))
    _write(book.root / "notebooks" / "runs.yml", yaml.safe_dump([{"notebook": p} for p in pages]))
    _write(book.root / "book" / "index.md", "# A generated book\n\nIts pages are alike.\n")
    for page in pages:
        book.edit(page)
    return book


def notebook(title: str, sources: Sequence[str]) -> dict[str, Any]:
    """Return a notebook of a heading and these cells, as it is kept: without outputs."""
    heading = {"cell_type": "markdown", "id": "heading", "metadata": {}, "source": f"# {title}"}
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {"tags": ["hide-input"]},
            "source": source.strip(),
            "execution_count": None,
            "outputs": [],
        }
        for number, source in enumerate(sources, 1)
    ]
    metadata = {"kernelspec": KERNEL}
    return {"cells": [heading, *cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
