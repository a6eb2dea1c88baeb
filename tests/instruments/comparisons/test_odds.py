"""The proportional odds model on counts: by hand, and where it has no finite answer."""

from __future__ import annotations

import numpy as np
import pytest

from compendium.instruments.comparisons.odds import proportional_odds


def test_two_levels_are_the_odds_ratio_of_a_table_of_four():
    """Oracle: by hand. 30:10 against 15:25, Woolf's error; G² of the table."""
    found = proportional_odds(np.array([[30, 10], [15, 25]]))
    assert found.log_odds[0] == pytest.approx(np.log((25 * 30) / (15 * 10)))
    assert found.errors[0] == pytest.approx(np.sqrt(1 / 30 + 1 / 10 + 1 / 15 + 1 / 25))
    expected = np.array([[22.5, 17.5], [22.5, 17.5]])
    table = np.array([[30, 10], [15, 25]])
    assert found.chi2 == pytest.approx(2 * (table * np.log(table / expected)).sum())


def test_groups_that_are_alike_have_log_odds_of_zero_and_no_evidence():
    found = proportional_odds(np.array([[5, 9, 6], [10, 18, 12]]))
    assert found.log_odds[0] == pytest.approx(0, abs=1e-9)
    assert found.p == pytest.approx(1, abs=1e-4)


def test_a_level_that_nobody_has_changes_nothing():
    found = proportional_odds(np.array([[5, 9, 6], [12, 8, 3]]))
    padded = proportional_odds(np.array([[0, 5, 0, 9, 6], [0, 12, 0, 8, 3]]))
    assert padded.log_odds == pytest.approx(found.log_odds)
    assert padded.p == pytest.approx(found.p)


@pytest.mark.parametrize(
    "counts", [[[10, 10, 0, 0], [0, 0, 10, 10]], [[10, 0], [0, 10]], [[20], [30]], [[5, 5]]]
)
def test_where_there_is_no_finite_maximum_there_is_no_answer(counts):
    assert proportional_odds(np.array(counts)) is None
