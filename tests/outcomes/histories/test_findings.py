"""What is odd about histories is counted, by rule, in spells and in persons."""

import pandas as pd
import pytest

from compendium import outcomes
from compendium.outcomes.histories.findings import RULES
from compendium.tables import Absent

pytestmark = pytest.mark.filterwarnings("error")


def found(engine, *spells, people=("a",), **asked):
    frame = outcomes.findings(
        engine.histories(*spells), engine.people(*people), **{"first": 0, "last": 11, **asked}
    )
    assert tuple(frame["rule"]) == ("reversed", "duplicated", "overlapping", "out_of_window", "gap",
                                    "no_history")  # fmt: skip
    rows = zip(frame["rule"], frame["found"], frame["persons"], strict=True)
    return {rule: (number, persons) for rule, number, persons in rows if number or persons}


WHOLE = ("a", "benefit", "cash", None, 0, 11)


def test_a_sound_history_has_no_findings(engine):
    assert found(engine, WHOLE, ("a", "work", "ordinary", 10, 3, 5)) == {}


def test_spells_that_end_before_they_begin(engine):
    assert found(engine, WHOLE, ("a", "work", "ordinary", 10, 5, 4)) == {"reversed": (1, 1)}


def test_a_spell_that_stands_there_three_times_is_duplicated_twice(engine):
    assert found(engine, WHOLE, WHOLE, WHOLE) == {"duplicated": (2, 1)}


def test_overlaps_are_those_within_a_strand_and_look_past_the_spell_before(engine):
    spells = (
        ("a", "benefit", "sickness", None, 2, 3),
        ("a", "benefit", "prison", None, 8, 9),
        ("a", "education", "ordinary", None, 2, 9),
    )
    assert found(engine, WHOLE, *spells) == {"overlapping": (2, 1)}


def test_spells_that_touch_do_not_overlap(engine):
    spells = (("a", "benefit", "cash", None, 0, 5), ("a", "benefit", "sickness", None, 6, 11))
    assert found(engine, *spells) == {}


def test_spells_outside_the_window(engine):
    spells = (("a", "work", "ordinary", 10, -9, -1), ("a", "work", "ordinary", 10, 12, 20))
    assert found(engine, WHOLE, *spells) == {"out_of_window": (2, 1)}
    edges = (("a", "work", "ordinary", 10, -9, 0), ("a", "work", "ordinary", 10, 11, 20))
    assert found(engine, WHOLE, *edges) == {}


def test_gaps_are_of_those_who_have_a_history_and_the_others_are_told_apart(engine):
    spells = (("a", "work", "ordinary", 10, 2, 3), ("a", "education", "ordinary", None, 6, 7))
    expected = {"gap": (3, 1), "no_history": (1, 1)}
    assert found(engine, *spells, people=("a", "b")) == expected


def test_without_any_history_everybody_has_none(engine):
    assert found(engine, people=("a", "b")) == {"no_history": (2, 2)}


def test_persons_are_told_apart_by_every_rule(engine):
    spells = (
        *(("a", "benefit", "cash", None, 0, 11), ("a", "work", "ordinary", 10, 5, 4)),
        *(("b", "work", "ordinary", 10, 2, 3), ("b", "work", "ordinary", 10, 2, 3)),
    )
    people = pd.DataFrame({"participant_id": ["a", "b", "c"], "index_week": 1600})
    found = outcomes.persons_found(engine.histories(*spells), people, first=0, last=11)
    assert tuple(found["finding"].cat.categories) == RULES
    assert len(found) == 3 * len(RULES)
    breaking = found[found["found"] == "yes"]
    assert set(zip(breaking["participant_id"], breaking["finding"], strict=True)) == {
        *(("a", "reversed"), ("b", "duplicated"), ("b", "gap"), ("c", "no_history")),
    }


def test_absent_histories_are_handed_on(engine):
    absent = Absent("it has no table of histories")
    assert outcomes.findings(absent, engine.people("a")) is absent
