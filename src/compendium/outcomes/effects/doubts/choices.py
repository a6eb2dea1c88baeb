"""Choices: the questions of an analysis that have several answers in good faith, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from compendium.errors import CompendiumError
from compendium.outcomes.effects.people.exclusions import BEFORE
from compendium.tables import announce

DIMENSIONS = ("pool", "analysis", "caliper", "covariates", "window", "exclusions", "missing")
CHANGES: Mapping[str, frozenset[str]] = {
    "pool": frozenset({"pool"}),
    "analysis": frozenset({"design", "ratio", "replacement", "errors", "kind"}),
    "caliper": frozenset({"caliper"}),
    "covariates": frozenset({"leave_out"}),
    "window": frozenset({"first", "last"}),
    "exclusions": frozenset({"without"}),
    "missing": frozenset({"missing"}),
}
"""What the choices of a dimension may change; anything else is another estimand."""

DESIGNS = ("matched", "weighted")
"""Designs of the effect on the participants; others estimate something else."""


class ForbiddenChoiceError(CompendiumError):
    """A grid has a choice that is no analysis of its estimand, or that looks ahead."""


@dataclass(frozen=True)
class Choice:
    """One answer to one question of the analysis.

    Attributes
    ----------
    id
        Its name within its dimension.
    title, reason
        By language (`en`, `da`).
    set
        What it changes of the plan.
    """

    id: str
    title: Mapping[str, str]
    reason: Mapping[str, str]
    set: Mapping[str, Any]


@dataclass(frozen=True)
class Grid:
    """The declared choices.

    Attributes
    ----------
    titles
        By dimension and language.
    choices
        By dimension, in their order.
    """

    titles: Mapping[str, Mapping[str, str]]
    choices: Mapping[str, tuple[Choice, ...]]

    def only(self, **kept: Sequence[str]) -> Grid:
        """Return the grid with just these choices of the dimensions that are named.

        Raises
        ------
        ForbiddenChoiceError
            Where the grid has no such dimension or choice.
        """
        for dimension, names in kept.items():
            known = [each.id for each in self.choices.get(dimension, ())]
            for name in names:
                if name not in known:
                    raise forbidden(f"“{name}” of “{dimension}” is no choice of the grid", known)
        return replace(
            self,
            choices={
                dimension: tuple(
                    each for each in found if dimension not in kept or each.id in kept[dimension]
                )
                for dimension, found in self.choices.items()
            },
        )


def grid(path: Path | None = None) -> Grid:
    """Return the declared grid, that of the package or of a file.

    Raises
    ------
    ForbiddenChoiceError
        Where a dimension or choice changes the estimand, or leaves people out by what became known
        after the index date; the message says which.
    """
    path = path or Path(__file__).with_name("specifications.toml")
    announce(path)
    titles, choices = {}, {}
    for dimension, entry in tomllib.loads(path.read_text("utf-8")).items():
        if dimension not in CHANGES:
            raise forbidden(f"“{dimension}” is no dimension of a grid", DIMENSIONS, path.name)
        titles[dimension] = entry["title"]
        choices[dimension] = tuple(
            _choice(dimension, Choice(id=name, **each), path.name)
            for name, each in entry["choices"].items()
        )
    return Grid(titles, choices)


def specification_names(
    grid: Grid, language: str
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return how the dimensions of a grid are called, and how their choices are.

    Returns
    -------
    tuple
        Titles by dimension; and names of levels, by dimension, and of all choices as the column
        ``choice`` and all dimensions as the column ``dimension``.
    """
    titles = {name: title[language] for name, title in grid.titles.items()}
    levels = {
        name: {each.id: each.title[language] for each in found}
        for name, found in grid.choices.items()
    }
    every = {choice: title for found in levels.values() for choice, title in found.items()}
    return titles, levels | {"choice": every, "dimension": titles}


def choice_rows(grid: Grid, taken: Grid, language: str) -> pd.DataFrame:
    """Return the choices of a grid as rows of a table.

    Parameters
    ----------
    grid
        All that were declared.
    taken
        Those that a curve has.
    language
        ``en`` or ``da``.

    Returns
    -------
    pandas.DataFrame
        question, answer, reason, and in_curve, yes or no.
    """
    return pd.DataFrame(
        {
            "question": grid.titles[name][language],
            "answer": each.title[language],
            "reason": each.reason[language],
            "in_curve": "yes" if each in taken.choices[name] else "no",
        }
        for name, found in grid.choices.items()
        for each in found
    )


def _choice(dimension: str, choice: Choice, file: str) -> Choice:
    other = sorted(set(choice.set) - CHANGES[dimension])
    if other:
        said = f"“{choice.id}” of “{dimension}” changes {', '.join(other)}"
        raise forbidden(said, sorted(CHANGES[dimension]), file)
    if choice.set.get("design", DESIGNS[0]) not in DESIGNS:
        raise forbidden(f"“{choice.id}” is no analysis of the same estimand", DESIGNS, file)
    if choice.set.get("without", BEFORE[0]) not in BEFORE:
        raise forbidden(f"“{choice.id}” leaves out by what is known only later", BEFORE, file)
    if choice.set.get("last", -1) >= 0:
        raise forbidden(f"“{choice.id}” counts weeks after the index date", ["last = -1"], file)
    return choice


def forbidden(
    what: str, known: Iterable[str], file: str = "specifications.toml"
) -> ForbiddenChoiceError:
    """Return the refusal of a choice, for `what` of it, with those that are known."""
    return ForbiddenChoiceError(
        f"{what}, so that it is no specification of this curve.",
        where=f"outcomes/effects, {file}",
        remedy=f"Use some of: {', '.join(known)}.",
    )
