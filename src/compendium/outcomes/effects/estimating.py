"""Estimating: what a design makes of an endpoint, whichever the design."""

from __future__ import annotations

import pandas as pd

from compendium.outcomes.effects.designs import Design, Matched
from compendium.outcomes.effects.effect import Effect, UnknownContrastError
from compendium.outcomes.effects.matched import Contrast, matched
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def estimate(
    frame: pd.DataFrame, endpoint: str, *, design: Design, contrast: Contrast = "difference"
) -> Effect | Absent:
    """Return what a design makes of an endpoint.

    Parameters
    ----------
    frame
        One row a person, as `subjects` returns it, with the endpoint as a number in the column of
        its name (`with_endpoint`).
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
    if isinstance(design, Matched):
        return matched(frame, endpoint, design, contrast)
    if contrast != "difference":
        raise UnknownContrastError(
            f"A {type(design).__name__} design has no contrast “{contrast}”.",
            where="estimate, contrast",
            remedy="ask for the difference, or for a matched design",
        )
    raise TypeError(f"a {type(design).__name__} is no design that is known here")
