"""The parts of a definition file, each of which knows its place for the sake of refusals."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, cast, get_args

from compendium.errors import CompendiumError
from compendium.instruments.locating import lines
from compendium.instruments.terms import NO_SOURCE, Status, Text
from compendium.tables import announce

NOTHING: Any = object()


class MalformedInstrumentError(CompendiumError):
    """An instrument definition does not say what it must, or contradicts itself."""


class Part:
    """A table of a definition, and where it lies."""

    def __init__(self, path: Path, source: str, key: str, data: dict[str, Any]) -> None:
        self.path, self.source, self.key, self.data = path, source, key, data

    @classmethod
    def read(cls, path: Path) -> Part:
        """Read a file whole; refuse it if it is not there or not TOML."""
        if not announce(path):
            raise MalformedInstrumentError("There is no such file.", where=str(path))
        try:
            source = path.read_text("utf-8")
            return cls(path, source, "", tomllib.loads(source))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise MalformedInstrumentError(
                f"The file is not TOML: {fault}.", where=str(path)
            ) from None

    def refuse(self, reason: str, key: str = "") -> MalformedInstrumentError:
        """Return the fault that names the file, the line, the key here below and the reason."""
        place = ".".join(part for part in (self.key, key) if part)
        return MalformedInstrumentError(
            f"The instrument definition is malformed: {reason}.",
            where=", ".join(filter(None, (str(self.path), self._line(place), place))),
        )

    def _line(self, place: str) -> str:
        """Return the line of a place, or where nothing stands there that of what it is part of."""
        found = lines(self.source)
        while place and place not in found:
            place = place.rpartition(".")[0]
        return f"line {found[place]}" if place else "the whole file"

    def only(self, *known: str) -> None:
        """Refuse keys that are not known: most of them are slips of the pen."""
        for key in self.data:
            if key not in known:
                raise self.refuse(f"unknown key; known are {', '.join(known)}", key)

    def take(self, key: str, kind: type, default: Any = NOTHING) -> Any:
        """Return a value of exactly this type; refuse its lack unless there is a default."""
        value = self.data.get(key, default)
        if value is NOTHING:
            raise self.refuse("it is missing", key)
        if value is not default and type(value) is not kind:
            raise self.refuse(f"it must be of type {kind.__name__}", key)
        return value

    def number(self, key: str) -> float:
        """Return a number, whole or not."""
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse("it must be a number", key)
        return value

    def one_of(self, key: str, kind: Any, default: Any = NOTHING) -> Any:
        """Return a word that is one of a Literal's."""
        value = self.take(key, str, default)
        if value not in get_args(kind):
            raise self.refuse(f"it must be one of {', '.join(get_args(kind))}", key)
        return value

    def part(self, key: str) -> Part:
        """Return a table below this one."""
        return self._below(key, self.take(key, dict))

    def parts(self, key: str, default: Any = NOTHING) -> list[Part]:
        """Return a list of tables below this one."""
        found = [
            self._below(f"{key}[{number}]", entry)
            for number, entry in enumerate(self.take(key, list, default), start=1)
        ]
        for entry in found:
            if not isinstance(entry.data, dict):
                raise entry.refuse("it must be a table")
        return found

    def text(self, key: str) -> Text:
        """Return a text in both languages."""
        words = self.part(key)
        words.only("en", "da")
        return Text(words.take("en", str), words.take("da", str))

    def sourced(self, references: Part) -> tuple[str, Status]:
        """Return the source and the status, which without a source can only be unconfirmed."""
        source = self.take("source", str)
        status = cast(Status, self.one_of("status", Status))
        if source == NO_SOURCE:
            if status != "unconfirmed":
                raise self.refuse(f"what has no source cannot be {status}", "status")
        elif source not in references.data:
            raise self.refuse(f"unknown reference '{source}'", "source")
        return source, status

    def _below(self, key: str, data: dict[str, Any]) -> Part:
        return Part(self.path, self.source, f"{self.key}.{key}" if self.key else key, data)


def once(parts: list[Part], ids: list[str]) -> None:
    """Refuse the first part whose id one before it has."""
    for number, (part, name) in enumerate(zip(parts, ids, strict=True)):
        if name in ids[:number]:
            raise part.refuse(f"given twice: {name}", "id")
