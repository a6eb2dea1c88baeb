"""A schema is read from Frictionless Table Schema, and what it cannot mean is an error."""

import json

import pytest

from compendium.tables import Category, Schema, SchemaError

RECORD = {
    "name": "visits",
    "title": "Visits",
    "title_da": "Besøg",
    "primaryKey": "visit",
    "missingValues": ["", "NA"],
    "fields": [
        {"name": "visit", "type": "string", "constraints": {"required": True}},
        {
            "name": "kind",
            "type": "string",
            "categories": [
                {"value": "home", "label": "At home", "label_da": "Hjemme", "within": ["x"]},
                "office",
            ],
        },
        {"name": "week", "type": "date", "resolution": "week", "unit": "week", "optional": True},
        {"name": "place", "type": "string", "drawn_from": "places"},
        {"name": "risk_*", "type": "boolean", "optional": True},
    ],
}


def written(tmp_path, **changes):
    path = tmp_path / "visits.schema.json"
    path.write_text(json.dumps(RECORD | changes), encoding="utf-8")
    return path


def test_a_schema_has_its_words_in_two_languages_its_key_and_its_fields(tmp_path):
    schema = Schema.read(written(tmp_path))
    assert schema.title == {"en": "Visits", "da": "Besøg"}
    assert schema.key == ("visit",)
    assert schema.missing_values == ("", "NA")
    assert schema.names == ("visit", "kind", "week", "place", "risk_*")


def test_a_level_may_be_a_bare_value_or_carry_words_and_a_place(tmp_path):
    kind = Schema.read(written(tmp_path)).field("kind")
    assert kind.levels == ("home", "office")
    assert kind.categories[0] == Category("home", {"en": "At home", "da": "Hjemme"}, ("x",))


def test_a_starred_field_stands_for_all_columns_that_begin_so(tmp_path):
    schema = Schema.read(written(tmp_path))
    assert schema.field("risk_debt").kind == "boolean"
    with pytest.raises(SchemaError, match="no column debt"):
        schema.field("debt")


def test_levels_are_drawn_from_the_study(tmp_path):
    schema = Schema.read(written(tmp_path)).drawing({"places": [Category("Rødovre")]})
    assert schema.field("place").levels == ("Rødovre",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"fields": [{"name": "a", "type": "duration"}]}, "type 'duration'"),
        ({"fields": [{"name": "a", "resolution": "month"}]}, "resolution 'month'"),
        ({"fields": [{"type": "string"}]}, "no Table Schema"),
        ({"fields": "none"}, "no Table Schema"),
    ],
)
def test_a_schema_that_cannot_be_meant_is_refused_by_file(tmp_path, changes, told):
    with pytest.raises(SchemaError, match=told) as caught:
        Schema.read(written(tmp_path, **changes))
    assert caught.value.where == "visits.schema.json"


def test_a_schema_that_is_not_json_or_not_there_is_refused(tmp_path):
    path = tmp_path / "visits.schema.json"
    with pytest.raises(SchemaError, match="no such schema"):
        Schema.read(path)
    path.write_text("{")
    with pytest.raises(SchemaError, match="no Table Schema"):
        Schema.read(path)
