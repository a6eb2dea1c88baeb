"""All definitions of NEET beside each other: the same persons, and no answer where none applies."""

import narwhals as nw
import pandas as pd
import pytest

from compendium import outcomes
from compendium.tables import Absent

INDEX_WEEK = 1600
COLUMNS = ["participant_id", "strand", "state", "hours", "first_week", "last_week"]


def test_all_beside_each_other_are_of_the_same_persons():
    """Person c is 25 and so asked by one definition only; the first spell says since when."""
    spells = [("a", "benefit", "cash", None, -104, 0), ("b", "work", "ordinary", 37, -104, 0),
              ("c", "benefit", "cash", None, -104, 0)]  # fmt: skip
    frame = pd.DataFrame(spells, columns=COLUMNS)
    frame[COLUMNS[-2:]] += INDEX_WEEK
    people = pd.DataFrame(
        {
            "participant_id": ["a", "b", "c"],
            "index_week": INDEX_WEEK,
            "birth_year": [1998, 1998, 1993],
            "education": "primary",
        }
    )
    found = outcomes.neet_beside(nw.from_native(frame).lazy(), people)
    assert found["all_asked"].tolist() == ["yes", "yes", "no"]
    assert found["oecd_answer"].tolist() == ["yes", "no", "not_asked"]
    assert found["two_years_answer"].tolist() == ["yes", "no", "yes"]
    for column in outcomes.neet_columns().values():
        assert found[column].astype("object").fillna("").tolist() == ["yes", "no", ""]
    frame["first_week"] += 1
    found = outcomes.neet_beside(nw.from_native(frame).lazy(), people)
    assert found["two_years_answer"].tolist() == ["not_asked"] * 3


@pytest.mark.parametrize("persons", [19, 20])
def test_definitions_are_compared_where_enough_persons_have_all_answers(persons):
    frame = pd.DataFrame({"all_asked": ["yes"] * persons + ["no"] * 90})
    found = outcomes.neet_compared(frame)
    if persons < 20:
        assert isinstance(found, Absent)
        assert "20 persons to whom all six" in found.why
    else:
        assert found is frame


def test_absent_tables_are_handed_on():
    absent = Absent("it has no table of histories")
    assert outcomes.neet_beside(absent, pd.DataFrame()) is absent
    assert outcomes.neet_compared(absent) is absent


def test_those_alike_look_at_the_same_november():
    found = outcomes.neet_alike()
    assert ("eurostat", "statistics_denmark") in found
    assert len(found) == 6
    assert not {"two_years", "whole_year"} & {name for pair in found for name in pair}
