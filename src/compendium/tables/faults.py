"""Faults: what is wrong in a table, by file, row, column and rule, told to whoever can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compendium.errors import CompendiumError

ROWS_NAMED = 5
"""How many rows a summary names before it counts the rest."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the file, the row as a spreadsheet counts, the column, the rule.

    `row` is None for what concerns a whole column or file, `column` is empty for what concerns a
    whole row or file, and is an entry's key where the file is TOML. `value` is what was found, and
    is filled in only where a value may be quoted.
    """

    file: str
    row: int | None
    column: str
    rule: str
    value: str | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        return _line(self.file, row, self.column, self.rule, self.value)


class FaultyTableError(CompendiumError):
    """Tables that break their schemas; `faults` has every single one."""

    def __init__(self, faults: Sequence[Fault], *, remedy: str = "") -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        lines = [f"{count} {'fault' if count == 1 else 'faults'} in the data:"]
        lines += [f"  {line}" for line in summary(self.faults)]
        super().__init__("\n".join(lines), remedy=remedy or "mend what is named, and check again")


def summary(faults: Iterable[Fault]) -> list[str]:
    """Return one line for each rule that is broken in a column, with the rows where it is.

    Parameters
    ----------
    faults
        Any faults; those that differ by row alone are told together.

    Returns
    -------
    list of str
        Lines such as 'screening.csv, rows 3, 9 and 12 more, column gad7_1: must be at most 3'.
    """
    together: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        together.setdefault((fault.file, fault.column, fault.rule), []).append(fault)
    return [
        _line(file, _rows(alike), column, rule, alike[0].value)
        for (file, column, rule), alike in together.items()
    ]


def _rows(faults: Sequence[Fault]) -> str:
    rows = sorted(fault.row for fault in faults if fault.row is not None)
    if not rows:
        return ""
    named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
    more = f" and {len(rows) - ROWS_NAMED} more" if len(rows) > ROWS_NAMED else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {named}{more}"


def _line(file: str, rows: str, column: str, rule: str, value: str | None) -> str:
    kind = "entry" if file.endswith(".toml") else "column"
    place = ", ".join(part for part in (file, rows, column and f"{kind} {column}") if part)
    return f"{place}: {rule}" + ("" if value is None else f" (found '{value}')")
