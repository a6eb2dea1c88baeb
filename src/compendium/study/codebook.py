"""The codebook: the schema of each table, made whole with what the study and instruments say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from compendium.instruments import Instrument
from compendium.study.settings import TABLES, StudySettings
from compendium.tables import Category, Field, Schema

SCHEMAS = Path(__file__).parent / "schemas"

__all__ = ["TABLES", "of_study", "questions", "schema"]


def schema(name: str) -> Schema:
    """Return the schema of a table as it stands for every study, without questionnaire columns.

    Raises
    ------
    SchemaError
        If there is no table of that name.
    """
    return Schema.read(SCHEMAS / f"{name}.schema.json")


def of_study(
    name: str,
    settings: StudySettings,
    instruments: Mapping[str, Instrument],
    columns: Iterable[str] = (),
) -> Schema:
    """Return the schema of a table of one study.

    Parameters
    ----------
    name
        The table.
    settings
        Names the municipalities and waves.
    instruments
        The catalogue: its rating scales may be used in reviews, its questionnaires in screening.
    columns
        The columns that the table's file has: a questionnaire is in the schema if any of its own is
        among them.
    """
    drawn = {
        "municipalities": [Category(each, _both(each)) for each in settings.municipalities],
        "waves": [Category(wave.id, wave.label) for wave in settings.waves],
        "rating_scales": [
            Category(each.id, {"en": each.title.en, "da": each.title.da})
            for each in instruments.values()
            if each.kind == "rating"
        ],
    }
    whole = schema(name).drawing(drawn)
    return whole.extended(questions(instruments, columns)) if name == "screening" else whole


def questions(instruments: Mapping[str, Instrument], columns: Iterable[str]) -> list[Field]:
    """Return the fields of the questionnaires that a table has columns of, in their order."""
    there = set(columns)
    return [
        Field(
            column.name,
            kind="integer",
            title={"en": column.label.en, "da": column.label.da},
            unit="points",
            minimum=column.low,
            maximum=column.high,
            small=True,
        )
        for instrument in instruments.values()
        if instrument.kind == "questionnaire" and instrument.is_in(there)
        for column in instrument.columns
        if column.name in there
    ]


def _both(text: str) -> dict[str, str]:
    return {"en": text, "da": text}
