"""Single answers as a table: who is in it, in what order, and what it says of the others."""

from __future__ import annotations

import pandas as pd

from compendium import instruments
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
