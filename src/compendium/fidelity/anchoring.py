"""Which score a measured quantity would get by the thresholds of an item."""

from __future__ import annotations

import math

import pandas as pd

from compendium.instruments import Instrument, Item
from compendium.tables import Absent


def anchor_score(item: Item, quantity: float) -> int | None:
    """Return the score whose threshold covers a quantity; None where the item has none that does.

    A missing quantity (NaN) is covered by none.
    """
    for each in item.thresholds:
        low = -math.inf if each.low is None else each.low
        high = math.inf if each.high is None else each.high
        if low <= quantity <= high:
            return each.score
    return None


def anchored(instrument: Instrument, item: str, quantity: float) -> pd.DataFrame | Absent:
    """Return the score that an item's thresholds give a quantity, as 25 persons a consultant.

    Parameters
    ----------
    instrument, item
        The scale, and the id of its item.
    quantity
        What was measured or stated.

    Returns
    -------
    DataFrame or Absent
        One row: item, quantity, score, maximum, status (of the thresholds). Absent where the item
        has no thresholds, or none of them covers the quantity.

    Raises
    ------
    UnknownChoiceError
        If the scale has no such item.
    """
    asked = instrument.item(item)
    score = anchor_score(asked, quantity)
    if score is None:
        return Absent(f"{instrument.title.en}: no threshold of the item says what this would score")
    return pd.DataFrame(
        {
            "item": [item],
            "quantity": [quantity],
            "score": [score],
            "maximum": [asked.high],
            "status": [asked.status],
        }
    )
