"""Responses: the single answers as a table that can be counted, a row a person and item."""

from __future__ import annotations

import numpy as np
import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.instruments.scoring import absent, answers_of, score
from compendium.instruments.tabulating import nesting
from compendium.tables import Absent, hands_on_absent

LEFT_OUT = ("yes", "no")


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


@hands_on_absent
def left_out(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return whether each person left out each item, one row a person and item.

    Asked of those who answered in part: who answered in full left out nothing, and who answered
    nothing left out no item, but the questionnaire. An item that is asked in two columns is left
    out where both are.

    Parameters
    ----------
    frame, instrument
        As for `responses`.

    Returns
    -------
    DataFrame or Absent
        The columns of `frame` that are no items of the instrument; ``item``, a category in the
        order of the questionnaire; and after the instrument's id ``_completed`` and ``_answered``,
        as of `score`, and ``_left_out``, yes or no, missing for all but those who answered in
        part. Absent where the table lacks the instrument, or nobody answered it in part.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError
        As `score` does.
    """
    scores = score(frame, instrument)
    if isinstance(scores, Absent):
        return scores
    name, items = instrument.id, [item.id for item in instrument.items]
    answers, _ = answers_of(frame, instrument)
    columns = {column.name for column in instrument.columns}
    kept = frame[[column for column in frame.columns if column not in columns]]
    table = kept.join(scores[[f"{name}_completed", f"{name}_answered"]])
    partly = (table[f"{name}_answered"] == "partial").to_numpy()
    if not partly.any():
        return Absent(f"{instrument.title.en}: nobody answered it in part")
    rows = np.repeat(np.arange(len(frame)), len(items))
    given = np.where(np.isnan(answers), 0, 1).ravel()
    codes = np.where(partly[rows], given, -1)
    found = {
        "item": pd.Categorical(items * len(frame), categories=items),
        f"{name}_left_out": pd.Categorical.from_codes(codes, pd.Index(LEFT_OUT)),
    }
    return table.take(rows).reset_index(drop=True).assign(**found)


def left_out_levels(instrument: Instrument) -> list[str]:
    """Return the columns of `left_out` by which persons are counted, the coarsest first."""
    return [f"{instrument.id}_{part}" for part in ("completed", "answered", "left_out")]


def left_out_nesting(instrument: Instrument) -> dict[str, str]:
    """Return what each column of `left_out` divides, beside what `nesting` says."""
    return nesting(instrument) | {f"{instrument.id}_left_out": f"{instrument.id}_answered"}
