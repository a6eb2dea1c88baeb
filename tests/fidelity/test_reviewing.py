"""The consensus of a review: what is taken as the score of record, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import fidelity, instruments
from compendium.tables import Absent

IPS25 = instruments.catalogue()["ips25"]
MUNICIPALITIES = ["Bornholm", "København", "Rødovre"]


def ratings(**reviews: int) -> pd.DataFrame:
    """Return two raters and a consensus a review, all items at one score: ``Rødovre_1=4``."""
    rows = [
        (name, *name.split("_"), "2021H1", "visit", rater, "ips25", "2008", item.id, score)
        for name, score in reviews.items()
        for rater in ("r1", "r2", "consensus")
        for item in IPS25.items
    ]
    columns = [
        "review_id", "municipality", "round", "date", "mode", "rater", "instrument", "version",
        "item", "score",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).astype({"round": int, "score": "Int8"})
    frame["municipality"] = pd.Categorical(frame["municipality"], MUNICIPALITIES)
    return frame


def changed(frame: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    """Return the ratings with another value in the consensus on item 7."""
    there = frame["rater"].eq("consensus") & frame["item"].eq("ips25_7")
    return frame.assign(**{column: frame[column].where(~there, value)})


def test_the_consensus_alone_is_the_score_of_record_in_the_order_of_the_study():
    frame = ratings(Rødovre_2=4, Rødovre_1=3, Bornholm_1=2)
    frame.loc[frame["rater"].ne("consensus"), "score"] = 5
    shuffled = frame.sample(frac=1, random_state=3)
    found = fidelity.consensus(shuffled, IPS25)
    assert list(found.columns) == [
        "review_id", "municipality", "round", "date", "mode", "version", "section", "item", "score",
    ]  # fmt: skip
    assert list(found["item"][:25]) == [item.id for item in IPS25.items]
    heads = found[["municipality", "round", "score"]].drop_duplicates()
    assert heads.to_numpy().tolist() == [["Bornholm", 1, 2], ["Rødovre", 1, 3], ["Rødovre", 2, 4]]
    assert list(found["municipality"].cat.categories) == MUNICIPALITIES
    assert found["section"].value_counts(sort=False).tolist() == [9, 24, 42]


def test_a_review_that_is_not_settled_is_left_out():
    frame = ratings(Bornholm_1=2, Rødovre_1=3)
    frame = frame[~(frame["review_id"].eq("Rødovre_1") & frame["rater"].eq("consensus"))]
    assert set(fidelity.consensus(frame, IPS25)["review_id"]) == {"Bornholm_1"}


def test_other_scales_do_not_count():
    other = ratings(Bornholm_1=2).assign(instrument="ipsy")
    frame = pd.concat([ratings(Rødovre_1=3), other])
    assert set(fidelity.consensus(frame, IPS25)["review_id"]) == {"Rødovre_1"}
    assert isinstance(fidelity.consensus(other, IPS25), Absent)


@pytest.mark.parametrize(
    ("column", "value", "kind", "rule"),
    [
        ("score", 6, fidelity.ScoreOutOfRangeError, "from 1 to 5"),
        ("score", 0, fidelity.ScoreOutOfRangeError, "from 1 to 5"),
        ("score", pd.NA, fidelity.IncompleteReviewError, "a score for every item"),
        ("rater", "r3", fidelity.IncompleteReviewError, "a score for every item"),
        ("item", "ips25_8", fidelity.TwoScoresError, "one consensus score"),
        ("item", "ips25_26", fidelity.UnknownItemError, "no such item"),
    ],
)
def test_a_broken_rule_names_review_item_and_rule(column, value, kind, rule):
    frame = changed(ratings(Bornholm_1=2), column, value)
    with pytest.raises(kind, match=rule) as fault:
        fidelity.consensus(frame, IPS25)
    item = value if column == "item" else "ips25_7"
    assert fault.value.where == f"review Bornholm_1, item {item}"
    assert fault.value.remedy


def test_a_half_point_is_no_score():
    frame = ratings(Bornholm_1=2).astype({"score": "Float64"})
    with pytest.raises(fidelity.ScoreOutOfRangeError, match="whole number"):
        fidelity.consensus(changed(frame, "score", 2.5), IPS25)


def test_a_consensus_without_a_single_score_is_incomplete():
    frame = ratings(Bornholm_1=2, Rødovre_1=2)
    frame.loc[frame["review_id"].eq("Rødovre_1"), "score"] = pd.NA
    with pytest.raises(fidelity.IncompleteReviewError, match="ips25_5 and 20 more"):
        fidelity.consensus(frame, IPS25)


def test_a_rater_may_leave_an_item_out():
    frame = ratings(Bornholm_1=2)
    frame.loc[frame["rater"].eq("r1"), "score"] = pd.NA
    assert len(fidelity.consensus(frame, IPS25)) == 25


def test_reviews_that_contradict_each_other_are_refused():
    twice = pd.concat([ratings(Bornholm_1=2), ratings(Bornholm_1=3).assign(review_id="again")])
    with pytest.raises(fidelity.ContradictoryReviewError, match="one review a round") as fault:
        fidelity.consensus(twice, IPS25)
    assert fault.value.where == "review Bornholm_1, again"
    torn = changed(ratings(Bornholm_1=2), "round", 2)
    with pytest.raises(fidelity.ContradictoryReviewError, match="one municipality and one round"):
        fidelity.consensus(torn, IPS25)


def test_what_is_absent_stays_absent():
    gone = Absent("no reviews were made")
    assert fidelity.consensus(gone, IPS25) is gone
    assert fidelity.items(gone, IPS25) is gone
    assert fidelity.section_scores(gone, IPS25) is gone
    assert fidelity.totals(gone, IPS25) is gone
