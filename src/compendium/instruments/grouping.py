"""Whether the items of a scale load alike in two or more groups: a description, not a test."""

from __future__ import annotations

import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.instruments.factor import one_factor
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def loadings_by(
    frame: pd.DataFrame,
    instrument: Instrument,
    by: str,
    *,
    scale: str = "total",
    least: int = 100,
) -> pd.DataFrame | Absent:
    """Fit one factor in each group by itself, and set the loadings side by side.

    Nothing is held equal between the groups, so that this describes and does not test whether
    the items mean the same in each. Where the groups are waves, the same persons may stand in
    more than one, and the errors of a difference cannot be had from those of the two sides.

    Parameters
    ----------
    frame
        A table with the columns of the instrument and the column `by`.
    instrument
        Whose scale it is.
    by
        The column of the groups; rows without a group are left out.
    scale
        The id of the scale.
    least
        The fewest complete rows in each group.

    Returns
    -------
    DataFrame or Absent
        A row an item and group, in the order of items and then of groups: ``item``, the group
        under the name of `by`, ``loading``, its ``error``, the ``n`` of the group, and
        ``spread``, the largest loading of the item less its smallest. Absent where there are
        fewer than two groups, and where a group has no one-factor model.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    """
    groups = frame.groupby(by, observed=True, sort=True)
    if len(groups) < 2:
        return Absent("not testable: loadings are compared between two groups or more")
    parts = []
    for group, own in groups:
        found = one_factor(own, instrument, scale=scale, least=least)
        if isinstance(found, Absent):
            return Absent(f"not testable in every group: {found.why}")
        parts.append(
            pd.DataFrame(
                {
                    "item": pd.Categorical(found.items, found.items),
                    by: group,
                    "loading": found.loadings,
                    "error": found.errors,
                    "n": found.n,
                }
            )
        )
    whole = pd.concat(parts).sort_values(["item", by], kind="stable", ignore_index=True)
    loadings = whole.groupby("item", observed=True)["loading"]
    return whole.assign(
        item=whole["item"].astype("str"),
        spread=loadings.transform("max") - loadings.transform("min"),
    )
