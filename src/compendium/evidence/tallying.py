"""How thin the evidence is: designs behind risk factors, sources of a theme, barriers of a cell.

To count is ours; no source does it. A number here says how often something was written down, and
nothing of how strongly it bears on anybody's life.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compendium.evidence.citing import joined, named_by
from compendium.evidence.covering import UNPLACED, coverage, known_people
from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd

BOTH = "both"
"""Whom a row is about that counts for the young and for adults."""


def designs(
    people: str | None = None, within: str = "category", folder: Path | None = None
) -> pd.DataFrame:
    """Return how many risk factors rest on which design, within each category.

    A factor that two sources name is two: each has its own design.

    Parameters
    ----------
    people
        ``young`` or ``adults``, with what is said of both; by default all, each row once.
    within
        The column that is counted within: ``category``, ``people``, ``outcome``, ``country``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        One row a level of `within` and design that has any, in the order of the schema, which has
        designs that follow or count people first and nothing said last: the column `within`,
        design, factors (their number) and source, the documents they were read in (parted by
        ``;``).

    Raises
    ------
    UnknownPeopleError
        If there are no such people.
    """
    rows = factors_of(people, folder)
    counted = rows.groupby([within, "design"], observed=True, sort=True).agg(
        factors=("key", "size"), source=("read_in", joined)
    )
    return counted.reset_index()


def themes(people: str = "young", least: int = 1, folder: Path | None = None) -> pd.DataFrame:
    """Return what risk factors are about, by how many works name it.

    The sources are not independent: the report's own list is drawn from the others, and works that
    are cited together count each.

    Parameters
    ----------
    people
        ``young`` or ``adults``, with what is said of both.
    least
        The fewest works that must name a theme.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        One row a theme, the most often named first: theme, works (the number of distinct keys in
        ``source`` and ``also``), factors (the rows), named_by (the keys) and source, the documents
        they were read in (both parted by ``;``).

    Raises
    ------
    UnknownPeopleError
        If there are no such people.
    """
    rows = factors_of(people, folder)
    rows = rows.assign(named_by=named_by(rows))
    found = rows.groupby("theme", observed=True, sort=True).agg(
        factors=("key", "size"), named_by=("named_by", joined), source=("read_in", joined)
    )
    found = found.reset_index()
    found.insert(1, "works", found["named_by"].str.count(";") + 1)
    found = found[found["works"] >= least]
    return found.sort_values("works", ascending=False, kind="stable", ignore_index=True)


def barriers_by_level(people: str = "young", folder: Path | None = None) -> pd.DataFrame:
    """Return how many barriers each cell of the matrix has, and how many programmes bear on it.

    Parameters
    ----------
    people
        ``young`` or ``adults``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        One row a cell of `coverage`, and one with the level `UNPLACED` and no count of barriers
        for each risk factor with programmes on a level that the text does not settle: risk_factor
        (a key), level, barriers, controlled (programmes that were set against a control group, by
        the report's stars), others (the other programmes) and source.

    Raises
    ------
    UnknownPeopleError
        If there are no such people.
    """
    import pandas as pd

    found = coverage(people, folder)
    counts = {
        column: found[column].str.split(";").map(lambda keys: sum(map(bool, keys)))
        for column in ("barriers", "programmes", "evaluated")
    }
    counts["controlled"] = counts.pop("evaluated")
    counts["others"] = counts.pop("programmes") - counts["controlled"]
    cells = found[["risk_factor", "level"]].assign(**counts)
    matrix = table("programme_matrix", folder)
    starred = unsettled(matrix, people).groupby("risk_factor", sort=False)["starred"]
    left = starred.agg(["sum", "size"])
    rest = pd.DataFrame(
        {
            "risk_factor": left.index,
            "level": UNPLACED,
            "controlled": left["sum"].astype(int),
            "others": (left["size"] - left["sum"]).astype(int),
        }
    )
    both = pd.concat([cells, rest], ignore_index=True)
    levels = [*matrix["level"].cat.categories, UNPLACED]
    return both.assign(
        level=pd.Categorical(both["level"], levels, ordered=True),
        barriers=both["barriers"].astype("Int64"),
        source=matrix["source"].iloc[0],
    )[["risk_factor", "level", "barriers", "controlled", "others", "source"]]


def factors_of(people: str | None, folder: Path | None) -> pd.DataFrame:
    """Return the risk factors of some people, with those of both; of nobody named, all."""
    rows = table("risk_factors", folder)
    if people is None:
        return rows
    known_people(people)
    return rows[rows["people"].isin([people, BOTH])]


def unsettled(matrix: pd.DataFrame, people: str) -> pd.DataFrame:
    """Return the rows of the matrix with a programme on a level that the text does not settle.

    A programme that is printed twice there is one programme.
    """
    asked = (matrix["people"] == people) & matrix["level"].isna() & matrix["programme"].notna()
    return matrix[asked].drop_duplicates(["risk_factor", "programme"])
