"""The choices a page prints: every unconfirmed one is among them, and they follow the call."""

from __future__ import annotations

import pytest

from compendium import instruments

BATTERY = instruments.catalogue()


def rows(*arguments, **options) -> dict[str, tuple[str, str]]:
    table = instruments.choices(*arguments, **options)
    assert list(table.columns) == ["instrument", "parameter", "choice", "status", "source"]
    return {row.parameter: (row.choice, row.status) for row in table.itertuples()}


def test_the_choices_follow_the_arguments():
    mdi = BATTERY["mdi"]
    usual, other = rows(mdi), rows(mdi, bands="older", max_missing=1, method="prorate")
    assert "mild 21–25" in usual["bands: Bech 2015"][0]
    assert "mild 20–24" in other["bands: older bands"][0]
    assert usual["screening cut"] == ("≥ 21", "unconfirmed")
    assert other["screening cut"] == ("≥ 20", "unconfirmed")
    assert usual["items that may be missing"] == ("0", "unconfirmed")
    assert other["items that may be missing"] == ("1", "unconfirmed")
    assert other["rounding of a prorated sum"][1] == "unconfirmed"
    assert "rounding of a prorated sum" not in usual
    assert usual["item asked in two columns"] == ("the higher answer", "confirmed")


def test_algorithms_are_told_from_their_data_and_what_a_pair_takes_from_the_call():
    mdi = BATTERY["mdi"]
    usual, other = rows(mdi), rows(mdi, pair="both")
    icd10, status = usual["algorithm: ICD-10"]
    assert "core symptoms from the answer 4, other symptoms from the answer 3" in icd10
    assert "severe: at least 3 core symptoms, at least 5 other symptoms" in icd10
    assert icd10.endswith(mdi.algorithm("icd10").note.en)
    assert status == "confirmed"
    assert "algorithm: DSM-IV" in usual
    assert usual["only one of the two answered"][0].startswith("that answer")
    assert other["only one of the two answered"][0].startswith("missing")


def test_a_band_set_of_mixed_status_is_told_band_by_band():
    table = instruments.choices(BATTERY["ips25"])
    bands = table[table["parameter"].eq("bands: IPS-25 bands")]
    assert list(zip(bands["choice"], bands["status"], strict=True)) == [
        ("not IPS 25–73", "unconfirmed"),
        ("fair 74–99", "confirmed"),
        ("good 100–114", "unconfirmed"),
        ("exemplary 115–125", "unconfirmed"),
    ]


@pytest.mark.parametrize("key", sorted(BATTERY))
def test_nothing_is_left_untold_in_either_language(key):
    for language in ("en", "da"):
        table = instruments.choices(BATTERY[key], language=language)
        assert table.notna().all(axis=None)
        assert table["source"].ne("").all()
    english = instruments.choices(BATTERY[key])["parameter"]
    danish = instruments.choices(BATTERY[key], language="da")["parameter"]
    assert english.ne(danish).all()


def test_items_are_listed_under_short_labels_with_section_and_status():
    table = instruments.items(BATTERY["ips25"], language="da")
    assert table["section"].value_counts(sort=False).to_dict() == {
        "Bemanding": 3,
        "Organisering": 8,
        "Indsats": 14,
    }
    assert table.loc[table["status"].eq("confirmed"), "item"].tolist() == ["ips25_1"]
    assert instruments.items(BATTERY["who5"])["section"].isna().all()
