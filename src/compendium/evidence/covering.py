"""Which barriers documented programmes bear on, and which a programme leaves open.

The model is that of the VIVE report (section 4.1): each risk factor brings barriers on four levels,
and a level with barriers that a programme does not bear on is a blind spot of its theory of change.
All of it is the report's reading: a programme bears on what its Tables 5.1 and 6.1 put it under.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from compendium.errors import CompendiumError
from compendium.evidence.reading import table
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

Stands = Literal["addressed", "open", "not_told"]

Cell = tuple[str, str]
"""A risk factor and a level."""


class UnknownProgrammeError(CompendiumError):
    """A key that no programme of the evidence has."""


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
    """
    import pandas as pd

    links = table("risk_factor_barriers", folder)
    matrix = table("programme_matrix", folder)
    told = matrix[matrix["level"].notna() & matrix["programme"].notna()]
    barriers = _gathered(links[links["people"] == people], "barrier")
    programmes = _gathered(told[told["people"] == people], "programme")
    starred = _gathered(told[(told["people"] == people) & told["starred"]], "programme")
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
        the matrix has the programme, ``not_told`` where it has it for the risk factor on a level
        that the text of the report does not settle, and ``open`` else. ``programmes`` and
        ``evaluated`` name others alone. Absent where no audience was named and the matrix has the
        programme nowhere.

    Raises
    ------
    UnknownProgrammeError, UnknownRiskFactorError
        If there is no such programme, or the matrix has no such risk factor.
    """
    _known_programme(programme, folder)
    own = _placed(people, folder).get(programme, set())
    audience = tuple(risk_factors) or tuple(dict.fromkeys(factor for factor, _ in own))
    if not audience:
        return Absent(f"the matrix of {people}, which has this programme under no risk factor")
    found = coverage(people, folder)
    for factor in audience:
        if factor not in set(found["risk_factor"]):
            raise UnknownRiskFactorError(
                f"The matrix has no risk factor '{factor}'.",
                where=f"risk factors of {people}",
                remedy=f"give some of: {', '.join(dict.fromkeys(found['risk_factor']))}",
            )
    found = found[found["risk_factor"].isin(audience)].reset_index(drop=True)
    stands: list[str] = [
        _stands(cell, own) for cell in zip(found["risk_factor"], found["level"], strict=True)
    ]
    others = {
        column: found[column].map(lambda keys: ";".join(_others(keys, programme)))
        for column in ("programmes", "evaluated")
    }
    found.insert(3, "stands", stands)
    return found.assign(**others)


def nearest(programme: str, people: str = "young", folder: Path | None = None) -> pd.DataFrame:
    """Return the other programmes by how much they have in common with one, and what that is.

    The likeness is Jaccard's: of all the cells of the matrix and kinds of elements that either of
    two programmes has, the share that both have. Cells on a level that is not told do not count.

    Parameters
    ----------
    programme, people, folder
        As of `blind_spots`.

    Returns
    -------
    pandas.DataFrame
        One row a programme that shares anything, the nearest first: programme, likeness (0 to 1),
        cells (``risk_factor:level``) and elements that both have (parted by ``;``).

    Raises
    ------
    UnknownProgrammeError
        If there is no such programme.
    """
    import pandas as pd

    _known_programme(programme, folder)
    entered = table("programme_elements", folder)
    kinds: dict[str, set[str]] = {}
    for key, kind in zip(entered["programme"], entered["element"].astype(str), strict=True):
        kinds.setdefault(key, set()).add(kind)

    placed = {
        key: {f"{factor}:{level}" for factor, level in cells if level}
        for key, cells in _placed(people, folder).items()
    }
    nothing: set[str] = set()
    own, done = placed.get(programme, nothing), kinds.get(programme, nothing)
    rows = []
    for other in table("programmes", folder)["key"]:
        cells, elements = placed.get(other, nothing), kinds.get(other, nothing)
        alike, same = sorted(own & cells), sorted(done & elements)
        if other != programme and (alike or same):
            either = len(own | cells) + len(done | elements)
            likeness = (len(alike) + len(same)) / either
            rows.append((other, likeness, ";".join(alike), ";".join(same)))
    columns = ["programme", "likeness", "cells", "elements"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("likeness", ascending=False, kind="stable", ignore_index=True)


def _gathered(rows: pd.DataFrame, column: str) -> dict[Cell, list[str]]:
    gathered: dict[Cell, list[str]] = {}
    for factor, level, key in zip(
        rows["risk_factor"], rows["level"].astype(str), rows[column], strict=True
    ):
        gathered.setdefault((factor, level), []).append(key)
    return gathered


def _placed(people: str, folder: Path | None) -> dict[str, set[Cell]]:
    """Return the cells of each programme; the level is empty where it is not told."""
    matrix = table("programme_matrix", folder)
    rows = matrix[(matrix["people"] == people) & matrix["programme"].notna()]
    levels = rows["level"].astype(object).where(rows["level"].notna(), "")
    placed: dict[str, set[Cell]] = {}
    for key, factor, level in zip(rows["programme"], rows["risk_factor"], levels, strict=True):
        placed.setdefault(key, set()).add((factor, level))
    return placed


def _stands(cell: Cell, own: set[Cell]) -> Stands:
    if cell in own:
        return "addressed"
    return "not_told" if (cell[0], "") in own else "open"


def _others(keys: str, programme: str) -> Iterator[str]:
    return (key for key in keys.split(";") if key and key != programme)


def _known_programme(programme: str, folder: Path | None) -> None:
    known = set(table("programmes", folder)["key"])
    if programme not in known:
        raise UnknownProgrammeError(
            f"There is no programme '{programme}'.",
            where="data/evidence/programmes.csv",
            remedy=f"give one of: {', '.join(sorted(known))}",
        )
