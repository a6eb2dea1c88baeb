"""What each rater gave, beside the consensus; who they are is told as a number only."""

from __future__ import annotations

import pandas as pd

from compendium.fidelity.reviewing import (
    ABOUT,
    CONSENSUS,
    REVIEW,
    check_scores,
    consensus,
    of_scale,
    placed,
)
from compendium.instruments import Instrument
from compendium.tables import Absent, hands_on_absent

NOT_RECORDED = "not_recorded"


@hands_on_absent
def raters(ratings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return the scores that raters gave before they agreed.

    Raters are numbered within their review, in the order of their pseudonyms, so that nobody can be
    followed from one review to another. A rater may leave an item out.

    Parameters
    ----------
    ratings
        The fidelity table: one row a review, rater and item.
    instrument
        The scale; rows on other scales are left out.

    Returns
    -------
    DataFrame or Absent
        One row a review, rater and item: review_id, municipality, round, rater (from 1), section
        and item (ordered categories of ids), score (Int8). Absent where no rater scored anything.

    Raises
    ------
    UnknownItemError, ScoreOutOfRangeError, TwoScoresError
        If a rating breaks the rule of that name; they name review and item, never the rater.
    """
    own = of_scale(ratings, instrument)
    if isinstance(own, Absent):
        return own
    given = own[own["rater"].ne(CONSENSUS)]
    check_scores(given, instrument, "a rater gives an item one score")
    given = given[given["score"].notna()]
    if given.empty:
        return Absent(f"{instrument.title.en}: no review has the scores of its raters")
    names = given.groupby("review_id", observed=True)["rater"]
    numbers = names.rank("dense").astype("int64")
    table = placed(given, instrument, ["review_id", *REVIEW]).assign(rater=numbers)
    order = ["review_id", *REVIEW, "rater", "section", "item", "score"]
    return table[order].sort_values([*REVIEW, "review_id", "rater", "item"], ignore_index=True)


@hands_on_absent
def reviewers(ratings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return how each review was made: when, in what form, by how many, and whether it is settled.

    Returns
    -------
    DataFrame or Absent
        One row a municipality and round: municipality, round, what is known of date, mode and
        version, reviewers (how many gave scores, Int64), independence (`independent`, `involved`
        or `not_recorded`: whether the reviewers had a part in the team's work) and settled (`yes`,
        `no`: whether there is a consensus). Absent where there is no review on the scale.
    """
    own = of_scale(ratings, instrument)
    if isinstance(own, Absent):
        return own
    if own.empty:
        return Absent(f"{instrument.title.en}: no review was made with it")
    own = own.assign(
        settled=own["rater"].eq(CONSENSUS),
        named=own["rater"].where(own["rater"].ne(CONSENSUS) & own["score"].notna()),
    )
    if "independence" not in own:
        own = own.assign(independence=NOT_RECORDED)
    about = [column for column in ABOUT if column in own]
    found = own.groupby(REVIEW, observed=True).agg(
        **{column: (column, "first") for column in about},
        reviewers=("named", "nunique"),
        independence=("independence", "first"),
        settled=("settled", "any"),
    )
    return found.reset_index().assign(
        reviewers=found["reviewers"].astype("Int64").to_numpy(),
        independence=found["independence"].astype("object").fillna(NOT_RECORDED).to_numpy(),
        settled=found["settled"].map({True: "yes", False: "no"}).to_numpy(),
    )


@hands_on_absent
def compared(ratings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return the consensus on each item beside the lowest and the highest score of its raters.

    A consensus outside what the raters gave is no mistake by itself, for they may have learnt
    something when they met; it is marked.

    Returns
    -------
    DataFrame or Absent
        One row a municipality, round and item of the settled reviews: municipality, round,
        section, item, score (the consensus), raters (how many scored it), lowest, highest (missing
        where nobody did), and outside (`yes`, `no`; missing where nobody did). Absent where there
        is no consensus, or no scores of raters.
    """
    agreed, given = consensus(ratings, instrument), raters(ratings, instrument)
    for each in (agreed, given):
        if isinstance(each, Absent):
            return each
    if isinstance(agreed, Absent) or isinstance(given, Absent):  # for the types only
        raise TypeError
    spread = given.groupby([*REVIEW, "item"], observed=True)["score"].agg(["size", "min", "max"])
    names = {"size": "raters", "min": "lowest", "max": "highest"}
    table = agreed[[*REVIEW, "section", "item", "score"]].merge(
        spread.rename(columns=names).reset_index(), how="left", on=[*REVIEW, "item"]
    )
    table["raters"] = table["raters"].fillna(0).astype("Int64")
    score, lowest, highest = (
        table[name].astype("Float64") for name in ("score", "lowest", "highest")
    )
    beyond = (score < lowest) | (score > highest)
    table["outside"] = beyond.map({True: "yes", False: "no"}).astype("object")
    return table
