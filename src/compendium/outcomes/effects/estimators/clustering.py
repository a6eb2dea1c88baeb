"""Clustering: errors where participants of one consultant are alike, and comparison people alone.

Consultants cluster the intervention arm only. A comparison person has none, and is a cluster of
one, as is a participant of whom no consultant is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t

from compendium.errors import CompendiumError
from compendium.outcomes.arms.estimates import CONFIDENCE
from compendium.outcomes.effects.estimators.matching import Ints, Numbers
from compendium.tables import Absent

FEWEST = 10
"""Consultants that errors by consultant need: of fewer, nobody knows how they differ."""

NOTHING = 1e-12
"""What is not larger is 0 but for rounding."""
ALONE = Absent("an error by consultant: fewer than two comparison people are matched")


class FewClustersError(CompendiumError):
    """Errors were asked for by clusters, of which there are too few."""


@dataclass(frozen=True)
class Clustered:
    """The error of a difference between the arms.

    Attributes
    ----------
    value
        The difference: the coefficient of the arm.
    error
        Its standard error.
    degrees
        Satterthwaite's degrees of freedom, of Student's t.
    """

    value: float
    error: float
    degrees: float

    @property
    def low(self) -> float:
        """The lower end of its 95 per cent interval."""
        return self.value - self._half

    @property
    def high(self) -> float:
        """The upper end of its 95 per cent interval."""
        return self.value + self._half

    @property
    def p(self) -> float:
        """Of the hypothesis that there is no difference; NaN without an error."""
        if not self.error:
            return float("nan")
        return float(2 * t.sf(abs(self.value / self.error), self.degrees))

    @property
    def _half(self) -> float:
        return float(t.ppf((1 + CONFIDENCE) / 2, self.degrees)) * self.error


def consultants(frame: pd.DataFrame) -> Sequence[str | None]:
    """Return of each of the subjects their consultant, None for who has none.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    """
    if "consultant_id" not in frame:
        return [None] * len(frame)
    told = frame["consultant_id"]
    return [str(one) if there else None for one, there in zip(told, told.notna(), strict=True)]


def clustered(
    values: Numbers,
    arm: NDArray[np.bool_],
    weights: Numbers,
    clusters: Sequence[str | None],
    fixed: Sequence[str] | None = None,
) -> Clustered | Absent:
    """Return the weighted difference between the arms, with the error CR2 by consultant.

    Least squares of the values on the arm, with the variance

        M (Σ Xⱼᵀ Wⱼ Aⱼ eⱼ eⱼᵀ Aⱼ Wⱼ Xⱼ) M,    M = (Xᵀ W X)⁻¹,    Aⱼ = [(I − H)(I − H)ᵀ]ⱼⱼ^(−1/2)

    over clusters j, e the residuals and H = X M Xᵀ W; and with Satterthwaite's degrees of freedom
    (Σ pⱼᵀ pⱼ)² / Σ (pᵢᵀ pⱼ)², pⱼ = (I − H)ⱼᵀ Aⱼ Wⱼ Xⱼ M c, both for persons who vary alike and
    independently (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018). Where every cluster is one
    person and all count alike, it is HC2. A cluster of one needs no matrix, and the sum over all
    pairs of clusters is one of products of three columns a coefficient, so that it grows as the
    persons do and not as their square.
    Oracle: R clubSandwich, vcovCR of type CR2 and coef_test.

    Parameters
    ----------
    values
        The endpoint, by person.
    arm
        Who is a participant.
    weights
        What they count, as `Matches` has it; who counts 0 is left out.
    clusters
        By person, as `consultants` returns them; a comparison person is a cluster of one anyhow.
    fixed
        A municipality by person, which is then a fixed effect.

    Returns
    -------
    Clustered or Absent
        Absent where fewer than two comparison people count, and where the municipality tells the
        arm.

    Raises
    ------
    FewClustersError
        Where fewer than ten consultants have a participant who counts.

    References
    ----------
    Bell & McCaffrey 2002, Survey Methodology 28:169; Pustejovsky & Tipton 2018, Journal of
    Business & Economic Statistics 36:672.
    """
    used = weights > 0
    y, w, ours = values[used], weights[used], arm[used]
    named = [one for one, there in zip(clusters, used, strict=True) if there]
    refuse_few(named, ours)
    if (~ours).sum() < 2:
        return ALONE
    design = _design(ours, None if fixed is None else np.asarray(fixed)[used])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return Absent("an error beside municipalities: they tell the arms apart completely")
    weighted = design * w[:, None]
    bread: Numbers = np.linalg.inv(design.T @ weighted).astype(np.float64)
    beta = bread @ (weighted.T @ y)
    residuals = y - design @ beta
    inner = bread @ (weighted.T @ weighted) @ bread
    # What each person's residual counts in the estimate, adjusted for leverage: Aⱼ Wⱼ Xⱼ M c.
    counting = weighted @ bread[:, 0]
    code = _codes(named, ours)
    alone = (np.bincount(code) == 1)[code]
    x, wx = design[alone], weighted[alone]
    left = 1.0 - 2.0 * _each(wx @ bread, x) + _each(x @ inner, x)
    adjusted = np.where(alone, 0.0, counting)
    # Who alone decides a municipality's arm has no residual, and counts nothing in the error.
    roots = np.sqrt(np.where(left > NOTHING, left, np.inf))
    adjusted[alone] = counting[alone] / roots
    for cluster in np.unique(code[~alone]):
        here = np.flatnonzero(code == cluster)
        x, wx = design[here], weighted[here]
        cross = wx @ bread @ x.T
        block = np.eye(len(here)) - cross - cross.T + x @ inner @ x.T
        adjusted[here] = _inverse_root(block) @ counting[here]
    scores = np.bincount(code, adjusted * residuals)
    return Clustered(
        value=float(beta[0]),
        error=float(np.sqrt((scores**2).sum())),
        degrees=_degrees(adjusted, code, design, weighted, bread, inner),
    )


def refuse_few(clusters: Sequence[str | None], arm: NDArray[np.bool_]) -> None:
    """Refuse what is asked for by consultant where there are fewer than ten.

    Raises
    ------
    FewClustersError
        Where there are.
    """
    if _consultants(clusters, arm) < FEWEST:
        raise FewClustersError(
            f"Errors by consultant need at least {FEWEST} consultants who have participants.",
            where="outcomes.effects, errors by consultant",
            remedy="Use the errors of the design, and say that consultants are not allowed for; "
            "the interval is too narrow then, where participants of one consultant are alike.",
        )


def _consultants(clusters: Sequence[str | None], arm: NDArray[np.bool_]) -> int:
    return len({one for one, ours in zip(clusters, arm, strict=True) if ours and one is not None})


def _codes(clusters: Sequence[str | None], arm: NDArray[np.bool_]) -> Ints:
    """Return the number of each person's cluster; who has no consultant has a number alone."""
    labels = [
        one if ours and one is not None else (place,)
        for place, (one, ours) in enumerate(zip(clusters, arm, strict=True))
    ]
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], dtype=np.int64)


def _design(arm: NDArray[np.bool_], fixed: NDArray[np.str_] | None) -> Numbers:
    """Return the arm first, and a column a municipality, or one for all."""
    if fixed is None:
        others = np.ones((len(arm), 1))
    else:
        others = (fixed[:, None] == np.unique(fixed)[None, :]).astype(float)
    return np.column_stack([arm.astype(float), others])


def _each(left: Numbers, right: Numbers) -> Numbers:
    """Return the product of each row with its own."""
    return np.asarray((left * right).sum(axis=1))


def _inverse_root(block: Numbers) -> Numbers:
    """Return the symmetric inverse square root, of what has one, and 0 of the rest."""
    values, vectors = np.linalg.eigh(block)
    there = values > NOTHING
    roots = np.where(there, 1.0 / np.sqrt(np.where(there, values, 1.0)), 0.0)
    return np.asarray((vectors * roots) @ vectors.T)


def _degrees(
    adjusted: Numbers,
    code: Ints,
    design: Numbers,
    weighted: Numbers,
    bread: Numbers,
    inner: Numbers,
) -> float:
    """Return Satterthwaite's degrees of freedom.

    pᵢᵀ pⱼ is aᵢᵀaᵢ where i = j, less vᵢᵀ M uⱼ + uᵢᵀ M vⱼ − uᵢᵀ M Xᵀ W² X M uⱼ, where u = Xᵀa and
    v = XᵀWa of a cluster: a diagonal, and a product L Rᵀ of few columns.
    """
    sizes = np.bincount(code, adjusted**2)
    plain, heavy = (_by_cluster(code, adjusted, matrix) for matrix in (design, weighted))
    left = np.hstack([-heavy, -plain, plain])
    right = np.hstack([plain @ bread, heavy @ bread, plain @ inner])
    diagonal = _each(left, right)
    trace = float((sizes + diagonal).sum())
    squares = float((sizes**2 + 2 * sizes * diagonal).sum())
    squares += float(np.trace((left.T @ left) @ (right.T @ right)))
    return trace**2 / squares if squares else float("nan")


def _by_cluster(code: Ints, adjusted: Numbers, matrix: Numbers) -> Numbers:
    """Return Xᵀa of each cluster, as rows."""
    columns = [np.bincount(code, adjusted * column) for column in matrix.T]
    return np.column_stack(columns).astype(np.float64)
