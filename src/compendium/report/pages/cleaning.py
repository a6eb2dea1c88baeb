"""Turns an executed notebook into the one that is published: no parameters, times or paths."""

from __future__ import annotations

import re
from typing import Any

from compendium.report.pages import cells

FOLDED = "hide-input"
AUDITED = "safe"
"""What the gate audits; the book has no use for it, and it is most of a notebook."""

DROPPED = {cells.PARAMETERS, cells.INJECTED, cells.OUTCOME, "remove-cell"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "name": "python", "pygments_lexer": "ipython3"}
HEADING = re.compile(r"^(# .+)$", flags=re.MULTILINE)


def clean(notebook: dict[str, Any], label: str = "") -> dict[str, Any]:
    """Return the notebook as it is published; the one given is left as it was.

    Metadata of papermill and of the kernel's clock and version go, and so do the cells that hold
    parameters. Code cells stay and are folded. Ids are the cell's number, execution counts run
    from 1, and an output of ours loses the plain text that IPython puts beside it. What stays as it
    is, such as an image, both notebooks share.

    Parameters
    ----------
    notebook
        An executed notebook, as papermill wrote it.
    label
        The case, put after the first heading, so that each page of a family has its own title.
    """
    kept = [cell for cell in notebook["cells"] if not cells.tags(cell) & DROPPED]
    cleaned = [_cell(number, cell) for number, cell in enumerate(kept, 1)]
    if label:
        _entitle(cleaned, label)
    _count(cleaned)
    return {
        "cells": cleaned,
        "metadata": {"kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE)},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def add_text(cleaned: dict[str, Any], text: str) -> None:
    """Add a cell of text at the end of a notebook that was cleaned."""
    number = len(cleaned["cells"]) + 1
    made = {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": text}
    cleaned["cells"].append(made)


def _cell(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    kept = {
        "cell_type": cell["cell_type"],
        "id": f"cell-{number}",
        "metadata": {"tags": sorted(cells.tags(cell))} if cells.tags(cell) else {},
        "source": cells.source(cell),
    }
    if cell["cell_type"] == "code":
        kept["metadata"] = {"tags": sorted(cells.tags(cell) | {FOLDED})}
        kept["execution_count"] = None
        kept["outputs"] = [_output(output) for output in cell["outputs"]]
    return kept


def _output(output: dict[str, Any]) -> dict[str, Any]:
    kept = dict(output)
    if kept["output_type"] == "execute_result":
        kept["output_type"] = "display_data"
        kept.pop("execution_count", None)
    if "compendium" in kept.get("metadata", {}):
        ours = kept["metadata"]["compendium"]
        kept["metadata"] = {"compendium": {key: ours[key] for key in ours if key != AUDITED}}
        kept["data"] = {mime: what for mime, what in kept["data"].items() if mime != "text/plain"}
    return kept


def _entitle(cleaned: list[dict[str, Any]], label: str) -> None:
    for cell in cleaned:
        if cell["cell_type"] == "markdown" and HEADING.search(cell["source"]):
            cell["source"] = HEADING.sub(lambda found: f"{found[1]}: {label}", cell["source"], 1)
            return


def _count(cleaned: list[dict[str, Any]]) -> None:
    code = (cell for cell in cleaned if cell["cell_type"] == "code")
    for number, cell in enumerate(code, 1):
        cell["execution_count"] = number
