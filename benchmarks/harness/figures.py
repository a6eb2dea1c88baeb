"""The figures of a built book, so that it is sure that all ways of building show the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from harness.books import Book

IMAGES = "_images/"


class DifferingFiguresError(Exception):
    """Two ways of building a book do not show the same figures, or not all of them."""


@dataclass(frozen=True)
class Figure:
    """One figure of a page: the digest of its picture, and its text alternative."""

    digest: str
    alternative: str


Figures = Mapping[str, tuple[Figure, ...]]
"""Page to figures, in the order in which they stand on it."""


def shown(book: Book) -> Figures:
    """Return the figures that stand in the built pages of a book's notebooks.

    Raises
    ------
    DifferingFiguresError
        Where a page has another number of figures than one.
    """
    pages = book.root / "_build" / "html" / "notebooks"
    found = {page: of_page(pages / f"{page}.html") for page in book.pages}
    for page, figures in found.items():
        if len(figures) != 1:
            raise DifferingFiguresError(f"{book.root.name}: {page} shows {len(figures)} figures.")
    return found


def of_page(page: Path) -> tuple[Figure, ...]:
    """Return the figures of one page."""
    reader = _Images()
    reader.feed(page.read_text("utf-8"))
    return tuple(
        Figure(sha256((page.parent / source).read_bytes()).hexdigest(), alternative)
        for source, alternative in reader.found
    )


def agree(first: Book, *others: Book) -> Figures:
    """Return the figures of built books which all show the same.

    Raises
    ------
    DifferingFiguresError
        Naming a page on which they do not.
    """
    expected = shown(first)
    for other in others:
        for page, figures in shown(other).items():
            if figures != expected[page]:
                names = f"{first.root.name} and {other.root.name}"
                raise DifferingFiguresError(f"{names} show different figures on {page}.")
    return expected


def moved(before: Figures, after: Figures) -> set[str]:
    """Return the pages whose figures are no longer the same."""
    return {page for page in before if before[page] != after[page]}


class _Images(HTMLParser):
    """Collects the source and the text alternative of each image that the book itself has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an image."""
        given = dict(attrs)
        source = given.get("src") or ""
        if tag == "img" and IMAGES in source:
            self.found.append((source, given.get("alt") or ""))
