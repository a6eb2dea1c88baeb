"""Who is missing at a wave: by hand, on small groups."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import instruments
from compendium.tables import Absent


def test_those_who_are_late_or_have_left_are_set_against_those_who_answered():
    """Oracle: by hand: means 10 and 6, both variances 2, so 4 / √2."""
    stands = ["late", "withdrawn", "received", "received", "not_yet_due"]
    standing = pd.DataFrame(
        {"participant_id": list("abcde"), "wave": "month6", "questionnaire": stands}
    )
    people = pd.DataFrame({"participant_id": list("abcde"), "score": [9, 11, 5, 7, 21]})
    found = instruments.attrition(standing, people, "score", ["month6", "month12"])
    assert set(found) == {"month6"}
    assert found["month6"].value == pytest.approx(4 / 2**0.5)
    assert found["month6"].n == 4


def test_a_share_is_compared_by_its_level_and_who_has_none_is_left_out():
    """Oracle: by hand, all women against half: .5 / √(.25 / 2)."""
    people = pd.DataFrame(
        {"participant_id": list("abcdef"), "sex": ["female"] * 2 + ["male", "female", None, None]}
    )
    standing = pd.DataFrame(
        {
            "participant_id": list("abcdef"),
            "wave": "month6",
            "questionnaire": ["late"] * 2 + ["received"] * 3 + ["late"],
        }
    )
    found = instruments.attrition(standing, people, "sex", ["month6"], level="female")
    assert found["month6"].value == pytest.approx(0.5 / 0.125**0.5)
    assert found["month6"].n == 4


@pytest.mark.parametrize("groups", [([1.0], [2.0, 3.0]), ([2.0, 2.0], [2.0, 2.0])])
def test_too_few_or_all_alike_have_no_difference(groups):
    assert isinstance(
        instruments.standardised_difference(*(pd.Series(group) for group in groups)), Absent
    )
