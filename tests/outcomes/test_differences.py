"""Differences between arms, held to a published table and to counts made by hand."""

import pandas as pd
import pytest

from compendium import outcomes
from compendium.tables import Absent


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        # Newcombe 1998, Statistics in Medicine 17: 873-890, table II, method 10.
        ((56, 70, 48, 80), (0.2000, 0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.6000, 0.1705, 0.8090)),
        ((10, 10, 0, 20), (1.0000, 0.6791, 1.0000)),
    ],
)
def test_interval_equals_newcombes_published_table(counts, published):
    estimate = outcomes.risk_difference(*counts)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx(published, abs=5e-5)


def test_the_difference_is_intervention_minus_comparison():
    frame = pd.DataFrame(
        {
            "arm": ["intervention"] * 4 + ["comparison"] * 5,
            "job_or_education": ["yes", "yes", "yes", "no", "yes", "no", "no", "no", "no"],
        }
    )
    estimate = outcomes.unadjusted_difference(frame)
    assert estimate.value == pytest.approx(3 / 4 - 1 / 5)
    assert estimate.n == 9
    assert estimate.low < estimate.value < estimate.high


def test_a_raw_difference_is_never_called_an_effect():
    estimate = outcomes.risk_difference(5, 10, 3, 10)
    assert "effect" not in estimate.estimand
    assert estimate.estimand == "unadjusted_difference"


def test_an_empty_arm_is_refused_with_what_to_check():
    with pytest.raises(outcomes.ArmsMissingError, match="arm of the table participants"):
        outcomes.risk_difference(3, 10, 0, 0)


def test_an_absent_table_is_handed_on():
    absent = Absent("no histories")
    assert outcomes.unadjusted_difference(absent) is absent


def test_who_is_not_followed_is_in_neither_count():
    frame = pd.DataFrame(
        {
            "arm": ["intervention"] * 3 + ["comparison"] * 3,
            "job_or_education": ["yes", "no", None, "yes", "no", None],
        }
    )
    estimate = outcomes.unadjusted_difference(frame)
    assert estimate.value == 0
    assert estimate.n == 4
