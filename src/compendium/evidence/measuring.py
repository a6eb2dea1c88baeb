"""Shares of young people by one measure, and those that are often set beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compendium.errors import CompendiumError
from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd

COUNTRY = "young people in Denmark"
"""How the table calls the young people of the whole country; others are named beside a share."""

BESIDE: Mapping[str, tuple[str, ...]] = {"neet": ("residual", "no_upper_secondary")}
"""By measure, shares of another one that are quoted in the same breath, by their keys."""


class UnknownMeasureError(CompendiumError):
    """A measure that no printed share has."""


def shares(measure: str = "neet", folder: Path | None = None) -> pd.DataFrame:
    """Return the printed shares of a measure, and after them those that are set beside it.

    Parameters
    ----------
    measure
        As in the column ``measure`` of the table ``prevalence``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        Rows of ``prevalence``, with ``whose_en`` and ``whose_da`` besides: the population, missing
        where it is all young people in the country.

    Raises
    ------
    UnknownMeasureError
        If no share is of such a measure.
    """
    import pandas as pd

    every = table("prevalence", folder)
    found = every[every["measure"] == measure]
    if found.empty:
        raise UnknownMeasureError(
            f"No share is of the measure '{measure}'.",
            where="data/evidence/prevalence.csv",
            remedy=f"give one of: {', '.join(map(str, every['measure'].unique()))}",
        )
    near = every[every["key"].isin(BESIDE.get(measure, ()))]
    found = pd.concat([found, near], ignore_index=True)
    country = found["population_en"] == COUNTRY
    whose = {f"whose_{tongue}": found[f"population_{tongue}"] for tongue in ("en", "da")}
    return found.assign(**{name: column.mask(country) for name, column in whose.items()})
