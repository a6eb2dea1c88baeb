"""What each instrument is, on one line: its items, range, bands, cut, and what is unconfirmed."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.instruments.facts import KINDS, phrase, raised, told


def overview(instruments: Iterable[Instrument], *, language: str = "en") -> pd.DataFrame:
    """Return what each instrument is, one a row.

    Returns
    -------
    DataFrame
        Columns instrument (title), kind, items (how many, missing where not known), answers (their
        range), range (of the total), bands (of the default set, or none), screening_cut, may_miss
        (items that may be missing, and what is then done), unconfirmed (what no source confirms;
        empty where all is).
    """
    rows = pd.DataFrame([_summary(each, language) for each in instruments])
    return rows.astype({"items": "Int64"})


def _summary(instrument: Instrument, language: str) -> dict[str, object]:
    if instrument.outline is not None:
        return _outlined(instrument, language)
    bands, cut, rule = instrument.band_set(), instrument.cut(), instrument.missing
    lows = {item.low for item in instrument.items}
    highs = {item.high for item in instrument.items}
    totals = [scale for scale in instrument.scales if scale.id == "total"] or instrument.scales
    return {
        "instrument": instrument.title[language],
        "kind": raised(KINDS[instrument.kind][language]),
        "items": len(instrument.items),
        "answers": f"{min(lows)}–{max(highs)}",
        "range": ", ".join(f"{scale.low}–{scale.high}" for scale in totals),
        "bands": ", ".join(
            f"{level.label[language]} {level.low}–{level.high}" for level in bands.levels
        )
        if bands
        else phrase("none", language),
        "screening_cut": str(cut) if cut else raised(phrase("none", language)),
        "may_miss": str(rule.max_missing),
        "unconfirmed": _loose(instrument, language),
    }


def _outlined(instrument: Instrument, language: str) -> dict[str, object]:
    """Return the line of an instrument of which only an outline is known."""
    known = instrument.outline.items if instrument.outline else None
    parts = ("answers", "range", "bands", "screening_cut", "may_miss")
    return {
        "instrument": instrument.title[language],
        "kind": raised(KINDS[instrument.kind][language]),
        "items": known,
        **dict.fromkeys(parts, raised(phrase("not_known", language))),
        "unconfirmed": _loose(instrument, language),
    }


def _loose(instrument: Instrument, language: str) -> str:
    """Return what no source confirms about an instrument, each once."""
    loose = (fact for fact in told(instrument, language) if fact.status == "unconfirmed")
    return ", ".join(dict.fromkeys(fact.subject for fact in loose))
