"""Scores as tables that can be counted: scores in place of items, and what divides what."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import pandas as pd

from compendium.instruments.definition import Instrument, Method, Pair, UnknownChoiceError
from compendium.instruments.parts import MalformedInstrumentError
from compendium.instruments.scoring import score
from compendium.instruments.terms import Text
from compendium.tables import Absent, hands_on_absent

SIDES = pd.CategoricalDtype([False, True])
"""The sides of a cut."""
USED_HERE = Text("used here", "bruges her")

FEW_SCORES = 22
"""So many scores have room beside each other."""

CLASSES = 10
"""About so many classes show the shape of a longer scale without small bars."""


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
        The columns of `frame` that are no items of the instrument, and those of `score`, of which
        ``_above_cut`` is a category here, so that there are two sides also where nobody is on one.
        Absent where the table lacks the instrument, or nobody answered it in full.
    """
    scores = score(
        frame, instrument, bands=bands, max_missing=max_missing, method=method, pair=pair
    )
    if isinstance(scores, Absent):
        return scores
    items = {column.name for column in instrument.columns}
    kept = [column for column in frame.columns if column not in items]
    if not (scores[f"{instrument.id}_completed"] == "complete").any():
        return Absent(f"{instrument.title.en}: nobody answered it in full")
    side = f"{instrument.id}_above_cut"
    sides = {side: scores[side].astype(SIDES)} if side in scores else {}
    return frame[kept].join(scores.assign(**sides))


@hands_on_absent
def totals(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return a table with the scores of a questionnaire, its total in classes of `class_width`.

    Parameters
    ----------
    frame, instrument
        As for `score`, with the instrument's own bands and rule for missing items.

    Returns
    -------
    DataFrame or Absent
        What `classed` returns. Absent where the table has no column of the instrument, where it is
        a rating scale, which nobody answers, and where its items make no total, or its bands are
        of another scale.
    """
    if instrument.kind == "rating":
        return Absent(
            f"answers of persons to {instrument.title.en}; reviewers give its scores, which have "
            "a page of their own"
        )
    bands = instrument.band_set()
    has_total = any(scale.id == "total" for scale in instrument.scales)
    if not has_total or (bands is not None and bands.scale != "total"):
        return Absent(f"a total of {instrument.title.en} that its bands could be of")
    scores = scored(frame, instrument)
    return scores if isinstance(scores, Absent) else classed(scores, instrument)


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


def gravest(instrument: Instrument) -> Literal["first", "last"]:
    """Return which band is the gravest: the first where the cut is at most so many points."""
    cut = instrument.cut()
    return "last" if cut is None or cut.at_least else "first"


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


def class_width(instrument: Instrument) -> int:
    """Return how many points a class of totals spans, where nobody says otherwise.

    A scale of few scores is shown score by score; a longer one in about ten classes, each a
    whole number of the steps that its scores come in.
    """
    total = instrument.scale("total")
    length = total.high - total.low
    if length // total.factor < FEW_SCORES:
        return total.factor
    return math.ceil(length / CLASSES / total.factor) * total.factor


@hands_on_absent
def classed(
    scored: pd.DataFrame,
    instrument: Instrument,
    width: int | None = None,
    *,
    bands: str | None = None,
) -> pd.DataFrame:
    """Return a scored table with the total in classes, for a distribution with few small bars.

    Parameters
    ----------
    scored
        What `scored` returned.
    instrument
        Whose scores they are.
    width
        Points that a class spans, at least; `class_width` of them when not given. Classes begin
        at the lower edge of each band, so that none lies across one; what is left of a band is
        part of its last class. Where an instrument has no bands, they begin at its cut.
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
        If the instrument has no such band set, or no total.
    """
    edges, names = _classes(instrument, width, bands)
    classes = pd.cut(
        scored[f"{instrument.id}_total"].astype("float64"),
        edges,
        right=False,
        labels=names,
    )
    return scored.assign(**{f"{instrument.id}_class": classes})


def extremes(instrument: Instrument, width: int, *, bands: str | None = None) -> tuple[str, str]:
    """Return the lowest and the highest class of `classed`, where a floor or a ceiling is seen.

    Raises
    ------
    UnknownChoiceError
        As of `classed`.
    """
    _, names = _classes(instrument, width, bands)
    return names[0], names[-1]


def cut_offs(
    instrument: Instrument, width: int, *, bands: str | None = None, language: str = "en"
) -> dict[str, str]:
    """Return for each class of `classed` the cut-off at its edge, as ``≥ 10``.

    With a cut of at least so many points it is the lower edge of the class, for who is beyond it
    is in the class or in a higher one; with one of at most so many it is the upper edge. The class
    whose cut-off everybody would be beyond is left out.

    Parameters
    ----------
    instrument, width, bands
        As for `classed`.
    language
        ``en`` or ``da``, in which the instrument's own cut is marked.

    Raises
    ------
    UnknownChoiceError
        If the instrument has no cut, no bands, or no such band set.
    """
    cut = instrument.cut(bands)
    if cut is None:
        raise UnknownChoiceError(
            f"{instrument.title.en} has no cut-off.", remedy="there is no side to look on"
        )
    edges, names = _classes(instrument, width, bands)
    at = edges[:-1] if cut.at_least else [edge - 1 for edge in edges[1:]]
    everybody = edges[0] if cut.at_least else edges[-1] - 1
    cuts = {
        name: replace(cut, value=value)
        for name, value in zip(names, at, strict=True)
        if value != everybody
    }
    return {
        name: f"{each}, {USED_HERE[language]}" if each == cut else str(each)
        for name, each in cuts.items()
    }


def _classes(
    instrument: Instrument, width: int | None, bands: str | None
) -> tuple[list[int], list[str]]:
    """Return where the classes of a total begin and the last one ends, and their names."""
    parts = _parts(instrument, bands)
    span = class_width(instrument) if width is None else max(1, width)
    edges = [edge for low, high in parts for edge in _edges(low, high, span)]
    edges.append(parts[-1][1] + 1)
    spans = [(low, following - 1) for low, following in pairwise(edges)]
    return edges, [str(low) if low == high else f"{low}-{high}" for low, high in spans]


def _parts(instrument: Instrument, bands: str | None) -> list[tuple[int, int]]:
    """Return the lowest and highest score of each band, or of each side of the cut."""
    if chosen := instrument.band_set(bands):
        return [(level.low, level.high) for level in chosen.levels]
    total, cut = instrument.scale("total"), instrument.cut()
    if cut is None:
        return [(total.low, total.high)]
    above = cut.value if cut.at_least else cut.value + 1
    return [
        (low, high) for low, high in ((total.low, above - 1), (above, total.high)) if low <= high
    ]


def _edges(low: int, high: int, width: int) -> list[int]:
    """Return where the classes of one band begin; a rest shorter than the width joins the last."""
    begins = list(range(low, high + 1, width))
    return begins[:-1] if len(begins) > 1 and high - begins[-1] + 1 < width else begins
