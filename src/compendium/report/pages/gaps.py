"""Honest gaps: the page of a run that failed, in a report that was built to keep going."""

from __future__ import annotations

from html import escape
from typing import Any

from compendium.errors import CompendiumError
from compendium.present.wording import word
from compendium.report.pages import cells, outputs
from compendium.report.plans.runs import Run


def notebook(run: Run, source: dict[str, Any], fault: CompendiumError, language: str) -> Any:
    """Return the notebook of a run that failed: its title, what went wrong, and no results.

    Parameters
    ----------
    run
        The run, whose declared results are recorded as absent.
    source
        Its notebook as it is kept, of which the first cell of text stays.
    fault
        What went wrong; it must quote no value.
    language
        en or da.
    """
    why = " ".join(f"{fault.what} {fault.where}".split())
    told = escape(word("gap.box", language, why=why))
    short = word("gap.short", language)
    shown = [_output(f'<p class="compendium-absent">{told}</p>', {"kind": "note"})]
    for name in run.results:
        record = {
            "value": None, "low": None, "high": None, "n": None, "unit": "", "shown": False,
            "why": "absent", "absent": why, "text": {"value": short, "full": short, "n": ""},
        }  # fmt: skip
        html = f'<p class="compendium-absent">{escape(name)}: {escape(short)}</p>'
        shown.append(_output(html, {"kind": "result", "name": name, "record": record}))
    title = next((cell for cell in source["cells"] if cell["cell_type"] == "markdown"), None)
    heading = cells.source(title).partition("\n")[0] if title else f"# {run.notebook}"
    # Sphinx passes over a cell without a source, and this one has nothing to show of it.
    hidden = {"tags": ["remove-input"]}
    gap = {"cell_type": "code", "source": "pass", "metadata": hidden, "execution_count": 1}
    return {
        "cells": [
            {"cell_type": "markdown", "source": heading, "metadata": {}},
            {**gap, "outputs": shown},
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _output(html: str, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "output_type": "display_data",
        "data": {outputs.MIME["note"]: html},
        "metadata": {outputs.KEY: record},
    }
