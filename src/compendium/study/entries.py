"""Take typed entries out of a TOML table, and collect what is wrong with each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from compendium.tables import Fault


class Entries:
    """The entries of one TOML table, taken out one by one; what is left over is a fault.

    An entry that is missing or of the wrong kind is noted as a fault, and a stand-in of the right
    kind is returned, so that one reading finds everything that is wrong.
    """

    def __init__(
        self, record: Mapping[str, Any], file: str, faults: list[Fault], within: str = ""
    ) -> None:
        self.record = dict(record)
        self.file = file
        self.faults = faults
        self.within = within
        self.asked: list[str] = []

    def note(self, key: str, rule: str) -> None:
        """Note a fault of an entry; the rule says what is allowed."""
        self.faults.append(Fault(self.file, None, self.full(key), rule))

    def full(self, key: str) -> str:
        """Return a key with the tables that it lies in, as in tables.screening.file."""
        return f"{self.within}.{key}" if self.within else key

    def text(
        self, key: str, *, default: str | None = None, allowed: Sequence[str] = (), shape: str = ""
    ) -> str:
        """Return a text that is not empty; without a default, it must be there."""
        given = self._given(key, required=default is None)
        if given is None:
            return default or ""
        if not isinstance(given, str) or not given.strip():
            self.note(key, f"must be a text{shape and f', such as {shape}'}")
        elif allowed and given not in allowed:
            self.note(key, f"must be one of: {', '.join(allowed)}")
        else:
            return given
        return default or ""

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts, each of them once."""
        given = self._given(key, required=required)
        if given is None:
            return ()
        if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
            self.note(key, 'must be a list of texts, such as ["Bornholm", "Rødovre"]')
            return ()
        if len(set(given)) < len(given):
            self.note(key, "must name each only once")
        return tuple(given)

    def number(
        self, key: str, *, default: int | None = None, least: int | None = None
    ) -> int | None:
        """Return a whole number, or the default."""
        given = self._given(key)
        if given is None:
            return default
        if isinstance(given, bool) or not isinstance(given, int):
            self.note(key, "must be a whole number")
        elif least is not None and given < least:
            self.note(key, f"must be at least {least}")
        else:
            return given
        return default

    def decimal(self, key: str, *, default: float, above: float) -> float:
        """Return a number, which may have decimals, or the default."""
        given = self._given(key)
        if given is None:
            return default
        if isinstance(given, bool) or not isinstance(given, int | float):
            self.note(key, "must be a number")
        elif not given > above:
            self.note(key, f"must be more than {above:g}")
        else:
            return float(given)
        return default

    def flag(self, key: str) -> bool:
        """Return true or false; false when it is not there."""
        given = self._given(key)
        if not isinstance(given, bool | None):
            self.note(key, "must be true or false")
        return given is True

    def day(self, key: str) -> dt.date | None:
        """Return a date, which TOML writes without quotes."""
        given = self._given(key)
        if given is None or type(given) is dt.date:
            return given
        self.note(key, "must be a date without quotes, such as 2021-05-21")
        return None

    def date_format(self, key: str) -> str:
        """Return how dates are written: a format that a day survives there and back."""
        given = self.text(key, default="%Y-%m-%d", shape='"%d-%m-%Y"')
        day = dt.datetime(2021, 5, 23)  # any day whose parts differ
        try:
            if dt.datetime.strptime(day.strftime(given), given) == day:
                return given
        except ValueError:
            pass
        self.note(key, 'must have year, month and day, such as "%d-%m-%Y"')
        return "%Y-%m-%d"

    def table(self, key: str) -> Entries:
        """Return the entries of a table within this one; none when it is not there."""
        given = self._given(key)
        if not isinstance(given, dict | None):
            self.note(key, f"must be a table, such as [{self.full(key)}]")
        inner = given if isinstance(given, dict) else {}
        return Entries(inner, self.file, self.faults, self.full(key))

    def tables(self, key: str) -> list[Entries]:
        """Return the entries of each table in a list of tables; it must have one at least."""
        given = self._given(key, required=True)
        if given is None:
            return []
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.note(key, f"must be a list of tables, each beginning with [[{self.full(key)}]]")
            return []
        return [
            Entries(each, self.file, self.faults, f"{self.full(key)}[{number}]")
            for number, each in enumerate(given, start=1)
        ]

    def scalars(self) -> dict[str, str]:
        """Return all entries as text: texts, numbers, flags and dates, whatever their names."""
        found: dict[str, str] = {}
        for key, given in self.record.items():
            self.asked.append(key)
            if isinstance(given, bool):
                found[key] = str(given).lower()
            elif isinstance(given, str | int | float | dt.date):
                found[key] = str(given)
            else:
                self.note(key, "must be a text, a number, a flag or a date")
        return found

    def finish(self) -> None:
        """Note every entry that nobody asked for, with the name that was perhaps meant."""
        for key in self.record:
            if key in self.asked:
                continue
            near = get_close_matches(key, self.asked, n=1)
            meant = f"is it {near[0]}?" if near else f"known are: {', '.join(self.asked)}"
            self.note(key, f"is not known; {meant}")

    def _given(self, key: str, *, required: bool = False) -> Any:
        self.asked.append(key)
        given = self.record.get(key)
        if given is None and required:
            self.note(key, "is missing")
        return given
