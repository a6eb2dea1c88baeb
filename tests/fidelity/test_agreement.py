"""Agreement of raters: of each item, section and total, pooled over all reviews."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import fidelity, instruments
from compendium.tables import Absent

IPS25 = instruments.catalogue()["ips25"]
ORACLES = Path(__file__).parents[1] / "oracles"
STORED = json.loads((ORACLES / "agreement.json").read_text("utf-8"))
INVENTED = pd.read_csv(ORACLES / "ratings.csv")
ONE, OTHER = (INVENTED[name].to_numpy(float) for name in ("one", "other"))
TOTALS = INVENTED.groupby("review")[["one", "other"]].sum().to_numpy(float)
NAN = np.nan
PRINTED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T
"""Four observers of twelve units, from Krippendorff 2011, section D."""


def test_alpha_is_that_of_its_authors_printed_example():
    """Oracle: Krippendorff 2011, Computing Krippendorff's alpha-reliability, ordinal: 0.815."""
    assert fidelity.alpha(PRINTED) == pytest.approx(0.815, abs=5e-4)


def test_coefficients_are_those_of_psych_and_vcd():
    """Oracle: psych::ICC (ICC2), psych::cohen.kappa, vcd::Kappa, and alpha written in R."""
    assert fidelity.intraclass(TOTALS) == pytest.approx(STORED["icc"], abs=1e-9)
    kappa = fidelity.weighted_kappa(ONE, OTHER)
    assert kappa == pytest.approx(STORED["kappa_psych"], abs=1e-9)
    assert kappa == pytest.approx(STORED["kappa_vcd"], abs=1e-9)
    assert fidelity.alpha(np.column_stack([ONE, OTHER])) == pytest.approx(STORED["alpha"], abs=1e-9)


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "agreement.R"), str(ORACLES / "ratings.csv")]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name in ("icc", "kappa_psych", "kappa_vcd", "alpha"):
        assert printed[name] == pytest.approx(STORED[name], abs=1e-9)


def rated(*reviews: list[list[int]]) -> pd.DataFrame:
    """Return reviews as lists of raters, each a list of 25 scores."""
    rows = [
        (f"v{place}", "Bornholm", place, f"r{rater}", "ips25", f"ips25_{number}", score)
        for place, raters in enumerate(reviews)
        for rater, scores in enumerate(raters)
        for number, score in enumerate(scores, start=1)
    ]
    columns = ["review_id", "municipality", "round", "rater", "instrument", "item", "score"]
    return fidelity.raters(pd.DataFrame(rows, columns=columns).astype({"score": "Int8"}), IPS25)


def with_first(*scores: int, rest: int = 3) -> list[int]:
    return [*scores, *[rest] * (25 - len(scores))]


def test_items_sections_and_totals_of_a_hand_calculation():
    """Oracle: by hand. Item 1 is 4/4 and 3/5, item 2 is 2/3 and 2/2; all others are 3/3."""
    given_ = rated([with_first(4, 2), with_first(4, 3)], [with_first(3, 2), with_first(5, 2)])
    first, second, third = fidelity.by_item(given_).to_dict("records")[:3]
    told = ("rated_pairs", "exact", "within_one", "points_apart")
    assert [first[name] for name in told] == [2, 0.5, 0.5, 1.0]
    assert [second[name] for name in told] == [2, 0.5, 1.0, 0.5]
    assert [third[name] for name in told] == [2, 1.0, 1.0, 0.0]
    sections = fidelity.by_section(given_, IPS25).set_index("section")
    assert sections["rated_pairs"].to_dict() == {
        "staffing": 6, "organization": 16, "services": 28, "all": 50,
    }  # fmt: skip
    assert sections.loc["staffing", "exact"] == pytest.approx(4 / 6)
    assert sections.loc["all", "within_one"] == pytest.approx(49 / 50)
    assert pd.isna(sections.loc["services", "kappa_weighted"]), "all gave 3 to everything"
    assert pd.isna(sections.loc["services", "alpha_ordinal"])
    total = fidelity.of_totals(given_, IPS25).iloc[0]
    assert (total["reviews"], total["mean_apart"], total["most_apart"]) == (2, 1.5, 2)


def test_one_rater_only_or_one_review_only_is_no_agreement():
    alone = rated([with_first(4)], [with_first(3)])
    for found in (
        fidelity.pairs(alone),
        fidelity.by_item(alone),
        fidelity.by_section(alone, IPS25),
    ):
        assert "two raters" in found.why
    assert isinstance(fidelity.of_totals(alone, IPS25), Absent)
    single = rated([with_first(4), with_first(3)])
    assert "fewer than two reviews" in fidelity.of_totals(single, IPS25).why
    assert fidelity.by_item(single)["rated_pairs"].tolist() == [1] * 25


def test_a_rater_who_left_an_item_out_has_no_total_but_counts_in_the_items():
    whole = rated([with_first(4), with_first(3)], [with_first(2), with_first(5)])
    partial = whole.drop(index=whole.index[0])
    assert fidelity.by_item(partial)["rated_pairs"].tolist() == [1] + [2] * 24
    assert "fewer than two reviews" in fidelity.of_totals(partial, IPS25).why


def test_three_raters_make_three_pairs_and_reviews_of_another_number_leave_the_icc():
    three = [with_first(4), with_first(3), with_first(5)]
    given_ = rated(three, [with_first(1), with_first(2)], [with_first(5), with_first(5)])
    assert fidelity.by_item(given_)["rated_pairs"].tolist() == [5] * 25
    assert fidelity.of_totals(given_, IPS25)["reviews"].tolist() == [2]


table = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=40).map(
    lambda rows: np.array(rows, dtype=float)
)


@settings(deadline=None)
@given(table)
def test_coefficients_are_at_most_one_and_one_where_raters_agree(scores):
    for found in (
        fidelity.alpha(scores),
        fidelity.weighted_kappa(*scores.T),
        fidelity.intraclass(scores),
    ):
        assert np.isnan(found) or found <= 1 + 1e-9
    same = scores[:, [0, 0]]
    if len(set(same[:, 0])) > 1:
        assert fidelity.alpha(same) == pytest.approx(1)
        assert fidelity.weighted_kappa(*same.T) == pytest.approx(1)
        assert fidelity.intraclass(same) == pytest.approx(1)


@settings(deadline=None)
@given(table, st.randoms(use_true_random=False))
def test_neither_the_order_of_units_nor_which_rater_comes_first_changes_anything(scores, random):
    order = list(range(len(scores)))
    random.shuffle(order)
    again = scores[order][:, ::-1]
    for measure in (fidelity.alpha, fidelity.intraclass, lambda s: fidelity.weighted_kappa(*s.T)):
        assert measure(again) == pytest.approx(measure(scores), nan_ok=True)
