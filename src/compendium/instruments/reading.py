"""The catalogue: instrument definitions read from TOML, and refused where they are malformed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from compendium.instruments.definition import (
    Column,
    Instrument,
    Item,
    Kind,
    Method,
    Missing,
    Pairs,
    Parameter,
    Reference,
    Scale,
    Threshold,
)
from compendium.instruments.meaning import band_set, cut, diagnosis
from compendium.instruments.outline import outline
from compendium.instruments.parts import MalformedInstrumentError, Part, once
from compendium.instruments.terms import NO_SOURCE, Status, Text
from compendium.tables import listed

MOST = 10_000
"""More points than any scale has; whole numbers of 16 bits hold it."""

DEFINITIONS = Path(__file__).parent / "definitions"
RESERVED = (
    "band", "above_cut", "answered", "completed", "missing", "prorated", "single_pair", "class",
)  # fmt: skip
"""What other columns of a score are called, so that no scale or algorithm may be."""


def catalogue(extra: tuple[Path, ...] = ()) -> Mapping[str, Instrument]:
    """Read the instruments that come with the package, and further ones.

    Parameters
    ----------
    extra
        Files, or folders of files, with definitions of one's own.

    Returns
    -------
    Mapping
        Instruments by their id. A whole definition takes the place of an outline that was read
        before it.

    Raises
    ------
    MalformedInstrumentError
        If a file is no definition: it names file, line, key and reason. Bands must cover their
        scale without gap or overlap, and what refers to an item or a reference must find it.
    """
    instruments: dict[str, Instrument] = {}
    for path in _files((DEFINITIONS, *extra)):
        instrument = _instrument(Part.read(path))
        known = instruments.get(instrument.id)
        if known is not None and known.outline is None:
            raise MalformedInstrumentError(
                f"There are two definitions of the instrument '{instrument.id}'.",
                where=str(path),
                remedy="give one of them another id",
            )
        instruments[instrument.id] = instrument
    return MappingProxyType(instruments)


def _files(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from listed(place, "*.toml")
        else:
            yield place


def _instrument(whole: Part) -> Instrument:
    whole.only(
        "id", "kind", "title", "answers", "references", "items", "scales", "pairs", "bands",
        "cuts", "algorithms", "missing", "parameters", "outline",
    )  # fmt: skip
    references = whole.part("references")
    if "outline" in whole.data:
        return _outlined(whole, references)
    items = tuple(_item(part, whole.part("answers")) for part in whole.parts("items"))
    if not items or not whole.parts("scales"):
        raise whole.refuse("an instrument has items and scales")
    _told_apart(whole, items)
    scales = _scales(whole.parts("scales"), items)
    bands = tuple(band_set(part, scales, references) for part in whole.parts("bands", []))
    once(whole.parts("bands", []), [each.id for each in bands])
    algorithms = tuple(diagnosis(part, items, references) for part in whole.parts("algorithms", []))
    instrument = Instrument(
        id=whole.take("id", str),
        kind=cast(Kind, whole.one_of("kind", Kind)),
        title=whole.text("title"),
        items=items,
        scales=scales,
        pairs=_pairs(whole, items, references),
        bands=bands,
        cuts=tuple(cut(part, scales, bands, references) for part in whole.parts("cuts", [])),
        algorithms=algorithms,
        missing=_missing(whole.part("missing"), references),
        parameters=tuple(_parameter(part, references) for part in whole.parts("parameters", [])),
        references=_references(references),
    )
    return _named(whole, instrument)


def _outlined(whole: Part, references: Part) -> Instrument:
    """Return an instrument of which only an outline is known; without items it has no scores."""
    whole.only("id", "kind", "title", "references", "outline", "parameters")
    said = Text("nothing can be scored by it", "intet kan scores med den")
    nothing = Missing(0, "none", said, NO_SOURCE, "unconfirmed")
    instrument = Instrument(
        id=whole.take("id", str),
        kind=cast(Kind, whole.one_of("kind", Kind)),
        title=whole.text("title"),
        items=(), scales=(), pairs=None, bands=(), cuts=(), algorithms=(), missing=nothing,
        parameters=tuple(_parameter(part, references) for part in whole.parts("parameters", [])),
        references=_references(references),
        outline=outline(whole.part("outline"), references),
    )  # fmt: skip
    return _named(whole, instrument)


def _named(whole: Part, instrument: Instrument) -> Instrument:
    if not instrument.id.isidentifier():
        raise whole.refuse("it begins the names of columns: letters, digits and _ only", "id")
    return instrument


def _references(references: Part) -> tuple[Reference, ...]:
    return tuple(Reference(key, references.take(key, str)) for key in references.data)


def _told_apart(whole: Part, items: tuple[Item, ...]) -> None:
    """Refuse names that are given twice, or that columns of every score have."""
    asked = whole.parts("items")
    once(asked, [item.id for item in items])
    columns: list[str] = []
    for part, item in zip(asked, items, strict=True):
        names = [column.name for layout in item.layouts for column in layout]
        if whole.data.get("kind") == "rating" and names != [item.id]:
            raise part.refuse("what is rated has no columns of its own", "columns")
        for name in names:
            if name in columns:
                raise part.refuse(f"given twice: {name}", "columns")
            columns.append(name)
    parts = [*whole.parts("scales"), *whole.parts("algorithms", [])]
    names = [part.take("id", str) for part in parts]
    once(parts, names)
    for part, name in zip(parts, names, strict=True):
        if name in RESERVED:
            raise part.refuse(f"a column of every score is called '{name}'", "id")
    parameters = whole.parts("parameters", [])
    once(parameters, [part.take("id", str) for part in parameters])


def _item(part: Part, answers: Part) -> Item:
    part.only(
        "id", "label", "low", "high", "columns", "otherwise", "sensitive", "status", "thresholds"
    )
    answers.only("low", "high")
    low = part.take("low", int, answers.take("low", int))
    high = part.take("high", int, answers.take("high", int))
    if not -100 <= low < high <= 100:
        raise part.refuse(f"answers go from {low} to {high}", "high")
    columns = part.parts("columns") if "columns" in part.data else []
    usual = tuple(_column(column, low, high, required=True) for column in columns)
    other = tuple(
        _column(column, low, high, required=False) for column in part.parts("otherwise", [])
    )
    item = part.take("id", str)
    label = part.text("label")
    return Item(
        id=item,
        label=label,
        low=low,
        high=high,
        layouts=(
            usual or (Column(item, label, low, high, required=True),),
            *((other,) if other else ()),
        ),
        sensitive=part.take("sensitive", bool, False),
        status=cast(Status, part.one_of("status", Status, "confirmed")),
        thresholds=tuple(_threshold(row, low, high) for row in part.parts("thresholds", [])),
    )


def _column(part: Part, low: int, high: int, *, required: bool) -> Column:
    part.only("id", "label")
    return Column(part.take("id", str), part.text("label"), low, high, required)


def _threshold(part: Part, low: int, high: int) -> Threshold:
    part.only("score", "from", "to")
    score = part.take("score", int)
    if not low <= score <= high:
        raise part.refuse(f"no score from {low} to {high}", "score")
    return Threshold(score, part.take("from", int, None), part.take("to", int, None))


def _scales(parts: list[Part], items: tuple[Item, ...]) -> tuple[Scale, ...]:
    """Return the scales; one that is named among the items of another stands for its own."""
    by_id = {part.take("id", str): part for part in parts}
    return tuple(_scale(part, by_id, {item.id: item for item in items}) for part in parts)


def _scale(part: Part, scales: dict[str, Part], items: dict[str, Item]) -> Scale:
    part.only("id", "title", "items", "factor", "range")
    members = _members(part, scales, items, ())
    if not members or len(set(members)) < len(members):
        raise part.refuse("each item counts once, and there is at least one", "items")
    factor = part.take("factor", int, 1)
    if factor < 1:
        raise part.refuse("it must be 1 or more", "factor")
    low = factor * sum(items[member].low for member in members)
    high = factor * sum(items[member].high for member in members)
    if part.take("range", list) != [low, high]:
        raise part.refuse(f"the items give a range from {low} to {high}", "range")
    if not -MOST <= low <= high <= MOST:
        raise part.refuse(f"a score has at most {MOST} points, either side of zero", "range")
    return Scale(part.take("id", str), part.text("title"), tuple(members), factor, low, high)


def _members(
    part: Part, scales: dict[str, Part], items: dict[str, Item], within: tuple[str, ...]
) -> list[str]:
    """Return the items of a scale, those of the scales that it is made of in their place."""
    trail = (*within, part.take("id", str))
    if part.data.get("items") == "all":
        return list(items)
    members = []
    for number, name in enumerate(part.take("items", list), start=1):
        key = f"items[{number}]"
        if name in trail:
            raise part.refuse(f"a cycle of scales: {' > '.join((*trail, name))}", key)
        if not isinstance(name, str) or (name not in items and name not in scales):
            raise part.refuse(f"unknown item '{name}'", key)
        if name in items:
            members.append(name)
            continue
        if scales[name].take("factor", int, 1) != 1:
            raise part.refuse(f"'{name}' has a factor, so it is no part of another scale", key)
        members += _members(scales[name], scales, items, trail)
    return members


def _missing(part: Part, references: Part) -> Missing:
    part.only("max_missing", "method", "note", "source", "status")
    if (most := part.take("max_missing", int)) < 0:
        raise part.refuse("it must be 0 or more", "max_missing")
    return Missing(
        most,
        cast(Method, part.one_of("method", Method)),
        part.text("note"),
        *part.sourced(references),
    )


def _parameter(part: Part, references: Part) -> Parameter:
    part.only("id", "label", "value", "source", "status")
    return Parameter(
        part.take("id", str),
        part.text("label"),
        part.number("value"),
        *part.sourced(references),
    )


def _pairs(part: Part, items: tuple[Item, ...], references: Part) -> Pairs | None:
    if not any(len(layout) > 1 for item in items for layout in item.layouts):
        return None
    pairs = part.part("pairs")
    pairs.only("source", "status")
    return Pairs(*pairs.sourced(references))
