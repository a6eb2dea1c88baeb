"""The two sides of a comparison: one notebook, run once with each of two sets of parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compendium.errors import CompendiumError
from compendium.report.plans import parameters, planning
from compendium.report.plans.runs import Declaration, Run

CASES = ("one", "other")
"""How the pages of the two sides are named, for they are of one notebook."""


class SameParametersError(CompendiumError):
    """Both sides are the same, so that there is nothing to compare."""


@dataclass(frozen=True)
class Sides:
    """Two runs of one notebook that differ in nothing but parameters.

    Both have the page of the notebook, and so the same random seed and the same ids of results.

    Attributes
    ----------
    one, other
        The runs; the label of each says the parameters in which it differs.
    values
        Each parameter in which they differ to its value on either side.
    """

    one: Run
    other: Run
    values: Mapping[str, tuple[Any, Any]]

    @property
    def pages(self) -> tuple[Run, Run]:
        """The runs as pages of one book, each under a name of its own."""
        return replace(self.one, case=CASES[0]), replace(self.other, case=CASES[1])


def of(
    root: Path,
    declarations: Sequence[Declaration],
    notebook: str,
    one: Mapping[str, str],
    other: Mapping[str, str],
) -> Sides:
    """Return the two sides of a comparison.

    Parameters
    ----------
    root, declarations
        The book, and what its runs.yml declares.
    notebook
        The name of the notebook.
    one, other
        Parameter to what was typed for it; the notebook's own value stands for one that was not.

    Raises
    ------
    UnknownNotebookError, UnknownParameterError, IllTypedParameterError
        Where something is not known, or not of the type it must have.
    SameParametersError
        Where both sides come to the same.
    """
    runs = [planning.single(root, declarations, notebook, given) for given in (one, other)]
    source = planning.notebook(root, notebook)
    for run in runs:
        parameters.check(notebook, source, run.parameters)
    known = parameters.known(source)
    values = {
        name: (first, second)
        for name in {**one, **other}
        if (first := runs[0].parameters.get(name, known[name].value))
        != (second := runs[1].parameters.get(name, known[name].value))
    }
    if not values:
        raise SameParametersError(
            "Both sides have the same parameters, so that nothing can differ.",
            where=f"notebooks/{notebook}.ipynb",
            remedy="Give one side another value with -p NAME VALUE; the notebook knows: "
            f"{'; '.join(map(str, known.values())) or 'none'}.",
        )
    labels = (
        ", ".join(f"{name} = {pair[side]}" for name, pair in values.items()) for side in (0, 1)
    )
    first, second = (replace(run, label=label) for run, label in zip(runs, labels, strict=True))
    return Sides(first, second, values)
