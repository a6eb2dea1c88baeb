"""Practising: what records tell of an item of a review, shown as the item is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from compendium.disclosure.counting import FEW, LEAST, NONE
from compendium.disclosure.profiles import Profile
from compendium.disclosure.profiles import profile as profile_of
from compendium.disclosure.releasing import items_withheld
from compendium.disclosure.safe import Safe, sealed
from compendium.tables import hands_on_absent


@hands_on_absent
def practice(
    frame: pd.DataFrame,
    value: str,
    by: Sequence[str],
    *,
    audience: str,
    released: Collection[str],
    profile: str | Profile,
    beside: Sequence[str] = (),
    unit: str = "",
) -> Safe:
    """Return what was computed of an item of a fidelity review, as a figure of the service.

    A caseload, or a share of meetings outside the office, is what the reviewers' score of that item
    is a judgement of, and gives that score away where the scale has thresholds. So it is shown to
    whom `review` shows the item: in a public report where the municipality released its items, and
    of the section on organization never. But it is made from persons as well, two kinds of them:

    - It needs the profile's `least` of participants behind it, as all that is shown of a
      municipality, in any report. Where nearly all of them are alike, so that fewer than the
      threshold differ, it would tell of each, and is hidden.
    - Consultants are persons. In a public report it needs the threshold of consultants behind it,
      for with two of them each could work out the other's. Inside the project it is shown with
      fewer, for there a municipality's figure is what its own review is made with.

    It is rounded to a whole number, and stands without the persons behind it, so that nobody can
    go back from it to a number of persons; and it has no total over the municipalities, from which
    one that is hidden could be worked out.

    Parameters
    ----------
    frame
        One row a municipality, round and item: section, participants, consultants and fewest as
        `compendium.fidelity.beside_reviewers` returns them; fewest may be missing.
    value
        Column of the figure.
    by
        The dimensions, with ``municipality`` and ``item`` among them.
    audience, released
        As of `review`.
    profile
        As of `count`.
    beside
        Further columns that say the same in other words, as its score; they are emptied where it
        is hidden.
    unit
        Word key of what the figure is a number of.

    Returns
    -------
    Safe
        Of kind ``practice``, one row a cell; why is ``release`` or ``organization``, ``none`` where
        there is no figure, ``least`` or ``few`` where too few are behind it.

    Raises
    ------
    TypeError
        Where `frame` is no DataFrame.
    ValueError
        For an unknown audience or profile, a missing column, or rows that are not by municipality
        and item.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"a DataFrame is needed, not a {type(frame).__name__}")
    unset = {"municipality", "item"} - set(by)
    if unset:
        raise ValueError(f"a practice is of a municipality and an item; by has no {min(unset)}")
    needed = [*by, value, "section", "participants", "consultants", "fewest", *beside]
    missing = [column for column in needed if column not in frame]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are: {', '.join(frame.columns)}")
    rule = profile_of(profile)
    withheld = items_withheld(frame, by, audience, released)
    persons = frame["participants"].fillna(0).to_numpy(dtype=float)
    staff = frame["consultants"].fillna(0).to_numpy(dtype=float)
    apart = frame["fewest"].fillna(rule.threshold).to_numpy(dtype=float)
    few = apart < rule.threshold
    if audience == "public":
        few |= staff < rule.threshold
    figures = pd.to_numeric(frame[value]).to_numpy(dtype=float, na_value=np.nan)
    why = np.select(
        [withheld != "", np.isnan(figures), persons < rule.least, few],
        [withheld, NONE, LEAST, FEW],
        "",
    )
    extra = {column: frame[column].mask(why != "") for column in beside}
    rows = frame[[*by, *([] if "section" in by else ["section"])]].assign(
        value=np.floor(figures + 0.5), **extra, why=why, shown=why == ""
    )
    record = {"kind": "practice", "by": list(by), "of": "", "slices": [], "nested": {}, "cells": []}
    return sealed("practice", rows, record | {"threshold": rule.threshold}, by=tuple(by), unit=unit)
