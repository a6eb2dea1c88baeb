"""What can be computed of an item, beside the score that the reviewers agreed on."""

from __future__ import annotations

import math

import pandas as pd

from compendium.fidelity.anchoring import anchor_score
from compendium.fidelity.reviewing import REVIEW
from compendium.instruments import Instrument, Item
from compendium.tables import hands_on_absent


def threshold_score(item: Item, amount: float) -> int | None:
    """Return the score that an item's thresholds give a measured quantity.

    Thresholds are whole numbers, so the amount is rounded first, a half upwards. It is None where
    the item has no thresholds, the amount is missing, or none of them holds it.
    """
    if math.isnan(amount):
        return None
    # The nudge undoes binary noise: a caseload of 20.5 must not be seen as 20.499999999999996.
    return anchor_score(item, math.floor(amount + 0.5 + 1e-9))


@hands_on_absent
def beside_reviewers(
    figures: pd.DataFrame, consensus: pd.DataFrame, instrument: Instrument, item: str
) -> pd.DataFrame:
    """Return what was computed of an item beside the consensus score of each review.

    Neither is the right one: reviewers see more than records hold, and records more than a visit.
    A difference is a reason to ask.

    Parameters
    ----------
    figures
        One row a municipality and round: value, participants, consultants, fewest, as `caseload`
        and `by_review` return them.
    consensus
        As `compendium.fidelity.consensus` returns it.
    instrument, item
        The scale, and the id of the item that the figures speak of.

    Returns
    -------
    DataFrame
        One row a review: municipality, round, section, item, value, participants, consultants,
        fewest; computed_score, which the item's thresholds give the value (missing where it has
        none); reviewers_score, the consensus; and score_difference, the first less the second.
        Scores are Int8.

    Raises
    ------
    UnknownChoiceError
        If the scale has no such item.
    """
    asked = instrument.item(item)
    scores = consensus[consensus["item"].eq(item)]
    places = scores["municipality"].dtype
    table = scores[[*REVIEW, "section", "item"]].assign(reviewers_score=scores["score"])
    text = {"municipality": "str"}
    table = table.astype(text).merge(figures.astype(text), how="left", on=REVIEW)
    computed = [threshold_score(asked, amount) for amount in table["value"]]
    table["computed_score"] = pd.array(computed, dtype="Int8")
    table["score_difference"] = table["computed_score"] - table["reviewers_score"]
    kept = [
        "value",
        "participants",
        "consultants",
        "fewest",
        "computed_score",
        "reviewers_score",
        "score_difference",
    ]
    table = table[[*REVIEW, "section", "item", *kept]].astype({"municipality": places})
    return table.sort_values(REVIEW, ignore_index=True)
