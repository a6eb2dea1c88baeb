"""Schemas: what a table holds, column by column, as Frictionless Table Schema writes it.

A schema is the codebook, the validator and a page of the report: one source, three uses. Beside the
standard's own properties a field may carry ``title_da``, ``description_da`` and ``label_da`` (the
Danish words), ``unit``, ``optional`` (the whole column may be lacking), ``resolution`` (``week``: a
Monday, held as weeks since 1990; ``half-year``: a date or a half-year such as 2021H1) and
``drawn_from`` (its levels are the study's own, such as its waves).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from compendium.errors import CompendiumError
from compendium.tables.announcing import announce

Kind = Literal["string", "integer", "number", "boolean", "date"]
Resolution = Literal["", "week", "half-year"]
Words = Mapping[str, str]


class SchemaError(CompendiumError):
    """A schema that cannot be read, or says what this package does not know."""


@dataclass(frozen=True)
class Category:
    """One level of a column: its value in files, its words, and the levels it belongs with."""

    value: str
    label: Words = field(default_factory=dict)
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One column of a table; a name that ends with ``*`` stands for all columns that begin so."""

    name: str
    kind: Kind = "string"
    title: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    unit: str = ""
    required: bool = False
    optional: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    categories: tuple[Category, ...] = ()
    resolution: Resolution = ""
    drawn_from: str = ""
    small: bool = False

    @property
    def levels(self) -> tuple[str, ...]:
        """The values that a cell may hold, in their order; empty when they are not listed."""
        return tuple(category.value for category in self.categories)

    def stands_for(self, column: str) -> bool:
        """Tell whether this field describes a column of that name."""
        if self.name.endswith("*"):
            return column.startswith(self.name[:-1])
        return column == self.name


@dataclass(frozen=True)
class Schema:
    """What a table holds: its fields in order, and the columns whose values together are unique."""

    name: str
    fields: tuple[Field, ...]
    title: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    key: tuple[str, ...] = ()
    missing_values: tuple[str, ...] = ("",)

    @classmethod
    def read(cls, path: Path) -> Schema:
        """Return the schema in a file, and announce that file.

        Raises
        ------
        SchemaError
            If there is no such file, or it is no schema.
        """
        announce(path)
        try:
            return cls.parse(json.loads(path.read_text(encoding="utf-8")), name=_stem(path))
        except FileNotFoundError:
            raise SchemaError("There is no such schema.", where=path.name) from None
        except SchemaError as fault:
            raise SchemaError(fault.what, where=path.name, remedy=fault.remedy) from None
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise SchemaError(
                f"This is no Table Schema: {type(fault).__name__}: {fault}.",
                where=path.name,
                remedy="write it as Frictionless Table Schema: an object with a list of fields",
            ) from None

    @classmethod
    def parse(cls, record: Mapping[str, Any], *, name: str) -> Schema:
        """Return the schema that a parsed JSON object describes."""
        key = record.get("primaryKey", ())
        return cls(
            name=record.get("name", name),
            fields=tuple(_field(each) for each in record["fields"]),
            title=_words(record, "title"),
            description=_words(record, "description"),
            key=(key,) if isinstance(key, str) else tuple(key),
            missing_values=tuple(record.get("missingValues", ("",))),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(each.name for each in self.fields)

    def field(self, column: str) -> Field:
        """Return the field that describes a column; `SchemaError` when none does."""
        for each in self.fields:
            if each.stands_for(column):
                return each
        raise SchemaError(f"The table {self.name} has no column {column}.")

    def extended(self, fields: Iterable[Field]) -> Schema:
        """Return this schema with further fields after its own."""
        return replace(self, fields=(*self.fields, *fields))

    def drawing(self, levels: Mapping[str, Iterable[Category]]) -> Schema:
        """Return this schema with the levels that its fields draw from the study filled in."""
        return replace(
            self,
            fields=tuple(
                replace(each, categories=tuple(levels[each.drawn_from]))
                if each.drawn_from in levels
                else each
                for each in self.fields
            ),
        )


def _stem(path: Path) -> str:
    return path.name.removesuffix(".json").removesuffix(".schema")


def _words(record: Mapping[str, Any], key: str) -> Words:
    """Return the English and Danish words of a property, as far as they are written."""
    found = {"en": record.get(key), "da": record.get(f"{key}_da")}
    return {language: text for language, text in found.items() if text}


def _field(record: Mapping[str, Any]) -> Field:
    constraints = record.get("constraints", {})
    levels = record.get("categories", constraints.get("enum", ()))
    return Field(
        name=record["name"],
        kind=cast(Kind, _known(record.get("type", "string"), get_args(Kind), "type", record)),
        title=_words(record, "title"),
        description=_words(record, "description"),
        unit=record.get("unit", ""),
        required=constraints.get("required", False),
        optional=record.get("optional", False),
        unique=constraints.get("unique", False),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        pattern=constraints.get("pattern", ""),
        categories=tuple(_category(each) for each in levels),
        resolution=cast(
            Resolution,
            _known(record.get("resolution", ""), get_args(Resolution), "resolution", record),
        ),
        drawn_from=record.get("drawn_from", ""),
    )


def _category(record: str | Mapping[str, Any]) -> Category:
    if not isinstance(record, Mapping):
        return Category(str(record))
    return Category(record["value"], _words(record, "label"), tuple(record.get("within", ())))


def _known(value: str, allowed: tuple[str, ...], key: str, record: Mapping[str, Any]) -> str:
    if value not in allowed:
        raise SchemaError(
            f"The field {record['name']} has the {key} '{value}'.",
            remedy=f"give one of: {', '.join(each for each in allowed if each)}",
        )
    return value
