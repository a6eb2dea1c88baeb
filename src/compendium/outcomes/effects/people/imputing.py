"""Imputing: what was not recorded of a person before, drawn several times from what it may be.

Own code and not the MICE of statsmodels, which takes 1.5 s where this takes a third of one, draws
from a state that all share, and knows predictive mean matching only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from compendium.outcomes.effects.estimators.logistic import Numbers
from compendium.outcomes.effects.estimators.propensity import column_of
from compendium.outcomes.effects.estimators.weighting import Truths
from compendium.outcomes.effects.people.subjects import treated
from compendium.tables import Absent, hands_on_absent

IMPUTATIONS_SEED = 20_200_101
"""Of the draws, where none is given: the day on which intake began."""
TIMES, SWEEPS, SETTLED = 10, 5, 2
"""Imputations, how often each chain goes through the columns (both as R mice by default), and after
how often what is drawn is no longer that of chance."""
WIDE = 2.5
"""Standard deviation of the prior of log odds, on columns of standard deviation 1: so wide that it
says next to nothing, and there is a draw where a column tells another completely (the scale of
Gelman et al. 2008, Annals of Applied Statistics 2:1360)."""
RIDGE = 1e-3
"""Persons' worth of information that a linear model is given, so that it has a solution."""
NEAR, FAR, STEPS = 1e-4, 0.5, 50
"""Steps shorter than this end the search, longer ones renew its information; steps at most."""

NOBODY = Absent("an imputation of a covariate that is recorded for nobody in the comparison")


@dataclass
class _Chain:
    """One imputation under way: the matrix of all columns, filled, and the models as they were."""

    matrix: Numbers
    draws: np.random.Generator
    models: dict[tuple[str, int], tuple[Numbers, Numbers]] = field(default_factory=dict)
    settled: bool = False
    drawn: dict[str, Numbers] = field(default_factory=dict)


@dataclass(frozen=True)
class _Column:
    """One column of the frame: its numbers (codes of a category), and where it is in the matrix."""

    name: str
    numbers: Numbers
    known: Truths
    levels: tuple[float, ...]
    places: slice
    mean: Numbers
    spread: Numbers

    def expanded(self, values: Numbers) -> Numbers:
        """Return numbers as they stand in the matrix, of mean 0 and deviation 1 among the known."""
        if len(self.levels) > 2:
            columns = (values[:, None] == np.array(self.levels[1:])).astype(float)
        else:
            columns = values[:, None]
        return np.asarray((columns - self.mean) / self.spread, dtype=float)


@hands_on_absent
def imputed(
    frame: pd.DataFrame,
    names: Sequence[str],
    *,
    beside: Sequence[str] = (),
    times: int = TIMES,
    seed: int = IMPUTATIONS_SEED,
) -> tuple[pd.DataFrame, ...] | Absent:
    """Return the frame several times, each with what is missing drawn anew: chained equations.

    Each column in turn is drawn given all others: numbers from a normal linear model with drawn
    coefficients and a drawn variance, flags from a logistic model with coefficients drawn about the
    likeliest, categories from such a model a level, among those of this level and the later ones
    (continuation ratios). Drawn numbers are neither rounded nor cut off, for that would bend the
    relations they are drawn to keep. It is right where what is missing depends on what is recorded
    (missing at random), and where the models hold.

    References: Rubin 1987, Multiple Imputation for Nonresponse in Surveys, pages 167 and 169; van
    Buuren & Groothuis-Oudshoorn 2011, Journal of Statistical Software 45(3); White, Royston & Wood
    2011, Statistics in Medicine 30:377, for the endpoint in the model. Oracle: R mice, by the
    distribution of what is drawn.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    names
        The covariates; those that are missing for some are drawn. The arm is always in the model.
    beside
        Further columns of the model, missing for nobody: the endpoint, which is needed here lest
        what is drawn be unrelated to it, and the index week.
    times
        How many imputations.
    seed
        Of the draws; each imputation has a stream of its own.

    Returns
    -------
    tuple of pandas.DataFrame, or Absent
        As the frame, complete in the covariates. Absent where one is recorded for nobody.

    Raises
    ------
    UnknownCovariateError
        Where the subjects have no such column.
    ValueError
        Where a column of `beside` is missing for some.
    """
    for name in beside:
        if column_of(frame, name).isna().any():
            raise ValueError(f"{name} is missing for some: only covariates are imputed")
    columns: list[_Column] = []
    for name in dict.fromkeys((*names, *beside)):
        one = _column(column_of(frame, name), name, first=_end(columns))
        if not one.known.any():
            return NOBODY
        columns.append(one)
    # Those with the fewest gaps first: the others are then drawn of what is nearly known.
    open_ = sorted(
        (one for one in columns if not one.known.all()), key=lambda one: -one.known.sum()
    )
    complete = np.column_stack(
        [
            np.ones(len(frame)),
            treated(frame) - treated(frame).mean(),
            *(one.expanded(one.numbers) for one in columns),
        ]
    )
    found = []
    for stream in range(times):
        chain = _Chain(complete.copy(), np.random.default_rng([seed, stream]))
        for one in open_:
            donors = one.numbers[one.known]
            missing = int((~one.known).sum())
            _put(chain, one, donors[(chain.draws.random(missing) * len(donors)).astype(int)])
        for sweep in range(SWEEPS):
            chain.settled = sweep >= SETTLED
            for one in open_:
                _put(chain, one, _drawn(chain, one))
        found.append(frame.assign(**{one.name: _as_before(frame, one, chain) for one in open_}))
    return tuple(found)


def lacking(frame: pd.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    """Return which of these columns are missing for some."""
    return tuple(name for name in names if column_of(frame, name).isna().any())


def _end(columns: Sequence[_Column]) -> int:
    """Return where the next column begins in the matrix, after the constant and the arm."""
    return columns[-1].places.stop if columns else 2


def _column(column: pd.Series[Any], name: str, first: int) -> _Column:
    """Return a column of the frame as numbers; of text and categories, the codes."""
    known = column.notna().to_numpy(dtype=bool)
    if pd.api.types.is_numeric_dtype(column):
        values = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        codes = column.astype("category").cat.codes.to_numpy()
        values = np.where(known, codes, np.nan).astype(float)
    seen = np.unique(values[known])
    flag = len(seen) == 2 or not pd.api.types.is_numeric_dtype(column)
    levels = tuple(seen) if flag else ()
    start = (values[:, None] == seen[1:]).astype(float) if len(levels) > 2 else values[:, None]
    mean = start[known].mean(axis=0) if known.any() else np.zeros(start.shape[1])
    spread = start[known].std(axis=0) if known.any() else np.zeros(start.shape[1])
    # What does not vary is 0 in the matrix, whatever it is divided by.
    spread = np.where(spread > 0, spread, 1.0)
    places = slice(first, first + start.shape[1])
    return _Column(name, values, known, levels, places, mean, spread)


def _put(chain: _Chain, one: _Column, drawn: Numbers) -> None:
    """Let what was drawn stand where a column is missing."""
    chain.matrix[~one.known, one.places] = one.expanded(drawn)
    chain.drawn[one.name] = drawn


def _as_before(frame: pd.DataFrame, one: _Column, chain: _Chain) -> pd.Series[Any]:
    """Return a column of the frame with its gaps filled, of the type that it had."""
    column, drawn = frame[one.name], chain.drawn[one.name]
    whole = np.where(one.known, one.numbers, 0.0)
    whole[~one.known] = drawn
    if pd.api.types.is_numeric_dtype(column):
        return pd.Series(whole, index=column.index)
    levels = column.astype("category").cat.categories.to_numpy()
    return pd.Series(levels[whole.astype(int)], index=column.index).astype(column.dtype)


def _drawn(chain: _Chain, one: _Column) -> Numbers:
    """Return a draw of what is missing of a column, given all others."""
    if len(np.unique(one.numbers[one.known])) == 1:
        return np.full((~one.known).sum(), one.numbers[one.known][0])
    # All columns, its own set to 0, is sooner done than to pick out the others: it says nothing.
    seen, unseen = (chain.matrix.take(np.flatnonzero(rows), 0) for rows in (one.known, ~one.known))
    seen[:, one.places] = unseen[:, one.places] = 0.0
    values = one.numbers[one.known]
    if not one.levels:
        freedom = max(len(seen) - (seen.shape[1] - 1), 1)
        return _normal(seen, values, unseen, freedom, chain.draws)
    drawn = np.full(len(unseen), one.levels[-1])
    undecided = np.ones(len(unseen), dtype=bool)
    among = np.ones(len(seen), dtype=bool)
    for place, level in enumerate(one.levels[:-1]):
        rows = seen if place == 0 else seen[among]
        known = chain.models.get((one.name, place))
        model = _likeliest(rows, (values[among] == level).astype(float), known, chain.settled)
        chain.models[(one.name, place)] = model
        beta = model[0] + model[1] @ chain.draws.standard_normal(len(model[0]))
        chance = 1.0 / (1.0 + np.exp(-(unseen @ beta)))
        here = undecided & (chain.draws.random(len(unseen)) < chance)
        drawn[here] = level
        undecided &= ~here
        among &= values != level
    return drawn


def _normal(
    seen: Numbers, values: Numbers, unseen: Numbers, freedom: int, draws: np.random.Generator
) -> Numbers:
    """Return draws of a linear model whose coefficients and variance are drawn (Rubin, p. 167)."""
    mean, deviation = values.mean(), values.std()
    target = (values - mean) / deviation
    spread = _root(seen.T @ seen + RIDGE * np.eye(seen.shape[1]))
    beta = spread @ (spread.T @ (seen.T @ target))
    left = float(((target - seen @ beta) ** 2).sum())
    sigma = np.sqrt(left / (2.0 * draws.standard_gamma(freedom / 2.0)))
    beta = beta + sigma * (spread @ draws.standard_normal(len(beta)))
    noise = sigma * draws.standard_normal(len(unseen))
    return np.asarray(mean + deviation * (unseen @ beta + noise), dtype=float)


def _root(information: Numbers) -> Numbers:
    """Return a matrix R with RRᵀ the inverse of the information: R times noise is a draw."""
    return np.linalg.inv(np.linalg.cholesky(information)).T


def _likeliest(
    columns: Numbers, reached: Numbers, known: tuple[Numbers, Numbers] | None, settled: bool
) -> tuple[Numbers, Numbers]:
    """Return the likeliest log odds under the wide prior, and the root of their variance there.

    Steps that keep the root end at the same place as Newton's, and each is a tenth of the work. So
    it is worked out anew only while steps are long; and not at all once the chain has settled, for
    then that of the sweep before differs by no more than what has been drawn anew.
    """
    prior = WIDE**-2
    places = columns.shape[1]
    beta, spread = known or (np.zeros(places), np.eye(places))
    fresh = known is None or not settled
    for _ in range(STEPS):
        share = 1.0 / (1.0 + np.exp(-(columns @ beta)))
        if fresh:
            information = (columns.T * (share * (1.0 - share))) @ columns
            information[np.diag_indices_from(information)] += prior
            spread = _root(information)
        step = spread @ (spread.T @ (columns.T @ (reached - share) - prior * beta))
        size = float(np.abs(step).max())
        # A step of more than five deviations is too far to trust the parabola it was read from.
        beta = beta + step * min(1.0, 5.0 / max(size, NEAR))
        if size < NEAR:
            break
        fresh = size > FAR
    return beta, spread
