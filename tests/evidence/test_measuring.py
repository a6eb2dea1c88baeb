"""Six shares for one question, and the two that are often taken for a seventh and an eighth."""

import pytest

from compendium import evidence


def test_six_definitions_and_two_neighbours():
    found = evidence.shares()
    assert found["key"].tolist() == [
        *("eurostat_2015", "oecd_2015", "dst_2015", "rockwool_2017", "vive_2017"),
        *("oecd_15_29_2015", "residual", "no_upper_secondary"),
    ]
    # By hand: only the last is of others than all young people.
    assert found["whose_en"].notna().tolist() == [False] * 7 + [True]
    assert found["whose_da"].iloc[-1] == "elever fra én 9.-klasse-årgang"


def test_a_share_of_a_place_says_whose_it_is():
    found = evidence.shares("public_support")
    assert set(found["measure"]) == {"public_support"}
    assert (
        found.set_index("key").loc["benefit_all_herning", "whose_en"] == "young people in Herning"
    )


def test_a_measure_that_there_is_not_is_told_with_those_there_are():
    with pytest.raises(evidence.UnknownMeasureError, match="'laziness'") as told:
        evidence.shares("laziness")
    assert "public_support" in str(told.value)
