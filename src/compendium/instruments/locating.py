"""Where in a TOML text each of its entries stands, for `tomllib` does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
BARE = re.compile(r"[A-Za-z0-9_-]+")
PLAIN = re.compile(r"[^,\]}#\n]*")
QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


def lines(text: str) -> Mapping[str, int]:
    """Return the line of every entry of a TOML text.

    Parameters
    ----------
    text
        A text that `tomllib` has read without complaint; of any other nothing is promised.

    Returns
    -------
    Mapping
        The line, counted from 1, by the place of the entry: keys joined by dots, members of a list
        by their number from 1, as ``bands[1].levels[2].from``. A table has the line of its header.
    """
    return _Walk(text).lines


class _Walk:
    """A walk through a text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[str, int] = {}
        self.members: dict[str, int] = {}
        """How many tables each ``[[list]]`` has had so far."""
        table = ""
        self.pass_over(BLANK)
        while self.at < len(text):
            table = self.header() if text[self.at] == "[" else table
            self.pass_over(BLANK)
            if self.at < len(text) and text[self.at] != "[":
                self.entry(table)
                self.pass_over(BLANK)

    def header(self) -> str:
        """Pass ``[table]`` or ``[[list]]``, and return the place that it begins."""
        begins, brackets = self.at, 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        *outer, last = self.keys()
        self.at += brackets
        place = ""
        for key in outer:
            place = self.inside(_joined(place, key))
        place = _joined(place, last)
        if brackets == 2:
            self.lines.setdefault(place, self.line(begins))
            self.members[place] = self.members.get(place, 0) + 1
            place = self.inside(place)
        self.lines[place] = self.line(begins)
        return place

    def inside(self, place: str) -> str:
        """Return a place, or where it is a ``[[list]]`` that of its last table."""
        return f"{place}[{self.members[place]}]" if place in self.members else place

    def entry(self, place: str) -> None:
        """Pass ``key = value``."""
        begins = self.at
        for key in self.keys():
            place = _joined(place, key)
            self.lines.setdefault(place, self.line(begins))
        self.at += 1
        self.pass_over(SPACE)
        self.value(place)

    def keys(self) -> list[str]:
        """Pass a key, and return its parts."""
        parts = []
        while True:
            self.pass_over(SPACE)
            quoted = self.pass_over(QUOTED)
            parts.append(quoted[1:-1] or self.pass_over(BARE))
            self.pass_over(SPACE)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def value(self, place: str) -> None:
        """Pass a value, and what lies within it."""
        opening = self.text[self.at]
        if opening not in "[{":
            self.pass_over(QUOTED) or self.pass_over(PLAIN)
            return
        closing = "]" if opening == "[" else "}"
        member = 0
        self.at += 1
        while True:
            self.pass_over(BLANK)
            if self.text[self.at] == closing:
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
            elif opening == "{":
                self.entry(place)
            else:
                member += 1
                self.lines[f"{place}[{member}]"] = self.line(self.at)
                self.value(f"{place}[{member}]")

    def pass_over(self, pattern: re.Pattern[str]) -> str:
        """Pass what a pattern matches here, and return it; nothing where it does not."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1


def _joined(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
