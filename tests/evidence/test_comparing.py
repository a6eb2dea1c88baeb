"""Trials beside each other, against R, metafor and what one computes of the printed figures."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import evidence
from compendium.tables import Absent

ORACLES = Path(__file__).parents[1] / "oracles"
WALD = json.loads((ORACLES / "risks.json").read_text("utf-8"))
SUMMARY = json.loads((ORACLES / "summary.json").read_text("utf-8"))
RATIO = ["ratio", "ratio_low", "ratio_high"]
ARMS = ("events", "n", "other_events", "other_n")


@pytest.fixture(scope="module")
def read():
    return evidence.table("ips_trials")


@pytest.fixture
def trials(read):
    return read.copy()


def compared(trials):
    return evidence.comparisons(trials).set_index("trial")


def test_each_trial_has_one_comparison(trials):
    found = evidence.comparisons(trials)
    assert found["trial"].is_unique
    assert set(found["trial"]) == set(trials["trial"][trials["kind"] == "trial"])
    assert set(found["kind"]) == {"trial"}


def test_a_ratio_of_printed_counts_is_that_of_r(trials):
    """Oracle: glm with a log link and confint.default, in risks.json, which test_risks reruns."""
    found = compared(trials).loc["ips_ma"]
    assert found["ratio_from"] == "ratio_counted"
    assert found["ratio"] == pytest.approx((72 / 162) / (62 / 164))
    limits = WALD["72,162,62,164"]["ratio_wald"]
    assert list(found[RATIO[1:]]) == pytest.approx(limits, rel=1e-6)


def test_a_printed_ratio_comes_first_and_its_source_is_named(trials):
    found = compared(trials).loc["seed"]
    assert list(found[RATIO]) == [5.90, 1.91, 18.19]
    assert (found["ratio_from"], found["source"], found["also"]) == (
        "ratio_printed",
        "sveinsdottir2020",
        "probyn2021",
    )


@pytest.mark.parametrize("change", [{"months": 24}, {"outcome_en": "In education"}])
def test_a_ratio_of_another_comparison_is_not_taken(trials, change):
    """Nor is the odds ratio, nor counts that were found by arithmetic: 48 over 8 is left."""
    row = trials.index[trials["key"] == "seed_risk_ratio"]
    for column, value in change.items():
        trials.loc[row, column] = value
    found = compared(trials).loc["seed"]
    assert found["ratio_from"] == "ratio_of_percentages"
    assert found["ratio"] == 6
    assert found[RATIO[1:]].isna().all()
    assert pd.isna(found["also"])


def test_two_percentages_give_a_ratio_and_no_interval(trials):
    found = compared(trials)
    for name, ratio in (("danish_ips", 59.9 / 46.5), ("norwegian_ips", 37.4 / 27.1)):
        assert found.loc[name, "ratio"] == pytest.approx(ratio)
        assert found.loc[name, RATIO[1:]].isna().all()
    assert found.loc["danish_ips", "also"] == "pmc9491084"


def test_without_percentages_and_counts_there_is_no_ratio(trials):
    row = trials.index[trials["key"] == "norwegian_ips_18"]
    trials.loc[row, "percent"] = None
    found = compared(trials).loc["norwegian_ips"]
    assert found[[*RATIO, "ratio_from"]].isna().all()


def counts() -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None, max_examples=20)
@given(counts(), counts())
def test_a_ratio_lies_within_its_limits_and_turns_with_the_arms(read, arm, other):
    own = read[read["key"] == "ips_ma_work"]

    def ratio(first, second):
        one = own.assign(**dict(zip(ARMS, (*first, *second), strict=True)))
        return list(compared(one).loc["ips_ma", RATIO])

    value, low, high = ratio(arm, other)
    assert 0 < low < value < high
    assert ratio(other, arm) == pytest.approx([1 / value, 1 / high, 1 / low])


def test_counts_are_known_where_they_are_printed_or_found_by_arithmetic(trials):
    known = set(evidence.counted(trials)["trial"])
    assert known == {"seed", "young_adults", "ips_ma"}
    assert set(evidence.counted(evidence.comparisons(trials))["trial"]) == {"seed", "ips_ma"}


def test_two_trials_have_no_mean_and_are_counted(trials):
    found = evidence.summarised(evidence.counted(evidence.comparisons(trials)))
    assert isinstance(found, Absent)
    assert found.why.startswith("a summary of 2 trials")


def test_five_made_up_trials_are_summarised_as_by_metafor():
    """Oracle: metafor::rma and predict, in summary.json."""
    known = SUMMARY["alike"]
    made = pd.DataFrame({column: known[column] for column in ARMS})
    made["source"] = ["one", "two", "two", "three", "one"]
    found = evidence.summarised(made).set_index("of_trials")
    mean, following = (
        list(found.loc[row, ["value", "low", "high"]]) for row in ("mean", "next_trial")
    )
    assert mean == pytest.approx([known[name] for name in ("value", "low", "high")], rel=2e-5)
    ahead = [known[name] for name in ("value", "next_low", "next_high")]
    assert following == pytest.approx(ahead, rel=2e-5)
    assert found.loc["tau", "value"] == pytest.approx(known["tau"], rel=2e-5, abs=1e-9)
    spread = 100 * max(0.0, 1 - 4 / known["q"])
    assert found.loc["i_squared", "value"] == pytest.approx(spread)
    assert (set(found["source"]), set(found["trials"])) == ({"one;two;three"}, {5})
    assert found.loc[["tau", "i_squared"], ["low", "high"]].isna().all(axis=None)


def test_kinds_are_kept_apart_and_an_unknown_one_is_answered_with_those_there_are(trials):
    assert set(evidence.of_kinds(trials, ["letter", "statement"])["kind"]) == {
        "letter",
        "statement",
    }
    for kinds in (["rumour"], []):
        with pytest.raises(evidence.UnknownKindError) as refused:
            evidence.of_kinds(trials, kinds)
        assert "trial, pooled, review, letter, statement" in str(refused.value)
