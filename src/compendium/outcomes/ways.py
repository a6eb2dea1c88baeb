"""Ways to be outside work and education: the definitions of NEET, read from TOML.

NEET is short for not in employment, education or training. Each way says whom it looks at, in which
weeks, and who does not count; and which of its source's criteria no register of ours can tell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from compendium.errors import CompendiumError
from compendium.tables import announce

FILE = "outcomes/ways.toml"
ANCHORS = ("november", "index")


class UnknownWayError(CompendiumError):
    """A definition of NEET was asked for that the catalogue does not hold."""


@dataclass(frozen=True)
class Criterion:
    """What makes somebody not NEET, as far as histories and participants can tell.

    Attributes
    ----------
    who
        Whom it is about, by language (`en`, `da`).
    states
        By strand, the states that meet it; empty where it is about completed education.
    weeks
        The first and the last of the weeks in any of which a state meets it, counted from the
        anchor of the way.
    hours_at_least
        Hours a week that a spell must have; None where hours do not matter.
    lacking
        Whether it is met by who was in none of the states, in place of who was in one.
    completed
        The completed educations that meet it.
    """

    who: Mapping[str, str]
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weeks: tuple[int, int] = (0, 0)
    hours_at_least: float | None = None
    lacking: bool = False
    completed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """One definition of NEET.

    Attributes
    ----------
    id
        Its name.
    title
        By language (`en`, `da`), as `looked_at`.
    ages
        The youngest and the oldest that it is about.
    anchor
        The week that weeks are counted from: `november`, the last week of November before the
        index date, or `index`, the week of the index date.
    weeks
        The first and the last week that it looks at.
    looked_at
        These weeks in words.
    counted_out
        Who is not NEET by it: whoever meets one of these.
    not_applied
        Criteria of the source that cannot be applied, each with the reason, by language.
    source, status
        Where the definition is read, and whether that source confirms the rule.
    example
        Key of a published figure that was counted so.
    """

    id: str
    title: Mapping[str, str]
    ages: tuple[int, int]
    anchor: str
    weeks: tuple[int, int]
    looked_at: Mapping[str, str]
    counted_out: tuple[Criterion, ...]
    not_applied: tuple[tuple[Mapping[str, str], Mapping[str, str]], ...]
    source: str
    status: str
    example: str


def ways() -> Mapping[str, Way]:
    """Return the definitions of NEET by id, in the order of the catalogue."""
    path = Path(__file__).with_name("ways.toml")
    announce(path)
    return {
        name: _way(name, entry) for name, entry in tomllib.loads(path.read_text("utf-8")).items()
    }


def way(name: str) -> Way:
    """Return the definition of that name.

    Raises
    ------
    UnknownWayError
        Where the catalogue has no such definition; the message lists those it has.
    """
    known = ways()
    if name not in known:
        raise UnknownWayError(
            f"There is no definition of NEET “{name}”.",
            where=FILE,
            remedy=f"Use one of: {', '.join(known)}.",
        )
    return known[name]


def neet_titles(*, language: str = "en") -> dict[str, str]:
    """Return what each definition is called, by its id."""
    return {name: each.title[language] for name, each in ways().items()}


def neet_rules(*, language: str = "en") -> pd.DataFrame:
    """Return each definition in words.

    Parameters
    ----------
    language
        ``en`` or ``da``.

    Returns
    -------
    pandas.DataFrame
        One row a definition: neet_definition, its title; age; looked_at; counted_out, who is not
        NEET by it; source; status.
    """
    return pd.DataFrame(
        [
            {
                "neet_definition": each.title[language],
                "age": "–".join(map(str, each.ages)),
                "looked_at": each.looked_at[language],
                "counted_out": "; ".join(out.who[language] for out in each.counted_out),
                "source": each.source,
                "status": each.status,
            }
            for each in ways().values()
        ]
    )


def neet_not_applied(*, language: str = "en") -> pd.DataFrame:
    """Return which criteria of the sources cannot be applied.

    Parameters
    ----------
    language
        ``en`` or ``da``.

    Returns
    -------
    pandas.DataFrame
        One row a criterion: neet_definition, the title of its definition; criterion; cannot, why
        it cannot.
    """
    return pd.DataFrame(
        [
            {
                "neet_definition": each.title[language],
                "criterion": what[language],
                "cannot": why[language],
            }
            for each in ways().values()
            for what, why in each.not_applied
        ]
    )


def _way(name: str, entry: Mapping[str, Any]) -> Way:
    plain = ("title", "anchor", "looked_at", "source", "status", "example")
    return Way(
        id=name,
        ages=_pair(entry["ages"]),
        weeks=_pair(entry["weeks"]),
        counted_out=tuple(_criterion(each) for each in entry["counted_out"]),
        not_applied=tuple((each["what"], each["why"]) for each in entry["not_applied"]),
        **{key: entry[key] for key in plain},
    )


def _criterion(entry: Mapping[str, Any]) -> Criterion:
    return Criterion(
        who=entry["who"],
        states={strand: tuple(states) for strand, states in entry.get("states", {}).items()},
        weeks=_pair(entry.get("weeks", (0, 0))),
        hours_at_least=entry.get("hours_at_least"),
        lacking=entry.get("lacking", False),
        completed=tuple(entry.get("completed", ())),
    )


def _pair(numbers: Any) -> tuple[int, int]:
    first, last = numbers
    return first, last
