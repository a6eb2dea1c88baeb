"""Responses: the single answers as a table that can be counted, a row a person and item."""

from __future__ import annotations

import numpy as np
import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.instruments.scoring import absent, answers_of
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def responses(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return the answers of those who answered every item, one row a person and item.

    Who left an item out has no score and is left out here too, so that all items are of the same
    persons. An item that is asked in two columns has the higher answer.

    Parameters
    ----------
    frame
        A table with the columns of the instrument, one row a person and wave.
    instrument
        Whose answers they are.

    Returns
    -------
    DataFrame or Absent
        The columns of `frame` that are no items of the instrument; ``item``, a category in the
        order of the questionnaire; and ``answer``, an ordered category of every answer that can be
        given. Absent where the table lacks the instrument, or nobody answered it in full.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError
        As `score` does.
    """
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    answers, _ = answers_of(frame, instrument)
    complete = ~np.isnan(answers).any(axis=1)
    if not complete.any():
        return Absent(f"{instrument.title.en}: nobody answered it in full")
    items = [item.id for item in instrument.items]
    low, high = min(i.low for i in instrument.items), max(i.high for i in instrument.items)
    columns = {column.name for column in instrument.columns}
    kept = [column for column in frame.columns if column not in columns]
    rows = np.repeat(np.flatnonzero(complete), len(items))
    given = answers[complete].astype(int).ravel() - low
    return (
        frame[kept]
        .take(rows)
        .reset_index(drop=True)
        .assign(
            item=pd.Categorical(items * int(complete.sum()), categories=items),
            answer=pd.Categorical.from_codes(
                given,
                categories=pd.Index([str(score) for score in range(low, high + 1)]),
                ordered=True,
            ),
        )
    )
