"""The map of plans: every system is a box, every flow an arrow, and a lost end is empty."""

from __future__ import annotations

from compendium import evidence
from compendium.evidence.keeping import HEADINGS


def test_every_system_is_a_box_once_under_its_heading():
    boxes = evidence.system_boxes()
    systems = evidence.table("local_systems")
    assert sorted(boxes["key"]) == sorted(systems["key"])
    assert tuple(dict.fromkeys(boxes["heading"])) == HEADINGS
    under = boxes.groupby("heading")["key"].agg(set)
    assert under["keepers"] == set(systems["kept_by"].dropna())
    assert under["kept"] == set(systems.loc[systems["kept_by"].notna(), "key"])
    plans = set(systems.loc[systems["kind"].isin(["plan", "document", "step"]), "key"])
    assert under["unkept"] == plans - under["kept"]


def test_a_plan_stands_where_its_keeper_stands():
    boxes = evidence.system_boxes()
    keepers = boxes.loc[boxes["heading"] == "keepers", "key"].tolist()
    assert boxes.loc[boxes["heading"] == "kept", "kept_by"].tolist() == keepers
    assert len(keepers) == 4


def test_every_flow_is_an_arrow_and_a_lost_end_is_empty():
    arrows = evidence.system_arrows()
    known = {"", *evidence.system_boxes()["key"]}
    assert set(arrows["sender"]) | set(arrows["receiver"]) <= known
    flows = evidence.table("local_flows")
    sent = arrows[arrows["label_en"] != ""]
    assert sent["label_en"].tolist() == flows["label_en"].tolist()
    assert sent["sender"].eq("").tolist() == flows["sender"].isna().tolist()
    assert set(sent["receiver"]) == {""}


def test_a_keeper_that_was_read_from_the_order_is_not_certain():
    arrows = evidence.system_arrows()
    certainty = evidence.table("local_systems").set_index("key")["certainty"].astype(str)
    keeping = arrows[arrows["label_en"] == ""]
    assert len(keeping) == 4
    for row in keeping.to_dict("records"):
        assert row["certain"] == (certainty[row["receiver"]] == "certain")
    assert arrows.loc[arrows["label_en"] != "", "certain"].all()
