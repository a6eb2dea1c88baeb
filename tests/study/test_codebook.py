"""The codebook describes every column in two languages."""

import pytest

from compendium import study
from compendium.tables import SchemaError


@pytest.mark.parametrize("name", study.TABLES)
def test_every_table_column_and_level_has_words_in_english_and_danish(name):
    schema = study.schema(name)
    assert schema.title.keys() == schema.description.keys() == {"en", "da"}
    for field in schema.fields:
        assert field.title.keys() == field.description.keys() == {"en", "da"}, field.name
        for category in field.categories:
            assert category.label.keys() == {"en", "da"}, (field.name, category.value)


def test_the_schema_of_a_study_has_its_waves_and_the_columns_of_all_questionnaires(sound):
    schema = study.load(sound).schema("screening")
    assert schema.field("wave").levels == ("baseline", "month6")
    assert {"gad7_7", "mdi_8a", "who5_5"} <= set(schema.names)
    assert "ips25_1" not in schema.names
    assert (schema.field("gad7_1").minimum, schema.field("gad7_1").maximum) == (0, 3)


def test_a_table_that_there_is_not_has_no_schema():
    with pytest.raises(SchemaError, match="no such schema"):
        study.schema("costs")
