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
    """One endpoint: the states of a history that count as reached.

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
    """

    id: str
    title: Mapping[str, str]
    definition: Mapping[str, str]
    states: Mapping[str, tuple[str, ...]]
    source: str
    status: str


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
