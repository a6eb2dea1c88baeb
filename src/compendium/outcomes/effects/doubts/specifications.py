"""Specifications: analyses of one estimand that could each have been chosen in good faith."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal

import pandas as pd

from compendium.outcomes.effects.designs import Matched, Weighted
from compendium.outcomes.effects.doubts.choices import DIMENSIONS, Choice, Grid
from compendium.outcomes.effects.people.covariates import chosen
from compendium.outcomes.effects.people.exclusions import BEFORE, left_out
from compendium.outcomes.effects.plan.planned import Planned
from compendium.tables import Absent

Missing = Literal["complete", "indicator", "imputed"]


@dataclass(frozen=True)
class Specification:
    """One analysis: a choice of every dimension that it has.

    Attributes
    ----------
    choices
        Dimension and choice, in the order of the grid; a design without a caliper has none.
    design
        The design that comes of them.
    without
        Who is left out, of `BEFORE`.
    missing
        What is done where a covariate is missing.
    """

    choices: tuple[tuple[str, str], ...]
    design: Matched | Weighted
    without: str
    missing: Missing


def combinations(grid: Grid, planned: Planned) -> tuple[Specification, ...]:
    """Return every combination of the choices of a grid, none of them twice.

    Parameters
    ----------
    grid
        The choices.
    planned
        The plan, of whose covariates each set is a part, and which keeps what no choice changes.
    """
    found: dict[tuple[object, ...], Specification] = {}
    names = [name for name in DIMENSIONS if name in grid.choices]
    for each in product(*(grid.choices[name] for name in names)):
        one = _specification(dict(zip(names, each, strict=True)), planned)
        found.setdefault((one.design, one.without, one.missing), one)
    return tuple(found.values())


def one_at_a_time(grid: Grid, planned: Planned) -> dict[tuple[str, str], Specification]:
    """Return the analyses that differ from the planned one in one choice, by dimension and choice.

    Parameters
    ----------
    grid, planned
        As of `combinations`.

    Returns
    -------
    dict
        The planned one first, of no dimension and no choice.
    """
    found = {("", ""): _specification({}, planned)}
    for dimension, choices in grid.choices.items():
        for each in choices:
            one = _specification({dimension: each}, planned)
            if not is_planned(one, planned):
                found[dimension, each.id] = one
    return found


def is_planned(one: Specification, planned: Planned) -> bool:
    """Return whether an analysis is the planned one: its design, of everybody."""
    return one.design == planned.design and (one.without, one.missing) == (BEFORE[0], "imputed")


def telling(grid: Grid, frame: pd.DataFrame | Absent, names: Iterable[str]) -> Grid:
    """Return the grid without choices that change nothing for these persons.

    Two analyses of the same persons in the same way are one, and not two that agree.

    Parameters
    ----------
    grid
        The choices.
    frame
        As `subjects` returns it.
    names
        The covariates of the plan.
    """
    if isinstance(frame, Absent):
        return grid
    kept = {}
    if "missing" in grid.choices and not frame[list(names)].isna().to_numpy().any():
        kept["missing"] = [each.id for each in grid.choices["missing"]][:1]
    if "exclusions" in grid.choices:
        found = grid.choices["exclusions"]
        kept["exclusions"] = [
            each.id
            for each in found
            if each.set["without"] == BEFORE[0] or left_out(frame, each.set["without"]).any()
        ]
    return grid.only(**kept)


def _specification(choices: Mapping[str, Choice], planned: Planned) -> Specification:
    plan = planned.design
    made: dict[str, Any] = {"leave_out": [], "first": -(10**6), "last": -1, "without": BEFORE[0]}
    made |= {"missing": "imputed", "design": plan.id, "pool": plan.pool}
    for each in choices.values():
        made |= each.set
    covariates = tuple(
        one.id
        for one in chosen(plan.covariates)
        if one.id not in made["leave_out"]
        and (not one.weeks or (made["first"] <= one.first and one.last <= made["last"]))
    )
    design: Matched | Weighted
    if made["design"] == "weighted":
        design = Weighted(covariates=covariates, pool=made["pool"], kind=made["kind"])
    else:
        changes = ("ratio", "replacement", "errors")
        changed: dict[str, Any] = {name: made[name] for name in changes if name in made}
        if "caliper" in made:
            changed["caliper"] = made["caliper"] or None
        design = replace(plan, covariates=covariates, pool=made["pool"], **changed)
    told = tuple(
        (name, each.id)
        for name, each in choices.items()
        if name != "caliper" or isinstance(design, Matched)
    )
    return Specification(told, design, made["without"], made["missing"])
