"""Labels: how columns and their levels are called in figures and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from compendium.disclosure import ALL
from compendium.instruments import Instrument
from compendium.outcomes import Endpoint
from compendium.outcomes.effects import Covariate
from compendium.present.wording import known, language, word
from compendium.study import StudySettings
from compendium.tables import Schema

VERBATIM = ("column", "table", "digest")
"""Columns that hold names of files' columns and tables, or digests: as they are written."""

_PLAIN_ID = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"_(en|da)$")
_IN_WORDS = re.compile(r"\s*\((English|Danish|engelsk|dansk)\)$", re.IGNORECASE)


@dataclass(frozen=True)
class Labels:
    """Titles of columns and names of their levels, in one language.

    What is not given here is looked up in the words (``columns.…``, ``levels.…``), under the whole
    name of the column and then under its last part, so that ``gad7_answered`` finds ``answered``.
    A level that is in neither stands as it is, an identifier with its underscores opened.

    Attributes
    ----------
    titles
        Title by column.
    levels
        Name by column and level.
    links
        Address by column and level, of those that lead somewhere.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def title(self, column: str) -> str:
        """Return the title of a column."""
        for name in _names(column):
            if name in self.titles:
                return self.titles[name]
            if known(f"columns.{name}"):
                return word(f"columns.{name}")
        return _opened(column)

    def level(self, column: str, level: object) -> str:
        """Return the name of a level of a column."""
        text = str(level)
        if column in VERBATIM:
            return text
        for name in _names(column):
            if text in self.levels.get(name, {}):
                return self.levels[name][text]
            if known(f"levels.{name}.{text}"):
                return word(f"levels.{name}.{text}")
        if text == ALL:
            return word("levels.all")
        return _opened(text)

    def in_order(self, column: str, levels: Sequence[str]) -> list[str]:
        """Return levels in the order that a definition gives them, where it names them all."""
        known_levels = list(next((self.levels[n] for n in _names(column) if n in self.levels), {}))
        if not set(levels) <= set(known_levels):
            return list(levels)
        return sorted(levels, key=known_levels.index)

    def __or__(self, other: Labels) -> Labels:
        """Return both together; where they differ, the second holds."""
        return Labels(
            {**self.titles, **other.titles},
            _joined(self.levels, other.levels),
            _joined(self.links, other.links),
        )


def labels(
    *things: Instrument
    | Endpoint
    | Covariate
    | Schema
    | StudySettings
    | Mapping[str, Mapping[str, str]],
    bands: str | None = None,
    ranges: bool = False,
) -> Labels:
    """Return the labels that definitions give, in the language of the moment.

    Parameters
    ----------
    *things
        Instruments (bands, items, sections), endpoints and covariates (titles), schemas of tables
        (titles, levels), the settings of a study (waves), or mappings from a column to the names of
        its levels. Where they differ, the later one holds.
    bands
        The band set of an instrument that has several; by default its first.
    ranges
        Whether a band is called with its scores, as "Mild (5–9)".
    """
    result = Labels()
    for thing in things:
        if isinstance(thing, Instrument):
            result |= _of_instrument(thing, bands, ranges)
        elif isinstance(thing, Endpoint):
            named = {thing.id: _spoken(thing.title)}
            # An endpoint may head a column or a panel of its own.
            result |= Labels(titles=named, levels={"endpoint": named})
        elif isinstance(thing, Covariate):
            called = {thing.id: _spoken(thing.title)}
            result |= Labels(titles=called, levels={"covariate": called})
        elif isinstance(thing, Schema):
            result |= _of_schema(thing)
        elif isinstance(thing, StudySettings):
            waves = {wave.id: _spoken(wave.label) for wave in thing.waves}
            named = {key: name for key, name in waves.items() if name}
            # A wave may head a column of its own.
            result |= Labels(titles=named, levels={"wave": named})
        else:
            result |= Labels(levels={column: dict(names) for column, names in thing.items()})
    return result


def _of_instrument(instrument: Instrument, bands: str | None, ranges: bool) -> Labels:
    tongue, name = language(), instrument.id
    title = instrument.name[tongue]
    chosen = instrument.band_set(bands)
    of_bands = {
        level.id: _raised(level.label[tongue]) + (f" ({level.low}–{level.high})" if ranges else "")
        for level in (chosen.levels if chosen else ())
    }
    columns = (
        "total", "class", "band", "start", "later", "completed", "answered", "missing", "bin",
        "beyond",
    )  # fmt: skip
    algorithms = {f"{name}_{each.id}": each for each in instrument.algorithms}
    of_grades = {
        column: {grade.id: _raised(grade.label[tongue]) for grade in each.grades}
        for column, each in algorithms.items()
    }
    return Labels(
        titles={name: title}
        | {f"{name}_{part}": word(f"instrument.{part}", title=title) for part in columns}
        | {column: f"{title}, {each.title[tongue]}" for column, each in algorithms.items()},
        levels={
            **dict.fromkeys((f"{name}_band", f"{name}_start", f"{name}_later"), of_bands),
            **of_grades,
            "item": {item.id: _raised(item.label[tongue]) for item in instrument.items},
            "section": {part.id: _raised(part.title[tongue]) for part in instrument.scales},
            "instrument": {name: instrument.title[tongue]},
        },
    )


def _of_schema(schema: Schema) -> Labels:
    titles, levels = {}, {}
    for each in schema.fields:
        title = _spoken(each.title)
        if title:
            # "Name (English)" and "Name (Danish)" are one column to a reader.
            titles[_LANGUAGE.sub("", each.name)] = _IN_WORDS.sub("", title)
        if each.categories:
            levels[each.name] = {
                category.value: _spoken(category.label) or _opened(category.value)
                for category in each.categories
            }
    return Labels(titles, levels)


def _spoken(words: Mapping[str, str]) -> str:
    return words.get(language()) or words.get("en", "")


def _joined(
    first: Mapping[str, Mapping[str, str]], second: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Mapping[str, str]]:
    return {
        column: {**first.get(column, {}), **second.get(column, {})}
        for column in {**first, **second}
    }


def bands_called(rows: Sequence[Mapping[str, object]], labels: Labels) -> dict[str, dict[str, str]]:
    """Return ``bands``, what the bands of some rows are called in a sentence; nothing of none.

    Reports are compared by the ids of the bands that stand in their rows, and told of by the names.
    """
    bands = sorted({str(row["band"]) for row in rows if row.get("band")})
    return {"bands": {band: running(labels.level("band", band)) for band in bands}} if bands else {}


def running(title: str) -> str:
    """Return a title as it stands within a sentence: "Wave" as "wave", "GAD-7" as it is."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _names(column: str) -> tuple[str, ...]:
    last = column.rpartition("_")[2]
    return (column,) if last == column else (column, last)


def _opened(text: str) -> str:
    if not _PLAIN_ID.fullmatch(text):
        return text
    return _raised(text.replace("_", " "))


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
