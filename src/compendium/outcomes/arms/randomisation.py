"""Randomisation: the effect that arms drawn by lot show, adjusted for what was known before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.errors import CompendiumError
from compendium.outcomes.arms.estimates import ARMS, CONFIDENCE, ArmsMissingError, Estimate
from compendium.tables import Absent, hands_on_absent

UNTOLD = Absent("an effect that could be told apart from the covariates")
ALONE = Absent("robust errors where the covariates single one person out")
ALIKE = Absent("an effect on an endpoint that all share alike")

SINGLED_OUT = 1e-9
"""How near to 1 the leverage of a person must be for the fit to go through that person."""

Numbers = NDArray[np.float64]


class SelfSelectedError(CompendiumError):
    """An effect was asked for that only arms drawn by lot can show."""


class UnknownCovariateError(CompendiumError):
    """A covariate was named that the table does not have."""


@hands_on_absent
def randomised(
    frame: pd.DataFrame, name: str, *, allocation: str, covariates: Sequence[str] = ()
) -> Estimate | Absent:
    """Return the effect of the arm that was drawn by lot, on the mean or the share.

    Least squares of the endpoint on the arm and the covariates; the coefficient of the arm, with
    HC3 errors (MacKinnon & White 1985, Journal of Econometrics 29:305) and the quantile of t at n
    less the coefficients. As the lot makes arm and covariates independent, it is the mean
    difference of the arms however wrong the model is for the covariates, for an endpoint of yes and
    no the risk difference (Yang & Tsiatis 2001, The American Statistician 55:314). Covariates are
    those that the plan names, and known before the lot was drawn; this function cannot see when.

    A number that is missing takes the mean, with a column that says so, and a category that is
    missing is a category: before a lot, that too is independent of the arm (White & Thompson 2005,
    Statistics in Medicine 24:993). Persons are not taken as clustered. Oracle: R lm with
    sandwich::vcovHC.

    Parameters
    ----------
    frame
        One row a participant: arm; the endpoint, as a number or as `yes` or `no`, missing for those
        who do not count; and the covariates, numbers or categories.
    name
        The endpoint's column.
    allocation
        How the arms came about, as study.toml has it.
    covariates
        What is adjusted for.

    Returns
    -------
    Estimate or Absent
        Absent where the arm cannot be told from the covariates, where they single a person out, so
        that HC3 has no value, and where all have the endpoint alike.

    Raises
    ------
    SelfSelectedError
        Where the arms were not drawn by lot.
    ArmsMissingError
        Where nobody of an arm has the endpoint.
    UnknownCovariateError
        Where there is no such column.
    """
    if allocation != "randomised":
        raise SelfSelectedError(
            "People chose their arm in this study, so that a difference is no effect of it.",
            where="study.toml, allocation",
            remedy="Use outcomes.unadjusted_difference or mean_difference, and name it so; only a "
            'study whose arms were drawn by lot has allocation = "randomised".',
        )
    for covariate in covariates:
        if covariate not in frame:
            raise UnknownCovariateError(
                f"There is no covariate “{covariate}”.",
                where="outcomes.randomised",
                remedy="Use columns of the table participants.",
            )
    counted = frame[frame[name].notna() & frame["arm"].isin(ARMS)]
    arm = np.asarray(counted["arm"] == ARMS[0], dtype=np.float64)
    if not 0 < arm.sum() < len(arm):
        raise ArmsMissingError.of("randomised")
    return _fitted(_endpoint(counted[name]), arm, _columns(counted, covariates))


def _fitted(endpoint: Numbers, arm: Numbers, columns: Numbers) -> Estimate | Absent:
    """Return the coefficient of the arm with its robust interval."""
    import statsmodels.api as sm

    if endpoint.min() == endpoint.max():
        return ALIKE
    others = np.column_stack([np.ones_like(arm), columns])
    # Columns that say the same as others, as of two that are missing together, are left out.
    others = others[:, _independent(others)]
    design = np.column_stack([arm, others])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return UNTOLD
    leverage = (np.linalg.qr(design).Q ** 2).sum(axis=1)
    if leverage.max() > 1 - SINGLED_OUT:
        return ALONE
    fit = sm.OLS(endpoint, design).fit(cov_type="HC3", use_t=True)
    low, high = fit.conf_int(alpha=1 - CONFIDENCE)[0]
    adjusted = "adjusted for covariates" if columns.shape[1] else "without covariates"
    return Estimate(
        estimand="effect",
        value=float(fit.params[0]),
        low=float(low),
        high=float(high),
        n=len(endpoint),
        method=f"arms drawn by lot, least squares {adjusted}, HC3 errors",
    )


def _endpoint(column: pd.Series) -> Numbers:
    """Return an endpoint as numbers, 1 for `yes` and 0 for `no`."""
    if pd.api.types.is_numeric_dtype(column):
        return np.asarray(column, dtype=np.float64)
    numbers = np.asarray(column.astype(str).map({"yes": 1.0, "no": 0.0}), dtype=np.float64)
    if np.isnan(numbers).any():
        raise ValueError("an endpoint is a number, or yes or no")
    return numbers


def _columns(frame: pd.DataFrame, covariates: Sequence[str]) -> Numbers:
    """Return covariates as columns of numbers: of categories all levels but the first, and gaps."""
    found: list[Numbers] = []
    for name in covariates:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            numbers = column.to_numpy(dtype=float, na_value=np.nan)
            gaps = np.isnan(numbers)
            mean = numbers[~gaps].mean() if not gaps.all() else 0.0
            found.append(np.where(gaps, mean, numbers)[:, None])
            found.append(gaps.astype(float)[:, None])
        else:
            levels = pd.get_dummies(column.astype("str"), dummy_na=True, dtype=float)
            found.append(levels.to_numpy()[:, 1:])
    return np.hstack([np.zeros((len(frame), 0)), *found])


def _independent(columns: Numbers) -> list[int]:
    """Return which columns add something to those before them."""
    kept: list[int] = []
    for place in range(columns.shape[1]):
        if np.linalg.matrix_rank(columns[:, [*kept, place]]) > len(kept):
            kept.append(place)
    return kept
