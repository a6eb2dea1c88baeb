"""Compared: what a design made of a pool: who is set against somebody, and who is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.designs import Matched, Pool
from compendium.outcomes.effects.estimators.matched import fitted, pooled
from compendium.outcomes.effects.estimators.matching import Matches, Numbers
from compendium.outcomes.effects.estimators.propensity import Propensity
from compendium.outcomes.effects.people.covariates import Kind, chosen
from compendium.outcomes.effects.people.subjects import treated
from compendium.outcomes.histories.following import REACHED, followed_for
from compendium.tables import Absent, hands_on_absent

LEVELS = ("matched", "unmatched", "elsewhere", "left_out")
"""What becomes of who can be followed. A participant who is unmatched is dropped, and a comparison
person is not needed; elsewhere are those of the other pool, left out who lacks a covariate."""
POOL_USES = tuple(
    (arm, level) for arm in ARMS for level in LEVELS if (arm, level) != (ARMS[0], LEVELS[2])
)
"""The arms with the levels that they can have: every participant is of both pools."""
GROUPS = ("participants", "matched", "unmatched")
"""Those who are described beside each other: the comparison people of a pool in two parts."""
NOT_RECORDED = "not_recorded"
STEP = 0.25
"""Width of a bin of the score, on its logit."""
FARTHEST = 24
"""Bins on either side of a score of a half; beyond them lies hardly anybody."""


@dataclass(frozen=True, eq=False)
class Compared:
    """A pool, and what a design made of it.

    Attributes
    ----------
    design
        The design, with those of its covariates that the study has.
    people
        As `subjects` returns them: participants and the pool, whose covariates are all known.
    pool
        Everybody of it and every participant, whether or not a covariate is missing.
    scores, matches
        What was fitted to the people.
    """

    design: Matched
    people: pd.DataFrame
    pool: frozenset[str]
    scores: Propensity
    matches: Matches

    @property
    def weights(self) -> Numbers:
        """Of each of the people, as of `Matches`."""
        return self.matches.weights


@hands_on_absent
def compare(frame: pd.DataFrame, design: Matched, *, pool: Pool | None = None) -> Compared | Absent:
    """Return a pool and what a design made of it, without looking at any outcome.

    Parameters
    ----------
    frame
        As `subjects` returns it: those who can be followed.
    design
        The design.
    pool
        Where given, the pool in place of the design's own.

    Returns
    -------
    Compared or Absent
        Absent as of `estimate`.
    """
    names = tuple(name for name in design.covariates if name in frame)
    own = replace(design, covariates=names, pool=pool or design.pool)
    everybody = pooled(frame, own.pool)
    known = everybody[list(own.covariates)].notna().all(axis=1)
    people = everybody[known].reset_index(drop=True)
    found = fitted(people, own)
    if isinstance(found, Absent):
        return found
    return Compared(own, people, frozenset(everybody["participant_id"]), *found)


@hands_on_absent
def pool_uses(
    found: Compared, participants: pd.DataFrame, *, last: int = 78, until: int | None = None
) -> pd.DataFrame:
    """Return what a comparison made of everybody of a study.

    Parameters
    ----------
    found
        What `compare` returned.
    participants
        The table participants: everybody of both arms.
    last, until
        As of `subjects`.

    Returns
    -------
    pandas.DataFrame
        participant_id, arm, week, followed as of `followed_for`; and a column of the name of the
        pool, so that two pools can stand beside each other: a category of `LEVELS`, missing for who
        is not followed.
    """
    told = followed_for(participants, [last], until=until)
    used = pd.Series(found.weights > 0, index=found.people["participant_id"].to_numpy())
    made = told["participant_id"].map(used).map({True: LEVELS[0], False: LEVELS[1]})
    other = ~told["participant_id"].isin(found.pool)
    made = made.mask(made.isna() & other, LEVELS[2]).fillna(LEVELS[3])
    made = made.where(told["followed"].eq("yes"))
    told[found.design.pool] = pd.Categorical(made, LEVELS)
    columns: pd.DataFrame = told.drop(columns="followed_for")
    return columns


@hands_on_absent
def described(found: Compared, which: str = "compared") -> pd.DataFrame:
    """Return people of a comparison as they are told of in a table.

    Parameters
    ----------
    found
        What `compare` returned.
    which
        ``compared``: the participants who were set against somebody, and everybody of the pool. Who
        was dropped is not among them, so that the same participants stand before and after, and
        what a table tells of them tells, less another, of nobody who was dropped. ``dropped``:
        those participants alone.

    Returns
    -------
    pandas.DataFrame
        participant_id, arm, group (a category of `GROUPS`, nested in the arms), weight as of
        `Matches`, and the covariates: flags and categories as ordered categories, numbers as they
        are.
    """
    gone = treated(found.people) & (found.weights == 0)
    kept = ~gone if which == "compared" else gone
    people = found.people[kept].reset_index(drop=True)
    weights = found.weights[kept]
    group = np.where(treated(people), GROUPS[0], np.where(weights > 0, *GROUPS[1:]))
    told: pd.DataFrame = people[["participant_id", "arm"]].assign(
        group=pd.Categorical(group, GROUPS), weight=weights
    )
    for one in chosen(found.design.covariates):
        column = found.people[one.id]
        # The levels are those of everybody, so that a table of some has a line for each.
        column = column if one.kind == "number" else levelled(column, one.kind)
        told[one.id] = column[kept].reset_index(drop=True)
    return told


@hands_on_absent
def overlap(found: Compared) -> pd.DataFrame:
    r"""Return everybody of a pool with the bin that their propensity score lies in.

    Bins are equally wide on the logit, on which people are matched, and lie where they lie whatever
    the data: from :math:`k / 4` to :math:`(k + 1) / 4`. Who has nobody alike in the other arm has a
    score of 0 or 1, and stands in the bin beyond all others.

    Parameters
    ----------
    found
        What `compare` returned.

    Returns
    -------
    pandas.DataFrame
        participant_id, arm, and propensity: a category of the per cent in the middle of the bin.
    """
    places = np.clip(np.floor(found.scores.linear / STEP), -FARTHEST, FARTHEST - 1)
    alike = places[np.isfinite(found.scores.linear)]
    bins = np.clip(places, alike.min() - 1, alike.max() + 1).astype(int)
    names = {each: _per_cent((each + 0.5) * STEP) for each in range(bins.min(), bins.max() + 1)}
    return found.people[["participant_id", "arm"]].assign(
        propensity=pd.Categorical([names[each] for each in bins], list(names.values()))
    )


def levelled(column: pd.Series[Any], kind: Kind) -> pd.Series[Any]:
    """Return a flag or a category as an ordered category, in which what is missing is a level."""
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
        return column
    if kind == "flag":
        known = column.map({1.0: REACHED[0], 0.0: REACHED[1]}).astype("object")
        levels = [*REACHED]
    else:
        known = column.astype("object")
        levels = [str(level) for level in column.cat.categories if (column == level).any()]
    if known.isna().any():
        known = known.where(known.notna(), NOT_RECORDED)
        levels = [*(level for level in levels if level != NOT_RECORDED), NOT_RECORDED]
    return known.astype(pd.CategoricalDtype(levels, ordered=True))


def _per_cent(logit: float) -> str:
    """Return a probability in per cent, with as many decimals as tell the bins apart."""
    share = 100.0 / (1.0 + np.exp(-logit))
    near = min(share, 100.0 - share)
    return f"{share:.{0 if near >= 10 else 1 if near >= 1 else 2}f}"
