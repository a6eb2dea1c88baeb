"""What counts as an endpoint: the catalogue of endpoints, read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compendium.errors import CompendiumError
from compendium.tables import announce


class UnknownEndpointError(CompendiumError):
    """An endpoint was asked for that the catalogue does not hold."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint: the states of a history that count as reached, or that must not run.

    Attributes
    ----------
    id
        Name of the endpoint, and of its column.
    title, definition
        By language (`en`, `da`).
    states
        By strand, the states that count.
    source, status
        Where the choice comes from, and whether it is confirmed.
    hours_at_least
        Hours a week that a spell must have to count; None where hours do not matter.
    without
        Whether the endpoint is reached where none of the states runs, and not where one does.
    """

    id: str
    title: Mapping[str, str]
    definition: Mapping[str, str]
    states: Mapping[str, tuple[str, ...]]
    source: str
    status: str
    hours_at_least: float | None = None
    without: bool = False

    @property
    def of_states_alone(self) -> bool:
        """Whether a week in one of the states is all there is to it."""
        return self.hours_at_least is None and not self.without


@dataclass(frozen=True)
class States:
    """What is made of states beyond the endpoints.

    Attributes
    ----------
    competing_strand, competing
        The strand whose states compete with every endpoint, and by state the name of the event.
    priority
        Strands with their states; the first that runs is the single state of a week.
    """

    competing_strand: str
    competing: Mapping[str, str]
    priority: tuple[tuple[str, str], ...]


def catalogue(extra: tuple[Path, ...] = ()) -> Mapping[str, Endpoint]:
    """Return the endpoints by id, those of the package first, then those of `extra` files."""
    endpoints: dict[str, Endpoint] = {}
    for path in (Path(__file__).with_name("endpoints.toml"), *extra):
        announce(path)
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            endpoints[name] = Endpoint(
                id=name,
                title=entry["title"],
                definition=entry["definition"],
                states={strand: tuple(states) for strand, states in entry["states"].items()},
                source=entry["source"],
                status=entry["status"],
                hours_at_least=entry.get("hours_at_least"),
                without=entry.get("without", False),
            )
    return endpoints


def endpoint(name: str) -> Endpoint:
    """Return the endpoint of that name.

    Raises
    ------
    UnknownEndpointError
        Where the catalogue has no such endpoint; the message lists those it has.
    """
    known = catalogue()
    if name not in known:
        raise UnknownEndpointError(
            f"There is no endpoint “{name}”.",
            where="outcomes/endpoints.toml",
            remedy=f"Use one of: {', '.join(known)}.",
        )
    return known[name]


def states() -> States:
    """Return which states compete with endpoints, and which is the single state of a week."""
    path = Path(__file__).with_name("states.toml")
    announce(path)
    record = tomllib.loads(path.read_text("utf-8"))
    strands_and_states = (each.split("/") for each in record["priority"]["order"])
    return States(
        competing_strand=record["competing"]["strand"],
        competing=record["competing"]["states"],
        priority=tuple((strand, state) for strand, state in strands_and_states),
    )
