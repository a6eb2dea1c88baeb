"""Cohorts: people of one calendar quarter and pool, among whom participants are set against others.

What is set against each other is of one quarter always, so that nobody who is supported already
stands for somebody who is not yet, as in a regression with fixed effects of persons and of periods.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from compendium.outcomes.effects.designs import DifferenceInDifferences
from compendium.outcomes.effects.estimators.matched import pooled
from compendium.outcomes.effects.estimators.matching import Ints, Numbers
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent

APART = Absent("a difference in differences: no quarter has people of both arms to be followed")
ALONE = Absent("a difference in differences with an interval: every cohort has one person an arm")


@dataclass(frozen=True)
class Cohorts:
    """The people of those cohorts that have both arms.

    Attributes
    ----------
    people
        The rows of the subjects that are used, one a person.
    cells
        By person the number of their cohort and arm, from 0.
    shares
        By person what they count: 1/N for each of the N participants, and for a comparison person
        minus the share of participants that their cohort has, spread over its comparison people.
    dropped
        Participants in whose quarter there is nobody to compare them with.
    """

    people: pd.DataFrame
    cells: Ints
    shares: Numbers
    dropped: int

    @property
    def arm(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Who is a participant."""
        return treated(self.people)

    def contrast(self, values: Numbers) -> tuple[Numbers, Numbers] | Absent:
        """Return the estimates of several columns, and their covariance.

        Within a cohort the mean of participants less that of comparison people; of the cohorts the
        mean, weighted by their participants. The covariance is that of means of independent
        persons, Σ share² · n/(n − 1) · r rᵀ with r what a person lies apart from the n of their
        cohort and arm: that of CR2, clustered by person, in the saturated regression. Who is
        alone there lies apart from nobody, so that the spread of the arm stands for theirs. The
        quarters that participants came in are taken as they are.

        Parameters
        ----------
        values
            One row a person, one column an estimate.
        """
        count = np.bincount(self.cells)
        means = np.column_stack(
            [np.bincount(self.cells, column) / np.maximum(count, 1) for column in values.T]
        )
        apart = values - means[self.cells]
        n = count[self.cells]
        alone = n == 1
        scale = self.shares**2 * np.where(alone, 0.0, n / np.maximum(n - 1, 1))
        covariance = (apart.T * scale) @ apart
        for arm in (self.arm, ~self.arm):
            lone = float((self.shares[arm & alone] ** 2).sum())
            if lone:
                degrees = int(arm.sum()) - len(np.unique(self.cells[arm]))
                if not degrees:
                    return ALONE
                covariance = covariance + lone * (apart[arm].T @ apart[arm]) / degrees
        return self.shares @ values, covariance


def cohorts(frame: pd.DataFrame, design: DifferenceInDifferences) -> Cohorts | Absent:
    """Return the cohorts of a pool: of a quarter, and within municipalities of one of these too.

    Parameters
    ----------
    frame
        As `subjects` returns it, without who has no value.
    design
        Which pool.
    """
    people = pooled(frame, design.pool)
    keys = ["quarter", *(["municipality"] if design.pool == "within" else [])]
    code = people.groupby(keys, observed=True, sort=True).ngroup().to_numpy()
    arm = treated(people)
    groups = int(code.max()) + 1 if len(code) else 0
    ours, theirs = (np.bincount(code[who], minlength=groups) for who in (arm, ~arm))
    both = ((ours > 0) & (theirs > 0))[code] if groups else np.zeros(0, dtype=bool)
    if not both.any():
        return APART
    total = int((arm & both).sum())
    share = np.where(arm, 1.0, -ours[code] / np.maximum(theirs[code], 1)) / total
    return Cohorts(
        people[both].reset_index(drop=True),
        np.unique(code[both] * 2 + arm[both], return_inverse=True)[1],
        share[both],
        int((arm & ~both).sum()),
    )
