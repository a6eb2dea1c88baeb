"""The list of sources at the foot of a page is whole, and lists nothing besides."""

import pandas as pd

from compendium import evidence


def test_works_are_those_named_and_those_they_were_read_in():
    facts = evidence.table("prevalence")
    (fact,) = facts[facts["key"] == "eurostat_2015"].to_dict("records")
    found = evidence.works(facts[facts["key"] == "eurostat_2015"])
    assert set(found["key"]) == {fact["source"], fact["read_in"], *str(fact["also"]).split(";")} - {
        "nan",
        "<NA>",
    }
    assert found["key"].is_unique


def test_several_works_in_one_place_are_several_works():
    named = pd.DataFrame({"source": ["jacobsen2018"], "also": ["bolvig2019;andersen2019"]})
    assert {"jacobsen2018", "bolvig2019", "andersen2019"} <= set(evidence.works(named)["key"])


def test_a_work_that_was_read_itself_is_not_said_to_be_read_in_itself():
    every = evidence.table("sources")
    found = evidence.works(pd.DataFrame({"source": every["key"]}))
    assert len(found) == len(every)
    assert not (found["read_in"] == found["key"]).any()
    assert found["read_in"].notna().any()


def test_facts_that_name_no_work_have_none():
    assert evidence.works().empty
    assert evidence.works(pd.DataFrame({"label": ["a"]})).empty
