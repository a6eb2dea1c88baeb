"""Scores against hand calculations, published vectors, a plain count, and real answers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import instruments
from compendium.instruments import (
    ItemOutOfRangeError,
    SomeColumnsError,
    UnknownChoiceError,
    answering,
)
from compendium.tables import Absent

BATTERY = instruments.catalogue()
WHOLE = sorted(name for name, each in BATTERY.items() if each.outline is None)
"""Those whose items are known, so that there is something to score."""

GAD7, MDI, WHO5, IPS25 = (BATTERY[key] for key in ("gad7", "mdi", "who5", "ips25"))


def table(instrument, rows) -> pd.DataFrame:
    """Return answers in the columns of the usual layout, as study tables have them."""
    names = [column.name for column in instrument.columns if column.required]
    return pd.DataFrame(rows, columns=names, dtype="Int8")


def with_sum(instrument, points: int) -> pd.DataFrame:
    """Return one row whose columns add up to so many points; what is left of a pair is at 0."""
    left, row = points - sum(item.low for item in instrument.items), []
    for column in (column for column in instrument.columns if column.required):
        step = 0 if column.name.endswith("b") else min(left, column.high - column.low)
        row.append(column.low + step)
        left -= step
    return table(instrument, [row])


@st.composite
def answers(draw):
    """Draw an instrument and rows of answers, some of them missing."""
    instrument = BATTERY[draw(st.sampled_from(WHOLE))]
    columns = [column for column in instrument.columns if column.required]
    cells = [st.none() | st.integers(column.low, column.high) for column in columns]
    full = [st.integers(column.low, column.high) for column in columns]
    row = st.tuples(*full) | st.tuples(*cells) | st.just((None,) * len(columns))
    return instrument, table(instrument, draw(st.lists(row, max_size=8)))


def graded_plainly(row: dict) -> tuple[str, str] | None:
    """Apply both algorithms of the MDI to one row with pencil and paper."""
    asked = [[f"mdi_{item}"] for item in range(1, 11)]
    asked[7], asked[9] = ["mdi_8a", "mdi_8b"], ["mdi_10a", "mdi_10b"]
    points = [[row[name] for name in names if not pd.isna(row[name])] for names in asked]
    if not all(points):
        return None
    there = [max(own) >= (4 if place < 3 else 3) for place, own in enumerate(points)]
    core, others = sum(there[:3]), sum(there[3:])
    icd10 = "none"
    for grade, of_core, of_others in (("mild", 2, 2), ("moderate", 2, 4), ("severe", 3, 5)):
        icd10 = grade if core >= of_core and others >= of_others else icd10
    nine = sum([*there[:3], there[3] or there[4], *there[5:]])
    return icd10, "major" if nine >= 5 and (there[0] or there[1]) else "none"


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(2, 5) | st.none()] * 12), max_size=8))
def test_the_algorithms_agree_with_a_plain_count_row_by_row(rows):
    frame = table(MDI, rows)
    scores = instruments.score(frame, MDI)
    for grades, row in zip(
        zip(scores["mdi_icd10"], scores["mdi_dsm4"], strict=True),
        frame.to_dict("records"),
        strict=True,
    ):
        known = graded_plainly(row)
        assert known == grades if known else all(pd.isna(grade) for grade in grades)


def counted_plainly(instrument, row: dict, scale, most: int):
    """Score one row as one would with pencil and paper: the oracle of the property tests."""
    points = []
    for item in instrument.items:
        if item.id in scale.items:
            given_answers = [
                row[column.name] for column in item.layouts[0] if not pd.isna(row[column.name])
            ]
            points.append(max(given_answers) if given_answers else None)
    there = [point for point in points if point is not None]
    gaps = len(points) - len(there)
    if gaps and (gaps > most or not there):
        return None
    return math.floor(sum(there) * len(points) / len(there) + 0.5) * scale.factor


@settings(deadline=None)
@given(answers(), st.integers(0, 4))
def test_a_score_agrees_with_a_plain_count_row_by_row(drawn, most):
    instrument, frame = drawn
    scores = instruments.score(frame, instrument, max_missing=most, method="prorate")
    for scale in instrument.scales:
        expected = [
            counted_plainly(instrument, row, scale, most) for row in frame.to_dict("records")
        ]
        found = scores[f"{instrument.id}_{scale.id}"]
        assert [None if pd.isna(value) else int(value) for value in found] == expected


@settings(deadline=None)
@given(answers())
def test_a_score_stays_in_range_and_lies_in_its_band(drawn):
    instrument, frame = drawn
    scores = instruments.score(frame, instrument, max_missing=2, method="prorate")
    chosen = instrument.band_set()
    for scale in instrument.scales:
        assert scores[f"{instrument.id}_{scale.id}"].dropna().between(scale.low, scale.high).all()
    total, band = scores[f"{instrument.id}_total"], scores[f"{instrument.id}_band"]
    limits = {level.id: (level.low, level.high) for level in chosen.levels}
    for points, level in zip(total, band, strict=True):
        assert pd.isna(points) == pd.isna(level)
        assert pd.isna(level) or limits[level][0] <= points <= limits[level][1]


@settings(deadline=None)
@given(answers(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(drawn, random):
    instrument, frame = drawn
    order = list(frame.index)
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        instruments.score(frame.loc[order], instrument),
        instruments.score(frame, instrument).loc[order],
    )


@settings(deadline=None)
@given(answers())
def test_complete_cases_alone_are_scored_unless_asked_otherwise(drawn):
    instrument, frame = drawn
    scores = instruments.score(frame, instrument)
    complete = scores[f"{instrument.id}_answered"].eq("complete")
    assert scores[f"{instrument.id}_total"].notna().eq(complete).all()
    assert scores[f"{instrument.id}_missing"].eq(0).eq(complete).all()
    assert not scores[f"{instrument.id}_prorated"].any()


@pytest.mark.parametrize(
    ("row", "total", "band"),
    [
        ((2, 2, 2, 2, 3, 3, 1), 15, "severe"),
        ((2, 2, 2, 2, 1, 3, 2), 14, "moderate"),
        ((2, 2, 2, 2, 1, 3, 1), 13, "moderate"),
        ((1, 1, 1, 1, 1, 1, 1), 7, "mild"),
    ],
)
def test_gad7_of_the_cdisc_example(row, total, band):
    """Oracle: the CDISC ADaM example, as in pharmaverse/admiral create_example_qs.R."""
    scores = instruments.score(table(GAD7, [row]), GAD7)
    assert (scores["gad7_total"].item(), scores["gad7_band"].item()) == (total, band)
    assert scores["gad7_above_cut"].item() == (total >= 10)


@pytest.mark.parametrize(
    ("instrument", "bands", "below", "edge", "lower", "upper"),
    [
        (GAD7, None, 4, 5, "below_mild", "mild"),
        (GAD7, None, 9, 10, "mild", "moderate"),
        (GAD7, None, 14, 15, "moderate", "severe"),
        (MDI, None, 20, 21, "none", "mild"),
        (MDI, "bech2015", 25, 26, "mild", "moderate"),
        (MDI, "bech2015", 30, 31, "moderate", "severe"),
        (MDI, "older", 19, 20, "none", "mild"),
        (MDI, "older", 24, 25, "mild", "moderate"),
        (MDI, "older", 29, 30, "moderate", "severe"),
        (WHO5, None, 8, 9, "high_risk", "risk"),
        (WHO5, None, 12, 13, "risk", "no_risk"),
        (IPS25, None, 73, 74, "not", "fair"),
        (IPS25, None, 99, 100, "fair", "good"),
        (IPS25, None, 114, 115, "good", "exemplary"),
    ],
)
def test_bands_change_at_their_edges(instrument, bands, below, edge, lower, upper):
    """Oracle: the cuts in the sources named in each definition, in raw points."""
    factor = instrument.scale("total").factor
    for points, band in ((below, lower), (edge, upper)):
        scores = instruments.score(with_sum(instrument, points), instrument, bands=bands)
        assert scores[f"{instrument.id}_total"].item() == points * factor
        assert scores[f"{instrument.id}_band"].item() == band


def test_who5_counts_as_screened_at_48_and_not_at_52():
    """Oracle: Topp 2015, at most 50; only multiples of 4 occur."""
    frame = pd.concat([with_sum(WHO5, 12), with_sum(WHO5, 13)])
    assert list(instruments.score(frame, WHO5)["who5_above_cut"]) == [True, False]


def test_at_most_means_the_cut_itself_too(define):
    cut = '[[cuts]]\nat_most = 3\nsource = "none"\nstatus = "unconfirmed"\n'
    own = instruments.catalogue((define("own", 2, 0, 4, cut),))["own"]
    scores = instruments.score(table(own, [[2, 0], [2, 1], [2, 2], [2, None]]), own)
    assert scores["own_above_cut"].tolist() == [True, True, False, pd.NA]


def test_the_cut_of_the_mdi_goes_with_its_bands():
    frame = with_sum(MDI, 20)
    assert not instruments.score(frame, MDI)["mdi_above_cut"].item()
    assert instruments.score(frame, MDI, bands="older")["mdi_above_cut"].item()


def test_mdi_total_and_bands_of_two_hand_calculations():
    """Oracle: all items 3 give 30; items 1 and 2 at 4, items 4 and 6 at 3 give 14."""
    frame = table(MDI, [[3] * 12, [4, 4, 0, 3, 0, 3, 0, 0, 0, 0, 0, 0]])
    assert list(instruments.score(frame, MDI)["mdi_total"]) == [30, 14]
    assert list(instruments.score(frame, MDI)["mdi_band"]) == ["moderate", "none"]
    assert list(instruments.score(frame, MDI, bands="older")["mdi_band"]) == ["severe", "none"]


def symptoms(core: int, others: int) -> tuple[int, ...]:
    """Return a row with so many core symptoms and others, each just present or just not."""
    row = [4] * core + [3] * (3 - core) + [3] * others + [2] * (7 - others)
    return (*row[:8], 0, row[8], 0, row[9])


@pytest.mark.parametrize("core", range(4))
@pytest.mark.parametrize("others", range(8))
def test_icd10_of_every_number_of_core_and_other_symptoms(core, others):
    """Oracle: the rule of DSAM case by case, (3,3) as the most severe rule that is fully met."""
    severe = {(3, 5), (3, 6), (3, 7)}
    moderate = {(2, 4), (2, 5), (2, 6), (2, 7), (3, 4)}
    mild = {(2, 2), (2, 3), (3, 2), (3, 3)}
    known = {**dict.fromkeys(mild, "mild"), **dict.fromkeys(moderate, "moderate")}
    known |= dict.fromkeys(severe, "severe")
    scores = instruments.score(table(MDI, [symptoms(core, others)]), MDI)
    assert scores["mdi_icd10"].item() == known.get((core, others), "none")


def test_the_case_that_no_source_names_is_documented():
    note = MDI.algorithm("icd10").note
    assert "three core and three other symptoms" in note.en
    assert "tre kernesymptomer og tre ledsagesymptomer" in note.da


@pytest.mark.parametrize(
    ("row", "grade"),
    [
        ((4, 0, 0, 3, 0, 3, 3, 3, 0, 0, 0, 0), "major"),
        ((0, 4, 4, 0, 3, 3, 0, 0, 0, 3, 0, 0), "major"),
        ((4, 4, 4, 3, 3, 0, 0, 0, 0, 0, 0, 0), "none"),
        ((4, 4, 4, 3, 3, 3, 0, 0, 0, 0, 0, 0), "major"),
        ((3, 3, 4, 3, 3, 3, 3, 3, 0, 3, 3, 0), "none"),
        ((4, 0, 3, 3, 0, 3, 3, 2, 2, 2, 2, 2), "none"),
    ],
)
def test_dsm4_takes_five_of_nine_with_a_leading_one(row, grade):
    """Oracle: by hand. Items 4 and 5 are one symptom; 1 to 3 count from 4, the others from 3."""
    assert instruments.score(table(MDI, [row]), MDI)["mdi_dsm4"].item() == grade


def test_total_and_algorithm_disagree_by_design():
    """Oracle: derived in the instruments reference, section 3."""
    frame = table(MDI, [[3] * 12, [4, 4, 0, 3, 0, 3, 0, 0, 0, 0, 0, 0]])
    assert list(instruments.score(frame, MDI)["mdi_icd10"]) == ["none", "mild"]


def test_an_algorithm_takes_all_its_items_whatever_the_rule():
    frame = table(MDI, [(None, *[5] * 11), [5] * 12])
    scores = instruments.score(frame, MDI, max_missing=1, method="prorate")
    assert scores["mdi_total"].tolist() == [50, 50]
    for column in ("mdi_icd10", "mdi_dsm4"):
        assert scores[column].isna().tolist() == [True, False]
        assert scores[column].cat.ordered


def test_of_a_pair_both_answers_may_be_asked_for():
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


def test_of_a_pair_below_zero_the_higher_counts_too(tmp_path):
    """Oracle: by hand. A gap is never the higher of two, also where all answers are negative."""
    (tmp_path / "own.toml").write_text(BELOW_ZERO, "utf-8")
    own = instruments.catalogue((tmp_path,))["own"]
    scores = instruments.score(table(own, [[-3, None], [-4, -2], [None, None]]), own)
    assert scores["own_total"].tolist() == [-3, -2, pd.NA]


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


def test_no_row_at_all_gives_no_score_and_the_same_columns():
    some, none = (instruments.score(table(MDI, [[0] * 12] * rows), MDI) for rows in (1, 0))
    assert len(none) == 0
    assert none.dtypes.astype(str).equals(some.dtypes.astype(str))


def test_an_instrument_that_nobody_answered_gives_no_score_and_says_so():
    for frame in (table(MDI, [[None] * 12] * 3), table(MDI, [[None] * 12] * 3).astype(object)):
        scores = instruments.score(frame, MDI, max_missing=9, method="prorate")
        for column in ("mdi_total", "mdi_band", "mdi_above_cut", "mdi_icd10", "mdi_dsm4"):
            assert scores[column].isna().all()
        assert list(scores["mdi_answered"]) == ["none"] * 3
        assert list(scores["mdi_completed"]) == ["incomplete"] * 3
        assert not scores["mdi_prorated"].any()


@pytest.mark.parametrize("wrong", ["2", "two", "", True + 1j, pd.Timestamp("2020-01-01")])
def test_text_and_what_else_is_no_number_is_refused_by_column_and_row(wrong):
    frame = table(GAD7, [[0] * 7] * 3).astype(object)
    frame.loc[1, "gad7_3"] = wrong
    with pytest.raises(ItemOutOfRangeError) as fault:
        instruments.score(frame, GAD7)
    assert fault.value.where == "column gad7_3, row 2"


def test_of_a_pair_the_higher_counts_and_a_single_answer_is_used_and_counted():
    pairs = [[2, 5, 1, 4, 0], [2, None, 1, 4, 0], [None, None, 1, 4, 0]]
    scores = instruments.score(table(MDI, [[0] * 7 + pair for pair in pairs]), MDI)
    assert scores["mdi_total"].tolist() == [5 + 1 + 4, 2 + 1 + 4, pd.NA]
    assert list(scores["mdi_single_pair"]) == [False, True, False]
    assert list(scores["mdi_answered"]) == ["complete", "complete", "partial"]


def test_mdi_takes_item_9_in_two_columns_but_not_in_three():
    split = table(MDI, [[0] * 12]).drop(columns="mdi_9").assign(mdi_9a=1, mdi_9b=3)
    assert instruments.score(split, MDI)["mdi_total"].item() == 3
    with pytest.raises(SomeColumnsError, match="mdi_9, mdi_9a, mdi_9b"):
        instruments.score(split.assign(mdi_9=0), MDI)
    with pytest.raises(SomeColumnsError, match="missing: mdi_9b"):
        instruments.score(split.drop(columns="mdi_9b"), MDI)


def test_prorating_is_half_up_and_goes_as_far_as_allowed():
    """Oracle: by hand. 6 answered with 9 points: 9 * 7 / 6 = 10.5, so 11; WHO-5 raw 10 of 4."""
    frame = table(GAD7, [[2, 2, 2, 1, 1, 1, None], [2, 2, 2, 1, 1, None, None], [None] * 7])
    scores = instruments.score(frame, GAD7, max_missing=1, method="prorate")
    assert scores["gad7_total"].tolist() == [11, pd.NA, pd.NA]
    assert list(scores["gad7_prorated"]) == [True, False, False]
    assert list(scores["gad7_answered"]) == ["partial", "partial", "none"]
    assert list(scores["gad7_missing"]) == [1, 2, 7]
    who5 = table(WHO5, [[2, 3, 3, 2, None]])
    assert instruments.score(who5, WHO5, max_missing=1, method="prorate")["who5_total"].item() == 52


def test_a_missing_rule_that_contradicts_itself_is_refused():
    frame = table(GAD7, [[0] * 7])
    with pytest.raises(UnknownChoiceError, match="max_missing=2"):
        instruments.score(frame, GAD7, max_missing=2)
    with pytest.raises(UnknownChoiceError, match="no method"):
        instruments.score(frame, GAD7, method="mean")
    with pytest.raises(UnknownChoiceError, match="kroenke2007"):
        instruments.score(frame, GAD7, bands="spitzer")


def test_columns_and_index_are_as_documented():
    frame = table(GAD7, [[3] * 7, [None] * 7]).set_axis(["b", "a"]).assign(other=1)
    scores = instruments.score(frame, GAD7)
    assert list(scores.index) == ["b", "a"]
    assert {name: str(kind) for name, kind in scores.dtypes.items()} == {
        "gad7_total": "Int16",
        "gad7_band": "category",
        "gad7_above_cut": "boolean",
        "gad7_answered": "category",
        "gad7_completed": "category",
        "gad7_missing": "Int8",
        "gad7_prorated": "bool",
    }
    assert list(scores["gad7_answered"].cat.categories) == ["complete", "partial", "none"]
    assert scores["gad7_band"].cat.ordered
    assert pd.isna(scores.loc["a", "gad7_above_cut"])


def test_sections_of_a_rating_scale_add_up_to_its_total():
    frame = table(IPS25, [[5] * 3 + [1] * 8 + [2] * 14])
    scores = instruments.score(frame, IPS25).iloc[0]
    sections = [scores[f"ips25_{part.id}"] for part in IPS25.sections]
    assert sections == [15, 8, 28]
    assert scores["ips25_total"] == 51
    assert "ips25_above_cut" not in scores


def test_a_row_counts_as_prorated_where_only_a_section_was():
    frame = table(IPS25, [[None, 4, 4] + [None] + [3] * 7 + [2] * 14])
    scores = instruments.score(frame, IPS25, max_missing=1, method="prorate").iloc[0]
    assert [scores[f"ips25_{part.id}"] for part in IPS25.sections] == [12, 24, 28]
    assert pd.isna(scores["ips25_total"])
    assert scores["ips25_prorated"]


@pytest.mark.parametrize("wrong", [4, -1, 1.5])
def test_an_answer_out_of_range_is_refused_by_column_and_row_and_not_quoted(wrong):
    frame = pd.DataFrame([[0] * 7] * 3, columns=[item.id for item in GAD7.items], dtype="Float64")
    frame.loc[1:, "gad7_3"] = wrong
    with pytest.raises(ItemOutOfRangeError) as fault:
        instruments.score(frame, GAD7)
    assert fault.value.where == "column gad7_3, row 2 and 1 more"
    assert str(wrong) not in str(fault.value)


def test_what_is_absent_stays_absent():
    gone = Absent("nobody was asked")
    assert instruments.score(gone, GAD7) is gone
    assert "GAD-7" in instruments.score(pd.DataFrame({"other": [1]}), GAD7).why
    with pytest.raises(SomeColumnsError, match="gad7_7"):
        instruments.score(table(GAD7, [[0] * 7]).drop(columns="gad7_7"), GAD7)


def test_swedish_gad7_is_scored_as_the_file_and_the_known_answers_have_it(study_one):
    """Oracle: the file's own totals, and the bands recomputed in published-results."""
    frame = study_one[[f"GAD-7_{number}_screening" for number in range(1, 8)]]
    frame = frame.set_axis([item.id for item in GAD7.items], axis="columns").astype("Int8")
    scores = instruments.score(frame, GAD7)
    assert scores["gad7_answered"].value_counts().to_dict() == {
        "complete": 499,
        "partial": 0,
        "none": 160,
    }
    scored = scores["gad7_total"].dropna()
    assert scored.eq(study_one.loc[scored.index, "GAD-7_screening_SUM"]).sum() == 499
    assert scores["gad7_band"].value_counts(sort=False).tolist() == [109, 209, 113, 68]
    assert scores["gad7_above_cut"].sum() == 181
    assert (round(scored.mean(), 4), round(scored.std(), 4)) == (8.5210, 4.9248)


def test_a_natural_missing_item_is_neither_summed_nor_guessed(study_one, define):
    """Oracle: the one partial QWB row, 12 of 18 answered; the file's total there, 15, is a trap."""
    qwb = instruments.catalogue((define("qwb", 18, 0, 4),))["qwb"]
    frame = study_one[[f"QWB_{number}_screening" for number in range(1, 19)]]
    frame = frame.set_axis([item.id for item in qwb.items], axis="columns")
    scores = instruments.score(frame, qwb)
    partial = scores["qwb_answered"].eq("partial")
    assert (partial.sum(), scores["qwb_answered"].eq("complete").sum()) == (1, 494)
    assert study_one.loc[partial, "QWB_screening_SUM"].item() == 15
    assert scores.loc[partial, "qwb_total"].isna().all()
    assert round(scores["qwb_total"].mean(), 4) == 35.0182
    prorated = instruments.score(frame, qwb, max_missing=6, method="prorate")
    assert prorated.loc[partial, "qwb_total"].item() == math.floor(15 * 18 / 12 + 0.5)


def test_a_new_instrument_is_a_file_and_no_code(study_one):
    """Oracle: PHQ-9 of the Swedish file, its totals and the bands recomputed from it."""
    path = Path(__file__).parents[1] / "study" / "instruments" / "phq9.toml"
    phq9 = instruments.catalogue((path,))["phq9"]
    frame = study_one[[f"PHQ-9_{number}_screening" for number in range(1, 10)]]
    frame = frame.set_axis([item.id for item in phq9.items], axis="columns")
    scores = instruments.score(frame, phq9)
    scored = scores["phq9_total"].dropna()
    assert scored.eq(study_one.loc[scored.index, "PHQ-9_screening_SUM"]).sum() == 496
    assert scores["phq9_band"].value_counts(sort=False).tolist() == [130, 178, 108, 59, 21]
    assert np.isclose(scored.std(), 5.5432, atol=5e-5)
