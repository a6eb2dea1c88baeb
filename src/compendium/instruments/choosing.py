"""Which choices a score rests on, and which items, as tables that a page prints."""

from __future__ import annotations

import pandas as pd

from compendium.instruments.definition import BandSet, Instrument, Method, Text
from compendium.instruments.scoring import missing_rule

WORDS = {
    "items": Text("the items' ranges", "spørgsmålenes intervaller"),
    "scale": Text("range of the scale", "skalaens interval"),
    "bands": Text("bands", "grænser"),
    "cut": Text("screening cut", "screeningsgrænse"),
    "max_missing": Text("items that may be missing", "spørgsmål, der må mangle"),
    "method": Text("method for missing items", "metode for manglende svar"),
    "rounding": Text("rounding of a prorated sum", "afrunding af en opregnet sum"),
    "half_up": Text("half up, to a whole point", "halve op, til hele point"),
    "pair": Text("item asked in two columns", "spørgsmål stillet i to kolonner"),
    "higher": Text("the higher answer", "det højeste svar"),
    "half_pair": Text("only one of the two answered", "kun ét af de to besvaret"),
    "the_one": Text("that answer, and the row is counted", "det svar, og rækken tælles"),
    "none": Text("none: no total", "ingen: ingen score"),
    "prorate": Text("mean of the answered items", "gennemsnit af de besvarede"),
    "no_source": Text("no source found", "ingen kilde fundet"),
    "own": Text("our choice", "vores valg"),
    "definition": Text("the instrument's definition", "instrumentets definition"),
    "no_bands": Text("none of its own", "ingen egne"),
}


def choices(
    instrument: Instrument,
    bands: str | None = None,
    max_missing: int | None = None,
    method: Method | None = None,
    *,
    language: str = "en",
) -> pd.DataFrame:
    """Return the choices that `score` makes with these arguments, one a row.

    Parameters
    ----------
    instrument, bands, max_missing, method
        As for `score`.
    language
        ``en`` or ``da``.

    Returns
    -------
    DataFrame
        Columns instrument, parameter, choice (text), status (confirmed, derived, unconfirmed) and
        source (the text of the reference).

    Raises
    ------
    UnknownChoiceError
        As `score` does.
    """
    rule = missing_rule(instrument, max_missing, method)
    chosen = instrument.band_set(bands)
    cut = instrument.cut(bands)

    def word(key: str) -> str:
        return WORDS[key][language]

    rows = [
        (
            f"{word('scale')}: {scale.title[language]}",
            f"{scale.low}-{scale.high}",
            "derived",
            word("items"),
        )
        for scale in instrument.scales
    ]
    if chosen is None:
        rows.append((word("bands"), word("no_bands"), "derived", word("definition")))
    else:
        source = instrument.reference(chosen.source) or word("no_source")
        rows += _banded(chosen, source, f"{word('bands')}: {chosen.title[language]}", language)
    if cut is not None:
        source = instrument.reference(cut.source) or word("no_source")
        rows.append((word("cut"), str(cut), cut.status, source))
    if instrument.pairs is not None:
        source = instrument.reference(instrument.pairs.source)
        rows.append((word("pair"), word("higher"), instrument.pairs.status, source))
        rows.append((word("half_pair"), word("the_one"), "unconfirmed", word("own")))
    known = filter(None, (instrument.reference(rule.source), rule.note[language]))
    source = ": ".join(known)
    rows += [
        (word("max_missing"), str(rule.max_missing), rule.status, source),
        (word("method"), word(rule.method), rule.status, source),
    ]
    if rule.method == "prorate":
        rows.append((word("rounding"), word("half_up"), "unconfirmed", word("own")))
    table = pd.DataFrame(rows, columns=["parameter", "choice", "status", "source"])
    table.insert(0, "instrument", instrument.title[language])
    return table


def items(instrument: Instrument, *, language: str = "en") -> pd.DataFrame:
    """Return the items of an instrument under our own short labels, one a row.

    Returns
    -------
    DataFrame
        Columns item (its id), section (title of the part of the scale, missing where it has
        none), label, range, status (of the label).
    """
    sections = [instrument.section_of(item.id) for item in instrument.items]
    return pd.DataFrame(
        {
            "item": [item.id for item in instrument.items],
            "section": [section.title[language] if section else None for section in sections],
            "label": [item.label[language] for item in instrument.items],
            "range": [f"{item.low}-{item.high}" for item in instrument.items],
            "status": [item.status for item in instrument.items],
        }
    )


def _banded(
    chosen: BandSet, source: str, name: str, language: str
) -> list[tuple[str, str, str, str]]:
    """Return one row, or one a band where the bands differ in status."""
    spans = [
        (level, f"{level.label[language]} {level.low}-{level.high}") for level in chosen.levels
    ]
    if all(level.status == chosen.status for level in chosen.levels):
        return [(name, ", ".join(span for _, span in spans), chosen.status, source)]
    return [(name, span, level.status, source) for level, span in spans]
