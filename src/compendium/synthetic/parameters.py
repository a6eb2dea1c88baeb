"""The parameters of the synthetic twin: values that each have a source or say they are assumed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from compendium.errors import CompendiumError
from compendium.tables import announce

Status = Literal["confirmed", "derived", "assumed"]
Value = float | list[float] | list[list[float]] | dict[str, float] | dict[str, list[float]]


class ParameterError(CompendiumError):
    """A parameter of the synthetic twin is missing, or lacks its source or status."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of the twin.

    Attributes
    ----------
    name
        Its table in the file, such as `effect.dip`.
    value
        A number, a list, a matrix, or numbers by name.
    source
        Where it comes from; for an assumed one, why it was chosen.
    status
        `confirmed` (read in the source), `derived` (our arithmetic on it) or `assumed`.
    """

    name: str
    value: Value
    source: str
    status: Status


@dataclass(frozen=True)
class Parameters:
    """All parameters by name, each read as the kind of value that its user expects."""

    entries: Mapping[str, Parameter]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.entries.values())

    def value(self, name: str) -> Value:
        """Return the value of a parameter, or raise `ParameterError` where there is none."""
        if name not in self.entries:
            raise ParameterError(
                f"The synthetic twin has no parameter “{name}”.",
                where="synthetic/parameters.toml",
                remedy="give it a table of that name with value, source and status.",
            )
        return self.entries[name].value

    def number(self, name: str) -> float:
        """Return a parameter that is one number."""
        value = self.value(name)
        if not isinstance(value, int | float):
            raise self._unfit(name, "a number")
        return value

    def numbers(self, name: str) -> list[float]:
        """Return a parameter that is a list of numbers."""
        value = self.value(name)
        if isinstance(value, list):
            flat = [entry for entry in value if not isinstance(entry, list)]
            if len(flat) == len(value):
                return flat
        raise self._unfit(name, "a list of numbers")

    def matrix(self, name: str) -> list[list[float]]:
        """Return a parameter that is a list of rows."""
        value = self.value(name)
        if isinstance(value, list):
            rows = [entry for entry in value if isinstance(entry, list)]
            if len(rows) == len(value):
                return rows
        raise self._unfit(name, "a list of rows")

    def by_name(self, name: str) -> dict[str, float]:
        """Return a parameter that holds a number for each of several names."""
        value = self.value(name)
        if isinstance(value, dict):
            flat = {key: entry for key, entry in value.items() if not isinstance(entry, list)}
            if len(flat) == len(value):
                return flat
        raise self._unfit(name, "numbers by name")

    def lists(self, name: str) -> dict[str, list[float]]:
        """Return a parameter that holds a list of numbers for each of several names."""
        value = self.value(name)
        if isinstance(value, dict):
            lists = {key: entry for key, entry in value.items() if isinstance(entry, list)}
            if len(lists) == len(value):
                return lists
        raise self._unfit(name, "lists of numbers by name")

    def below(self, prefix: str) -> dict[str, dict[str, float]]:
        """Return the parameters whose names begin with `prefix.`, by the rest of their names."""
        start = prefix + "."
        return {
            name.removeprefix(start): self.by_name(name)
            for name in self.entries
            if name.startswith(start)
        }

    @staticmethod
    def _unfit(name: str, wanted: str) -> ParameterError:
        return ParameterError(
            f"The parameter “{name}” is not {wanted}.",
            where="synthetic/parameters.toml",
            remedy=f"make its value {wanted}.",
        )


def catalogue(extra: tuple[Path, ...] = ()) -> Parameters:
    """Return the parameters of the package; those of `extra` files stand before them.

    Raises
    ------
    ParameterError
        Where an entry has no value, no source or no known status.
    """
    entries: dict[str, Parameter] = {}
    for path in (Path(__file__).with_name("parameters.toml"), *extra):
        announce(path)
        content = tomllib.loads(path.read_text("utf-8"))
        for name, entry in _entries(content, ""):
            entries[name] = _parameter(name, entry, path.name)
    return Parameters(entries)


def _entries(
    content: Mapping[str, object], prefix: str
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the tables that hold a value or a source, with their dotted names."""
    for key, entry in content.items():
        name = f"{prefix}{key}"
        if not isinstance(entry, dict) or entry.keys() & {"value", "source", "status"}:
            yield name, entry if isinstance(entry, dict) else {}
        else:
            yield from _entries(entry, f"{name}.")


def _parameter(name: str, entry: Mapping[str, object], file: str) -> Parameter:
    """Return a parameter whose entry is whole."""
    whole = "value" in entry and entry.get("source") and entry.get("status") in get_args(Status)
    if not whole:
        raise ParameterError(
            f"The parameter “{name}” lacks a value, a source, or a status that is known.",
            where=file,
            remedy=f"give all three; a status is one of {', '.join(get_args(Status))}.",
        )
    return Parameter(name, entry["value"], str(entry["source"]), entry["status"])  # type: ignore[arg-type] # looked at above
