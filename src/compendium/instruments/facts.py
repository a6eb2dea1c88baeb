"""Instruments as tables: what each asks, and every rule its scores rest on, with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from compendium.instruments.choosing import WORDS, needs
from compendium.instruments.definition import Instrument, Item
from compendium.instruments.terms import NO_SOURCE, Status, Text

EVERY = "all"
KINDS = {
    "questionnaire": Text("questionnaire", "spørgeskema"),
    "rating": Text("rating scale", "vurderingsskala"),
}
PHRASES = {
    "or": Text(" or ", " eller "),
    "by_items": Text("sum of {n} items", "sum af {n} spørgsmål"),
    "one_item": Text("one item", "ét spørgsmål"),
    "times": Text(", times {factor}", ", gange {factor}"),
    "with_bands": Text(" with the bands {bands}", " med grænserne {bands}"),
    "scored": Text("when an item gets which score", "hvornår et punkt får hvilken score"),
    "open_top": Text("{low} or more", "{low} eller flere"),
    "open_bottom": Text("{high} or fewer", "{high} eller færre"),
    "short_names": Text("short names of items", "korte navne på spørgsmål"),
    "so_many": Text("{n} of {all}", "{n} af {all}"),
    "none": Text("none", "ingen"),
}


@dataclass(frozen=True)
class Fact:
    """One thing that a definition says: what it is about, what it says, and where it is from."""

    subject: str
    says: str
    status: Status
    source: str


def chosen(catalogue: Mapping[str, Instrument], instrument: str = EVERY) -> list[Instrument]:
    """Return one instrument of a catalogue in a list, or all of them.

    Parameters
    ----------
    catalogue
        Instruments by id.
    instrument
        The id of one of them, or ``all``.

    Raises
    ------
    KeyError
        If there is no such instrument.
    """
    return list(catalogue.values()) if instrument == EVERY else [catalogue[instrument]]


def overview(instruments: Iterable[Instrument], *, language: str = "en") -> pd.DataFrame:
    """Return what each instrument is, one a row.

    Returns
    -------
    DataFrame
        Columns instrument (title), kind, items (how many), answers (their range), range (of
        the total), bands (of the default set, or none), screening_cut, may_miss (items that may be
        missing, and what is then done), unconfirmed (what no source confirms; empty where all
        is).
    """
    return pd.DataFrame([_summary(each, language) for each in instruments])


def asked(instruments: Iterable[Instrument], *, language: str = "en") -> pd.DataFrame:
    """Return what each instrument asks, under our own short names, one row an item.

    Returns
    -------
    DataFrame
        Columns instrument (short name), label, section (of the total; no column where nothing has
        any), column (those it is answered in; where a file may have others, they stand after an
        "or"), answers (their range), status (of the label).
    """
    rows = pd.DataFrame(
        [
            {
                "instrument": each.name[language],
                "label": _raised(item.label[language]),
                "section": section.title[language] if section else None,
                "column": _columns(item, language),
                "answers": f"{item.low}–{item.high}",
                "status": item.status,
            }
            for each in instruments
            for item in each.items
            for section in [each.section_of(item.id)]
        ]
    )
    return rows.dropna(axis="columns", how="all")


def facts(instruments: Iterable[Instrument], *, language: str = "en") -> pd.DataFrame:
    """Return every rule and number of each instrument, one a row, with status and source.

    Returns
    -------
    DataFrame
        Columns instrument (short name), subject, says, status (confirmed, derived, unconfirmed)
        and source (the text of the reference).
    """
    return pd.DataFrame(
        [
            {
                "instrument": each.name[language],
                "subject": _raised(fact.subject),
                "says": _raised(fact.says),
                "status": fact.status,
                "source": fact.source,
            }
            for each in instruments
            for fact in _facts(each, language)
        ],
        columns=["instrument", "subject", "says", "status", "source"],
    )


def _facts(instrument: Instrument, language: str) -> Iterator[Fact]:
    for part in PARTS:
        yield from part(instrument, language)


def _scales(instrument: Instrument, language: str) -> Iterator[Fact]:
    for scale in instrument.scales:
        count = len(scale.items)
        how = _phrase("by_items", language, n=count) if count > 1 else _phrase("one_item", language)
        if scale.factor > 1:
            how += _phrase("times", language, factor=scale.factor)
        yield Fact(
            scale.title[language],
            f"{scale.low}–{scale.high}: {how}",
            "derived",
            _raised(WORDS["items"][language]),
        )


def _bands(instrument: Instrument, language: str) -> Iterator[Fact]:
    for chosen in instrument.bands:
        subject = f"{WORDS['bands'][language]}: {chosen.title[language]}"
        source = _source(instrument, chosen.source, language)
        spans = [
            (level, f"{level.label[language]} {level.low}–{level.high}") for level in chosen.levels
        ]
        if all(level.status == chosen.status for level in chosen.levels):
            yield Fact(subject, ", ".join(span for _, span in spans), chosen.status, source)
        else:
            for level, span in spans:
                yield Fact(subject, span, level.status, source)


def _cuts(instrument: Instrument, language: str) -> Iterator[Fact]:
    for cut in instrument.cuts:
        says = str(cut)
        if cut.bands is not None:
            chosen = instrument.band_set(cut.bands)
            title = chosen.title[language] if chosen else cut.bands
            says += _phrase("with_bands", language, bands=title)
        source = _source(instrument, cut.source, language)
        yield Fact(WORDS["cut"][language], says, cut.status, source)


def _pairs(instrument: Instrument, language: str) -> Iterator[Fact]:
    if instrument.pairs is None:
        return
    status, source = instrument.pairs.status, instrument.pairs.source
    higher = WORDS["higher"][language]
    text = _source(instrument, source, language)
    yield Fact(WORDS["pair"][language], higher, status, text)
    own = _raised(WORDS["own"][language])
    yield Fact(WORDS["half_pair"][language], WORDS["either"][language], "unconfirmed", own)


def _algorithms(instrument: Instrument, language: str) -> Iterator[Fact]:
    for each in instrument.algorithms:
        subject = f"{WORDS['algorithm'][language]}: {each.title[language]}"
        source = _source(instrument, each.source, language)
        yield Fact(subject, needs(each, language), each.status, source)


def _missing(instrument: Instrument, language: str) -> Iterator[Fact]:
    rule = instrument.missing
    known, note = instrument.reference(rule.source), rule.note[language]
    source = ": ".join(filter(None, (known, note if known else _raised(note))))
    yield Fact(WORDS["max_missing"][language], str(rule.max_missing), rule.status, source)
    yield Fact(WORDS["method"][language], WORDS[rule.method][language], rule.status, source)
    if rule.method == "prorate":
        own, half_up = _raised(WORDS["own"][language]), WORDS["half_up"][language]
        yield Fact(WORDS["rounding"][language], half_up, "unconfirmed", own)


def _thresholds(instrument: Instrument, language: str) -> Iterator[Fact]:
    for item in instrument.items:
        if item.thresholds:
            spans = (
                f"{row.score}: {_span(row.low, row.high, language)}" for row in item.thresholds
            )
            subject = f"{_phrase('scored', language)}: {item.label[language]}"
            source = _raised(WORDS["definition"][language])
            yield Fact(subject, ", ".join(spans), item.status, source)


def _names(instrument: Instrument, language: str) -> Iterator[Fact]:
    """Tell how many items go by a name that no source confirms; which, their rows say."""
    loose = [item for item in instrument.items if item.status == "unconfirmed"]
    if loose:
        says = _phrase("so_many", language, n=len(loose), all=len(instrument.items))
        source = _raised(WORDS["no_source"][language])
        yield Fact(_phrase("short_names", language), says, "unconfirmed", source)


def _parameters(instrument: Instrument, language: str) -> Iterator[Fact]:
    for each in instrument.parameters:
        source = _source(instrument, each.source, language)
        value = f"{each.value:g}"
        says = value.replace(".", ",") if language == "da" else value
        yield Fact(each.label[language], says, each.status, source)


PARTS: tuple[Callable[[Instrument, str], Iterator[Fact]], ...] = (
    _scales,
    _bands,
    _cuts,
    _pairs,
    _algorithms,
    _missing,
    _thresholds,
    _names,
    _parameters,
)
"""What a definition may say, in the order of a page; a new part of definitions is one more."""


def _summary(instrument: Instrument, language: str) -> dict[str, object]:
    told = [fact for fact in _facts(instrument, language) if fact.status == "unconfirmed"]
    bands, cut, rule = instrument.band_set(), instrument.cut(), instrument.missing
    lows = {item.low for item in instrument.items}
    highs = {item.high for item in instrument.items}
    totals = [scale for scale in instrument.scales if scale.id == "total"] or instrument.scales
    return {
        "instrument": instrument.title[language],
        "kind": _raised(KINDS[instrument.kind][language]),
        "items": len(instrument.items),
        "answers": f"{min(lows)}–{max(highs)}",
        "range": ", ".join(f"{scale.low}–{scale.high}" for scale in totals),
        "bands": ", ".join(
            f"{level.label[language]} {level.low}–{level.high}" for level in bands.levels
        )
        if bands
        else _phrase("none", language),
        "screening_cut": str(cut) if cut else _raised(_phrase("none", language)),
        "may_miss": str(rule.max_missing),
        "unconfirmed": ", ".join(dict.fromkeys(fact.subject for fact in told)),
    }


def _raised(text: str) -> str:
    """Return a text as it stands at the beginning of a line, with a capital letter."""
    return text[:1].upper() + text[1:]


def _columns(item: Item, language: str) -> str:
    layouts = (", ".join(column.name for column in layout) for layout in item.layouts)
    return PHRASES["or"][language].join(layouts)


def _span(low: int | None, high: int | None, language: str) -> str:
    if high is None:
        return _phrase("open_top", language, low=low)
    if low is None:
        return _phrase("open_bottom", language, high=high)
    return f"{low}–{high}"


def _source(instrument: Instrument, key: str, language: str) -> str:
    none = _raised(WORDS["no_source"][language])
    return none if key == NO_SOURCE else instrument.reference(key)


def _phrase(key: str, language: str, **fields: object) -> str:
    return PHRASES[key][language].format(**fields)
