"""The parts of a definition file, each of which knows its place for the sake of refusals."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

from compendium.errors import CompendiumError
from compendium.instruments.definition import Text
from compendium.tables import announce

NOTHING: Any = object()


class MalformedInstrumentError(CompendiumError):
    """An instrument definition does not say what it must, or contradicts itself."""


class Part:
    """A table of a definition, and where it lies."""

    def __init__(self, path: Path, key: str, data: dict[str, Any]) -> None:
        self.path, self.key, self.data = path, key, data

    @classmethod
    def read(cls, path: Path) -> Part:
        """Read a file whole; refuse it if it is not there or not TOML."""
        if not announce(path):
            raise MalformedInstrumentError("There is no such file.", where=str(path))
        try:
            return cls(path, "", tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise MalformedInstrumentError(
                f"The file is not TOML: {fault}.", where=str(path)
            ) from None

    def refuse(self, reason: str, key: str = "") -> MalformedInstrumentError:
        """Return the fault that names the file, the key here below and the reason."""
        place = ".".join(part for part in (self.key, key) if part)
        return MalformedInstrumentError(
            f"The instrument definition is malformed: {reason}.",
            where=f"{self.path}, {place or 'the whole file'}",
        )

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

    def _below(self, key: str, data: dict[str, Any]) -> Part:
        return Part(self.path, f"{self.key}.{key}" if self.key else key, data)
