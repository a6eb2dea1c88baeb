"""The ledger: every result that the runs recorded, with what it means and where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from compendium.report import outputs
from compendium.report.runs import Run

FORMAT = 1
FILE = "ledger.json"


def collected(notebooks: Mapping[Run, dict[str, Any]], language: str) -> dict[str, dict[str, Any]]:
    """Return the results of all runs by id, `page/name`.

    Parameters
    ----------
    notebooks
        Run to executed notebook.
    language
        Of the definitions and methods.

    Returns
    -------
    dict
        Id to the record (value, low, high, unit, n, shown, why, absent, text) with definition,
        method, notebook, case, cell (number in the source) and anchor (page and id).
    """
    ledger: dict[str, dict[str, Any]] = {}
    for run, notebook in notebooks.items():
        for output in outputs.of(notebook):
            if output.kind != "result" or output.name not in run.results:
                continue
            declared = run.results[output.name]
            ledger[f"{run.page}/{output.name}"] = {
                **output.metadata["record"],
                "definition": declared.definition[language],
                "method": declared.method[language],
                "notebook": run.notebook,
                "case": run.label,
                "cell": output.cell,
                "anchor": f"{run.document}.html#{outputs.anchor('result', output.name)}",
            }
    return dict(sorted(ledger.items()))


def written(ledger: Mapping[str, Any], study: str, language: str) -> str:
    """Return the ledger as the text of `ledger.json`: no clock, no path, keys in order."""
    content = {"format": FORMAT, "study": study, "language": language, "results": dict(ledger)}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
