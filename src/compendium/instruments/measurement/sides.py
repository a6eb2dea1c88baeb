"""Two sides that are compared item by item: two groups, or two waves of the same persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.instruments.measurement.bivariate import Numbers
from compendium.instruments.measurement.polychoric import (
    Categories,
    Polychoric,
    correlated,
    pairs_of,
)
from compendium.instruments.scoring import absent, scale_answers
from compendium.tables import Absent

FEWEST = 3
"""Categories that an item needs: with two, a scale of its own on each side cannot be told from
thresholds."""
TOO_FEW = f"an item has fewer than {FEWEST} answers that both sides gave"
TOO_ALIKE = "two items agree so far that no correlation is found"


@dataclass(frozen=True)
class Sides:
    """What two sides answered, as thresholds and correlations to hold a model to."""

    by: str
    """The column that has the two sides."""
    names: tuple[str, str]
    items: tuple[str, ...]
    n: tuple[int, int]
    """Persons on each side, who answered every item."""
    groups: int
    """2 where each person is on one side, 1 where all are on both."""
    merged: tuple[str, ...]
    """Items in which a category was merged, for not both sides used it."""
    thresholds: tuple[Numbers, ...]
    """Of the items of one side, then of the other."""
    pairs: Categories
    """Which two items each correlation is of, numbered through both sides."""
    correlations: Numbers
    covariance: Numbers
    """Of the thresholds, and then of the correlations."""
    counted: Numbers
    """Of each of these n - 1 over n, n being the persons it is of: see `Model.left`."""

    @property
    def persons(self) -> int:
        """Persons altogether, each counted once."""
        return sum(self.n[: self.groups])


def groups_of(
    frame: pd.DataFrame, instrument: Instrument, by: str, scale: str, least: int
) -> Sides | Absent:
    """Return the two largest groups of a column, in the order of the column, as sides.

    Absent where there are not two groups of so many complete rows, and where the answers have no
    correlations.
    """
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    answers = scale_answers(frame, instrument, scale)
    whole = ~np.isnan(answers).any(axis=1) & frame[by].notna().to_numpy()
    groups = frame[by][whole].astype("str")
    large = groups.value_counts()
    large = large[large >= least]
    if len(large) < 2:
        return untestable(
            instrument, by, f"it takes {least} complete answers in each of two groups"
        )
    order = list(frame[by].cat.categories.astype("str")) if hasattr(frame[by], "cat") else []
    names = sorted(large.index[:2], key=lambda name: (order.index(name) if order else 0, name))
    parts = [answers[whole][(groups == name).to_numpy()] for name in names]
    categories, merged = in_common(*parts)
    if categories is None:
        return untestable(instrument, by, TOO_FEW)
    items = _names(instrument, scale)
    found = [correlated(items, part) for part in categories]
    if None in found:
        return untestable(instrument, by, TOO_ALIKE)
    both: list[Polychoric] = [each for each in found if each is not None]
    pairs = pairs_of(len(items))
    return Sides(
        by=by,
        names=(names[0], names[1]),
        items=items,
        n=(both[0].n, both[1].n),
        groups=2,
        merged=tuple(np.array(items)[merged]),
        thresholds=(*both[0].thresholds, *both[1].thresholds),
        pairs=np.vstack([pairs, pairs + len(items)]),
        correlations=np.concatenate([each.below for each in both]),
        covariance=_beside([each.joint / each.n for each in both], both),
        counted=np.diag(_beside([np.full_like(each.joint, 1 - 1 / each.n) for each in both], both)),
    )


def waves_of(
    frame: pd.DataFrame,
    instrument: Instrument,
    waves: Sequence[str],
    scale: str,
    least: int,
    person: str,
) -> Sides | Absent:
    """Return the first two of some waves as sides, of the persons who answered in full at both.

    Absent where there are no two waves, fewer such persons, and where the answers have no
    correlations.
    """
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    if len(waves) < 2:
        return untestable(instrument, "wave", "it takes two waves with answers")
    names = (waves[0], waves[1])
    answers = scale_answers(frame, instrument, scale)
    whole = ~np.isnan(answers).any(axis=1)
    at = [
        pd.Series(np.flatnonzero(here), frame[person].to_numpy()[here])
        for here in (whole & (frame["wave"].astype("str") == wave).to_numpy() for wave in names)
    ]
    both = at[0].index.intersection(at[1].index, sort=False)
    if len(both) < least:
        return untestable(instrument, "wave", f"it takes {least} complete answers at both waves")
    categories, merged = in_common(*(answers[side[both].to_numpy()] for side in at))
    if categories is None:
        return untestable(instrument, "wave", TOO_FEW)
    items = _names(instrument, scale)
    found = correlated((*items, *items), np.hstack(categories))
    if found is None:
        return untestable(instrument, "wave", TOO_ALIKE)
    return Sides(
        by="wave",
        names=names,
        items=items,
        n=(len(both), len(both)),
        groups=1,
        merged=tuple(np.array(items)[merged]),
        thresholds=found.thresholds,
        pairs=pairs_of(2 * len(items)),
        correlations=found.below,
        covariance=found.joint / found.n,
        counted=np.full(len(found.joint), 1 - 1 / found.n),
    )


def in_common(
    one: Numbers, other: Numbers
) -> tuple[tuple[Categories, Categories] | None, list[bool]]:
    """Return answers of two sides as numbers of categories that both used, and where any merged.

    An answer that only one side gave counts as the next lower one that both gave, on both sides;
    where there is none lower, as the lowest of them. None in place of the categories where an item
    has fewer than `FEWEST` left.
    """
    columns, merged = [], []
    for first, second in zip(one.T, other.T, strict=True):
        shared = np.intersect1d(first, second)
        if len(shared) < FEWEST:
            return None, []
        merged.append(bool(len(np.union1d(first, second)) > len(shared)))
        columns.append(
            [np.maximum(np.searchsorted(shared, x, side="right") - 1, 0) for x in (first, second)]
        )
    left, right = (np.column_stack(side).astype(np.int64) for side in zip(*columns, strict=True))
    return (left, right), merged


def _beside(joints: list[Numbers], both: list[Polychoric]) -> Numbers:
    """Return two covariances as one: thresholds of both sides, and then correlations of both."""
    size = len(joints[0])
    whole = np.zeros((2 * size, 2 * size))
    first = sum(len(own) for own in both[0].thresholds)
    inside = np.arange(size)
    for side, joint in enumerate(joints):
        place = np.where(
            inside < first, inside + side * first, inside + first + side * (size - first)
        )
        whole[np.ix_(place, place)] = joint
    return whole


def _names(instrument: Instrument, scale: str) -> tuple[str, ...]:
    chosen = instrument.scale(scale)
    return tuple(item.id for item in instrument.items if item.id in chosen.items)


def untestable(instrument: Instrument, by: str, why: str) -> Absent:
    """Say what cannot be tested, and why."""
    name = instrument.title.en.partition(",")[0]
    return Absent(f"{name} by {by}: not testable, {why}")
