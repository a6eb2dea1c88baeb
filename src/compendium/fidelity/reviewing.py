"""Ratings checked, and reduced to the score of record: the consensus of each review.

What makes a score meaningless is refused: a number that the item cannot have, an item that the
scale does not have, a gap or two scores in a consensus, items of one review scored under different
versions. What is merely unusual is left standing, for reviewers may have their reasons, and told
beside the scores: a review that is not settled, that one rater made alone, or whose consensus lies
outside what its raters gave (`compendium.fidelity.reviewers`, `compared`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from compendium.errors import CompendiumError
from compendium.fidelity.faults import (
    ContradictoryReviewError,
    IncompleteReviewError,
    OtherVersionError,
    ScoreOutOfRangeError,
    TwoScoresError,
    UnknownItemError,
)
from compendium.instruments import Instrument
from compendium.tables import Absent, hands_on_absent

CONSENSUS = "consensus"
REVIEW = ["municipality", "round"]
ABOUT = ("date", "mode", "version")
"""What a study may say of a review besides."""


@hands_on_absent
def consensus(ratings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return the scores of record of every settled review on a scale.

    A review that the raters have not settled yet has no consensus row and is left out.
    One that is settled must be whole.

    Parameters
    ----------
    ratings
        The fidelity table: one row a review, rater and item.
    instrument
        The scale; rows on other scales are left out.

    Returns
    -------
    DataFrame or Absent
        One row a municipality, round and item, in that order: review_id, municipality, round,
        what is known of date, mode and version, section and item (ordered categories of ids) and
        score (Int8). Absent when no review on the scale is settled, and of a scale whose items
        are not known.

    Raises
    ------
    UnknownItemError, ScoreOutOfRangeError, TwoScoresError, IncompleteReviewError
        If a consensus review breaks the rule of that name; they name review and item.
    ContradictoryReviewError
        If a review is of two municipalities or rounds, or shares its own with another review.
    OtherVersionError
        If a review, its raters included, was scored under more than one version of the scale.
    """
    own = of_scale(ratings, instrument)
    if isinstance(own, Absent):
        return own
    settled = own[own["rater"].eq(CONSENSUS)]
    if settled.empty:
        return Absent(f"{instrument.title.en}: no review has a consensus")
    _check_reviews(own[own["review_id"].isin(settled["review_id"])])
    check_scores(settled, instrument, "an item has one consensus score")
    _check_gaps(settled, instrument)
    about = [column for column in ABOUT if column in settled.columns]
    return placed(settled, instrument, ["review_id", *REVIEW, *about]).sort_values(
        [*REVIEW, "item"], ignore_index=True
    )


def in_use(
    ratings: pd.DataFrame | Absent, instruments: Mapping[str, Instrument], usual: str = "ips25"
) -> Instrument:
    """Return the scale that a study's reviews are on: that of the last round.

    Parameters
    ----------
    ratings
        The fidelity table.
    instruments
        The instruments that the study knows.
    usual
        The id of the scale where there is no review; of two in the last round it comes first.
    """
    if isinstance(ratings, Absent) or ratings.empty:
        return instruments[usual]
    last = ratings[ratings["round"].eq(ratings["round"].max())]
    found = sorted(set(last["instrument"].astype("str")), key=lambda name: (name != usual, name))
    return instruments[found[0]]


def of_scale(ratings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return the ratings on one scale; absent where nobody knows its items."""
    if instrument.outline is not None:
        return Absent(f"{instrument.title.en}: its items are not known")
    return ratings[ratings["instrument"].eq(instrument.id)]


def placed(rows: pd.DataFrame, instrument: Instrument, kept: list[str]) -> pd.DataFrame:
    """Return columns of ratings, with section and item as ordered categories, and the score."""
    ids = [item.id for item in instrument.items]
    sections = {item: part.id for item in ids if (part := instrument.section_of(item))}
    table = rows[kept].copy()
    table["section"] = pd.Categorical(
        rows["item"].map(sections),
        categories=[part.id for part in instrument.sections],
        ordered=True,
    )
    table["item"] = pd.Categorical(rows["item"], categories=ids, ordered=True)
    table["score"] = rows["score"].astype("Int8")
    return table


def _check_reviews(ratings: pd.DataFrame) -> None:
    pairs = ratings[["review_id", *REVIEW]].drop_duplicates()
    for column, rule in (
        (["review_id"], "a review is of one municipality and one round"),
        (REVIEW, "a municipality has one review a round"),
    ):
        twice = pairs[pairs.duplicated(column, keep=False)]
        if not twice.empty:
            raise ContradictoryReviewError(
                f"The reviews contradict each other: {rule}.",
                where=f"review {', '.join(dict.fromkeys(twice['review_id'].astype(str)))}",
                remedy="correct review_id, municipality or round",
            )
    if "version" in ratings:
        versions = ratings.groupby("review_id")["version"].nunique(dropna=False)
        mixed = ratings[ratings["review_id"].isin(versions.index[versions > 1])]
        if not mixed.empty:
            usual = mixed.groupby("review_id")["version"].transform(lambda each: each.mode()[0])
            raise _fault(
                OtherVersionError,
                mixed[mixed["version"].ne(usual)],
                "all its items are scored under one version of the scale",
                "correct the version, or score these items under that of the others",
            )


def check_scores(settled: pd.DataFrame, instrument: Instrument, single: str) -> None:
    """Refuse the first review that has an unknown item, two scores of one, or an impossible one.

    Parameters
    ----------
    settled
        Ratings of the scale.
    instrument
        The scale.
    single
        The rule that each rater, or the consensus, has one score of an item, as it is told.
    """
    limits = {item.id: (item.low, item.high) for item in instrument.items}
    unknown = settled[~settled["item"].isin(list(limits))]
    if not unknown.empty:
        raise _fault(
            UnknownItemError,
            unknown,
            f"{instrument.title.en} has no such item",
            f"use the ids of the scale, {instrument.items[0].id} to {instrument.items[-1].id}",
        )
    twice = settled[settled.duplicated(["review_id", "rater", "item"], keep=False)]
    if not twice.empty:
        raise _fault(TwoScoresError, twice, single, "keep the score of record")
    low = settled["item"].map({item: low for item, (low, _) in limits.items()}).astype("float")
    high = settled["item"].map({item: high for item, (_, high) in limits.items()}).astype("float")
    score = settled["score"].astype("Float64")
    fits = (score.between(low, high) & score.mod(1).eq(0)).fillna(value=True)
    wrong = settled[~fits.astype(bool)]
    if not wrong.empty:
        least, most = limits[wrong["item"].iloc[0]]
        raise _fault(
            ScoreOutOfRangeError,
            wrong,
            f"a score is a whole number from {least} to {most}",
            "correct the score",
        )


def _check_gaps(settled: pd.DataFrame, instrument: Instrument) -> None:
    """Refuse the first consensus that lacks an item; last of all, for a slip in an id makes one."""
    limits = [item.id for item in instrument.items]
    scored = settled[settled["score"].notna()]
    for review, items in scored.groupby("review_id", sort=False)["item"]:
        _refuse_gaps(review, [item for item in limits if item not in set(items)])
    for review in settled.loc[~settled["review_id"].isin(scored["review_id"]), "review_id"]:
        _refuse_gaps(review, limits)


def _refuse_gaps(review: object, gaps: list[str]) -> None:
    if gaps:
        raise IncompleteReviewError(
            "A fidelity review breaks a rule: a consensus has a score for every item.",
            where=f"review {review}, {_some(gaps)}",
            remedy="add the scores, or leave the consensus out until it is settled",
        )


def _fault(
    kind: type[CompendiumError], rows: pd.DataFrame, rule: str, remedy: str
) -> CompendiumError:
    review = rows["review_id"].iloc[0]
    items = rows.loc[rows["review_id"].eq(review), "item"].astype(str)
    return kind(
        f"A fidelity review breaks a rule: {rule}.",
        where=f"review {review}, {_some(list(dict.fromkeys(items)))}",
        remedy=remedy,
    )


def _some(items: list[str]) -> str:
    """Name up to five items, and how many more there are."""
    more = f" and {len(items) - 5} more" if len(items) > 5 else ""
    return f"item {', '.join(items[:5])}{more}"
