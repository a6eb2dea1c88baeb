"""What an instrument is: its items, scales, bands, cut, parameters and references."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from compendium.errors import CompendiumError
from compendium.instruments.algorithm import Algorithm
from compendium.instruments.outline import Outline
from compendium.instruments.terms import NO_SOURCE, Status, Text

Kind = Literal["questionnaire", "rating"]
"""A questionnaire has one row a person and wave; a rating scale one row an item, in reviews."""

Method = Literal["none", "prorate"]
"""What is done about missing items: no total, or the mean of the answered ones times all."""

Pair = Literal["either", "both"]
"""What an item asked in two columns takes: an answer in either, or in both."""

T = TypeVar("T", "Item", "Scale", "BandSet", Algorithm)


class UnknownChoiceError(CompendiumError):
    """An instrument is asked for an item, a scale, a band set or a rule that it does not have."""


@dataclass(frozen=True)
class Column:
    """A column that an item is answered in, as a table must have it."""

    name: str
    label: Text
    low: int
    high: int
    required: bool
    """Whether the instrument's usual layout has it; another layout has other columns."""


@dataclass(frozen=True)
class Threshold:
    """The measured quantity that gives an item a score: from `low` to `high`, None for open."""

    score: int
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Item:
    """One question, or one thing rated; its layouts are the columns it may be answered in."""

    id: str
    label: Text
    low: int
    high: int
    layouts: tuple[tuple[Column, ...], ...]
    sensitive: bool
    """Whether answers may only be shown for the whole study, under the strict profile."""
    status: Status
    """The status of its label."""
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True)
class Scale:
    """A sum of items, times a factor; the range follows from the items."""

    id: str
    title: Text
    items: tuple[str, ...]
    factor: int
    low: int
    high: int


@dataclass(frozen=True)
class Level:
    """One band: the scores from `low` to `high`, both included."""

    id: str
    label: Text
    low: int
    high: int
    status: Status


@dataclass(frozen=True)
class BandSet:
    """Bands that together cover a scale without gap or overlap, lowest first."""

    id: str
    scale: str
    title: Text
    levels: tuple[Level, ...]
    source: str
    status: Status

    @property
    def edges(self) -> tuple[int, ...]:
        """The lowest score of each band."""
        return tuple(level.low for level in self.levels)


@dataclass(frozen=True)
class Cut:
    """The screening cut: at least, or at most, so many points on a scale."""

    scale: str
    at_least: bool
    value: int
    bands: str | None
    """The band set that the cut goes with; None for any."""
    source: str
    status: Status

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value}"

    def signals(self, points: Any) -> Any:
        """Return whether so many points, or each of an array of them, lie beyond the cut."""
        return points >= self.value if self.at_least else points <= self.value


@dataclass(frozen=True)
class Pairs:
    """Where it is from that of two columns of one item the higher answer counts."""

    source: str
    status: Status


@dataclass(frozen=True)
class Missing:
    """How many items of a scale may be missing, and what is then done."""

    max_missing: int
    method: Method
    note: Text
    source: str
    status: Status


@dataclass(frozen=True)
class Parameter:
    """A number about an instrument that analyses use, with where it is from."""

    id: str
    label: Text
    value: float
    source: str
    status: Status


@dataclass(frozen=True)
class Reference:
    """A work or page that something in a definition was read in."""

    key: str
    text: str


@dataclass(frozen=True)
class Instrument:
    """A questionnaire or rating scale, whole."""

    id: str
    kind: Kind
    title: Text
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    pairs: Pairs | None
    bands: tuple[BandSet, ...]
    """Its own band sets, the default first; none where it has none of its own."""
    cuts: tuple[Cut, ...]
    algorithms: tuple[Algorithm, ...]
    """The ways of reading a diagnosis off the answers, for instruments that have any."""
    missing: Missing
    parameters: tuple[Parameter, ...]
    references: tuple[Reference, ...]
    outline: Outline | None = None
    """What is known of it in place of items, scales and bands; None where those are known."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column of every layout, in the order of the items."""
        return tuple(column for item in self.items for layout in item.layouts for column in layout)

    @property
    def name(self) -> Text:
        """What it is called in short: titles run "GAD-7, signs of anxiety"."""
        return Text(self.title.en.partition(",")[0], self.title.da.partition(",")[0])

    @property
    def sections(self) -> tuple[Scale, ...]:
        """The scales that are parts of the total."""
        return tuple(scale for scale in self.scales if scale.id != "total")

    def lacking(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Return the columns that are missing from a table which has some of the instrument's.

        Returns
        -------
        tuple of str
            Nothing where the table has all columns of one layout of each item, and nothing where
            it has no column of the instrument at all: the instrument is then absent.
        """
        present = set(columns)
        if not self.is_in(present):
            return ()
        lacking: list[str] = []
        for item in self.items:
            layout = next((lay for lay in item.layouts if _any_in(lay, present)), item.layouts[0])
            lacking += [column.name for column in layout if column.name not in present]
        return tuple(lacking)

    def is_in(self, columns: Iterable[str]) -> bool:
        """Tell whether any column of the instrument is among the columns of a table."""
        return _any_in(self.columns, set(columns))

    def item(self, id: str) -> Item:  # noqa: A002 - ids are what definitions call them
        """Return an item by its id.

        Raises
        ------
        UnknownChoiceError
            If the instrument has no such item.
        """
        return _named(self, "item", id, self.items)

    def scale(self, id: str) -> Scale:  # noqa: A002 - as above
        """Return a scale by its id.

        Raises
        ------
        UnknownChoiceError
            If the instrument has no such scale.
        """
        return _named(self, "scale", id, self.scales)

    def band_set(self, id: str | None = None) -> BandSet | None:  # noqa: A002 - as above
        """Return a band set by its id; the default one, or None if there is none, without.

        Raises
        ------
        UnknownChoiceError
            If the instrument has no band set of that id.
        """
        if id is None:
            return self.bands[0] if self.bands else None
        return _named(self, "band set", id, self.bands)

    def algorithm(self, id: str) -> Algorithm:  # noqa: A002 - as above
        """Return an algorithm by its id.

        Raises
        ------
        UnknownChoiceError
            If the instrument has no such algorithm.
        """
        return _named(self, "algorithm", id, self.algorithms)

    def cut(self, bands: str | None = None) -> Cut | None:
        """Return the screening cut that goes with a band set (the default one without)."""
        chosen = self.band_set(bands)
        fitting = (cut for cut in self.cuts if cut.bands in (None, chosen and chosen.id))
        return next(fitting, None)

    def parameter(self, id: str) -> Parameter | None:  # noqa: A002 - as above
        """Return a parameter by its id, or None where no source gave the definition one."""
        return next((each for each in self.parameters if each.id == id), None)

    def section_of(self, item: str) -> Scale | None:
        """Return the part of the total that an item belongs to, if the scale has parts."""
        return next((section for section in self.sections if item in section.items), None)

    def reference(self, key: str) -> str:
        """Return the text of a reference; nothing where no source was found."""
        if key == NO_SOURCE:
            return ""
        return next(reference.text for reference in self.references if reference.key == key)


def _any_in(columns: Iterable[Column], present: set[str]) -> bool:
    return any(column.name in present for column in columns)


def _named(instrument: Instrument, kind: str, wanted: str, among: tuple[T, ...]) -> T:
    for part in among:
        if part.id == wanted:
            return part
    known = ", ".join(part.id for part in among) or "none"
    raise UnknownChoiceError(
        f"{instrument.title.en} has no {kind} '{wanted}'.", remedy=f"it knows: {known}"
    )
