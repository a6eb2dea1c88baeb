"""Estimating: what a design makes of an endpoint, whichever the design."""

from __future__ import annotations

import pandas as pd

from compendium.outcomes.effects.designs import Design, Matched
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.matched import matched
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def estimate(frame: pd.DataFrame, endpoint: str, *, design: Design) -> Effect | Absent:
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

    Returns
    -------
    Effect or Absent
        Absent, with the reason, where the design has nobody to compare, or where the arms share
        nothing.
    """
    if isinstance(design, Matched):
        return matched(frame, endpoint, design)
    raise TypeError(f"a {type(design).__name__} is no design that is known here")
