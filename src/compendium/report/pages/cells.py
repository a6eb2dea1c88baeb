"""The cells of a notebook: their tags, their numbers as a reader counts them, their first lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PARAMETERS = "parameters"
INJECTED = "injected-parameters"
OUTCOME = "papermill-error-cell-tag"


def read(path: Path) -> Any:
    """Return the notebook in a file, as a notebook node of format 4."""
    # Here, for whoever only looks at cells need not wait for all that checks their form.
    import nbformat

    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call] # nbformat has none


def tags(cell: dict[str, Any]) -> frozenset[str]:
    """Return the tags of a cell."""
    return frozenset(cell.get("metadata", {}).get("tags", ()))


def source(cell: dict[str, Any]) -> str:
    """Return what a cell says, whichever of the two ways the file keeps it."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def numbered(notebook: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the cells with their numbers, counted from 1 as in the notebook its author wrote.

    Cells that papermill put in are left out, so a number found in an executed notebook is the
    number in the source.
    """
    number = 0
    for cell in notebook["cells"]:
        if tags(cell) & {INJECTED, OUTCOME}:
            continue
        number += 1
        yield number, cell


def retold(executed: dict[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    """Return an executed notebook with its text as its author has written it by now.

    What a notebook shows rests on its code alone, so that a word that is changed in its text is
    no reason to execute it again.

    Parameters
    ----------
    executed
        The executed notebook.
    source
        The notebook as it is kept. Where its code is not what was executed, for it was changed
        meanwhile, the executed notebook is returned as it is.
    """
    ran = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    own = [each for each in ran if not tags(each) & {INJECTED, OUTCOME}]
    code = [cell for cell in source["cells"] if cell["cell_type"] == "code"]
    if [*map(_said, own)] != [*map(_said, code)]:
        return executed
    told: list[dict[str, Any]] = []
    for cell in source["cells"]:
        if cell["cell_type"] != "code":
            told.append(cell)
            continue
        told.append(ran.pop(0))
        # What papermill put in comes right after the cell that it belongs to.
        while ran and tags(ran[0]) & {INJECTED, OUTCOME}:
            told.append(ran.pop(0))
    return {**executed, "cells": told}


def _said(cell: dict[str, Any]) -> tuple[str, frozenset[str]]:
    return source(cell), tags(cell)


def first_line(cell: dict[str, Any]) -> str:
    """Return the first line of a cell that is code, else its first line, else nothing."""
    lines = [line.strip() for line in source(cell).splitlines() if line.strip()]
    code = [line for line in lines if not line.startswith("#")]
    return (code or lines or [""])[0]
