"""Several questionnaires beside each other: totals, and beyond which cut-offs a person lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from compendium.instruments.definition import Instrument, UnknownChoiceError
from compendium.instruments.tabulating import scored
from compendium.tables import Absent, hands_on_absent

YES_OR_NO = ("yes", "no")


@hands_on_absent
def beyond(
    frame: pd.DataFrame,
    instruments: Sequence[Instrument],
    *,
    bands: Mapping[str, str] | None = None,
    joined: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame | Absent:
    """Return for each row on which of several questionnaires it lies beyond the cut-off.

    Questionnaires are set against each other by those who answered all of them; of the others it
    is not known on which side of some cut they lie, and nothing is filled in.

    Parameters
    ----------
    frame
        A table with the columns of the questionnaires, one row a person.
    instruments
        The questionnaires; each needs a cut.
    bands
        By instrument the band set that its cut goes with; by default its first.
    joined
        Name of a further column to the instruments of which it takes just one: ``symptoms`` to
        GAD-7 and MDI, for example.

    Returns
    -------
    DataFrame or Absent
        The columns of `frame` that are no items, and as categories of ``yes`` and ``no``:
        compared, whether each of the questionnaires has a total; of those who are, ``<id>_beyond``
        and the joined columns, missing for the others; and as of `scored`, ``<id>_completed`` and
        ``<id>_above_cut``. Absent where the table lacks one of the questionnaires, or nobody
        answered all of them in full.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError
        As `score` does.
    UnknownChoiceError
        If an instrument has no cut, or no such band set.
    """
    items = {column.name for each in instruments for column in each.columns}
    found = frame[[column for column in frame.columns if column not in items]].copy()
    sides: dict[str, pd.Series] = {}
    for instrument in instruments:
        chosen = (bands or {}).get(instrument.id)
        if instrument.cut(chosen) is None:
            raise UnknownChoiceError(
                f"{instrument.title.en} has no cut-off.", remedy="leave it out of the comparison"
            )
        scores = scored(frame, instrument, bands=chosen)
        if isinstance(scores, Absent):
            return scores
        for part in ("completed", "above_cut"):
            found[f"{instrument.id}_{part}"] = scores[f"{instrument.id}_{part}"]
        sides[instrument.id] = scores[f"{instrument.id}_above_cut"]
    known = pd.DataFrame(sides, index=frame.index).astype("boolean")
    compared = known.notna().all(axis=1)
    if not compared.any():
        return Absent("nobody answered all of these questionnaires in full")
    found["compared"] = _yes_or_no(compared)
    for name in sides:
        found[f"{name}_beyond"] = _yes_or_no(known[name].where(compared))
    for name, members in (joined or {}).items():
        found[name] = _yes_or_no(known[list(members)].any(axis=1).where(compared).astype("boolean"))
    return found


@hands_on_absent
def totals_together(
    frame: pd.DataFrame, instruments: Sequence[Instrument]
) -> pd.DataFrame | Absent:
    """Return the totals of several questionnaires, of those who answered all of them in full.

    Parameters
    ----------
    frame
        A table with the columns of the questionnaires, one row a person.
    instruments
        The questionnaires.

    Returns
    -------
    DataFrame or Absent
        The columns of `frame` that are no items; compared, as of `beyond`; and ``<id>_total``
        (Int64), missing where not all of them have a total. Absent as `beyond` is.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError
        As `score` does.
    """
    items = {column.name for each in instruments for column in each.columns}
    found = frame[[column for column in frame.columns if column not in items]].copy()
    for instrument in instruments:
        scores = scored(frame, instrument)
        if isinstance(scores, Absent):
            return scores
        found[f"{instrument.id}_total"] = scores[f"{instrument.id}_total"]
    names = [f"{instrument.id}_total" for instrument in instruments]
    compared = found[names].notna().all(axis=1)
    if not compared.any():
        return Absent("nobody answered all of these questionnaires in full")
    found[names] = found[names].where(compared)
    return found.assign(compared=_yes_or_no(compared))


def _yes_or_no(truth: pd.Series) -> pd.Series:
    return truth.map({True: "yes", False: "no"}).astype(pd.CategoricalDtype(list(YES_OR_NO)))
