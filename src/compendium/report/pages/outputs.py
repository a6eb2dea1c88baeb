"""The outputs of a run that are ours: what `metadata.compendium` of each says, and its cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compendium.report.pages import cells

KEY = "compendium"
MIME: Mapping[str, str] = {
    "figure": "image/png",
    "note": "text/html",
    "result": "text/html",
    "table": "text/html",
}
NAMED = ("figure", "table", "result")


@dataclass(frozen=True)
class Output:
    """One output of ours: the number and first line of its cell, and its metadata."""

    cell: int
    line: str
    metadata: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """figure, table, result or note."""
        return str(self.metadata.get("kind", ""))

    @property
    def name(self) -> str:
        """The name of the figure, table or result; a note has none."""
        return str(self.metadata.get("name", ""))

    @property
    def views(self) -> tuple[str, ...]:
        """What an attacker knows from the tables behind it, each as JSON."""
        return tuple(self.metadata.get("safe", ()))

    @property
    def records(self) -> list[dict[str, Any]]:
        """The views, read."""
        return [json.loads(view) for view in self.views]


def anchor(kind: str, name: str) -> str:
    """Return the id that an output has on its page; no heading of the page has the same."""
    return f"{kind}-{name}"


def label(kind: str, page: str, name: str) -> str:
    """Return by what label a chapter refers to an output, as in ``{numref}`page/name` ``."""
    return f"{page}/{anchor(kind, name) if kind == 'result' else name}"


def of(notebook: dict[str, Any]) -> Iterator[Output]:
    """Yield the outputs of ours in a notebook, in its order."""
    for number, cell in cells.numbered(notebook):
        for output in cell.get("outputs", ()):
            metadata = output.get("metadata", {}).get(KEY)
            if isinstance(metadata, dict):
                yield Output(number, cells.first_line(cell), metadata)
