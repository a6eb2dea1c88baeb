"""Tables of a plan: the differences that the analysis rules name, and what they rest on."""

from __future__ import annotations

import pytest

from compendium import outcomes

PLAN = outcomes.Plan(persons=500, other_persons=2000, base=0.35)


def test_the_table_has_the_differences_that_the_plan_names():
    # Analysis rules, section 3: with 35 participants a consultant.
    found = outcomes.detectable_differences(PLAN)
    of_35 = found[found["cluster_size"] == 35].set_index("correlation")["value"]
    assert {key: round(100 * value, 1) for key, value in of_35.items()} == {
        0: 6.7, 0.02: 8.3, 0.05: 10.3
    }  # fmt: skip
    assert len(found) == 9
    alone = found[found["correlation"] == 0]["value"]
    assert alone.tolist() == pytest.approx([alone.iloc[0]] * 3)


def test_what_was_planned_with_is_told_with_its_unit():
    found = outcomes.planned(PLAN).set_index("planned")
    assert found["value"].to_dict() == {
        "persons": 500, "other_persons": 2000, "base": 0.35, "power": 0.8
    }  # fmt: skip
    assert set(found["unit"]) == {"persons", "share"}
