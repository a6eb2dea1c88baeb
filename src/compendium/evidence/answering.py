"""Which barriers of an audience the elements of a programme bear on: our own reading.

The VIVE report says on which levels a programme bears (see `covering`), and not by which of its
elements. Here each kind of element is set against each barrier, in the table `element_barriers`:
single remarks of the report stand there with their place, and all else is ours, with its reason. To
bear on a barrier is not to remove it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compendium.errors import CompendiumError
from compendium.evidence.covering import (
    RECONNECT,
    known_programme,
    known_risk_factors,
    others,
    placed,
    programmes_by_cell,
)
from compendium.evidence.reading import schema, table
from compendium.tables import Absent, hands_on_absent

if TYPE_CHECKING:
    import pandas as pd


class UnknownElementError(CompendiumError):
    """A word that is no kind of element."""


def people_of(programme: str, folder: Path | None = None) -> str:
    """Return in whose matrix a programme is looked up: ``young`` or ``adults``.

    Raises
    ------
    UnknownProgrammeError
        If there is no such programme.
    """
    known_programme(programme, folder)
    if programme == RECONNECT:
        return "young"
    programmes = table("programmes", folder).set_index("key")
    return str(programmes.loc[programme, "people"])


def elements(programme: str, folder: Path | None = None) -> pd.DataFrame | Absent:
    """Return what is done in a programme, each with its kind, which is our own reading.

    Parameters
    ----------
    programme
        A key of the table ``programmes``, or ``reconnect``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame or Absent
        The rows of ``programme_elements`` or ``reconnect_elements``; absent where there are none.

    Raises
    ------
    UnknownProgrammeError
        If there is no such programme.
    """
    known_programme(programme, folder)
    if programme == RECONNECT:
        found = table("reconnect_elements", folder)
    else:
        found = table("programme_elements", folder)
        found = found[found["programme"] == programme].reset_index(drop=True)
    return (
        found
        if len(found)
        else Absent("the elements of this programme, of which none is told", of="literature")
    )


@hands_on_absent
def kinds_of(done: pd.DataFrame) -> tuple[str, ...]:
    """Return the kinds of some elements, each once, in the order of the rows."""
    return tuple(dict.fromkeys(done["element"].astype(str)))


def audience(
    programme: str, people: str = "young", folder: Path | None = None
) -> tuple[str, ...] | Absent:
    """Return the risk factors that mark whom a programme is for.

    Parameters
    ----------
    programme
        A key of the table ``programmes``, or ``reconnect``: what its slides name of the young
        people is set under risk factors by ``reconnect_audience``, which is our own reading.
    people
        ``young`` or ``adults``: in whose matrix.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    tuple of str, or Absent
        Keys of ``risk_factors``; absent where the matrix has the programme under none.

    Raises
    ------
    UnknownProgrammeError
        If there is no such programme.
    """
    known_programme(programme, folder)
    if programme == RECONNECT and people == "young":
        factors = list(table("reconnect_audience", folder)["risk_factor"])
    else:
        cells = placed(people, folder).get(programme, set())
        served = {factor for factor, _ in cells}
        factors = [key for key in table("risk_factors", folder)["key"] if key in served]
    if not factors:
        return Absent(
            f"the matrix of {people}, which has this programme under no risk factor",
            of="literature",
        )
    return tuple(dict.fromkeys(factors))


@hands_on_absent
def answered(
    kinds: Sequence[str],
    risk_factors: Sequence[str],
    people: str = "young",
    folder: Path | None = None,
) -> pd.DataFrame | Absent:
    """Return which barriers of an audience some elements bear on, and which they leave open.

    A barrier is addressed where the table ``element_barriers`` has it with one of the kinds, on
    whatever level it stands. More kinds never open a barrier, and a wider audience only adds rows.

    Parameters
    ----------
    kinds
        Kinds of elements, as in ``programme_elements``.
    risk_factors
        What marks the audience, as keys of ``risk_factors``.
    people
        ``young`` or ``adults``: whose matrix.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a risk factor and barrier, in the order of the matrix: risk_factor, level, barrier,
        stands (``addressed`` or ``open``), elements (the kinds that bear on it), programmes (those
        that bear on its cell by the report's reading) and evaluated (those of them that were set
        against a control group), parted by ``;``. Absent without an element or a risk factor.

    Raises
    ------
    UnknownElementError, UnknownRiskFactorError
        If there is no such kind, or the matrix has no such risk factor.
    """
    _known_kinds(kinds, folder)
    known_risk_factors(risk_factors, people, folder)
    if not kinds:
        return Absent("what is done in this programme, of which nothing is told", of="literature")
    if not risk_factors:
        return Absent("an audience, of which no risk factor was named", of="literature")
    links = table("risk_factor_barriers", folder)
    asked = (links["people"] == people) & links["risk_factor"].isin(list(risk_factors))
    rows = links.loc[asked, ["risk_factor", "level", "barrier"]].reset_index(drop=True)
    bearing = kinds_by_barrier(folder)
    own = [
        [kind for kind in bearing.get(barrier, ()) if kind in set(kinds)]
        for barrier in rows["barrier"]
    ]
    cells = list(zip(rows["risk_factor"], rows["level"].astype(str), strict=True))
    there, starred = programmes_by_cell(people, folder)
    return rows.assign(
        stands=["addressed" if each else "open" for each in own],
        elements=[";".join(each) for each in own],
        programmes=[";".join(there.get(cell, ())) for cell in cells],
        evaluated=[";".join(starred.get(cell, ())) for cell in cells],
    )


@hands_on_absent
def elsewhere(found: pd.DataFrame, programme: str = "") -> pd.DataFrame | Absent:
    """Return the cells with a barrier left open, and the documented programmes that bear on them.

    Parameters
    ----------
    found
        What `answered` returns.
    programme
        Whose cells they are: it is not named among the others.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a risk factor and level: risk_factor, level, barriers (those open), programmes and
        evaluated, parted by ``;``. A programme that bears on the cell need not bear on that very
        barrier. Absent where nothing is open, or no programme serves this audience at all.
    """
    if not found["programmes"].str.len().any():
        return Absent(
            "documented programmes for these risk factors, which the matrix has none of",
            of="literature",
        )
    left = found[found["stands"] == "open"]
    if left.empty:
        return Absent("barriers left open by our reading, of which there are none", of="literature")
    gathered = left.groupby(["risk_factor", "level"], sort=False, observed=True).agg(
        barriers=("barrier", ";".join), programmes=("programmes", "first"),
        evaluated=("evaluated", "first"),
    )  # fmt: skip
    rows = gathered.reset_index()
    for column in ("programmes", "evaluated"):
        rows[column] = [others(keys, programme) for keys in rows[column]]
    return rows


@hands_on_absent
def tally(
    found: pd.DataFrame, column: str, levels: Sequence[str], by: Sequence[str] = ("level",)
) -> pd.DataFrame:
    """Return how many rows have each level of a column, by one other column or several.

    Parameters
    ----------
    found
        What `answered` or `rereadings` returns.
    column, levels
        What is counted, and its levels: each has a row, with 0 where there is none.
    by
        The columns that it is counted by.

    Returns
    -------
    pandas.DataFrame
        The columns `by`, `column` and ``value``, the number of rows; at the end those of all rows,
        where `by` is ``all``.
    """
    import pandas as pd

    keys = list(found[list(by)].astype(str).itertuples(index=False, name=None))
    told = list(found[column])
    groups = [*dict.fromkeys(keys), ("all",) * len(by)]
    rows = [
        (
            *group,
            level,
            sum(
                level == each and (key == group or group == groups[-1])
                for key, each in zip(keys, told, strict=True)
            ),
        )
        for group in groups
        for level in levels
    ]
    return pd.DataFrame(rows, columns=[*by, column, "value"])


def kinds_by_barrier(folder: Path | None) -> dict[str, list[str]]:
    """Return the kinds that bear on each barrier, in the order of the kinds."""
    rows = table("element_barriers", folder).dropna(subset=["element", "barrier"])
    found: dict[str, list[str]] = {}
    for barrier, kind in zip(rows["barrier"], rows["element"].astype(str), strict=True):
        found.setdefault(barrier, []).append(kind)
    return found


def _known_kinds(kinds: Sequence[str], folder: Path | None) -> None:
    fields = {field.name: field for field in schema("programme_elements", folder).fields}
    known = [category.value for category in fields["element"].categories]
    for kind in kinds:
        if kind not in known:
            raise UnknownElementError(
                f"There is no kind of element '{kind}'.",
                where="data/evidence/programme_elements.schema.json",
                remedy=f"give some of: {', '.join(known)}",
            )
