"""Single answers as a table: who is in it, in what order, and what it says of the others."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import disclosure, instruments
from compendium.tables import Absent

MDI = instruments.catalogue()["mdi"]
WHO5 = instruments.catalogue()["who5"]
ITEMS = [item.id for item in WHO5.items]


def world() -> pd.DataFrame:
    """Two who answered all five, and one who left the last out."""
    answers = pd.DataFrame([[5, 4, 3, 2, 1], [0, 0, 0, 0, 0], [5, 5, 5, 5, None]], columns=ITEMS)
    return answers.astype("Int8").assign(participant_id=["a", "b", "c"], wave="baseline")


def test_each_person_with_every_item_has_a_row_an_item():
    found = instruments.responses(world(), WHO5)
    assert list(found.columns) == ["participant_id", "wave", "item", "answer"]
    assert list(found["participant_id"]) == ["a"] * 5 + ["b"] * 5
    assert list(found["item"]) == ITEMS * 2
    assert list(found["answer"]) == ["5", "4", "3", "2", "1"] + ["0"] * 5
    assert list(found["answer"].cat.categories) == ["0", "1", "2", "3", "4", "5"]


def test_an_item_asked_in_two_columns_has_the_higher_answer():
    answers = {column.name: [1] for column in MDI.columns if column.required}
    frame = pd.DataFrame(answers | {"mdi_8b": [4], "participant_id": ["a"]})
    found = instruments.responses(frame, MDI).set_index("item")["answer"]
    assert len(found) == 10
    assert found["mdi_8"] == "4"


def test_without_the_instrument_or_a_whole_answer_it_is_absent():
    assert "no column" in instruments.responses(pd.DataFrame({"wave": [1]}), WHO5).why
    assert "in full" in instruments.responses(world().tail(1), WHO5).why
    gone = Absent("nobody was asked")
    assert instruments.responses(gone, WHO5) is gone


def nobody() -> pd.DataFrame:
    """One who answered nothing, beside the three of the world."""
    none = pd.DataFrame([[None] * 5], columns=ITEMS).astype("Int8")
    return pd.concat([world(), none.assign(participant_id="d", wave="baseline")], ignore_index=True)


def test_who_answered_in_part_left_items_out_and_nobody_else_did():
    found = instruments.left_out(nobody(), WHO5)
    assert len(found) == 4 * 5
    assert list(found["item"].cat.categories) == ITEMS
    in_part = found[found["participant_id"] == "c"]
    assert in_part["who5_left_out"].tolist() == ["no"] * 4 + ["yes"]
    assert set(in_part["who5_answered"]) == {"partial"}
    others = found[found["participant_id"] != "c"]
    assert others["who5_left_out"].isna().all()


def test_an_item_asked_in_two_columns_is_left_out_where_both_are():
    answers = {column.name: [1, 1] for column in MDI.columns if column.required}
    frame = pd.DataFrame(answers | {"mdi_1": [None, None], "participant_id": ["a", "b"]})
    pair = [name for name in answers if name.startswith("mdi_10")]
    frame.loc[1, pair] = None
    found = instruments.left_out(frame, MDI)
    gaps = found[found["mdi_left_out"] == "yes"]
    assert list(zip(gaps["participant_id"], gaps["item"], strict=True)) == [
        ("a", "mdi_1"), ("b", "mdi_1"), ("b", "mdi_10"),
    ]  # fmt: skip


def test_where_nobody_answered_in_part_nobody_left_an_item_out():
    assert "in part" in instruments.left_out(world().head(2), WHO5).why
    assert "no column" in instruments.left_out(pd.DataFrame({"wave": [1]}), WHO5).why
    gone = Absent("nobody was asked")
    assert instruments.left_out(gone, WHO5) is gone


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.lists(st.sampled_from([None, 3]), min_size=5, max_size=5), min_size=5, max_size=50)
)
def test_left_out_items_are_counted_with_nothing_hidden_told(rows):
    frame = pd.DataFrame(rows, columns=ITEMS).astype("Int8")
    frame = frame.assign(participant_id=[f"p{place}" for place in range(len(rows))], wave="one")
    found = instruments.left_out(frame, WHO5)
    in_part = [row for row in rows if 0 < row.count(None) < 5]
    if not in_part:
        assert isinstance(found, Absent)
        return
    safe = disclosure.count(
        found,
        ["wave", "item", *instruments.left_out_levels(WHO5)],
        of="screened",
        profile="dk",
        slices=["wave", "item"],
        nested=instruments.left_out_nesting(WHO5),
    )
    told = safe.cut(who5_answered="partial", who5_left_out="yes").frame
    assert list(told["item"]) == ITEMS
    for place, row in enumerate(told.itertuples()):
        if row.shown:
            assert row.n == sum(answers[place] is None for answers in in_part)
            assert row.n == 0 or row.n >= 5
    assert disclosure.attack([safe.record()]) == []
