"""Answers and scores as tables that can be counted: scores in place of items, items answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from compendium.instruments.definition import Instrument, Method
from compendium.instruments.parts import MalformedInstrumentError
from compendium.instruments.scoring import absent, answers_of, score
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def scored(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    bands: str | None = None,
    max_missing: int | None = None,
    method: Method | None = None,
) -> pd.DataFrame | Absent:
    """Return a table with the scores of an instrument in the place of its items.

    Parameters
    ----------
    frame, instrument, bands, max_missing, method
        As for `score`.

    Returns
    -------
    DataFrame or Absent
        The columns of `frame` that are no items of the instrument, and those of `score`.
    """
    scores = score(frame, instrument, bands=bands, max_missing=max_missing, method=method)
    if isinstance(scores, Absent):
        return scores
    items = {column.name for column in instrument.columns}
    kept = [column for column in frame.columns if column not in items]
    return frame[kept].join(scores)


@hands_on_absent
def missing_items(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    keep: tuple[str, ...] = ("participant_id", "municipality", "wave"),
) -> pd.DataFrame | Absent:
    """Say for every item whether it was answered, a row a person, wave and item.

    Rows in which nothing of the instrument is answered are left out: there the questionnaire is
    missing, not the item, and ``<id>_answered`` of `score` counts them.

    Parameters
    ----------
    frame
        A table with the columns of the instrument.
    instrument
        Whose items are looked at.
    keep
        Further columns of the table to carry along; those that it lacks are passed over.

    Returns
    -------
    DataFrame or Absent
        The kept columns, ``<id>_item`` (category of item ids, in order) and
        ``<id>_item_answered`` (category: yes, no), ready to be counted.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError
        As `score` does.
    """
    if not instrument.is_in(frame.columns):
        return absent(instrument)
    answers, _ = answers_of(frame, instrument)
    any_answer = ~np.isnan(answers).all(axis=1)
    gaps = np.isnan(answers[any_answer])
    ids = [item.id for item in instrument.items]
    rows = np.repeat(np.flatnonzero(any_answer), len(ids))
    carried = [column for column in keep if column in frame.columns]
    long = frame[carried].iloc[rows].reset_index(drop=True)
    long[f"{instrument.id}_item"] = pd.Categorical.from_codes(
        np.tile(np.arange(len(ids)), len(gaps)), categories=pd.Index(ids), ordered=True
    )
    long[f"{instrument.id}_item_answered"] = pd.Categorical.from_codes(
        gaps.ravel().astype(int), categories=pd.Index(["yes", "no"])
    )
    return long


def levels(instrument: Instrument) -> list[str]:
    """Return the columns of `score` by which persons are counted, from the coarsest to the finest.

    Whether the questionnaire was answered, on which side of the cut a score lies, and in which
    band: each divides the one before it (see `nesting`).
    """
    parts = ["answered"]
    if instrument.cut() is not None:
        parts.append("above_cut")
    if instrument.band_set() is not None:
        parts.append("band")
    return [f"{instrument.id}_{part}" for part in parts]


def nesting(instrument: Instrument) -> dict[str, str]:
    """Return each of `levels`, and the total, with the one that it divides.

    A total lies in one band, a band on one side of the cut, and only who answered has either. The
    protection of small counts needs to know it: with everybody beyond the cut and all bands but
    one, that one could be worked out.

    Raises
    ------
    MalformedInstrumentError
        Where the cut lies within a band, so that neither divides the other.
    """
    chosen, cut = instrument.band_set(), instrument.cut()
    if chosen is not None and cut is not None:
        sides = {
            level.id: {cut.signals(points) for points in (level.low, level.high)}
            for level in chosen.levels
        }
        for name, met in sides.items():
            if len(met) > 1:
                raise MalformedInstrumentError(
                    f"The screening cut of {instrument.title.en} lies within the band '{name}'.",
                    remedy="Let the cut be the edge of a band.",
                )
    columns = [*levels(instrument), f"{instrument.id}_total"]
    return dict(zip(columns[1:], columns, strict=False))
