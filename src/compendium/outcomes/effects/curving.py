"""Curving: one estimand by every specification of a grid, what they share computed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import pandas as pd

from compendium.outcomes.effects.choices import DIMENSIONS, Grid
from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.exclusions import left_out
from compendium.outcomes.effects.matched import among, pooled
from compendium.outcomes.effects.planned import Planned
from compendium.outcomes.effects.propensity import Propensity, propensity
from compendium.outcomes.effects.specifications import (
    Specification,
    combinations,
    is_planned,
)
from compendium.outcomes.estimates import ARMS
from compendium.tables import Absent, hands_on_absent

INDICATED = "not_known"
"""The level of a category, and the end of the name of a flag, of who is missing in a covariate."""


@hands_on_absent
def curve(
    frame: pd.DataFrame, endpoint: str, grid: Grid | Sequence[Specification], planned: Planned
) -> pd.DataFrame:
    """Return the estimate of every specification, the smallest first.

    Specifications of the same people and covariates share their propensity score, so each score is
    fitted once. Every row is, to the last digit, what `specified` makes of it by itself.

    Parameters
    ----------
    frame
        As `subjects` returns it, with the endpoint as a number in the column of its name.
    endpoint
        The column.
    grid
        The choices, as `grid` reads them; or some specifications.
    planned
        The plan, which each specification changes in part.

    Returns
    -------
    pandas.DataFrame
        One row a specification: a column a dimension, its choice, empty where the design has
        none; value, low and high, missing where there is no estimate; n_intervention and
        n_comparison, the persons used; planned, whether it is the planned analysis; and why there
        is no estimate, empty where there is one. Those without one are last.

    References
    ----------
    Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4:1208.
    """
    every = combinations(grid, planned) if isinstance(grid, Grid) else tuple(grid)
    order = sorted(range(len(every)), key=lambda place: (_people_of(every[place]), place))
    rows: list[dict[str, object]] = []
    for _, places in groupby(order, key=lambda place: _people_of(every[place])):
        alike = [every[place] for place in places]
        for one, found in zip(alike, _estimates(frame, endpoint, alike), strict=True):
            rows.append(_row(one, found, planned))
    table = pd.DataFrame(rows, columns=[*DIMENSIONS, *MEASURES])
    columns = [name for name in DIMENSIONS if any(name in dict(each.choices) for each in every)]
    by = ["value", *columns]
    return table[[*columns, *MEASURES]].sort_values(by, ignore_index=True, kind="stable")


MEASURES = ("value", "low", "high", "n_intervention", "n_comparison", "planned", "why")


@hands_on_absent
def specified(frame: pd.DataFrame, endpoint: str, one: Specification) -> Effect | Absent:
    """Return what one specification makes of an endpoint.

    Parameters
    ----------
    frame, endpoint
        As of `curve`.
    one
        The specification.
    """
    (found,) = _estimates(frame, endpoint, [one])
    return found


def kept(frame: pd.DataFrame, one: Specification) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the people of a specification, and its covariates, of which none is missing.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    one
        The specification.
    """
    people = frame[~left_out(frame, one.without)]
    names = one.design.covariates
    if one.missing == "complete":
        return people[people[list(names)].notna().all(axis=1)], names
    added: dict[str, pd.Series] = {}
    for name in names:
        gone = people[name].isna()
        if not gone.any():
            continue
        if isinstance(people[name].dtype, pd.CategoricalDtype):
            known = people[name].cat.add_categories(INDICATED)
            added[name] = known.fillna(INDICATED)
        else:
            added[name] = people[name].fillna(people[name].mean())
            added[f"{name}_{INDICATED}"] = gone.astype(float)
    more = tuple(name for name in added if name not in names)
    return people.assign(**added), (*names, *more)


def _people_of(one: Specification) -> tuple[object, ...]:
    """Return what two specifications share where they share their people and their score."""
    return one.design.pool, one.design.covariates, one.without, one.missing


def _estimates(
    frame: pd.DataFrame, endpoint: str, alike: Sequence[Specification]
) -> Iterator[Effect | Absent]:
    """Give the estimates of specifications that share their people and their score."""
    first = alike[0]
    known, names = kept(frame[frame[endpoint].notna()], first)
    people = pooled(known, first.design.pool)
    scores: Propensity | Absent | None = None
    for one in alike:
        design = one.design
        if not isinstance(design, Matched):
            raise TypeError(f"a {type(design).__name__} is no design of a curve")
        arms = people["arm"].nunique()
        if scores is None and arms > 1:
            scores = propensity(people, names)
        yield among(people, endpoint, design, scores)


def _row(one: Specification, found: Effect | Absent, planned: Planned) -> dict[str, object]:
    row: dict[str, object] = {**dict.fromkeys(DIMENSIONS, ""), **dict(one.choices)}
    if isinstance(found, Absent):
        numbers = dict.fromkeys(("value", "low", "high"), float("nan"))
        persons = dict.fromkeys((f"n_{arm}" for arm in ARMS), 0)
        why = found.why
    else:
        numbers = {name: getattr(found, name) for name in ("value", "low", "high")}
        persons = {f"n_{arm}": found.n[arm] for arm in ARMS}
        why = ""
    return row | numbers | persons | {"planned": is_planned(one, planned), "why": why}
