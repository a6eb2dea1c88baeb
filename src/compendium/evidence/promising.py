"""What is told of a programme, by the eleven elements of promising practice.

The catalogue of 2022 names the elements and does not say what each asks for. Which rows of the
evidence speak for which element is therefore our own reading, row by row in ``element_practice``,
and what no row speaks for is not told: nothing says that a programme lacks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from compendium.evidence.covering import RECONNECT, UnknownProgrammeError
from compendium.evidence.reading import cells, schema
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

Tells = Literal["told", "not_told"]

Row = Mapping[str, str]
Entered = tuple[str, Row]
"""A table of evidence, and a row of it."""
Held = Mapping[str, tuple[Row, ...]]
"""The rows of the tables, by name."""
Units = Mapping[str, Mapping[str, str]]
"""How units are called, by language."""

_OF_PROGRAMMES = ("programmes", "programme_elements", "programme_facts", "programme_outcomes")
_OF_OTHERS = ("practice_cases", "reconnect", "reconnect_elements")


@dataclass(frozen=True)
class Reading:
    """Rows of a table that have a cell speak for an element, or for none."""

    table: str
    column: str
    cell: str
    element: str
    """Empty where such rows were read and speak for none."""
    why: Mapping[str, str]
    """Our reason, by language."""

    def hears(self, name: str, row: Row) -> bool:
        """Tell whether a row of a table speaks for the element."""
        return bool(self.element) and name == self.table and row[self.column] == self.cell


Speaking = tuple[str, Row, Reading]
"""A row of a table, and the reading by which it speaks for an element."""


def practice_profile(
    programme: str, language: str = "en", folder: Path | None = None
) -> pd.DataFrame | Absent:
    """Return which of the eleven elements of promising practice are told of a programme.

    Parameters
    ----------
    programme
        A key of ``programmes``, a case of ``practice_cases``, or ``reconnect``.
    language
        Of what is told, ``en`` or ``da``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame or Absent
        One row an element, in the catalogue's order: practice_element, tells (``told`` or
        ``not_told``), count of the rows that speak for it, their keys in ``rows`` (parted by
        ``;``), what they say in ``says``, why we take it for the element in ``because``,
        and source, the document they were read in. Absent for a programme none of whose elements is
        known.

    Raises
    ------
    UnknownProgrammeError
        If there is no such programme or case.
    """
    held = _held(folder)
    known = {RECONNECT, *_cases(held), *(row["key"] for row in held["programmes"])}
    if programme not in known:
        raise UnknownProgrammeError(
            f"There is no programme or case '{programme}'.",
            where="data/evidence/programmes.csv and practice_cases.csv",
            remedy=f"give one of: {', '.join(sorted(known))}",
        )
    return _profile(programme, held, readings(folder), language, _units(folder))


def practice_profiles(
    people: str = "young", language: str = "en", folder: Path | None = None
) -> pd.DataFrame:
    """Return the profiles of Reconnect, of the cases and of all programmes, one after the other.

    Parameters
    ----------
    people
        ``young`` or ``adults``: whose programmes.
    language, folder
        As of `practice_profile`.

    Returns
    -------
    pandas.DataFrame
        The columns of `practice_profile` after programme and whose (``reconnect``, ``case`` or
        ``programme``). A programme without elements is left out.
    """
    import pandas as pd

    held = _held(folder)
    asked = [
        (RECONNECT, "reconnect"),
        *((case, "case") for case in _cases(held)),
        *((row["key"], "programme") for row in held["programmes"] if row["people"] == people),
    ]
    known, units = readings(folder), _units(folder)
    found = []
    for programme, whose in asked:
        profile = _profile(programme, held, known, language, units)
        if not isinstance(profile, Absent):
            profile.insert(0, "programme", programme)
            profile.insert(1, "whose", whose)
            found.append(profile)
    return pd.concat(found, ignore_index=True)


def readings(folder: Path | None = None) -> tuple[Reading, ...]:
    """Return what speaks for which element, as ``element_practice`` has it."""
    return tuple(
        Reading(
            row["table"],
            row["column"],
            row["cell"],
            row["practice_element"],
            {language: row[f"why_{language}"] for language in ("en", "da")},
        )
        for row in cells("element_practice", folder)
    )


def spoken(entered: Iterable[Entered], known: Iterable[Reading]) -> dict[str, tuple[Speaking, ...]]:
    """Return, by element, the rows that speak for it.

    Each row is read by itself, so that a further one never takes an element away. A row that two
    readings hear for one element counts once.

    Parameters
    ----------
    entered
        Rows of the evidence, each with the name of its table.
    known
        What speaks for which element.
    """
    found: dict[str, dict[tuple[str, str], Speaking]] = {}
    rules = tuple(known)
    for name, row in entered:
        for each in rules:
            if each.hears(name, row):
                found.setdefault(each.element, {}).setdefault((name, row["key"]), (name, row, each))
    return {element: tuple(rows.values()) for element, rows in found.items()}


def _profile(
    programme: str, held: Held, known: Iterable[Reading], language: str, units: Units
) -> pd.DataFrame | Absent:
    import pandas as pd

    entered = _entered(programme, held)
    if not entered:
        return Absent("an element of this programme, for no source tells of any", of="literature")
    found = spoken(entered, known)
    rows = []
    for element in (row["key"] for row in held["practice_elements"]):
        speaking = found.get(element, ())
        keys = ";".join(row["key"] for _, row, _ in speaking)
        says = "; ".join(_said(name, row, language, units) for name, row, _ in speaking)
        because = "; ".join(dict.fromkeys(each.why[language] for _, _, each in speaking))
        tells: Tells = "told" if speaking else "not_told"
        rows.append((element, tells, len(speaking), keys, says, because, entered[0][1]["read_in"]))
    columns = ["practice_element", "tells", "count", "rows", "says", "because", "source"]
    return pd.DataFrame(rows, columns=columns)


def _entered(programme: str, held: Held) -> tuple[Entered, ...]:
    """Return all that the evidence has of a programme; nothing where it has no element of it."""
    if programme == RECONNECT:
        # Its elements are read by their kind as those of any programme, its slides row by row.
        kinds = [("programme_elements", row) for row in held["reconnect_elements"]]
        return (*(("reconnect", row) for row in held["reconnect"]), *kinds)
    of_case = [row for row in held["practice_cases"] if row["case"] == programme]
    if of_case:
        return tuple(("practice_cases", row) for row in of_case)
    found = [
        (name, row)
        for name in _OF_PROGRAMMES
        for row in held[name]
        if row["key" if name == "programmes" else "programme"] == programme
    ]
    return tuple(found) if any(name == "programme_elements" for name, _ in found) else ()


def _held(folder: Path | None) -> Held:
    """Return the tables that are read, each once."""
    return {
        name: cells(name, folder) for name in (*_OF_PROGRAMMES, *_OF_OTHERS, "practice_elements")
    }


def _cases(held: Held) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["case"] for row in held["practice_cases"]))


def _said(name: str, row: Row, language: str, units: Units) -> str:
    """Return what a row says, with its figure: of a case or a slide more than its label.

    Such a label is a heading, which says little without what stands below it.
    """
    if name == "programmes":
        return row[f"aim_{language}"]
    label, says = row[f"label_{language}"], row.get(f"says_{language}", "")
    figure = "\N{EN DASH}".join(filter(None, (row.get("value"), row.get("value_high"))))
    told = f" ({figure} {units[row['unit']][language]})" if figure else ""
    return f"{label}: {says}{told}" if says else f"{label}{told}"


def _units(folder: Path | None) -> Units:
    """Return how the units of figures are called, by language."""
    return {
        level.value: level.label
        for name in ("programme_facts", "practice_cases")
        for field in schema(name, folder).fields
        if field.name == "unit"
        for level in field.categories
    }
