"""The principles and their items: read as data, and refused where they contradict themselves."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import fidelity, instruments
from compendium.fidelity import principles as module
from compendium.tables import Absent

BATTERY = instruments.catalogue()
IPS25 = BATTERY["ips25"]
KNOWN = fidelity.catalogue()
TEXT = module.FILE.read_text("utf-8")


def test_there_are_eight_in_the_order_of_the_slide_and_their_items_are_the_scales():
    """Oracle: the slide "Reconnect – de 8 principper" (reconnect2021)."""
    assert [each.number for each in KNOWN.principles] == list(range(1, 9))
    items = {item.id for item in IPS25.items}
    for each in KNOWN.principles:
        assert set(each.items) <= items
        for text in (each.ips, each.reconnect):
            assert text["en"] != text["da"]
    assert set(KNOWN.employers) | set(KNOWN.computed.values()) <= items
    assert KNOWN.status == "unconfirmed"


def test_every_item_stands_in_the_table_once_and_those_without_a_principle_last():
    table = fidelity.mapping(KNOWN, IPS25)
    names = "; ".join(table["items"]).split("; ")
    assert sorted(names) == sorted(item.label["en"] for item in IPS25.items)
    assert len(table) == 9
    assert table["principle"].iloc[-1] == "None of the eight"
    assert "caseload size" in table["items"].iloc[-1]


def test_a_scale_that_nobody_mapped_has_no_profile():
    assert isinstance(fidelity.mapping(KNOWN, BATTERY["se_youth"]), Absent)
    assert isinstance(fidelity.profile(pd.DataFrame(), KNOWN, BATTERY["se_youth"]), Absent)
    assert isinstance(KNOWN.asking("caseload", BATTERY["se_youth"]), Absent)
    assert KNOWN.asking("caseload", IPS25) == "ips25_1"
    gone = Absent("no reviews were made")
    assert fidelity.profile(gone, KNOWN, IPS25) is gone


def test_a_principle_with_an_item_of_the_organization_is_guarded_as_one():
    rows = [("B", 1, IPS25.section_of(item.id).id, item.id, 3) for item in IPS25.items]
    frame = pd.DataFrame(rows, columns=["municipality", "round", "section", "item", "score"])
    found = fidelity.profile(frame, KNOWN, IPS25).set_index("principle")["section"]
    organization = set(IPS25.scale("organization").items)
    for each in KNOWN.principles:
        assert (found[each.id] == "organization") == bool(organization & set(each.items)), each.id
    assert (fidelity.profile(frame, KNOWN, IPS25)["percent"] == 50).all()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('items = ["ips25_12"]', 'items = ["ips25_12", "ips25_9"]', "ips25_9 with two"),
        ("number = 1\n", "", "KeyError"),
        ("number = 1\n", "number = \n", "TOML"),
        ("[mapping]", "[maps]", "KeyError"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path, old, new, why):
    assert old in TEXT
    path = tmp_path / "own.toml"
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(fidelity.MalformedPrinciplesError, match=why) as fault:
        fidelity.catalogue((path,))
    assert fault.value.where == str(path)


def test_a_file_of_ones_own_takes_the_place_of_ours_and_must_be_there(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(TEXT.replace("ips25", "own"), "utf-8")
    assert fidelity.catalogue((path,)).scale == "own"
    with pytest.raises(fidelity.MalformedPrinciplesError, match="no such file"):
        fidelity.catalogue((tmp_path / "nowhere.toml",))
