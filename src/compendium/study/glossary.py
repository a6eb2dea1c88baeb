"""The codebook as tables: what each table and column of a study holds, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from compendium.instruments import Text
from compendium.instruments.facts import raised
from compendium.study.codebook import TABLES
from compendium.tables import Category, Field

if TYPE_CHECKING:
    import pandas as pd

    from compendium.study.loading import Study

TYPES = {
    "string": Text("Text", "Tekst"),
    "integer": Text("Whole number", "Helt tal"),
    "number": Text("Number", "Tal"),
    "boolean": Text("True or false", "Sand eller falsk"),
    "date": Text("Date", "Dato"),
    "week": Text("Date of a Monday", "Dato for en mandag"),
    "half-year": Text("Half-year, or date", "Halvår eller dato"),
}
UNITS = {
    "points": Text("points", "point"),
    "hours a week": Text("hours a week", "timer om ugen"),
    "week": Text("week", "uge"),
    "year": Text("year", "år"),
    "minutes": Text("minutes", "minutter"),
    "full-time posts": Text("full-time posts", "fuldtidsstillinger"),
}
PHRASES = {
    "yes": Text("yes", "ja"),
    "no": Text("no", "nej"),
    "always": Text("In every row", "I alle rækker"),
    "once": Text("In every row, no two alike", "I alle rækker, ikke to ens"),
    "may_be_empty": Text("May be empty", "Må være tom"),
    "may_lack": Text("The column may be left out", "Kolonnen må udelades"),
    "from": Text("{low} or more", "{low} eller mere"),
    "to": Text("{high} or less", "{high} eller mindre"),
    "form": Text("of the form {pattern}", "på formen {pattern}"),
}


def tables(reconnect: Study, *, language: str = "en") -> pd.DataFrame:
    """Return the tables that a study may have, one a row.

    Returns
    -------
    pandas.DataFrame
        Columns table (its name), title, description, in_study (yes or no: whether study.toml names
        a file for it).
    """
    import pandas as pd

    there = reconnect.settings.tables
    rows = []
    for name in TABLES:
        schema = reconnect.schema(name)
        rows.append(
            {
                "table": name,
                "title": _said(schema.title, language),
                "description": _said(schema.description, language),
                "in_study": PHRASES["yes" if name in there else "no"][language],
            }
        )
    return pd.DataFrame(rows)


def columns(reconnect: Study, table: str, *, language: str = "en") -> pd.DataFrame:
    """Return the columns of a table of a study, one a row, those of every questionnaire included.

    Parameters
    ----------
    reconnect
        The study: its municipalities and waves are levels of columns, and what its own folder
        `instruments` defines has columns.
    table
        One of `TABLES`.
    language
        ``en`` or ``da``.

    Returns
    -------
    pandas.DataFrame
        Columns column (its name), description (what it holds), allowed (the type, its values or
        their range, and the unit), needed (whether the column, and a value in every row, must be
        there).

    Raises
    ------
    UnknownTableError
        If no study has such a table.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "column": field.name,
                "description": _described(field, language),
                "allowed": _allowed(field, language),
                "needed": _needed(field)[language],
            }
            for field in reconnect.schema(table).fields
        ]
    )


def titles(reconnect: Study) -> pd.DataFrame:
    """Return what every column is called in English and in Danish, one a row.

    Returns
    -------
    pandas.DataFrame
        Columns table, column, english, danish; a questionnaire's columns are called by our own
        short names of its items.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "table": name,
                "column": field.name,
                "english": _titled(field, "en"),
                "danish": _titled(field, "da"),
            }
            for name in TABLES
            for field in reconnect.schema(name).fields
        ]
    )


def _described(field: Field, language: str) -> str:
    title, description = _titled(field, language), _said(field.description, language)
    return ". ".join(filter(None, (title, description)))


def _titled(field: Field, language: str) -> str:
    """Return what a column is called, with a capital letter; names of items have none."""
    return raised(_said(field.title, language))


def _allowed(field: Field, language: str) -> str:
    kind = TYPES[field.resolution or field.kind][language]
    values = _values(field, language)
    unit = UNITS[field.unit][language] if field.unit in UNITS else field.unit
    return ", ".join(filter(None, (f"{kind}: {values}" if values else kind, unit)))


def _values(field: Field, language: str) -> str:
    if field.categories:
        return ", ".join(_levels(field.categories, language))
    low, high = (_number(bound) for bound in (field.minimum, field.maximum))
    if low and high:
        return f"{low}–{high}"
    if low:
        return PHRASES["from"][language].format(low=low)
    if high:
        return PHRASES["to"][language].format(high=high)
    return PHRASES["form"][language].format(pattern=field.pattern) if field.pattern else ""


def _levels(categories: tuple[Category, ...], language: str) -> Iterator[str]:
    for category in categories:
        label = _said(category.label, language)
        yield f"{category.value} ({label})" if label not in ("", category.value) else category.value


def _needed(field: Field) -> Text:
    if field.required:
        return PHRASES["once" if field.unique else "always"]
    return PHRASES["may_lack" if field.optional else "may_be_empty"]


def _number(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"


def _said(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words.get("en", "")
