"""Which choices a score rests on, and which items, as tables that a page prints."""

from __future__ import annotations

import pandas as pd

from compendium.instruments.algorithm import Algorithm
from compendium.instruments.definition import BandSet, Instrument, Method, Pair
from compendium.instruments.scoring import missing_rule
from compendium.instruments.terms import Text

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
    "either": Text("that answer, and the row is counted", "det svar, og rækken tælles"),
    "both": Text("missing, and the row is counted", "mangler, og rækken tælles"),
    "algorithm": Text("algorithm", "algoritme"),
    "from": Text("from the answer {answer}", "fra svaret {answer}"),
    "least": Text("at least {least} {groups}", "mindst {least} {groups}"),
    "together": Text(" and ", " og "),
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
    pair: Pair = "either",
    *,
    language: str = "en",
) -> pd.DataFrame:
    """Return the choices that `score` makes with these arguments, one a row.

    Parameters
    ----------
    instrument, bands, max_missing, method, pair
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
            f"{scale.low}–{scale.high}",
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
    for algorithm in instrument.algorithms:
        name = f"{word('algorithm')}: {algorithm.title[language]}"
        source = instrument.reference(algorithm.source) or word("no_source")
        rows.append((name, needs(algorithm, language), algorithm.status, source))
    if instrument.pairs is not None:
        source = instrument.reference(instrument.pairs.source)
        rows.append((word("pair"), word("higher"), instrument.pairs.status, source))
        rows.append((word("half_pair"), word(pair), "unconfirmed", word("own")))
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
            "range": [f"{item.low}–{item.high}" for item in instrument.items],
            "status": [item.status for item in instrument.items],
        }
    )


def needs(algorithm: Algorithm, language: str) -> str:
    """Return from which answer on symptoms count, what each grade needs, and the note."""
    labels = {group.id: group.label[language] for group in algorithm.groups}
    counted = [
        f"{group.label[language]} {WORDS['from'][language].format(answer=group.at_least)}"
        for group in algorithm.groups
    ]
    grades = []
    for grade in algorithm.grades[1:]:
        needs = [
            WORDS["least"][language].format(
                least=need.at_least,
                groups=WORDS["together"][language].join(labels[group] for group in need.groups),
            )
            for need in grade.needs
        ]
        grades.append(f"{grade.label[language]}: {', '.join(needs)}")
    return "; ".join([", ".join(counted), *grades, algorithm.note[language]])


def _banded(
    chosen: BandSet, source: str, name: str, language: str
) -> list[tuple[str, str, str, str]]:
    """Return one row, or one a band where the bands differ in status."""
    spans = [
        (level, f"{level.label[language]} {level.low}–{level.high}") for level in chosen.levels
    ]
    if all(level.status == chosen.status for level in chosen.levels):
        return [(name, ", ".join(span for _, span in spans), chosen.status, source)]
    return [(name, span, level.status, source) for level, span in spans]
