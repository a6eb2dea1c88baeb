"""The catalogue: instrument definitions read from TOML, and refused where they are malformed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import cast

from compendium.instruments.definition import (
    NO_SOURCE,
    BandSet,
    Column,
    Cut,
    Instrument,
    Item,
    Kind,
    Level,
    Method,
    Missing,
    Pairs,
    Parameter,
    Reference,
    Scale,
    Status,
    Threshold,
)
from compendium.instruments.parts import MalformedInstrumentError, Part
from compendium.tables import listed

DEFINITIONS = Path(__file__).parent / "definitions"
SUFFIXES = ("band", "above_cut", "answered", "missing", "prorated", "single_pair")
"""What `score` names its other columns, so that no scale may be called so."""


def catalogue(extra: tuple[Path, ...] = ()) -> Mapping[str, Instrument]:
    """Read the instruments that come with the package, and further ones.

    Parameters
    ----------
    extra
        Files, or folders of files, with definitions of one's own.

    Returns
    -------
    Mapping
        Instruments by their id.

    Raises
    ------
    MalformedInstrumentError
        If a file is no definition: it names file, key and reason. Bands must cover their scale
        without gap or overlap, and what refers to an item or a reference must find it.
    """
    instruments: dict[str, Instrument] = {}
    for path in _files((DEFINITIONS, *extra)):
        instrument = _instrument(Part.read(path))
        if instrument.id in instruments:
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
        "cuts", "missing", "parameters",
    )  # fmt: skip
    references = whole.part("references")
    items = tuple(_item(part, whole.part("answers")) for part in whole.parts("items"))
    _once(whole, "items", [item.id for item in items])
    scales = tuple(_scale(part, items) for part in whole.parts("scales"))
    _once(whole, "scales", [scale.id for scale in scales])
    bands = tuple(_band_set(part, scales, references) for part in whole.parts("bands", []))
    _once(whole, "bands", [band_set.id for band_set in bands])
    instrument = Instrument(
        id=whole.take("id", str),
        kind=cast(Kind, whole.one_of("kind", Kind)),
        title=whole.text("title"),
        items=items,
        scales=scales,
        pairs=_pairs(whole, items, references),
        bands=bands,
        cuts=tuple(_cut(part, scales, bands, references) for part in whole.parts("cuts", [])),
        missing=_missing(whole.part("missing"), references),
        parameters=tuple(_parameter(part, references) for part in whole.parts("parameters", [])),
        references=tuple(Reference(key, references.take(key, str)) for key in references.data),
    )
    if not instrument.id.isidentifier():
        raise whole.refuse("it begins the names of columns: letters, digits and _ only", "id")
    columns = [column.name for column in instrument.columns]
    if instrument.kind == "rating" and columns != [item.id for item in items]:
        raise whole.refuse("what is rated has no columns of its own", "items")
    if not items or not scales:
        raise whole.refuse("an instrument has items and scales")
    _once(whole, "items, columns", columns)
    _once(whole, "parameters", [parameter.id for parameter in instrument.parameters])
    return instrument


def _once(part: Part, key: str, ids: list[str]) -> None:
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise part.refuse(f"given twice: {', '.join(twice)}", key)


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


def _scale(part: Part, items: tuple[Item, ...]) -> Scale:
    part.only("id", "title", "items", "factor", "range")
    named = {item.id: item for item in items}
    members = list(named) if part.data.get("items") == "all" else part.take("items", list)
    for member in members:
        if not isinstance(member, str) or member not in named:
            raise part.refuse(f"unknown item '{member}'", "items")
    if not members or len(set(members)) < len(members):
        raise part.refuse("each item counts once, and there is at least one", "items")
    factor = part.take("factor", int, 1)
    if factor < 1:
        raise part.refuse("it must be 1 or more", "factor")
    low = factor * sum(named[member].low for member in members)
    high = factor * sum(named[member].high for member in members)
    if part.take("range", list) != [low, high]:
        raise part.refuse(f"the items give a range from {low} to {high}", "range")
    scale = part.take("id", str)
    if scale in SUFFIXES:
        raise part.refuse(f"a column of every score is called '{scale}'", "id")
    return Scale(scale, part.text("title"), tuple(members), factor, low, high)


def _band_set(part: Part, scales: tuple[Scale, ...], references: Part) -> BandSet:
    part.only("id", "scale", "title", "levels", "source", "status")
    source, status = _sourced(part, references)
    scale = _scale_named(part, scales)
    levels = tuple(_level(level, status) for level in part.parts("levels"))
    if not levels or (levels[0].low, levels[-1].high) != (scale.low, scale.high):
        raise part.refuse(f"bands must cover the scale from {scale.low} to {scale.high}", "levels")
    for below, above in pairwise(levels):
        if above.low <= below.high:
            raise part.refuse(f"bands '{below.id}' and '{above.id}' overlap", "levels")
        if above.low > below.high + 1:
            raise part.refuse(f"there is a gap between '{below.id}' and '{above.id}'", "levels")
    _once(part, "levels", [level.id for level in levels])
    return BandSet(part.take("id", str), scale.id, part.text("title"), levels, source, status)


def _level(part: Part, status: Status) -> Level:
    part.only("id", "label", "from", "to", "status")
    low, high = part.take("from", int), part.take("to", int)
    if low > high:
        raise part.refuse(f"it goes from {low} to {high}", "to")
    own = cast(Status, part.one_of("status", Status, status))
    return Level(part.take("id", str), part.text("label"), low, high, own)


def _cut(
    part: Part, scales: tuple[Scale, ...], bands: tuple[BandSet, ...], references: Part
) -> Cut:
    part.only("scale", "at_least", "at_most", "bands", "source", "status")
    if ("at_least" in part.data) == ("at_most" in part.data):
        raise part.refuse("a cut is either at_least or at_most so many points")
    scale = _scale_named(part, scales)
    at_least = "at_least" in part.data
    value = part.take("at_least" if at_least else "at_most", int)
    if not scale.low <= value <= scale.high:
        raise part.refuse(f"{value} is no score of the scale")
    with_bands = part.take("bands", str, None)
    if with_bands is not None and with_bands not in {bands.id for bands in bands}:
        raise part.refuse(f"unknown band set '{with_bands}'", "bands")
    return Cut(scale.id, at_least, value, with_bands, *_sourced(part, references))


def _missing(part: Part, references: Part) -> Missing:
    part.only("max_missing", "method", "note", "source", "status")
    if (most := part.take("max_missing", int)) < 0:
        raise part.refuse("it must be 0 or more", "max_missing")
    return Missing(
        most,
        cast(Method, part.one_of("method", Method)),
        part.text("note"),
        *_sourced(part, references),
    )


def _parameter(part: Part, references: Part) -> Parameter:
    part.only("id", "label", "value", "source", "status")
    return Parameter(
        part.take("id", str),
        part.text("label"),
        part.number("value"),
        *_sourced(part, references),
    )


def _pairs(part: Part, items: tuple[Item, ...], references: Part) -> Pairs | None:
    if not any(len(layout) > 1 for item in items for layout in item.layouts):
        return None
    pairs = part.part("pairs")
    pairs.only("source", "status")
    return Pairs(*_sourced(pairs, references))


def _scale_named(part: Part, scales: tuple[Scale, ...]) -> Scale:
    wanted = part.take("scale", str, "total")
    for scale in scales:
        if scale.id == wanted:
            return scale
    raise part.refuse(f"unknown scale '{wanted}'", "scale")


def _sourced(part: Part, references: Part) -> tuple[str, Status]:
    """Return the source and the status, which without a source can only be unconfirmed."""
    source = part.take("source", str)
    status = cast(Status, part.one_of("status", Status))
    if source == NO_SOURCE:
        if status != "unconfirmed":
            raise part.refuse(f"what has no source cannot be {status}", "status")
    elif source not in references.data:
        raise part.refuse(f"unknown reference '{source}'", "source")
    return source, status
