"""The codebook as tables: every column of every table, in both languages."""

from __future__ import annotations

import pytest

from compendium import instruments, study
from compendium.tables import checkout

SYNTHETIC = checkout() / "data" / "synthetic"


@pytest.fixture(scope="module")
def synthetic():
    return study.load(SYNTHETIC)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("table", study.TABLES)
def test_every_column_of_the_schema_is_described(synthetic, table, language):
    rows = study.columns(synthetic, table, language=language)
    assert list(rows["column"]) == list(synthetic.schema(table).names)
    assert (rows[["description", "allowed", "needed"]] != "").all(axis=None)


def test_every_column_has_a_title_in_both_languages(synthetic):
    rows = study.titles(synthetic)
    assert (rows != "").all(axis=None)
    sleep = rows.set_index("column").loc["mdi_9"]
    assert (sleep["english"], sleep["danish"]) == ("Sleep problems", "Søvnbesvær")


def test_values_are_told_with_their_meaning_their_range_and_their_unit(synthetic):
    told = study.columns(synthetic, "screening").set_index("column")
    assert told.loc["gad7_1", "allowed"] == "Whole number: 0–3, points"
    assert told.loc["participant_id", "needed"] == "In every row"
    intake = study.columns(synthetic, "intake", language="da").set_index("column")
    assert "female (Kvinde)" in intake.loc["sex", "allowed"]
    assert "Bornholm, København, Rødovre" in intake.loc["municipality", "allowed"]
    assert intake.loc["participant_id", "needed"] == "I alle rækker, ikke to ens"


def test_it_is_told_which_tables_a_study_has(tmp_path):
    (tmp_path / "study.toml").write_text(
        'id = "small"\ntitle = "Small"\nmunicipalities = ["Bornholm"]\n'
        'allocation = "self-selected"\n[[waves]]\nid = "baseline"\n'
        '[tables.intake]\nfile = "intake.csv"\n',
        "utf-8",
    )
    rows = study.tables(study.load(tmp_path)).set_index("table")
    assert dict(rows["in_study"]) == {
        "intake": "yes", "participants": "no", "screening": "no", "fidelity": "no",
        "histories": "no", "contacts": "no", "consultants": "no",
    }  # fmt: skip


def test_an_instrument_of_the_study_has_its_columns_in_the_codebook(tmp_path):
    """One file in the study's own folder, and no code."""
    (tmp_path / "study.toml").write_text((SYNTHETIC / "study.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "instruments").mkdir()
    definition = instruments.reading.DEFINITIONS / "who5.toml"
    own = definition.read_text("utf-8").replace("who5", "mine")
    (tmp_path / "instruments" / "mine.toml").write_text(own, "utf-8")
    told = study.columns(study.load(tmp_path), "screening").set_index("column")
    assert told.loc["mine_5", "allowed"] == "Whole number: 0–5, points"
