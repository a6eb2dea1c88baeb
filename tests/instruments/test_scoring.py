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
from compendium.instruments import SomeColumnsError, UnknownChoiceError
from compendium.tables import Absent

BATTERY = instruments.catalogue()
WHOLE = sorted(name for name, each in BATTERY.items() if each.outline is None)
"""Those whose items are known, so that there is something to score."""

GAD7, MDI, WHO5, IPS25 = (BATTERY[key] for key in ("gad7", "mdi", "who5", "ips25"))


@st.composite
def answers(draw):
    """Draw an instrument and rows of answers, some of them missing."""
    instrument = BATTERY[draw(st.sampled_from(WHOLE))]
    columns = [column for column in instrument.columns if column.required]
    cells = [st.none() | st.integers(column.low, column.high) for column in columns]
    full = [st.integers(column.low, column.high) for column in columns]
    row = st.tuples(*full) | st.tuples(*cells) | st.just((None,) * len(columns))
    return instrument, draw(st.lists(row, max_size=8))


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
def test_a_score_agrees_with_a_plain_count_row_by_row(table, drawn, most):
    instrument, rows = drawn
    frame = table(instrument, rows)
    scores = instruments.score(frame, instrument, max_missing=most, method="prorate")
    for scale in instrument.scales:
        expected = [
            counted_plainly(instrument, row, scale, most) for row in frame.to_dict("records")
        ]
        found = scores[f"{instrument.id}_{scale.id}"]
        assert [None if pd.isna(value) else int(value) for value in found] == expected


@settings(deadline=None)
@given(answers())
def test_a_score_stays_in_range_and_lies_in_its_band(table, drawn):
    instrument, rows = drawn
    frame = table(instrument, rows)
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
def test_the_order_of_rows_changes_nothing(table, drawn, random):
    instrument, rows = drawn
    frame = table(instrument, rows)
    order = list(frame.index)
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        instruments.score(frame.loc[order], instrument),
        instruments.score(frame, instrument).loc[order],
    )


@settings(deadline=None)
@given(answers())
def test_complete_cases_alone_are_scored_unless_asked_otherwise(table, drawn):
    instrument, rows = drawn
    frame = table(instrument, rows)
    scores = instruments.score(frame, instrument)
    complete = scores[f"{instrument.id}_answered"].eq("complete")
    assert scores[f"{instrument.id}_total"].notna().eq(complete).all()
    assert scores[f"{instrument.id}_missing"].eq(0).eq(complete).all()
    assert not scores[f"{instrument.id}_prorated"].any()


def test_no_row_at_all_gives_no_score_and_the_same_columns(table):
    some, none = (instruments.score(table(MDI, [[0] * 12] * rows), MDI) for rows in (1, 0))
    assert len(none) == 0
    assert none.dtypes.astype(str).equals(some.dtypes.astype(str))


def test_an_instrument_that_nobody_answered_gives_no_score_and_says_so(table):
    for frame in (table(MDI, [[None] * 12] * 3), table(MDI, [[None] * 12] * 3).astype(object)):
        scores = instruments.score(frame, MDI, max_missing=9, method="prorate")
        for column in ("mdi_total", "mdi_band", "mdi_above_cut", "mdi_icd10", "mdi_dsm4"):
            assert scores[column].isna().all()
        assert list(scores["mdi_answered"]) == ["none"] * 3
        assert list(scores["mdi_completed"]) == ["incomplete"] * 3
        assert not scores["mdi_prorated"].any()


def test_prorating_is_half_up_and_goes_as_far_as_allowed(table):
    """Oracle: by hand. 6 answered with 9 points: 9 * 7 / 6 = 10.5, so 11; WHO-5 raw 10 of 4."""
    frame = table(GAD7, [[2, 2, 2, 1, 1, 1, None], [2, 2, 2, 1, 1, None, None], [None] * 7])
    scores = instruments.score(frame, GAD7, max_missing=1, method="prorate")
    assert scores["gad7_total"].tolist() == [11, pd.NA, pd.NA]
    assert list(scores["gad7_prorated"]) == [True, False, False]
    assert list(scores["gad7_answered"]) == ["partial", "partial", "none"]
    assert list(scores["gad7_missing"]) == [1, 2, 7]
    who5 = table(WHO5, [[2, 3, 3, 2, None]])
    assert instruments.score(who5, WHO5, max_missing=1, method="prorate")["who5_total"].item() == 52


def test_a_missing_rule_that_contradicts_itself_is_refused(table):
    frame = table(GAD7, [[0] * 7])
    with pytest.raises(UnknownChoiceError, match="max_missing=2"):
        instruments.score(frame, GAD7, max_missing=2)
    with pytest.raises(UnknownChoiceError, match="no method"):
        instruments.score(frame, GAD7, method="mean")
    with pytest.raises(UnknownChoiceError, match="kroenke2007"):
        instruments.score(frame, GAD7, bands="spitzer")


def test_columns_and_index_are_as_documented(table):
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


def test_sections_of_a_rating_scale_add_up_to_its_total(table):
    frame = table(IPS25, [[5] * 3 + [1] * 8 + [2] * 14])
    scores = instruments.score(frame, IPS25).iloc[0]
    sections = [scores[f"ips25_{part.id}"] for part in IPS25.sections]
    assert sections == [15, 8, 28]
    assert scores["ips25_total"] == 51
    assert "ips25_above_cut" not in scores


def test_a_row_counts_as_prorated_where_only_a_section_was(table):
    frame = table(IPS25, [[None, 4, 4] + [None] + [3] * 7 + [2] * 14])
    scores = instruments.score(frame, IPS25, max_missing=1, method="prorate").iloc[0]
    assert [scores[f"ips25_{part.id}"] for part in IPS25.sections] == [12, 24, 28]
    assert pd.isna(scores["ips25_total"])
    assert scores["ips25_prorated"]


def test_what_is_absent_stays_absent(table):
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
