"""Estimating: what a design makes of an endpoint, whichever the design."""

from __future__ import annotations

import pandas as pd

from compendium.outcomes.effects.designs import (
    BeforeAfter,
    Design,
    DifferenceInDifferences,
    Matched,
    Weighted,
)
from compendium.outcomes.effects.effect import Effect, UnknownContrastError
from compendium.outcomes.effects.estimators.before_after import before_after
from compendium.outcomes.effects.estimators.differencing import difference_in_differences
from compendium.outcomes.effects.estimators.matched import Contrast, matched, pooled
from compendium.outcomes.effects.estimators.weighted import weighted
from compendium.outcomes.effects.people.imputing import imputed, lacking
from compendium.outcomes.effects.pooling import rubin
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def estimate(
    frame: pd.DataFrame, endpoint: str, *, design: Design, contrast: Contrast = "difference"
) -> Effect | Absent:
    """Return what a design makes of an endpoint.

    Covariates of the design that are missing for some are imputed, with the endpoint and the index
    week beside them, and what comes of each imputation is pooled; where none is, nothing is drawn.

    Parameters
    ----------
    frame
        One row a person, as `subjects` returns it, with the endpoint as a number in the column of
        its name (`with_endpoint`), and for a design of changes its mean before (`with_before`).
    endpoint
        The column.
    design
        Which design, and with what.
    contrast
        ``difference`` (of shares, or of means), or their ``ratio``, which matching has.

    Returns
    -------
    Effect or Absent
        Absent, with the reason, where the design has nobody to compare, or where the arms share
        nothing.

    Raises
    ------
    UnknownContrastError
        Where a ratio is asked of a design that has none.
    """
    if contrast != "difference" and not isinstance(design, Matched):
        raise UnknownContrastError(
            f"A {type(design).__name__} design has no contrast “{contrast}”.",
            where="estimate, contrast",
            remedy="ask for the difference, or for a matched design",
        )
    if isinstance(design, DifferenceInDifferences):
        return difference_in_differences(frame, endpoint, design)
    if isinstance(design, BeforeAfter):
        return before_after(frame, endpoint, design)
    if isinstance(design, Matched | Weighted):
        people = pooled(frame[frame[endpoint].notna()], design.pool)
        if not lacking(people, design.covariates):
            return _of_complete(people, endpoint, design, contrast)
        drawn = imputed(people, design.covariates, beside=besides(people, endpoint))
        if isinstance(drawn, Absent):
            return drawn
        return rubin([_of_complete(each, endpoint, design, contrast) for each in drawn])
    raise TypeError(f"a {type(design).__name__} is no design that is known here")


def besides(people: pd.DataFrame, endpoint: str) -> list[str]:
    """Return what stands in the models of an imputation beside arm and covariates."""
    return [name for name in (endpoint, "index_week") if name in people]


def _of_complete(
    people: pd.DataFrame, endpoint: str, design: Matched | Weighted, contrast: Contrast
) -> Effect | Absent:
    """Return what a design makes of people of whom all covariates are known."""
    if isinstance(design, Matched):
        return matched(people, endpoint, design, contrast)
    return weighted(people, endpoint, design)
