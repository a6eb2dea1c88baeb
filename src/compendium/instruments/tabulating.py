"""Scores as tables that can be counted: scores in place of items, and what divides what."""

from __future__ import annotations

import pandas as pd

from compendium.instruments.definition import Instrument, Method, Pair, UnknownChoiceError
from compendium.instruments.parts import MalformedInstrumentError
from compendium.instruments.scoring import score
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def scored(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    bands: str | None = None,
    max_missing: int | None = None,
    method: Method | None = None,
    pair: Pair = "either",
) -> pd.DataFrame | Absent:
    """Return a table with the scores of an instrument in the place of its items.

    Parameters
    ----------
    frame, instrument, bands, max_missing, method, pair
        As for `score`.

    Returns
    -------
    DataFrame or Absent
        The columns of `frame` that are no items of the instrument, and those of `score`.
    """
    scores = score(
        frame, instrument, bands=bands, max_missing=max_missing, method=method, pair=pair
    )
    if isinstance(scores, Absent):
        return scores
    items = {column.name for column in instrument.columns}
    kept = [column for column in frame.columns if column not in items]
    return frame[kept].join(scores)


def levels(instrument: Instrument) -> list[str]:
    """Return the columns of `score` by which persons are counted, from the coarsest to the finest.

    Whether there is a total at all, on which side of the cut a score lies, and in which
    band: each divides the one before it (see `nesting`).
    """
    parts = ["completed"]
    if instrument.cut() is not None:
        parts.append("above_cut")
    if instrument.band_set() is not None:
        parts.append("band")
    return [f"{instrument.id}_{part}" for part in parts]


def nesting(instrument: Instrument) -> dict[str, str]:
    """Return each of `levels`, and what else divides one of them, with what it divides.

    A total, or a class of totals, lies in one band, a band on one side of the cut, and only who
    completed the questionnaire has any; the others answered in part or not at all. The
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
    name, columns = instrument.id, levels(instrument)
    chain = dict(zip(columns[1:], columns, strict=False))
    finest = {f"{name}_total": columns[-1], f"{name}_class": columns[-1]}
    return chain | finest | {f"{name}_answered": f"{name}_completed"}


@hands_on_absent
def classed(
    scored: pd.DataFrame, instrument: Instrument, width: int, *, bands: str | None = None
) -> pd.DataFrame:
    """Return a scored table with the total in classes, for a distribution with few small bars.

    Parameters
    ----------
    scored
        What `scored` returned.
    instrument
        Whose scores they are.
    width
        Points that a class spans, at least. Classes begin at the lower edge of each band, so that
        none lies across one; what is left of a band is part of its last class.
    bands
        The band set that the scores were banded by.

    Returns
    -------
    DataFrame
        With the column ``<id>_class`` more: ordered categories written ``0-11``, or ``7`` where a
        class is one score; missing where there is no total.

    Raises
    ------
    UnknownChoiceError
        If the instrument has no such band set, or none at all.
    """
    chosen = instrument.band_set(bands)
    if chosen is None:
        raise UnknownChoiceError(
            f"{instrument.title.en} has no bands, so its scores have no classes.",
            remedy="Show the scores one by one.",
        )
    edges = [
        edge for level in chosen.levels for edge in _edges(level.low, level.high, max(1, width))
    ]
    last = chosen.levels[-1].high
    ends = [following - 1 for following in edges[1:]] + [last]
    names = [
        str(low) if low == end else f"{low}-{end}" for low, end in zip(edges, ends, strict=True)
    ]
    classes = pd.cut(
        scored[f"{instrument.id}_total"].astype("float64"),
        [*edges, last + 1],
        right=False,
        labels=names,
    )
    return scored.assign(**{f"{instrument.id}_class": classes})


def _edges(low: int, high: int, width: int) -> list[int]:
    """Return where the classes of one band begin; a rest shorter than the width joins the last."""
    begins = list(range(low, high + 1, width))
    return begins[:-1] if len(begins) > 1 and high - begins[-1] + 1 < width else begins
