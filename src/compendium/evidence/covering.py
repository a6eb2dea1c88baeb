"""Which barriers documented programmes bear on, and which a programme leaves open.

The model is that of the VIVE report (section 4.1): each risk factor brings barriers on four levels,
and a level with barriers that a programme does not bear on is a blind spot of its theory of change.
All of it is the report's reading: a programme bears on what its Tables 5.1 and 6.1 put it under.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from compendium.errors import CompendiumError
from compendium.evidence.reading import table
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

Stands = Literal["addressed", "open", "unplaced"]

PEOPLE = ("young", "adults")

UNPLACED: Final = "unplaced"
"""How a cell stands, or the level there is, where the text of the report settles no level."""

Cell = tuple[str, str]
"""A risk factor and a level."""

RECONNECT = "reconnect"
"""The key of Reconnect itself, which is younger than the report and in none of its tables."""


class UnknownProgrammeError(CompendiumError):
    """A key that no programme of the evidence has."""


class UnknownPeopleError(CompendiumError):
    """People whom the tables of evidence do not tell apart."""


class UnknownRiskFactorError(CompendiumError):
    """A key that the matrix of these people does not have."""


def coverage(people: str = "young", folder: Path | None = None) -> pd.DataFrame:
    """Return how many barriers each cell of the matrix has, and which programmes bear on it.

    Parameters
    ----------
    people
        ``young`` or ``adults``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        One row a risk factor and level that has a barrier or a programme, in the order of the
        tables: risk_factor, level, barriers and programmes (keys, parted by ``;``), evaluated (the
        programmes that were set against a control group, by the report's stars). A programme on a
        level that the text of the report does not settle is in none.

    Raises
    ------
    UnknownPeopleError
        If there is no matrix of such people.
    """
    import pandas as pd

    known_people(people)
    links = table("risk_factor_barriers", folder)
    barriers = _gathered(links[links["people"] == people], "barrier")
    programmes, starred = programmes_by_cell(people, folder)
    factors = table("risk_factors", folder)["key"]
    place = {key: number for number, key in enumerate((*factors, *links["level"].cat.categories))}
    rows = [
        (*cell, *(";".join(each.get(cell, ())) for each in (barriers, programmes, starred)))
        for cell in sorted({*barriers, *programmes}, key=lambda cell: [place[own] for own in cell])
    ]
    return pd.DataFrame(
        rows, columns=["risk_factor", "level", "barriers", "programmes", "evaluated"]
    )


def blind_spots(
    programme: str,
    risk_factors: Sequence[str] = (),
    people: str = "young",
    folder: Path | None = None,
) -> pd.DataFrame | Absent:
    """Return where a programme bears on the barriers of an audience, and where it does not.

    Parameters
    ----------
    programme
        A key of the table ``programmes``.
    risk_factors
        What marks the audience, as keys of ``risk_factors``; by default those under which the
        matrix puts the programme.
    people
        ``young`` or ``adults``: whose matrix.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame or Absent
        The rows of `coverage` for these risk factors, with ``stands`` between: ``addressed`` where
        the matrix has the programme, ``unplaced`` where it has it for the risk factor on a level
        that the text of the report does not settle, and ``open`` else. ``programmes`` and
        ``evaluated`` name others alone. Absent where no audience was named and the matrix has the
        programme nowhere.

    Raises
    ------
    UnknownProgrammeError, UnknownRiskFactorError
        If there is no such programme, or the matrix has no such risk factor.
    """
    known_programme(programme, folder)
    own = placed(people, folder).get(programme, set())
    audience = tuple(risk_factors) or tuple(dict.fromkeys(factor for factor, _ in own))
    if not audience:
        return Absent(
            f"the matrix of {people}, which has this programme under no risk factor",
            of="literature",
        )
    known_risk_factors(audience, people, folder)
    found = coverage(people, folder)
    found = found[found["risk_factor"].isin(audience)].reset_index(drop=True)
    stands: list[str] = [
        standing(cell, own) for cell in zip(found["risk_factor"], found["level"], strict=True)
    ]
    alone = {
        column: found[column].map(lambda keys: others(keys, programme))
        for column in ("programmes", "evaluated")
    }
    found.insert(3, "stands", stands)
    return found.assign(**alone)


def nearest(programme: str, people: str = "young", folder: Path | None = None) -> pd.DataFrame:
    """Return the other programmes by how much they have in common with one, and what that is.

    The likeness is Jaccard's: of all the cells of the matrix and kinds of elements that either of
    two programmes has, the share that both have. Cells on a level that is not told do not count,
    nor does the kind ``other``, which says nothing of what is done. Where the matrix has one of the
    two nowhere, as with Reconnect and with the tools, it is by the kinds of elements alone.

    Parameters
    ----------
    programme, people, folder
        As of `blind_spots`.

    Returns
    -------
    pandas.DataFrame
        One row a programme that shares anything, the nearest first: programme, likeness (0 to 1),
        cells (``risk_factor:level``) and elements that both have, and other_elements,
        the kinds that only the other one has (parted by ``;``).

    Raises
    ------
    UnknownProgrammeError
        If there is no such programme.
    """
    import pandas as pd

    known_programme(programme, folder)
    kinds = _kinds(folder)
    told = {
        key: {f"{factor}:{level}" for factor, level in cells if level}
        for key, cells in placed(people, folder).items()
    }
    nothing: set[str] = set()
    own, done = told.get(programme, nothing), kinds.get(programme, nothing)
    rows = []
    for other in table("programmes", folder)["key"]:
        cells, elements = told.get(other, nothing), kinds.get(other, nothing)
        alike, same = sorted(own & cells), sorted(done & elements)
        if other != programme and (alike or same):
            either = len(done | elements) + (len(own | cells) if own and cells else 0)
            likeness = (len(alike) + len(same)) / either
            only = ";".join(sorted(elements - done))
            rows.append((other, likeness, ";".join(alike), ";".join(same), only))
    columns = ["programme", "likeness", "cells", "elements", "other_elements"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("likeness", ascending=False, kind="stable", ignore_index=True)


def programmes_by_cell(
    people: str, folder: Path | None
) -> tuple[dict[Cell, list[str]], dict[Cell, list[str]]]:
    """Return the programmes of each cell by the report, and those of them that it stars."""
    matrix = table("programme_matrix", folder)
    told = matrix[matrix["level"].notna() & matrix["programme"].notna()]
    told = told[told["people"] == people]
    return _gathered(told, "programme"), _gathered(told[told["starred"]], "programme")


def placed(people: str, folder: Path | None) -> dict[str, set[Cell]]:
    """Return the cells of each programme; the level is empty where it is not told."""
    matrix = table("programme_matrix", folder)
    rows = matrix[(matrix["people"] == people) & matrix["programme"].notna()]
    levels = rows["level"].astype(object).where(rows["level"].notna(), "")
    found: dict[str, set[Cell]] = {}
    for key, factor, level in zip(rows["programme"], rows["risk_factor"], levels, strict=True):
        found.setdefault(key, set()).add((factor, level))
    return found


def known_people(people: str) -> None:
    """Refuse people whom the tables of evidence do not tell apart.

    Raises
    ------
    UnknownPeopleError
        If they are neither the young nor adults.
    """
    if people not in PEOPLE:
        raise UnknownPeopleError(
            f"No table of evidence is about '{people}'.",
            where="data/evidence, column people",
            remedy=f"give one of: {', '.join(PEOPLE)}",
        )


def known_programme(programme: str, folder: Path | None) -> None:
    """Refuse a key that is of no programme of the evidence, nor of Reconnect."""
    known = {*table("programmes", folder)["key"], RECONNECT}
    if programme not in known:
        raise UnknownProgrammeError(
            f"There is no programme '{programme}'.",
            where="data/evidence/programmes.csv",
            remedy=f"give one of: {', '.join(sorted(known))}",
        )


def known_risk_factors(factors: Sequence[str], people: str, folder: Path | None) -> None:
    """Refuse a key that is of no risk factor of this matrix."""
    known: dict[str, None] = {}
    for name in ("risk_factor_barriers", "programme_matrix"):
        rows = table(name, folder)
        known |= dict.fromkeys(rows.loc[rows["people"] == people, "risk_factor"])
    for factor in factors:
        if factor not in known:
            raise UnknownRiskFactorError(
                f"The matrix has no risk factor '{factor}'.",
                where=f"risk factors of {people}",
                remedy=f"give some of: {', '.join(known)}",
            )


def _kinds(folder: Path | None) -> dict[str, set[str]]:
    """Return the kinds of elements of each programme and of Reconnect, but for ``other``."""
    entered = table("programme_elements", folder)
    own = table("reconnect_elements", folder)
    found: dict[str, set[str]] = {RECONNECT: set(own["element"].astype(str))}
    for key, kind in zip(entered["programme"], entered["element"].astype(str), strict=True):
        found.setdefault(key, set()).add(kind)
    return {key: kinds - {"other"} for key, kinds in found.items()}


def _gathered(rows: pd.DataFrame, column: str) -> dict[Cell, list[str]]:
    gathered: dict[Cell, list[str]] = {}
    for factor, level, key in zip(
        rows["risk_factor"], rows["level"].astype(str), rows[column], strict=True
    ):
        gathered.setdefault((factor, level), []).append(key)
    return gathered


def standing(cell: Cell, own: set[Cell]) -> Stands:
    """Return how a cell stands for a programme that is in some cells."""
    if cell in own:
        return "addressed"
    return UNPLACED if (cell[0], "") in own else "open"


def others(keys: str, programme: str) -> str:
    """Return the programmes of a list, parted by ``;``, but for one."""
    return ";".join(key for key in keys.split(";") if key not in ("", programme))
