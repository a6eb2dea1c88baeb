"""Instruments as tables: what each asks, and every rule its scores rest on, with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from compendium.instruments.choosing import WORDS, needs
from compendium.instruments.definition import Instrument, Item
from compendium.instruments.terms import NO_SOURCE, Status, Text
from compendium.tables import Absent

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
    "with_bands": Text(" with the bands “{bands}”", " med grænserne »{bands}«"),
    "scored": Text("when an item gets which score", "hvornår et punkt får hvilken score"),
    "open_top": Text("{low} or more", "{low} eller flere"),
    "open_bottom": Text("{high} or fewer", "{high} eller færre"),
    "short_names": Text("short names of items", "korte navne på spørgsmål"),
    "so_many": Text("{n} of {all}", "{n} af {all}"),
    "none": Text("none", "ingen"),
    "outline": Text("what is known of it", "hvad der vides om den"),
    "parts": Text("parts", "dele"),
    "number_of_items": Text("number of items", "antal spørgsmål"),
    "not_known": Text("not known", "kendes ikke"),
    "no_items": Text("its items are not known", "spørgsmålene kendes ikke"),
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


def asked(instruments: Iterable[Instrument], *, language: str = "en") -> pd.DataFrame | Absent:
    """Return what each instrument asks, under our own short names, one row an item.

    Returns
    -------
    DataFrame or Absent
        Columns instrument (short name), label, section (of the total; no column where nothing has
        any), column (those it is answered in; where a file may have others, they stand after an
        "or"), answers (their range), status (of the label). Absent
        where none of them has items that are known.
    """
    instruments = list(instruments)
    if not any(each.items for each in instruments):
        titles = ", ".join(each.title[language] for each in instruments)
        return Absent(f"{titles}: {phrase('no_items', language)}")
    rows = pd.DataFrame(
        [
            {
                "instrument": each.name[language],
                "label": raised(item.label[language]),
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
                "subject": raised(fact.subject),
                "says": raised(fact.says),
                "status": fact.status,
                "source": fact.source,
            }
            for each in instruments
            for fact in told(each, language)
        ],
        columns=["instrument", "subject", "says", "status", "source"],
    )


def told(instrument: Instrument, language: str) -> Iterator[Fact]:
    """Give every fact of a definition, in the order of a page."""
    for part in PARTS:
        yield from part(instrument, language)


def _outline(instrument: Instrument, language: str) -> Iterator[Fact]:
    known = instrument.outline
    if known is not None:
        source = _source(instrument, known.source, language)
        says = {
            "parts": ", ".join(part[language] for part in known.parts),
            "number_of_items": str(known.items or ""),
            "outline": known.note[language],
        }
        for subject, text in says.items():
            if text:
                yield Fact(phrase(subject, language), text, known.status, source)


def _scales(instrument: Instrument, language: str) -> Iterator[Fact]:
    for scale in instrument.scales:
        count = len(scale.items)
        how = phrase("by_items", language, n=count) if count > 1 else phrase("one_item", language)
        if scale.factor > 1:
            how += phrase("times", language, factor=scale.factor)
        yield Fact(
            scale.title[language],
            f"{scale.low}–{scale.high}: {how}",
            "derived",
            raised(WORDS["items"][language]),
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
            says += phrase("with_bands", language, bands=title)
        source = _source(instrument, cut.source, language)
        yield Fact(WORDS["cut"][language], says, cut.status, source)


def _pairs(instrument: Instrument, language: str) -> Iterator[Fact]:
    if instrument.pairs is None:
        return
    status, source = instrument.pairs.status, instrument.pairs.source
    higher = WORDS["higher"][language]
    text = _source(instrument, source, language)
    yield Fact(WORDS["pair"][language], higher, status, text)
    own = raised(WORDS["own"][language])
    yield Fact(WORDS["half_pair"][language], WORDS["either"][language], "unconfirmed", own)


def _algorithms(instrument: Instrument, language: str) -> Iterator[Fact]:
    for each in instrument.algorithms:
        subject = f"{WORDS['algorithm'][language]}: {each.title[language]}"
        source = _source(instrument, each.source, language)
        yield Fact(subject, needs(each, language), each.status, source)


def _missing(instrument: Instrument, language: str) -> Iterator[Fact]:
    if instrument.outline is not None:
        return
    rule = instrument.missing
    known, note = instrument.reference(rule.source), rule.note[language]
    source = ": ".join(filter(None, (known, note if known else raised(note))))
    yield Fact(WORDS["max_missing"][language], str(rule.max_missing), rule.status, source)
    yield Fact(WORDS["method"][language], WORDS[rule.method][language], rule.status, source)
    if rule.method == "prorate":
        own, half_up = raised(WORDS["own"][language]), WORDS["half_up"][language]
        yield Fact(WORDS["rounding"][language], half_up, "unconfirmed", own)


def _thresholds(instrument: Instrument, language: str) -> Iterator[Fact]:
    for item in instrument.items:
        if item.thresholds:
            spans = (
                f"{row.score}: {_span(row.low, row.high, language)}" for row in item.thresholds
            )
            subject = f"{phrase('scored', language)}: {item.label[language]}"
            source = raised(WORDS["definition"][language])
            yield Fact(subject, ", ".join(spans), item.status, source)


def _names(instrument: Instrument, language: str) -> Iterator[Fact]:
    """Tell how many items go by a name that no source confirms; which, their rows say."""
    loose = [item for item in instrument.items if item.status == "unconfirmed"]
    if loose:
        says = phrase("so_many", language, n=len(loose), all=len(instrument.items))
        source = raised(WORDS["no_source"][language])
        yield Fact(phrase("short_names", language), says, "unconfirmed", source)


def _parameters(instrument: Instrument, language: str) -> Iterator[Fact]:
    for each in instrument.parameters:
        source = _source(instrument, each.source, language)
        value = f"{each.value:g}"
        says = value.replace(".", ",") if language == "da" else value
        yield Fact(each.label[language], says, each.status, source)


PARTS: tuple[Callable[[Instrument, str], Iterator[Fact]], ...] = (
    _outline,
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


def raised(text: str) -> str:
    """Return a text as it stands at the beginning of a line, with a capital letter."""
    return text[:1].upper() + text[1:]


def _columns(item: Item, language: str) -> str:
    layouts = (", ".join(column.name for column in layout) for layout in item.layouts)
    return PHRASES["or"][language].join(layouts)


def _span(low: int | None, high: int | None, language: str) -> str:
    if high is None:
        return phrase("open_top", language, low=low)
    if low is None:
        return phrase("open_bottom", language, high=high)
    return f"{low}–{high}"


def _source(instrument: Instrument, key: str, language: str) -> str:
    none = raised(WORDS["no_source"][language])
    return none if key == NO_SOURCE else instrument.reference(key)


def phrase(key: str, language: str, **fields: object) -> str:
    """Return a phrase in a language, its fields filled."""
    return PHRASES[key][language].format(**fields)
