"""The eight principles: what IPS calls them, what Reconnect made of them, and their items."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from compendium.fidelity.faults import MalformedPrinciplesError
from compendium.fidelity.reviewing import REVIEW
from compendium.instruments import Instrument, Text
from compendium.tables import Absent, announce, hands_on_absent

FILE = Path(__file__).parent / "principles.toml"
NONE = Text("None of the eight", "Ingen af de otte")
GUARDED = "organization"
"""The section whose items a public report never shows."""


@dataclass(frozen=True)
class Principle:
    """One principle of IPS, as Reconnect rewrote it, with the items that ask about it."""

    id: str
    number: int
    """Its place on the slide of Reconnect."""
    ips: Text
    """What IPS calls it."""
    reconnect: Text
    """What Reconnect made of it, in our words."""
    items: tuple[str, ...]


@dataclass(frozen=True)
class Principles:
    """All principles, and what the mapping of items to them rests on."""

    principles: tuple[Principle, ...]
    scale: str
    """Id of the scale whose items are mapped."""
    status: str
    """Of the mapping: it is our reading, which no source confirms."""
    employers: tuple[str, ...]
    """The items on ties to employers, which pages show by themselves."""
    computed: Mapping[str, str]
    """The item that asks about each figure which records give as well."""

    def labels(self, language: str) -> dict[str, str]:
        """Return what each principle of Reconnect is called, by its id."""
        return {each.id: each.reconnect[language] for each in self.principles}

    def asking(self, figure: str, instrument: Instrument) -> str | Absent:
        """Return the item that asks about a figure; Absent where the mapping is of another scale.

        Raises
        ------
        KeyError
            If no item is known to ask about such a figure.
        """
        if self.scale != instrument.id:
            return Absent(f"{instrument.title.en}: nobody has said which item asks about it")
        return self.computed[figure]


def catalogue(extra: tuple[Path, ...] = ()) -> Principles:
    """Read the principles and their items.

    Parameters
    ----------
    extra
        A file of a project's own that maps the items of its scale; the last one holds.

    Raises
    ------
    MalformedPrinciplesError
        If a principle is not whole, or an item goes with two of them.
    """
    path = (FILE, *extra)[-1]
    if not announce(path):
        raise MalformedPrinciplesError("There is no such file of principles.", where=str(path))
    try:
        record = tomllib.loads(path.read_text("utf-8"))
        principles = tuple(_principle(entry) for entry in record["principles"])
        mapping, employers = record["mapping"], tuple(record["employers"]["items"])
        found = Principles(
            principles, mapping["scale"], mapping["status"], employers, dict(record["computed"])
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, IndexError) as fault:
        raise MalformedPrinciplesError(
            f"The principles cannot be read ({type(fault).__name__}: {fault}).",
            where=str(path),
            remedy="write them as the file that comes with the package does",
        ) from None
    items = [item for each in principles for item in each.items]
    if twice := sorted({item for item in items if items.count(item) > 1}):
        raise MalformedPrinciplesError(
            f"An item goes with one principle, and {', '.join(twice)} with two.",
            where=str(path),
            remedy="keep it where it belongs most",
        )
    return found


def mapping(
    principles: Principles, instrument: Instrument, *, language: str = "en"
) -> pd.DataFrame | Absent:
    """Return what each principle is called and which items of a scale ask about it.

    Returns
    -------
    DataFrame or Absent
        One row a principle, and a last one for the items that go with none: number, principle (of
        Reconnect), ips (its name there), items (their short names), status (of the mapping).
        Absent where the mapping is of another scale.
    """
    if principles.scale != instrument.id:
        return Absent(f"{instrument.title[language]}: nobody has mapped its items to principles")
    names = {item.id: item.label[language] for item in instrument.items}
    mapped = {item for each in principles.principles for item in each.items}
    rows: list[dict[str, Any]] = [
        {
            "number": str(each.number),
            "principle": each.reconnect[language],
            "ips": each.ips[language],
            "items": "; ".join(names[item] for item in each.items),
        }
        for each in principles.principles
    ]
    others = "; ".join(name for item, name in names.items() if item not in mapped)
    rows.append({"number": "", "principle": NONE[language], "ips": "", "items": others})
    return pd.DataFrame(rows).assign(status=principles.status)


@hands_on_absent
def profile(
    consensus: pd.DataFrame, principles: Principles, instrument: Instrument
) -> pd.DataFrame | Absent:
    r"""Return how far each principle is practised, by municipality and round.

    It is the points of the principle's items in per cent of what they can have above their lowest,
    100 * sum(score - low) / sum(high - low), so that 0 is the lowest anchor of all its items and
    100 the highest, however many items a principle has.

    Parameters
    ----------
    consensus
        As `compendium.fidelity.consensus` returns it.
    principles, instrument
        The mapping, and the scale that it is of.

    Returns
    -------
    DataFrame or Absent
        One row a municipality, round and principle: municipality, round, principle (ordered
        category of ids), section, items (how many), percent. The section says who may see it: that
        on organization where any of the items lies in it, for a principle of two items tells one
        of them to whoever knows the other. Absent where the mapping is of another scale.
    """
    if principles.scale != instrument.id:
        return Absent(f"{instrument.title.en}: nobody has mapped its items to principles")
    home = {item: each.id for each in principles.principles for item in each.items}
    table = consensus.assign(
        principle=consensus["item"].astype(object).map(home),
        above=consensus["score"].astype("float64") - _limits(consensus, instrument, "low"),
        room=_limits(consensus, instrument, "high") - _limits(consensus, instrument, "low"),
        guarded=consensus["section"].eq(GUARDED),
    ).dropna(subset=["principle"])
    order = [each.id for each in principles.principles]
    table["principle"] = pd.Categorical(table["principle"], categories=order, ordered=True)
    groups = table.groupby([*REVIEW, "principle"], observed=True)
    found = groups.agg(
        section=("section", "first"),
        guarded=("guarded", "any"),
        items=("item", "size"),
        above=("above", "sum"),
        room=("room", "sum"),
    ).reset_index()
    found["section"] = found["section"].astype("str").mask(found["guarded"], GUARDED)
    found["percent"] = 100 * found["above"] / found["room"]
    return found[[*REVIEW, "principle", "section", "items", "percent"]]


def _principle(entry: dict[str, Any]) -> Principle:
    ips, reconnect = (Text(entry[name]["en"], entry[name]["da"]) for name in ("ips", "reconnect"))
    return Principle(entry["id"], entry["number"], ips, reconnect, tuple(entry["items"]))


def _limits(consensus: pd.DataFrame, instrument: Instrument, limit: str) -> pd.Series[float]:
    limits = {item.id: getattr(item, limit) for item in instrument.items}
    return consensus["item"].astype(object).map(limits).astype("float64")
