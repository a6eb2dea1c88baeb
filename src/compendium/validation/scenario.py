"""Scenarios: simulated studies whose truth is known, and what a design was said to make of them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from compendium.errors import CompendiumError
from compendium.outcomes.effects.designs import (
    BeforeAfter,
    Design,
    DifferenceInDifferences,
    Matched,
    Weighted,
)
from compendium.synthetic.simulated import COVARIATES, Setting
from compendium.tables import announce

FILE = "recovery.toml"
DESIGNS: Mapping[str, Callable[..., Design]] = {
    "matched": partial(Matched, COVARIATES),
    "weighted": partial(Weighted, COVARIATES),
    "difference_in_differences": DifferenceInDifferences,
    "before_after": BeforeAfter,
}
"""By the name that the file has."""


class ScenarioError(CompendiumError):
    """A scenario is of no design that is known, or declares no range."""


@dataclass(frozen=True)
class Scenario:
    """What is built into studies, and what is expected of a design, said before it was run.

    Attributes
    ----------
    id
        Its name.
    title, reason, explained
        By language: what it is, why that is expected, and, where a result lay outside, why.
    setting
        What is built in.
    design
        What is to recover it.
    bias
        From, to: the mean estimate less the truth.
    coverage
        From, to: the share of intervals that hold the truth.
    """

    id: str
    title: Mapping[str, str]
    reason: Mapping[str, str]
    explained: Mapping[str, str]
    setting: Setting
    design: Design
    bias: tuple[float, float]
    coverage: tuple[float, float]


def scenarios(path: Path | None = None) -> Mapping[str, Scenario]:
    """Return the scenarios by id, in the order of their file.

    Parameters
    ----------
    path
        The file; by default that of the package.

    Raises
    ------
    ScenarioError
        Where one has a design or a setting that is not known, or lacks a range.
    """
    file = path or Path(__file__).with_name(FILE)
    announce(file)
    entries = tomllib.loads(file.read_text("utf-8"))
    return {name: _scenario(name, entry, file.name) for name, entry in entries.items()}


def _scenario(name: str, entry: Mapping[str, Any], file: str) -> Scenario:
    try:
        return Scenario(
            id=name,
            title=entry["title"],
            reason=entry["reason"],
            explained=entry.get("explained", {}),
            setting=Setting(**entry.get("setting", {})),
            design=_design(**entry["design"]),
            bias=_range(*entry["bias"]),
            coverage=_range(*entry["coverage"]),
        )
    except (KeyError, TypeError, ValueError):
        raise ScenarioError(
            f"The scenario “{name}” has a part that is not known, or lacks one.",
            where=file,
            remedy="give it title, reason, a design of "
            f"{', '.join(DESIGNS)} with what it is told, and two ranges, bias and coverage",
        ) from None


def _design(kind: str, **told: Any) -> Design:
    """Return a design of a kind; ``model`` is what a weighted design calls its own kind."""
    if "model" in told:
        told["kind"] = told.pop("model")
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return DESIGNS[kind](**{**told, **lists})


def _range(low: float, high: float) -> tuple[float, float]:
    if low > high:
        raise ValueError("a range ends before it begins")
    return low, high
