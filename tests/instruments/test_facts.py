"""Instruments as tables: every fact of a definition is told, with what it rests on."""

from __future__ import annotations

import pytest

from compendium import instruments

BATTERY = instruments.catalogue()


def facts(name: str, language: str = "en"):
    return instruments.facts(instruments.chosen(BATTERY, name), language=language)


def test_one_instrument_is_chosen_or_all():
    assert [each.id for each in instruments.chosen(BATTERY, "mdi")] == ["mdi"]
    assert len(instruments.chosen(BATTERY)) == len(BATTERY)


def test_both_band_sets_and_both_cuts_of_the_mdi_are_told():
    told = facts("mdi")
    assert {"Bands: Bech 2015", "Bands: older bands"} <= set(told["subject"])
    cuts = told[told["subject"] == "Screening cut"]
    assert list(cuts["says"]) == [
        "≥ 21 with the bands “Bech 2015”",
        "≥ 20 with the bands “older bands”",
    ]
    assert set(cuts["status"]) == {"unconfirmed"}
    assert set(cuts["source"]) == {"No source found"}


def test_an_algorithm_says_from_where_on_symptoms_count_and_what_each_grade_needs():
    (row,) = facts("mdi").query("subject == 'Algorithm: ICD-10'").to_dict("records")
    assert row["says"].startswith("Core symptoms from the answer 4, other symptoms from the answer")
    assert "severe: at least 3 core symptoms, at least 5 other symptoms" in row["says"]
    assert (row["status"], "DSAM" in row["source"]) == ("confirmed", True)


def test_bands_of_mixed_status_are_told_one_by_one():
    bands = facts("ips25").query("subject == 'Bands: IPS-25 bands'")
    assert dict(zip(bands["says"], bands["status"], strict=True)) == {
        "Not IPS 25–73": "unconfirmed",
        "Fair 74–99": "confirmed",
        "Good 100–114": "unconfirmed",
        "Exemplary 115–125": "unconfirmed",
    }


def test_open_thresholds_of_an_item_are_said_in_words():
    (row,) = facts("ips25").query("subject.str.startswith('When an item')").to_dict("records")
    assert row["says"] == "1: 41 or more, 2: 31–40, 3: 26–30, 4: 21–25, 5: 20 or fewer"


@pytest.mark.parametrize("name", sorted(BATTERY))
@pytest.mark.parametrize("language", ["en", "da"])
def test_every_parameter_has_its_row_with_status_and_source(name, language):
    told = facts(name, language)
    assert (told[["subject", "says", "source"]] != "").all(axis=None)
    for each in BATTERY[name].parameters:
        label = each.label[language]
        row = told[told["subject"] == label[0].upper() + label[1:]].iloc[0]
        assert float(row["says"].replace(",", ".")) == each.value
        assert row["status"] == each.status


def test_what_is_unconfirmed_is_named_in_the_overview():
    rows = instruments.overview(BATTERY.values()).set_index("instrument")
    assert "screening cut" in rows.loc["MDI, signs of depression", "unconfirmed"]
    assert rows.loc["GAD-7, signs of anxiety", "range"] == "0–21"
    assert rows.loc["WHO-5, well-being", "screening_cut"] == "≤ 50"
    assert rows.loc["IPS-25 fidelity scale", "screening_cut"] == "None"


def test_an_outline_too_has_what_is_unconfirmed_in_the_overview():
    rows = instruments.overview([BATTERY["ips_y"], BATTERY["se_youth"]])
    for name, said in zip(("ips_y", "se_youth"), rows["unconfirmed"], strict=True):
        loose = facts(name).query("status == 'unconfirmed'")["subject"]
        assert said.lower() == ", ".join(loose).lower()
    assert list(rows["unconfirmed"] == "") == [True, False]


def test_each_layout_of_an_item_is_told():
    rows = instruments.asked([BATTERY["mdi"]]).set_index("label")
    assert rows.loc["Agitation or slowing, the higher", "column"] == "mdi_8a, mdi_8b"
    assert rows.loc["Sleep problems", "column"] == "mdi_9 or mdi_9a, mdi_9b"
    assert "section" not in rows
    assert set(instruments.asked([BATTERY["ips25"]])["section"]) == {
        "Staffing", "Organization", "Services",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts"),
    [("ips_y", "IPS-Employment, IPS-Education"), ("se_youth", "Staffing, Organisation, Services")],
)
def test_an_outline_tells_what_is_known_and_that_the_rest_is_not(name, parts):
    assert facts(name).set_index("subject").loc["Parts", "says"] == parts
    (line,) = instruments.overview([BATTERY[name]]).to_dict("records")
    assert {line[part] for part in ("answers", "range", "bands", "may_miss")} == {"Not known"}
    assert "its items are not known" in instruments.asked([BATTERY[name]]).why
