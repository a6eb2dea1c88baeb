"""For how long each participant can be followed: by hand, to the week."""

from __future__ import annotations

import pandas as pd

from compendium import outcomes
from compendium.tables import Absent


def test_each_is_followed_for_the_most_weeks_that_are_covered():
    people = pd.DataFrame(
        {"participant_id": list("abcde"), "arm": "intervention", "index_week": [0, 22, 23, 48, 49]}
    )
    found = outcomes.followed_for(people, until=100)
    assert found["followed_for"].tolist() == [
        "weeks_78", "weeks_78", "weeks_52", "weeks_52", "shorter"
    ]  # fmt: skip
    assert found["followed"].tolist() == ["yes", "yes", "no", "no", "no"]
    assert list(found["followed_for"].cat.categories) == ["shorter", "weeks_52", "weeks_78"]
    assert set(found["week"]) == {78}


def test_without_a_last_week_everybody_is_followed_and_what_is_absent_is_handed_on():
    people = pd.DataFrame({"participant_id": ["a"], "arm": "comparison", "index_week": [5000]})
    assert outcomes.followed_for(people)["followed_for"].tolist() == ["weeks_78"]
    assert outcomes.followed_for(people.iloc[:0], until=3).empty
    absent = Absent("no participants")
    assert outcomes.followed_for(absent) is absent
