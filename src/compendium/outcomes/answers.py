"""Answers: what all definitions of NEET say of the same people, ready to be counted.

The classes come from `outcomes.neet`, on whichever engine the histories are, and are a pandas frame
from here on.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.histories.endpoints import beside
from compendium.outcomes.histories.segments import PERSON
from compendium.outcomes.neet import NO, YES, neet
from compendium.outcomes.ways import ways
from compendium.tables import Absent, hands_on_absent

NOT_ASKED = "not_asked"
"""What the reasons why a definition does not apply are counted as."""
LEAST = 20
"""The persons that it takes to set definitions beside each other, as many as a mean takes."""


@hands_on_absent
def neet_beside(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    *,
    year: int | None = None,
    until: int | None = None,
) -> pd.DataFrame:
    """Return the answers of all definitions for the same people, ready to be counted.

    Parameters
    ----------
    histories, year, until
        As of `neet`. They are taken to begin with the first week that anybody has a spell in.
    participants
        One row a participant: participant_id, index_week, birth_year, education.

    Returns
    -------
    pandas.DataFrame
        One row a participant: participant_id; for each definition ``<id>_answer``, which
        is ``yes``, ``no``, or ``not_asked`` where the definition does not apply; ``all_asked``
        (``yes`` or ``no``), whether all definitions do; and for each ``<id>_neet``, the answer of
        those to whom all apply, who are the same persons throughout, and missing for the others.
    """
    columns = [PERSON, "index_week", "birth_year", "education"]
    people = beside(histories, participants[columns])
    earliest = histories.select(nw.col("first_week").min()).collect(backend="pandas").to_native()
    since = int(earliest["first_week"].iloc[0])
    frame = participants[[PERSON]].copy()
    for name in ways():
        found = neet(histories, people, name, year=year, since=since, until=until)
        answers = found.collect(backend="pandas").to_native().set_index(PERSON)["answer"]
        answer = frame[PERSON].map(answers.astype("object"))
        frame[f"{name}_answer"] = _category(answer.where(answer.isin([YES, NO]), NOT_ASKED))
    every = (frame[[f"{name}_answer" for name in ways()]] != NOT_ASKED).all(axis=1)
    frame["all_asked"] = _category(every.map({True: YES, False: NO}), YES, NO)
    for name, column in neet_columns().items():
        frame[column] = _category(frame[f"{name}_answer"].astype("object").where(every), YES, NO)
    return frame


@hands_on_absent
def neet_compared(frame: pd.DataFrame) -> pd.DataFrame | Absent:
    """Return the answers of `neet_beside` as they are, where enough persons have all of them.

    Returns
    -------
    pandas.DataFrame or Absent
        Absent where all definitions apply to fewer than `LEAST` persons: by combinations there
        would be next to nothing that may be shown.
    """
    if int((frame["all_asked"] == YES).sum()) < LEAST:
        return Absent(f"it takes {LEAST} persons to whom all six definitions apply")
    return frame


def neet_alike() -> list[tuple[str, str]]:
    """Return the pairs of definitions that look at the same week of everybody.

    They ask nearly the same persons, and whoever is NEET by the one is often bound to be by the
    other. So two of their counts may lie fewer persons apart than may be told, and a page shows
    both only where the cross-classification of the two could be shown.
    """
    november = [each.id for each in ways().values() if each.anchor == "november"]
    return list(combinations(november, 2))


def neet_columns() -> dict[str, str]:
    """Return by definition the column of `neet_beside` that sets it beside the others."""
    return {name: f"{name}_neet" for name in ways()}


def _category(answers: pd.Series, *levels: str) -> pd.Series:
    return answers.astype(pd.CategoricalDtype([*(levels or (YES, NO, NOT_ASKED))], ordered=True))
