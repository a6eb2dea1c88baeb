"""The staged copy of the book: chapters, cleaned notebooks, contents, nothing to execute."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from compendium.report.pages import cleaning
from compendium.report.plans import configuration, contents
from compendium.report.plans.runs import FILE as RUNS
from compendium.report.plans.runs import Run

CHAPTERS = "book"


def stage(
    root: Path,
    folder: Path,
    config: dict[str, Any],
    toc: dict[str, Any],
    notebooks: Mapping[Run, dict[str, Any]],
    feet: Mapping[str, str] | None = None,
) -> None:
    """Write the staged copy of a book into an empty folder.

    Parameters
    ----------
    root
        The book as committed; its chapters and runs.yml are copied as they are.
    folder
        Where the copy goes.
    config, toc
        The staged configuration and contents.
    notebooks
        Run to executed notebook; cleaned on the way.
    feet
        Page of a run to the text that stands at its end, for those that have one.
    """
    folder.mkdir(parents=True)
    if (root / CHAPTERS).is_dir():
        shutil.copytree(root / CHAPTERS, folder / CHAPTERS, ignore=shutil.ignore_patterns(".*"))
    (folder / contents.FOLDER).mkdir()
    shutil.copyfile(root / RUNS, folder / RUNS)
    for run, notebook in notebooks.items():
        cleaned = cleaning.clean(notebook, run.label)
        if foot := (feet or {}).get(run.page):
            cleaning.add_text(cleaned, foot)
        text = json.dumps(cleaned, ensure_ascii=False)
        (folder / f"{run.document}.ipynb").write_text(text + "\n", "utf-8")
    _write(folder / configuration.FILE, config)
    _write(folder / contents.FILE, toc)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
