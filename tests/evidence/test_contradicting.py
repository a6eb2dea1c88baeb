"""Contradictions stand beside each other: every side of every one, under one topic."""

import pytest

from compendium import evidence

TOPICS = {
    *("how_many", "risk_factors", "programmes", "ips", "report", "practice", "local", "reconnect"),
}


def test_every_side_has_one_topic_and_stands_by_the_other_sides():
    sides = evidence.table("conflicts")
    assert set(sides["topic"]) == TOPICS
    assert (sides.groupby("conflict")["topic"].nunique() == 1).all()
    shown = [key for topic in TOPICS for key in evidence.contradictions(topic)["key"]]
    assert sorted(shown) == sorted(sides["key"])
    for topic in TOPICS:
        names = evidence.contradictions(topic)["conflict"]
        assert (names != names.shift()).sum() == names.nunique()


def test_both_sides_on_the_goal_for_2030_are_told():
    found = evidence.contradictions("how_many")
    assert len(found[found["conflict"] == "target_2030"]) >= 2


def test_a_topic_that_there_is_not_is_told_with_those_there_are():
    with pytest.raises(evidence.UnknownTopicError, match="weather") as told:
        evidence.contradictions("weather")
    assert all(topic in str(told.value) for topic in TOPICS)
