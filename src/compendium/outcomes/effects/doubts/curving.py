"""Curving: one estimand by every specification of a grid, what they share computed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

import pandas as pd

from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.designs import Matched, Weighted
from compendium.outcomes.effects.doubts.choices import DIMENSIONS, Grid
from compendium.outcomes.effects.doubts.specifications import (
    Specification,
    combinations,
    is_planned,
)
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.estimating import besides
from compendium.outcomes.effects.estimators.matched import among, pooled
from compendium.outcomes.effects.estimators.propensity import Propensity, among_shared
from compendium.outcomes.effects.estimators.weighted import weighed
from compendium.outcomes.effects.estimators.weighting import Weights, weighting
from compendium.outcomes.effects.people.exclusions import left_out
from compendium.outcomes.effects.people.imputing import imputed, lacking
from compendium.outcomes.effects.people.subjects import treated
from compendium.outcomes.effects.plan.planned import Planned
from compendium.outcomes.effects.pooling import rubin
from compendium.tables import Absent, hands_on_absent

INDICATED = "not_known"
"""The level of a category, and the end of the name of a flag, of who is missing in a covariate."""


@hands_on_absent
def curve(
    frame: pd.DataFrame,
    endpoint: str,
    grid: Grid | Sequence[Specification],
    planned: Planned,
    *,
    jobs: int = 1,
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
    jobs
        Processes that the groups of specifications are shared out to; the rows are the same.

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
    groups = [
        [every[place] for place in places]
        for _, places in groupby(order, key=lambda place: _people_of(every[place]))
    ]
    together = partial(_together, frame, endpoint)
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as processes:
            found = list(processes.map(together, groups))
    else:
        found = list(map(together, groups))
    rows = [
        _row(one, effect, planned)
        for group, effects in zip(groups, found, strict=True)
        for one, effect in zip(group, effects, strict=True)
    ]
    table = pd.DataFrame(rows, columns=[*DIMENSIONS, *MEASURES])
    asked = (
        grid.choices
        if isinstance(grid, Grid)
        else {name for one in every for name, _ in one.choices}
    )
    columns = [name for name in DIMENSIONS if name in asked]
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
    """Return the people of a specification, and its covariates, as they are to be fitted.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    one
        The specification.

    Returns
    -------
    tuple
        Of the people no covariate is missing, unless they are to be imputed; where “not known” is
        a level, numbers have their mean and a flag beside them that says so.
    """
    people = frame[~left_out(frame, one.without)]
    names = one.design.covariates
    if one.missing == "imputed":
        return people, names
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


@dataclass
class _Fitted:
    """People whose covariates are all known, and what of them is fitted once for many designs."""

    people: pd.DataFrame
    names: tuple[str, ...]
    scores: Propensity | Absent | None = None
    weights: Weights | Absent | None = None

    def estimate(self, endpoint: str, design: Matched | Weighted) -> Effect | Absent:
        """Return what a design makes of them."""
        own = replace(design, covariates=self.names)
        if isinstance(own, Weighted):
            if self.weights is None:
                self.weights = weighting(self.people, own)
            return weighed(self.people, endpoint, own, self.weights)
        arm = treated(self.people)
        if self.scores is None and 0 < arm.sum() < len(arm):
            self.scores = among_shared(self.people, self.names)
        return among(self.people, endpoint, own, self.scores)


def _together(
    frame: pd.DataFrame, endpoint: str, alike: Sequence[Specification]
) -> list[Effect | Absent]:
    """Return `_estimates` whole, as another process hands it back."""
    return list(_estimates(frame, endpoint, alike))


def _estimates(
    frame: pd.DataFrame, endpoint: str, alike: Sequence[Specification]
) -> Iterator[Effect | Absent]:
    """Give the estimates of specifications that share their people, covariates and imputations."""
    first = alike[0]
    known, names = kept(frame[frame[endpoint].notna()], first)
    people = pooled(known, first.design.pool)
    if first.missing != "imputed" or not lacking(people, names):
        fitted = _Fitted(people, names)
        for one in alike:
            yield fitted.estimate(endpoint, one.design)
        return
    drawn = imputed(people, names, beside=besides(people, endpoint))
    if isinstance(drawn, Absent):
        yield from (drawn for _ in alike)
        return
    draws = [_Fitted(each, names) for each in drawn]
    for one in alike:
        yield rubin([each.estimate(endpoint, one.design) for each in draws])


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
