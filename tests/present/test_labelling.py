"""Labels: definitions name their own levels, in the language of the moment."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import disclosure, instruments, outcomes, present
from compendium.outcomes import effects
from compendium.present.labelling import Labels, running
from compendium.tables import Absent, Schema


def test_an_instrument_names_its_bands_items_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    gad7 = instruments.catalogue()["gad7"]
    band = gad7.bands[0].levels[1]
    english = present.labels(gad7)
    assert english.title("gad7_band") == "GAD-7 band"
    assert english.level("gad7_band", band.id).lower() == band.label.en.lower()
    assert present.labels(gad7, ranges=True).level("gad7_band", band.id).endswith("(5–9)")
    assert english.level("gad7_start", band.id) == english.level("gad7_later", band.id) == "Mild"
    assert english.level("gad7_start", "no_score") == "No score"
    assert english.level("gad7_later", "no_answer") == "No answer"
    assert english.title("gad7_start") == "GAD-7, at the screening"
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert present.labels(gad7).level("gad7_band", band.id).lower() == band.label.da.lower()


def test_an_instrument_names_the_grades_of_its_algorithms(monkeypatch: pytest.MonkeyPatch) -> None:
    mdi = instruments.catalogue()["mdi"]
    english = present.labels(mdi)
    assert english.title("mdi_icd10") == "MDI, ICD-10"
    assert english.level("mdi_icd10", "none") == "No depression"
    assert english.level("mdi_dsm4", "major") == "Major depression"
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert present.labels(mdi).level("mdi_icd10", "severe") == "Svær"


def test_a_schema_names_its_columns_and_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = Schema.parse(
        {
            "fields": [
                {"name": "label_en", "title": "Name (English)", "title_da": "Navn (engelsk)"},
                {"name": "label_da", "title": "Name (Danish)", "title_da": "Navn (dansk)"},
                {
                    "name": "grade",
                    "title": "Grade",
                    "title_da": "Grad",
                    "categories": [{"value": "b", "label": "Good", "label_da": "God"}],
                },
            ]
        },
        name="things",
    )
    assert present.labels(schema).title("label") == "Name"
    assert present.labels(schema).level("grade", "b") == "Good"
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert present.labels(schema).title("label") == "Navn"
    assert present.labels(schema).level("grade", "b") == "God"


def test_levels_are_found_by_the_last_part_of_a_column() -> None:
    assert Labels().level("gad7_answered", "complete") == "Complete"
    assert Labels().title("who5_answered") == "Answered"
    assert Labels().level("municipality", "Rødovre") == "Rødovre"
    assert Labels().level("state", "wage_subsidy") == "Wage subsidy"
    assert Labels().level("wave", "all") == "All"


def test_the_later_labels_hold() -> None:
    both = present.labels({"wave": {"a": "One", "b": "Two"}}, {"wave": {"b": "Zwei"}})
    assert (both.level("wave", "a"), both.level("wave", "b")) == ("One", "Zwei")


def test_one_table_names_the_levels_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"key": ["debt"], "label_en": ["Being in debt"], "label_da": ["Gæld"]})
    rows = disclosure.definitions(frame)
    assert present.names(rows, "risk_factor").level("risk_factor", "debt") == "Being in debt"
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert present.names(rows, "risk_factor").level("risk_factor", "debt") == "Gæld"


def test_a_title_in_a_sentence_begins_small_unless_it_is_a_name() -> None:
    assert running("Wave") == "wave"
    assert running("GAD-7 band") == "GAD-7 band"


def test_names_of_columns_stand_as_they_are_written():
    assert Labels().level("column", "gad7_1") == "gad7_1"
    assert Labels().level("section", "gad7_1") == "Gad7 1"


def test_an_endpoint_heads_a_column_and_is_a_level(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = present.labels(*outcomes.catalogue().values())
    assert labels.title("job") == labels.level("endpoint", "job") == "In ordinary job"
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    danish = present.labels(outcomes.endpoint("job"))
    assert danish.level("endpoint", "job") == "I ordinært job"


def test_a_digest_stands_as_it_is_written():
    assert Labels().level("digest", "b13ea4bd") == "b13ea4bd"


def test_the_lines_of_a_balance_are_called_by_covariate_and_level() -> None:
    frame = pd.DataFrame(
        {
            "arm": ["intervention", "comparison"] * 3,
            "weight": 1.0,
            "age": [20.0, 21.0, 22.0, 20.0, 25.0, 21.0],
            "risk_debt": [1.0, 0.0, 0.0, 0.0, 1.0, 1.0],
            "sex": pd.Categorical(["female", "male"] * 3),
        }
    )
    titles = present.labels(*effects.covariates().values())
    titles |= present.labels({"sex": {"female": "Woman"}})
    called = present.lines("line", effects.balance(frame), titles)
    said = {name: called.level("line", name) for name in ("age", "risk_debt=yes", "sex=female")}
    assert said == {
        "age": "Age at the index date",
        "risk_debt=yes": "Debt",
        "sex=female": "Sex: Woman",
    }
    assert present.lines("line", Absent("nobody"), titles) == Labels(levels={"line": {}})
