"""Risk factors crossed with the barriers that were named for them, level by level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd


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
    links = table("risk_factor_barriers")
    links = links[links["people"] == people]
    factors = table("risk_factors").drop_duplicates("key").set_index("key")
    barriers = table("barriers").drop_duplicates("key").set_index("key")
    signs = dict(marks or {})
    rows = links.assign(
        category=links["risk_factor"].map(factors["category"]),
        label=links["risk_factor"].map(factors[f"label_{language}"]),
        barriers=[
            # A mark stays with its barrier where the line breaks.
            "\N{NO-BREAK SPACE}".join(
                filter(None, (barriers.loc[barrier, f"label_{language}"], signs.get(origin)))
            )
            for barrier, origin in zip(links["barrier"], links["origin"].astype(str), strict=True)
        ],
    )
    gathered = rows.groupby(["label", "level"], sort=False, observed=True).agg(
        category=("category", "first"),
        barriers=("barriers", "; ".join),
        count=("barrier", "size"),
        source=("read_in", "first"),
    )
    matrix = gathered.reset_index().rename(columns={"label": "risk_factor"})
    return matrix[["category", "risk_factor", "level", "barriers", "count", "source"]]
