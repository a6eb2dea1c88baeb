"""What each rule for missing answers changes, against the rules themselves and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from compendium import disclosure, instruments
from compendium.tables import Absent

BATTERY = instruments.catalogue()
GAD7, MDI, WHO5 = (BATTERY[key] for key in ("gad7", "mdi", "who5"))


def table(instrument, rows) -> pd.DataFrame:
    names = [column.name for column in instrument.columns if column.required]
    return pd.DataFrame(rows, columns=names, dtype="Int8")


def test_each_row_has_the_strictest_rule_that_gives_it_a_total():
    """Oracle: by hand."""
    rows = [[3] * 7, [3] * 6 + [None], [3] * 5 + [None] * 2, [3] * 4 + [None] * 3, [None] * 7]
    ruled = instruments.rules(table(GAD7, rows), GAD7)
    assert ruled["gad7_rule"].tolist() == ["complete", "prorate_1", "prorate_2", "more", "none"]
    assert ruled["gad7_filled"].tolist() == [21, 21, 21, pd.NA, pd.NA]
    sides = ruled["gad7_filled_above_cut"]
    assert sides.astype("boolean").tolist() == [pd.NA, True, True, pd.NA, pd.NA]
    assert ruled["gad7_total"].tolist() == [21, *[pd.NA] * 4]
    at_once = instruments.rules(table(GAD7, rows), GAD7, steps=(2,))["gad7_rule"]
    assert at_once.tolist() == ["complete", "prorate_2", "prorate_2", "more", "none"]
    assert at_once.cat.categories.tolist() == ["complete", "prorate_2", "more", "none"]


def test_one_answer_of_a_pair_is_a_step_of_its_own():
    rows = [[1] * 12, [1] * 8 + [None] + [1] * 3, [None] + [1] * 7 + [None] + [1] * 3, [None] * 12]
    ruled = instruments.rules(table(MDI, rows), MDI)
    assert ruled["mdi_rule"].tolist() == ["complete", "either", "prorate_1", "none"]
    alone = instruments.rules(table(WHO5, [[1] * 5, [1] * 4 + [None]]), WHO5)["who5_rule"]
    assert "either" not in alone.cat.categories


def test_where_no_rule_gives_anybody_a_total_it_says_so():
    asked = table(GAD7, [[3] * 7, [3] * 4 + [None] * 3, [None] * 7])
    assert "nobody left out so few items" in instruments.rules(asked, GAD7).why
    assert isinstance(instruments.rules(asked, GAD7, steps=(3,)), pd.DataFrame)


@settings(deadline=None)
@given(
    st.sampled_from([GAD7, MDI, WHO5]).flatmap(
        lambda one: st.tuples(
            st.just(one),
            st.lists(
                st.tuples(*[st.none() | st.integers(0, 3)] * sum(c.required for c in one.columns)),
                min_size=1,
                max_size=12,
            ),
        )
    ),
    st.sets(st.integers(1, 4), min_size=1).map(sorted),
)
def test_the_steps_add_up_to_every_rule(drawn, steps):
    """Oracle: `score` under each rule: a total for whom the steps up to it add, and the same."""
    instrument, rows = drawn
    name, frame = instrument.id, table(instrument, rows)
    ruled = instruments.rules(frame, instrument, steps=steps)
    if isinstance(ruled, Absent):
        scores = instruments.score(frame, instrument)
        within = scores[f"{name}_missing"].between(1, min(steps[-1], len(instrument.items) - 1))
        assert not (scores[f"{name}_completed"] == "complete").any() or not within.any()
        return
    both = instruments.score(frame, instrument, pair="both")[f"{name}_total"]
    assert both.notna().eq(ruled[f"{name}_rule"].eq("complete")).all()
    for step in steps:
        total = instruments.score(frame, instrument, max_missing=step, method="prorate")
        total = total[f"{name}_total"]
        within = ruled[f"{name}_rule"] <= f"prorate_{step}"
        assert total.notna().eq(within).all()
        assert total[within].equals(ruled.loc[within, f"{name}_filled"])


def test_each_column_divides_the_one_before():
    draws = np.random.default_rng(3)
    values = np.where(draws.random((400, 12)) < 0.1, np.nan, draws.integers(0, 6, (400, 12)))
    frame = table(MDI, values)
    frame.iloc[:3] = pd.NA
    ruled = instruments.rules(frame, MDI)
    nested = instruments.rule_nesting(MDI)
    for inner in ("mdi_rule", "mdi_answered", "mdi_filled_above_cut"):
        pairs = ruled[[inner, nested[inner]]].dropna().drop_duplicates()
        assert inner == "mdi_filled_above_cut" or not pairs.duplicated(inner).any()
    assert instruments.rule_levels(MDI) == ["mdi_completed", "mdi_answered", "mdi_rule"]


def test_a_mean_under_a_rule_and_its_interval():
    """Oracle: scipy.stats.ttest_1samp, which has its own interval."""
    points = [(2, 3, 3, 2, None), (1, 1, 1, 1, None), (5, 5, 5, 4, None), (5, 5, 5, 5, 5)]
    ruled = instruments.rules(table(WHO5, points), WHO5)
    found = instruments.mean_under(ruled, WHO5, "prorate_1")
    filled = [13 * 4, 5 * 4, 24 * 4]
    assert ruled["who5_filled"].tolist() == [*filled, 100]
    known = stats.ttest_1samp(filled, 0).confidence_interval(0.95)
    assert (found.value, found.n) == (pytest.approx(np.mean(filled)), 3)
    assert (found.low, found.high) == pytest.approx((known.low, known.high))


def test_where_a_rule_adds_nobody_or_all_score_alike_there_is_no_mean():
    for rows in ([[1] * 5], [[1] * 4 + [None]], [[1] * 4 + [None]] * 9, [[None] * 5]):
        ruled = instruments.rules(table(WHO5, rows), WHO5)
        assert isinstance(instruments.mean_under(ruled, WHO5, "prorate_1"), Absent)
    gone = instruments.rules(pd.DataFrame({"other": [1]}), WHO5)
    assert isinstance(gone, Absent)
    assert instruments.mean_under(gone, WHO5, "prorate_1") is gone
    for steps in ((), (0, 1), (2, 1), (1, 1)):
        with pytest.raises(ValueError, match="steps go up"):
            instruments.rules(table(WHO5, [[1] * 5]), WHO5, steps=steps)


def test_few_whom_a_rule_adds_are_hidden_with_what_would_tell_them():
    """Three who left one item out are under five: no sum or difference on the page has them."""
    rows = [[1] * 5] * 50 + [[1] * 4 + [None]] * 3 + [[None] * 5] * 20
    frame = table(WHO5, rows).assign(participant_id=[f"p{n}" for n in range(73)], wave="baseline")
    ruled = instruments.rules(frame, WHO5)
    counts = disclosure.count(
        ruled,
        ["wave", *instruments.rule_levels(WHO5)],
        of="screened",
        profile="dk",
        nested=instruments.rule_nesting(WHO5),
    )
    cells = {
        rule: disclosure.cell(counts, wave="baseline", who5_rule=rule)
        for rule in ("complete", "prorate_1", "none")
    }
    assert not cells["prorate_1"].shown
    assert not cells["none"].shown
    assert cells["complete"].n == 50
