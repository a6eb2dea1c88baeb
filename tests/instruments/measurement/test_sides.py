"""Answers of two sides in the categories that both used."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from compendium.instruments.measurement.sides import FEWEST, in_common

ANSWERS = st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=1, max_size=25)


@given(ANSWERS, ANSWERS)
def test_both_sides_use_every_category_and_the_order_of_answers_is_kept(one, other):
    first, second = np.array(one, dtype=float), np.array(other, dtype=float)
    shared = [set(a) & set(b) for a, b in zip(first.T, second.T, strict=True)]
    found, merged = in_common(first, second)
    assert (found is None) == any(len(each) < FEWEST for each in shared)
    if found is None:
        return
    for item, values in enumerate(shared):
        for answers, categories in zip((first, second), found, strict=True):
            order = np.argsort(answers[:, item], kind="stable")
            assert (np.diff(categories[order, item]) >= 0).all()
            assert set(categories[:, item]) == set(range(len(values)))
        assert merged[item] == (set(first[:, item]) | set(second[:, item]) != values)


def test_an_answer_of_one_side_counts_as_the_next_lower_and_the_lowest_as_the_next_higher():
    """Oracle: by hand. 0 and 4 are of one side only; 0 goes up to 1, and 4 down to 3."""
    one, other = np.array([[0, 1, 2, 3]]).T, np.array([[1, 2, 3, 4]]).T
    (left, right), merged = in_common(one.astype(float), other.astype(float))
    assert left.ravel().tolist() == [0, 0, 1, 2]
    assert right.ravel().tolist() == [0, 1, 2, 2]
    assert merged == [True]
