"""Speaking: protected cells inside captions, sentences and text alternatives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from compendium.disclosure import Cell
from compendium.present.numerals import interval, manner_of, number
from compendium.present.outputs import require
from compendium.present.reading import full_text, value_text
from compendium.present.wording import word
from compendium.tables import Absent

Part = Literal["value", "full", "interval"]
Field = Cell | Absent | str

_NUMBER_IN_A_NAME = re.compile(r"(?<![\w\-–])[-−]?\d+([.,]\d+)*\s?%?(?![\w\-–])")


@dataclass(frozen=True)
class Spoken:
    """A cell as the texts of the words see it.

    In a text, ``{x}`` is its value, ``{x.full}`` value and interval, ``{x.interval}`` the interval
    alone and ``{x.n}`` the persons behind it; ``{x:share}`` writes it in another manner. A hidden
    cell says that it is not shown.
    """

    cell: Cell | Absent
    part: Part = "value"

    @property
    def full(self) -> Spoken:
        """The value with its interval."""
        return Spoken(self.cell, "full")

    @property
    def interval(self) -> Spoken:
        """The interval alone."""
        return Spoken(self.cell, "interval")

    @property
    def n(self) -> str:
        """The number of persons behind the value."""
        return absent_or_hidden(self.cell) or behind(self.cell)

    def __format__(self, manner: str) -> str:
        silence = absent_or_hidden(self.cell)
        if silence or isinstance(self.cell, Absent):
            return silence
        if self.part == "full":
            return full_text(self.cell, manner or None)
        if self.part == "interval":
            return interval(
                self.cell.low, self.cell.high, manner or manner_of(self.cell.kind, self.cell.unit)
            )
        return value_text(self.cell, manner or None)

    def __str__(self) -> str:
        return format(self)


def spoken(fields: Mapping[str, Field] | None, *, where: str) -> dict[str, Spoken | str]:
    """Return the fields of a text, each a protected cell or a name.

    Raises
    ------
    UnprotectedError
        Where a field is neither: a number, a frame, or a text that carries a number of its own.
        Names that have one in them, as GAD-7, are names.
    """
    result: dict[str, Spoken | str] = {}
    for name, thing in (fields or {}).items():
        require(thing, Cell, Absent, str, where=f"{where}, field {name}")
        if isinstance(thing, str):
            if _NUMBER_IN_A_NAME.search(thing):
                require(thing, Cell, Absent, where=f"{where}, field {name}")
            result[name] = thing
        else:
            result[name] = Spoken(thing)
    return result


def caption(key: str, fields: Mapping[str, Field] | None) -> str:
    """Return the caption of a key, ``captions.key`` in the words."""
    return word(f"captions.{key}", **spoken(fields, where="caption"))


def absent_or_hidden(cell: Cell | Absent) -> str:
    """Return what is said of a cell that has no value to show, else nothing."""
    if isinstance(cell, Absent):
        return word("absent.short")
    return "" if cell.shown else word("hidden.short")


def persons(cell: Cell | Absent) -> str:
    """Return the number of persons behind a cell, or nothing where it is not shown."""
    if isinstance(cell, Absent) or cell.n is None:
        return ""
    return number(float(cell.n), 0)


def behind(cell: Cell | Absent) -> str:
    """Return the persons behind a cell, of a share as ``219 of 500``."""
    counted = persons(cell)
    if isinstance(cell, Absent) or not counted or cell.base is None:
        return counted
    return word("units.of", n=counted, base=number(float(cell.base), 0))


def listed(parts: Sequence[str]) -> str:
    """Return parts as an enumeration: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + word("units.and") + parts[-1]
