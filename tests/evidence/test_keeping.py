"""The map of plans: every system and flow is a box, and no arrow has an end that is not told."""

from __future__ import annotations

from compendium import evidence
from compendium.evidence.keeping import KEEPERS, KEPT, SENT


def test_every_system_and_every_flow_is_a_box_once():
    boxes = evidence.system_boxes()
    keys = [*evidence.table("local_systems")["key"], *evidence.table("local_flows")["key"]]
    assert sorted(boxes["key"]) == sorted(keys)
    assert list(dict.fromkeys(boxes["heading"])) == [KEEPERS, KEPT, SENT]


def test_who_keeps_a_plan_stands_level_with_it():
    boxes = evidence.system_boxes().set_index("key")
    kept = evidence.table("local_systems").dropna(subset="kept_by")
    assert len(kept) == 4
    for plan, keeper in zip(kept["key"], kept["kept_by"], strict=True):
        assert boxes.loc[plan, "order"] == boxes.loc[keeper, "order"]


def test_an_arrow_is_there_only_where_its_ends_are_told():
    arrows = evidence.system_arrows()
    known = set(evidence.system_boxes()["key"])
    assert set(arrows["sender"]) | set(arrows["receiver"]) <= known
    flows = evidence.table("local_flows")
    neither = set(flows.loc[flows["certainty"].astype(str) == "neither", "key"])
    assert neither
    assert not neither & set(arrows["receiver"])
    assert set(flows["key"]) - neither <= set(arrows["receiver"])


def test_a_keeper_that_was_read_from_the_order_is_not_certain():
    arrows = evidence.system_arrows()
    systems = evidence.table("local_systems").set_index("key")
    for row in arrows.to_dict("records"):
        if row["receiver"] in systems.index:
            assert row["certain"] == (systems.loc[row["receiver"], "certainty"] == "certain")
    assert set(arrows["certain"]) == {True, False}
