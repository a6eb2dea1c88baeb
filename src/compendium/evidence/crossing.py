"""Risk factors crossed with the barriers that were named for them, level by level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compendium.evidence.citing import named_by
from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd


def named_barriers(*, language: str = "en") -> pd.DataFrame:
    """Return every barrier in a cell of the matrices, with the words of its keys.

    Parameters
    ----------
    language
        Of the labels, ``en`` or ``da``.

    Returns
    -------
    pandas.DataFrame
        The rows of ``risk_factor_barriers``, with category, and with the labels of the risk factor
        and of the barrier in place of their keys; named_by holds all works that a row is from.
    """
    links = table("risk_factor_barriers")
    factors = table("risk_factors").set_index("key")
    barriers = table("barriers").set_index("key")
    return links.assign(
        category=links["risk_factor"].map(factors["category"]),
        risk_factor=links["risk_factor"].map(factors[f"label_{language}"]),
        barrier=links["barrier"].map(barriers[f"label_{language}"]),
        named_by=named_by(links),
    )


def barrier_matrix(
    *, people: str = "young", language: str = "en", marks: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the barriers of each risk factor among young people or adults, gathered by level.

    Parameters
    ----------
    people
        ``young`` or ``adults``.
    language
        Of the labels, ``en`` or ``da``.
    marks
        By origin (literature, interview, derived, unmarked) what is set after a barrier, so that a
        reader sees which cell is from literature, from interviews, or derived by the authors.

    Returns
    -------
    pandas.DataFrame
        One row a risk factor and level, in the order of the tables: category, risk_factor (its
        label), level, barriers (their labels and marks, a list in one text), count, and source,
        the document that the matrix was read in.
    """
    rows = named_barriers(language=language)
    rows = rows[rows["people"] == people]
    signs = dict(marks or {})
    rows = rows.assign(
        barriers=[
            # A mark stays with its barrier where the line breaks.
            "\N{NO-BREAK SPACE}".join(filter(None, (barrier, signs.get(origin))))
            for barrier, origin in zip(rows["barrier"], rows["origin"].astype(str), strict=True)
        ],
    )
    gathered = rows.groupby(["risk_factor", "level"], sort=False, observed=True).agg(
        category=("category", "first"),
        barriers=("barriers", "; ".join),
        count=("barrier", "size"),
        source=("read_in", "first"),
    )
    matrix = gathered.reset_index()
    return matrix[["category", "risk_factor", "level", "barriers", "count", "source"]]
