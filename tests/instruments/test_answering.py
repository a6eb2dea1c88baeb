"""Answers as tables hold them: pairs, gaps, kinds of numbers, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium import instruments
from compendium.instruments import (
    ItemOutOfRangeError,
    SomeColumnsError,
    UnknownChoiceError,
    answering,
)

GAD7, MDI = (instruments.catalogue()[key] for key in ("gad7", "mdi"))


def test_of_a_pair_the_higher_counts_and_a_single_answer_is_used_and_counted(table):
    pairs = [[2, 5, 1, 4, 0], [2, None, 1, 4, 0], [None, None, 1, 4, 0]]
    scores = instruments.score(table(MDI, [[0] * 7 + pair for pair in pairs]), MDI)
    assert scores["mdi_total"].tolist() == [5 + 1 + 4, 2 + 1 + 4, pd.NA]
    assert list(scores["mdi_single_pair"]) == [False, True, False]
    assert list(scores["mdi_answered"]) == ["complete", "complete", "partial"]


def test_of_a_pair_both_answers_may_be_asked_for(table):
    frame = table(MDI, [[1] * 7 + pair for pair in ([2, 5, 1, 4, 0], [2, None, 1, 4, 0])])
    scores = instruments.score(frame, MDI, pair="both")
    assert scores["mdi_total"].tolist() == [17, pd.NA]
    assert list(scores["mdi_single_pair"]) == [False, True]
    assert list(scores["mdi_missing"]) == [0, 1]
    assert scores["mdi_icd10"].isna().tolist() == [False, True]
    with pytest.raises(UnknownChoiceError, match="either or both"):
        instruments.score(frame, MDI, pair="one")


BELOW_ZERO = """
id = "own"
kind = "questionnaire"
title = { en = "own", da = "egen" }
answers = { low = -5, high = -1 }
[references]
[pairs]
source = "none"
status = "unconfirmed"
[[items]]
id = "own_1"
label = { en = "1", da = "1" }
columns = [
  { id = "own_1a", label = { en = "a", da = "a" } },
  { id = "own_1b", label = { en = "b", da = "b" } },
]
[[scales]]
id = "total"
title = { en = "all", da = "alt" }
items = "all"
range = [-5, -1]
[missing]
max_missing = 0
method = "none"
note = { en = "", da = "" }
source = "none"
status = "unconfirmed"
"""


def test_of_a_pair_below_zero_the_higher_counts_too(table, tmp_path):
    """Oracle: by hand. A gap is never the higher of two, also where all answers are negative."""
    (tmp_path / "own.toml").write_text(BELOW_ZERO, "utf-8")
    own = instruments.catalogue((tmp_path,))["own"]
    scores = instruments.score(table(own, [[-3, None], [-4, -2], [None, None]]), own)
    assert scores["own_total"].tolist() == [-3, -2, pd.NA]


def test_mdi_takes_item_9_in_two_columns_but_not_in_three(table):
    split = table(MDI, [[0] * 12]).drop(columns="mdi_9").assign(mdi_9a=1, mdi_9b=3)
    assert instruments.score(split, MDI)["mdi_total"].item() == 3
    with pytest.raises(SomeColumnsError, match="mdi_9, mdi_9a, mdi_9b"):
        instruments.score(split.assign(mdi_9=0), MDI)
    with pytest.raises(SomeColumnsError, match="missing: mdi_9b"):
        instruments.score(split.drop(columns="mdi_9b"), MDI)


@pytest.mark.parametrize(
    "kind", ["Int8", "Int64", "int16", "UInt8", "float64", "Float32", "object"]
)
def test_scores_do_not_depend_on_how_answers_are_held(kind):
    rows = pd.Series(range(40)) % 4
    frame = pd.DataFrame({item.id: (rows + place) % 4 for place, item in enumerate(GAD7.items)})
    known = instruments.score(frame.astype("Int8"), GAD7)
    pd.testing.assert_frame_equal(instruments.score(frame.astype(kind), GAD7), known)


def test_what_lies_under_a_gap_is_nobodys_answer():
    """Oracle: the same answers with a null under the gap; pandas promises nothing about it."""
    values = np.array([3, 99, -7, 0], dtype=np.int8)
    gaps = np.array([False, True, True, False])
    frame = pd.DataFrame({item.id: pd.arrays.IntegerArray(values, gaps) for item in GAD7.items})
    for options in ({}, {"max_missing": 3, "method": "prorate"}):
        scores = instruments.score(frame, GAD7, **options)
        assert scores["gad7_total"].tolist() == [21, pd.NA, pd.NA, 0]


def test_many_rows_are_scored_as_a_few_are_and_nothing_given_is_changed():
    """Oracle: the sums of pandas; the rows fill several blocks, the last in part."""
    draws = np.random.default_rng(7)
    rows = 2 * answering.ROWS + 5
    frame = pd.DataFrame(
        {
            item.id: pd.arrays.IntegerArray(
                draws.integers(0, 4, rows, dtype=np.int8), draws.random(rows) < 0.02
            )
            for item in GAD7.items
        }
    )
    before = frame.copy()
    scores = instruments.score(frame, GAD7)
    total = frame.sum(axis=1, skipna=False)
    assert scores["gad7_total"].astype("Int64").equals(total.astype("Int64"))
    assert scores["gad7_missing"].astype("int64").equals(frame.isna().sum(axis=1))
    pd.testing.assert_frame_equal(frame, before)
    frame.iloc[-1, 2] = 4
    with pytest.raises(ItemOutOfRangeError, match=f"column gad7_3, row {rows}\n"):
        instruments.score(frame, GAD7)


@pytest.mark.parametrize("wrong", ["2", "two", "", True + 1j, pd.Timestamp("2020-01-01")])
def test_text_and_what_else_is_no_number_is_refused_by_column_and_row(table, wrong):
    frame = table(GAD7, [[0] * 7] * 3).astype(object)
    frame.loc[1, "gad7_3"] = wrong
    with pytest.raises(ItemOutOfRangeError) as fault:
        instruments.score(frame, GAD7)
    assert fault.value.where == "column gad7_3, row 2"


@pytest.mark.parametrize("wrong", [4, -1, 1.5])
def test_an_answer_out_of_range_is_refused_by_column_and_row_and_not_quoted(wrong):
    frame = pd.DataFrame([[0] * 7] * 3, columns=[item.id for item in GAD7.items], dtype="Float64")
    frame.loc[1:, "gad7_3"] = wrong
    with pytest.raises(ItemOutOfRangeError) as fault:
        instruments.score(frame, GAD7)
    assert fault.value.where == "column gad7_3, row 2 and 1 more"
    assert str(wrong) not in str(fault.value)
