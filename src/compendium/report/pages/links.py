"""Links: whether those of a bound report lead to a page, and a place on it, that is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from compendium.errors import CompendiumError

# A report is a few megabytes of HTML that we have written ourselves: to parse it would take longer
# than to bind it. An address with a colon, or two slashes at its start, is of another host.
LINK = re.compile(r"""<a\b[^>]*?\bhref="(?!//)([^"#:?]*)(?:#([^"]*))?\"""")
ID = re.compile(r'\bid="([^"]+)"')
ROW = re.compile(r'<th scope="row(?:group)?"[^>]*>(.*?)</th>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


class LostLinkError(CompendiumError):
    """Links of the report lead to pages or places that it has not; each is listed."""

    @classmethod
    def over(cls, lost: Sequence[Lost]) -> LostLinkError:
        """Return one message for all."""
        listed = "\n".join(f"- {each}" for each in lost)
        many = "1 link leads" if len(lost) == 1 else f"{len(lost)} links lead"
        return cls(
            f"{many} nowhere; nothing was published.\n{listed}",
            remedy="Mend each, or what it leads to: the address of a heading follows its words. "
            "Those of checklists stand in data/evidence/report_places.csv.",
        )


@dataclass(frozen=True)
class Lost:
    """A link that leads nowhere.

    Attributes
    ----------
    page
        Where it stands.
    above
        The id before it: of its table, or of its section.
    row
        What its row of a table is called; empty outside of one.
    target, fragment
        The page that it names, and the id there.
    """

    page: str
    above: str
    row: str
    target: str
    fragment: str

    def __str__(self) -> str:
        place = f"{self.page}, at {self.above}" if self.above else self.page
        row = f", row {self.row}" if self.row else ""
        address = f"{self.target}#{self.fragment}" if self.fragment else self.target
        return f"{place}{row}: there is no {address}"


def lost(folder: Path, *, besides: Collection[str] = ()) -> list[Lost]:
    """Return the links within a bound report that lead nowhere, in the order of its pages.

    Parameters
    ----------
    folder
        The report.
    besides
        Pages of which it is known that they are not whole; a link to a place on one may be lost.
    """
    pages = {
        path.relative_to(folder).as_posix().removesuffix(".html"): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }
    ids: dict[str, frozenset[str]] = {}
    found: list[Lost] = []
    for page, text in pages.items():
        for at, target, fragment in _leading_within(page, text):
            if target in pages and target not in ids:
                ids[target] = frozenset(map(unescape, ID.findall(pages[target])))
            whole = target in pages and target not in besides
            if target not in pages or (whole and fragment and fragment not in ids[target]):
                found.append(Lost(page, *_around(text, at), target, fragment))
    return list(dict.fromkeys(found))


def _leading_within(page: str, text: str) -> Iterator[tuple[int, str, str]]:
    """Yield where each link to a page of the report stands, the page, and the id there."""
    for match in LINK.finditer(text):
        path, fragment = (unquote(unescape(part or "")) for part in match.groups())
        if path.endswith(".html"):
            way = posixpath.join(posixpath.dirname(page), path.removesuffix(".html"))
            yield match.start(), posixpath.normpath(way), fragment
        elif not path and fragment:
            yield match.start(), page, fragment


def _around(text: str, at: int) -> tuple[str, str]:
    """Return the id above a place in a page, and the head of the row that it stands in."""
    above = [unescape(match[1]) for match in ID.finditer(text, 0, at)]
    row = text.rfind("<tr", 0, at)
    heads = ROW.findall(text, row, at) if row > text.rfind("</tr>", 0, at) else []
    named = [unescape(TAG.sub("", head)).strip() for head in heads]
    return above[-1] if above else "", " ".join(named)
