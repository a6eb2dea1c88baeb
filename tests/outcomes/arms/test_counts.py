"""Counts of two arms: as counted by hand, and the bounds that the lost leave."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import outcomes
from compendium.tables import Absent

SEED = outcomes.Counts(22, 46, 3, 37)
"""The followed of SEED (Sveinsdottir et al. 2020), which lost 4 of 50 and 9 of 46."""


def people(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["arm", "job"])


def test_counts_by_hand():
    frame = people(
        ("intervention", "yes"),
        ("intervention", "no"),
        ("intervention", None),
        ("comparison", "no"),
        ("comparison", "yes"),
        ("comparison", "no"),
    )
    found = outcomes.counts(frame, "job")
    assert found == outcomes.Counts(1, 2, 1, 3)
    assert (found.n, found.share, found.other_share) == (5, 1 / 2, 1 / 3)
    assert found.table == [[1, 1], [1, 2]]


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order):
    frame = people(
        ("intervention", "yes"),
        ("intervention", "no"),
        ("comparison", "yes"),
        ("comparison", "no"),
        ("comparison", "no"),
        ("comparison", None),
    )
    assert outcomes.counts(frame.iloc[list(order)], "job") == outcomes.Counts(1, 2, 1, 3)


def test_where_nobody_of_an_arm_is_followed_there_are_no_counts_yet():
    found = outcomes.counts(people(("intervention", "yes"), ("comparison", None)), "job")
    assert "nobody who can be followed so far" in found.why


def test_counts_made_by_hand_need_both_arms():
    with pytest.raises(outcomes.ArmsMissingError, match="arm of the table participants"):
        outcomes.Counts(1, 1, 0, 0)


@pytest.mark.parametrize("numbers", [(6, 5, 1, 5), (-1, 5, 1, 5), (1, 5, 6, 5), (1, 5, -1, 5)])
def test_more_events_than_persons_are_no_counts(numbers):
    with pytest.raises(ValueError, match="between 0 and the persons"):
        outcomes.Counts(*numbers)


def test_absent_histories_and_counts_are_handed_on():
    absent = Absent("no histories")
    assert outcomes.counts(absent, "job") is absent
    assert outcomes.worst_case(absent, 4, 9) is absent
    assert outcomes.best_case(absent, 4, 9) is absent


def test_the_bounds_of_seed():
    """Oracle: analysis rules, section 3: 22/50 v 12/46, and 26/50 v 3/46."""
    assert outcomes.worst_case(SEED, 4, 9) == outcomes.Counts(22, 50, 12, 46)
    assert outcomes.best_case(SEED, 4, 9) == outcomes.Counts(26, 50, 3, 46)


@given(st.integers(0, 30), st.integers(0, 30), st.data())
def test_whatever_the_lost_did_lies_within_the_bounds(lost, other_lost, data):
    had, other_had = data.draw(st.integers(0, lost)), data.draw(st.integers(0, other_lost))
    guess = outcomes.Counts(22 + had, 46 + lost, 3 + other_had, 37 + other_lost)
    worst, best = (
        case(SEED, lost, other_lost) for case in (outcomes.worst_case, outcomes.best_case)
    )
    differences = [outcomes.risk_difference(each).value for each in (worst, guess, best)]
    assert differences == sorted(differences)
    assert worst.n == guess.n == best.n
