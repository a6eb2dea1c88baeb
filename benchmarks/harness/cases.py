"""The cases of a generated book: built for the first time, again, after an edit, and larger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from harness import figures, memory
from harness.books import Book, generated
from harness.progress import told
from harness.promises import Promise, faster, seconds
from harness.ways import Command, compendium, jupyter_book, papermill

FIRST = {0.3: (5.0, 3.0), 2.0: (2.5, 2.0)}
"""Seconds of own cells to how many times as fast as papermill's way and as Jupyter Book's."""

AGAIN = 4.0
AT_ONCE = 0.5
EDITED = 1.0
LARGER = 1.1
SHORT = 0.05
"""Seconds of own cells where it is memory that is measured."""

TIMES = 4
"""How many times as many notebooks the larger book has."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    Attributes
    ----------
    notebooks
        Of a generated book.
    jobs
        Runs at once.
    repeats
        How often what takes seconds is measured; the median counts. What takes minutes is
        measured once.
    """

    notebooks: int
    jobs: int
    repeats: int


@dataclass(frozen=True)
class Rivals:
    """One generated book in four folders, each built in one way."""

    ours: Book
    milled: Book
    forced: Book
    cached: Book

    @classmethod
    def of(cls, book: Book, folder: Path) -> Rivals:
        """Return four fresh copies of a book."""
        return cls(
            book.copied(folder / "compendium", "force"),
            book.copied(folder / "papermill", "off"),
            book.copied(folder / "force", "force"),
            book.copied(folder / "cache", "cache"),
        )


def warm_up(folder: Path, sizes: Sizes) -> None:
    """Build a tiny book in each way, uncounted, so that bytecode and caches are in place."""
    rivals = Rivals.of(generated(folder, 1, SHORT), folder)
    commands = [
        compendium(rivals.ours, sizes.jobs),
        *papermill(rivals.milled),
        jupyter_book(rivals.forced),
        jupyter_book(rivals.cached),
    ]
    timed("warmed up", commands)


def speed(folder: Path, sizes: Sizes, own: float) -> Iterator[Promise]:
    """Build a book in each way: for the first time, when nothing has changed, after an edit.

    Parameters
    ----------
    folder
        Where the copies of the book go.
    sizes
        How much is measured.
    own
        Seconds that the cells of each notebook take beside its imports.
    """
    rivals = Rivals.of(generated(folder, sizes.notebooks, own), folder)
    yield from first(rivals, sizes, own)
    yield from again(rivals, sizes, own)
    yield from edited(rivals, sizes, own)


def first(rivals: Rivals, sizes: Sizes, own: float) -> Iterator[Promise]:
    """Build each copy for the first time, and see that all show the same figures."""
    ours = timed("first, compendium", [compendium(rivals.ours, sizes.jobs)])
    milled = timed("first, papermill and jupyter-book", papermill(rivals.milled))
    forced = timed("first, jupyter-book, force", [jupyter_book(rivals.forced)])
    timed("first, jupyter-book, cache", [jupyter_book(rivals.cached)])
    figures.agree(rivals.ours, rivals.milled, rivals.forced, rivals.cached)
    of_mill, of_force = FIRST.get(own, (None, None))
    case = f"first build, {own:g} s"
    yield faster(case, ours, milled, "papermill one by one, jupyter-book off", of_mill)
    yield faster(case, ours, forced, "jupyter-book force", of_force)


def again(rivals: Rivals, sizes: Sizes, own: float) -> Iterator[Promise]:
    """Build again what nothing has changed in."""
    pairs = [
        (
            timed("again, compendium", [compendium(rivals.ours, sizes.jobs)]),
            timed("again, jupyter-book, cache", [jupyter_book(rivals.cached)]),
        )
        for _ in range(sizes.repeats)
    ]
    ours, cached = medians(pairs)
    figures.agree(rivals.ours, rivals.cached)
    case = f"nothing changed, {own:g} s"
    yield faster(case, ours, cached, "jupyter-book cache", AGAIN)
    yield Promise(case, seconds(ours), "–", "–", ours, "most", AT_ONCE, " s")


def edited(rivals: Rivals, sizes: Sizes, own: float) -> Iterator[Promise]:
    """Build after an edit of one notebook, each time another, and see that only its figure moved.

    Raises
    ------
    DifferingFiguresError
        Where it did not, or not in the same way in both.
    """
    before = figures.shown(rivals.ours)
    page = rivals.ours.pages[sizes.notebooks // 2]
    pairs = []
    for edition in range(1, sizes.repeats + 1):
        rivals.ours.edit(page, edition)
        rivals.cached.edit(page, edition)
        pairs.append(
            (
                timed("edited, compendium", [compendium(rivals.ours, sizes.jobs)]),
                timed("edited, jupyter-book, cache", [jupyter_book(rivals.cached)]),
            )
        )
        after = figures.agree(rivals.ours, rivals.cached)
        if (moved := figures.moved(before, after)) != {page}:
            raise figures.DifferingFiguresError(f"{page} was edited, and what moved is: {moved}.")
        before = after
    ours, cached = medians(pairs)
    yield faster(f"one notebook edited, {own:g} s", ours, cached, "jupyter-book cache", EDITED)


def room(folder: Path, sizes: Sizes) -> Iterator[Promise]:
    """Compare the memory that a first build takes with that of one of many more notebooks."""
    many = sizes.notebooks * TIMES
    if not memory.POSSIBLE:
        told("memory is not measured, for this system does not say how it is shared")
        return
    peaks = []
    for notebooks in (sizes.notebooks, many):
        book = generated(folder / str(notebooks), notebooks, SHORT)
        peaks.append(memory.peak(compendium(book, sizes.jobs)))
        told(f"memory, {notebooks} notebooks: {peaks[-1]:.0f} MB")
    small, large = peaks
    case = f"memory, first build of {many}"
    beside = f"that of {sizes.notebooks}"
    written = f"{large:.0f} MB", f"{small:.0f} MB"
    yield Promise(case, *written, beside, large / small, "most", LARGER)


def timed(what: str, commands: Sequence[Command]) -> float:
    """Run commands one after the other, tell and return how many seconds they took."""
    taken = sum(command.seconds() for command in commands)
    told(f"{what}: {seconds(taken)}")
    return taken


def medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the median of ours and that of theirs."""
    ours, theirs = zip(*pairs, strict=True)
    return median(ours), median(theirs)
