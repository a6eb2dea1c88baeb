"""Where sources contradict each other: the sides of it, beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compendium.errors import CompendiumError
from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd


class UnknownTopicError(CompendiumError):
    """A topic that no contradiction has."""


def contradictions(topic: str, folder: Path | None = None) -> pd.DataFrame:
    """Return the sides of the contradictions about a topic, those of each one together.

    Parameters
    ----------
    topic
        As in the column ``topic`` of the table ``conflicts``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        Rows of ``conflicts``, one a side: what it is about, what the side says, whether it is
        believed, stands or is open, and why, which is our reading.

    Raises
    ------
    UnknownTopicError
        If no contradiction has the topic.
    """
    sides = table("conflicts", folder)
    found = sides[sides["topic"] == topic]
    if found.empty:
        raise UnknownTopicError(
            f"No contradiction is about '{topic}'.",
            where="data/evidence/conflicts.csv",
            remedy=f"give one of: {', '.join(map(str, sides['topic'].unique()))}",
        )
    first = found.groupby("conflict", sort=False).ngroup()
    return found.loc[first.sort_values(kind="stable").index].reset_index(drop=True)
