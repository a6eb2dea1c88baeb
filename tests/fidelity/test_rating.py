"""What raters gave: checked, numbered instead of named, and set beside the consensus."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import fidelity, instruments
from compendium.tables import Absent

BATTERY = instruments.catalogue()
IPS25 = BATTERY["ips25"]
COLUMNS = ["review_id", "municipality", "round", "rater", "instrument", "version", "item", "score"]
CONSENSUS = "consensus"


def review(scores: dict[str, list[int]], round_: int = 1, place: str = "Bornholm"):
    """Return a review: the scores of each rater, and of the consensus."""
    rows = [
        (f"{place}-{round_}", place, round_, rater, "ips25", "2008", f"ips25_{number}", score)
        for rater, given_ in scores.items()
        for number, score in enumerate(given_, start=1)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"score": "Int8"})


def plain(**raters: int) -> dict[str, list[int]]:
    return {rater: [score] * 25 for rater, score in raters.items()}


FULL = plain(consensus=3, zoe=3, ada=4)


def test_raters_are_numbered_within_their_review_and_not_named():
    found = fidelity.raters(pd.concat([review(FULL), review(plain(zoe=2), 2)]), IPS25)
    assert found.groupby(["round", "rater"])["score"].first().to_dict() == {
        (1, 1): 4, (1, 2): 3, (2, 1): 2,
    }  # fmt: skip
    assert not {"zoe", "ada"} & set(found.astype(str).to_numpy().ravel())


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("score", 0, fidelity.ScoreOutOfRangeError),
        ("score", 6, fidelity.ScoreOutOfRangeError),
        ("item", "ips25_26", fidelity.UnknownItemError),
        ("item", "ips25_2", fidelity.TwoScoresError),
    ],
)
def test_a_rating_that_breaks_a_rule_is_refused_without_naming_the_rater(column, value, kind):
    frame = review(FULL)
    here = frame["rater"].eq("ada") & frame["item"].eq("ips25_1")
    frame[column] = frame[column].mask(here, value)
    with pytest.raises(kind) as fault:
        fidelity.raters(frame, IPS25)
    assert fault.value.where.startswith("review Bornholm-1, item ips25_")
    assert "ada" not in str(fault.value)


@pytest.mark.parametrize("rater", [CONSENSUS, "ada"])
def test_an_item_scored_under_another_version_is_refused(rater):
    frame = review(FULL)
    here = frame["rater"].eq(rater) & frame["item"].eq("ips25_9")
    frame["version"] = frame["version"].mask(here, "2019")
    with pytest.raises(fidelity.OtherVersionError, match="one version") as fault:
        fidelity.consensus(frame, IPS25)
    assert fault.value.where == "review Bornholm-1, item ips25_9"


def test_there_is_no_change_from_one_version_of_the_scale_to_another():
    newer = review(plain(consensus=4), 2).assign(version="2019")
    frame = pd.concat([review(FULL), newer, review(plain(consensus=5), 3).assign(version="2019")])
    agreed = fidelity.consensus(frame, IPS25)
    for table in (fidelity.totals(agreed, IPS25), fidelity.section_scores(agreed, IPS25)):
        assert table.query("round == 2")["change"].isna().all()
        assert table.query("round == 3")["change"].gt(0).all()
        assert fidelity.latest(table, "points")["since_first"].isna().all()


def test_how_a_review_was_made_is_told_and_who_made_it_is_not():
    alone = review(plain(ada=3), 2).assign(independence="independent")
    frame = pd.concat([review(FULL), alone])
    one, two = fidelity.reviewers(frame, IPS25).to_dict("records")
    assert (one["reviewers"], one["settled"], one["independence"]) == (2, "yes", "not_recorded")
    assert (two["reviewers"], two["settled"], two["independence"]) == (1, "no", "independent")
    bare = fidelity.reviewers(review(plain(consensus=3)), IPS25)
    assert bare["reviewers"].tolist() == [0]


def test_a_consensus_outside_what_the_raters_gave_is_marked_and_stands():
    frame = review({"consensus": [5, 2] + [3] * 23, "zoe": [3] * 25, "ada": [4] * 25})
    found = fidelity.compared(frame, IPS25)
    assert found["outside"].tolist() == ["yes", "yes"] + ["no"] * 23
    assert found[["raters", "lowest", "highest", "score"]].iloc[0].tolist() == [2, 3, 4, 5]
    counted = fidelity.of_reviews(fidelity.reviewers(frame, IPS25), found)
    assert counted.iloc[0].to_dict() == {
        "reviews": 1, "settled_reviews": 1, "rated_by_two": 1, "scored": 25, "outside": 2,
    }  # fmt: skip


def test_an_item_that_no_rater_scored_is_neither_inside_nor_outside():
    frame = review(FULL)
    frame = frame[frame["rater"].eq(CONSENSUS) | frame["item"].ne("ips25_4")]
    row = fidelity.compared(frame, IPS25).iloc[3]
    assert (row["raters"], row["score"]) == (0, 3)
    assert pd.isna(row["outside"])


def test_what_cannot_be_told_is_absent_and_says_why():
    assert "no review has the scores" in fidelity.raters(review(plain(consensus=3)), IPS25).why
    assert "no review has a consensus" in fidelity.compared(review(plain(ada=3)), IPS25).why
    other = review(FULL).assign(instrument="ips_y")
    assert "no review was made with it" in fidelity.reviewers(other, IPS25).why
    for function in (fidelity.consensus, fidelity.raters, fidelity.reviewers, fidelity.compared):
        assert "items are not known" in function(other, BATTERY["ips_y"]).why
        gone = Absent("no reviews were made")
        assert function(gone, IPS25) is gone


def test_the_scale_in_use_is_that_of_the_last_round():
    own = review(plain(consensus=3), 2).assign(instrument="se_youth")
    assert fidelity.in_use(Absent("none"), BATTERY).id == "ips25"
    assert fidelity.in_use(review(FULL), BATTERY).id == "ips25"
    assert fidelity.in_use(pd.concat([review(FULL), own]), BATTERY).id == "se_youth"


scores = st.lists(st.integers(1, 5), min_size=25, max_size=25)


@settings(deadline=None, max_examples=25)
@given(scores, scores, scores, scores, st.randoms(use_true_random=False))
def test_neither_order_of_rows_nor_another_rater_changes_the_score_of_record(a, b, c, d, random):
    frame = review({"consensus": a, "ada": b, "zoe": c})
    more = review({"consensus": a, "ada": b, "zoe": c, "ida": d})
    order = list(range(len(more)))
    random.shuffle(order)
    shuffled = more.iloc[order]
    agreed = fidelity.consensus(frame, IPS25)
    pd.testing.assert_frame_equal(fidelity.consensus(shuffled, IPS25), agreed)
    pd.testing.assert_frame_equal(fidelity.raters(shuffled, IPS25), fidelity.raters(more, IPS25))
    pd.testing.assert_frame_equal(
        fidelity.compared(shuffled, IPS25), fidelity.compared(more, IPS25)
    )
    inside = fidelity.compared(more, IPS25)["outside"].eq("no")
    assert (
        fidelity.compared(frame, IPS25)["outside"].eq("yes").where(~inside, False).sum()
        >= (~inside).sum()
    ), "a further rater can only widen what the raters gave"


@settings(deadline=None, max_examples=25)
@given(st.sampled_from([item.id for item in IPS25.items]))
def test_a_consensus_without_any_one_item_is_refused(item):
    frame = review(FULL)
    frame = frame[~(frame["rater"].eq(CONSENSUS) & frame["item"].eq(item))]
    with pytest.raises(fidelity.IncompleteReviewError) as fault:
        fidelity.consensus(frame, IPS25)
    assert fault.value.where == f"review Bornholm-1, item {item}"
