"""What the preview promises: how long after a save a page is new, beside building it again.

A copy of this repository's report is kept by `compendium serve`, another is built by Jupyter Book
with its cache. The same is saved in both: a chapter, the text of a notebook, and a cell of each
notebook. A page counts as new when it is served with what was saved. The exit code is 1 where a
promise is not kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from harness import machine, own
from harness.books import Book
from harness.cases import timed
from harness.progress import told
from harness.promises import Promise, seconds, table
from harness.ways import Command, FailedCommandError, jupyter_book
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

REPEATS = 3
CHAPTER, NOTEBOOK = 1.5, 3.0
OFTEN = 0.02
"""Seconds between two looks at a page."""

QUIET = 12.0
"""Seconds after a save that pages which nobody has open may still take."""

Edit = Callable[[str, str], str]


@dataclass(frozen=True)
class Save:
    """Something that is saved: what it is, the file without its ending, how, and the promise."""

    case: str
    document: str
    ending: str
    edit: Edit
    bound: float


def main() -> int:
    """Measure, print the table, and return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description="Measure what the preview promises.")
    parser.add_argument("--repeats", type=int, default=REPEATS, metavar="N")
    pages = "notebooks a cell of which is saved; default all, which takes most of an hour"
    known = [path.stem for path in sorted((own.ROOT / "notebooks").glob("*.ipynb"))]
    parser.add_argument("--pages", nargs="+", metavar="PAGE", choices=known, help=pages)
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        with TemporaryDirectory(prefix="benchmark-") as folder:
            promises = asyncio.run(measured(Path(folder), asked.repeats, asked.pages))
    except FailedCommandError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(machine.described())
    print(f"\nThe report of this repository, the median of {asked.repeats} saves each.\n")
    print(table(promises))
    return 0 if all(promise.kept for promise in promises) else 1


async def measured(folder: Path, repeats: int, pages: list[str] | None) -> list[Promise]:
    """Save the same in both copies, one after the other, and compare."""
    ours, other = own.copied(folder / "ours"), own.copied(folder / "other")
    cached(other)
    timed("jupyter-book, first", [jupyter_book(other)])
    promises = []
    async with preview(ours) as address:
        for save in saves(pages or ours.pages):
            pairs = []
            for number in range(repeats):
                mark = f"saved{number}x{time.time_ns()}"
                taken = await seen(save, ours, address, mark)
                told(f"{save.case}: {seconds(taken)}")
                written(save, other, mark)
                pairs.append((taken, timed(f"{save.case}, jupyter-book", [jupyter_book(other)])))
            mine, theirs = (median(side) for side in zip(*pairs, strict=True))
            beside = f"jupyter-book cache, {theirs / mine:.1f} times"
            both = seconds(mine), seconds(theirs)
            promises.append(Promise(save.case, *both, beside, mine, "most", save.bound, " s"))
    return promises


def saves(pages: Sequence[str]) -> Iterator[Save]:
    """Return what is saved: a chapter, the text of a notebook, and a cell of each page."""
    yield Save("chapter", "book/methods", ".md", in_a_chapter, CHAPTER)
    yield Save("text of a notebook", "notebooks/screening", ".ipynb", in_the_text, NOTEBOOK)
    for page in pages:
        yield Save(f"cell of {page}", f"notebooks/{page}", ".ipynb", in_a_cell, NOTEBOOK)


def in_a_chapter(text: str, mark: str) -> str:
    """Return a chapter with one more paragraph."""
    return f"{text}\n\nNow {mark}.\n"


def in_the_text(text: str, mark: str) -> str:
    """Return a notebook with one more paragraph in its first text."""
    notebook = json.loads(text)
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    first["source"] = f"{''.join(first['source'])}\n\nNow {mark}."
    return json.dumps(notebook, indent=1)


def in_a_cell(text: str, mark: str) -> str:
    """Return a notebook with one more line in its first cell that is no parameter."""
    notebook = json.loads(text)
    code = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    first = next(cell for cell in code if "parameters" not in cell["metadata"].get("tags", ()))
    first["source"] = f"{''.join(first['source'])}\n# {mark}"
    return json.dumps(notebook, indent=1)


def written(save: Save, book: Book, mark: str) -> None:
    """Save it in a copy, as it is in this repository but for the mark."""
    name = f"{save.document}{save.ending}"
    edited = save.edit((own.ROOT / name).read_text("utf-8"), mark)
    (book.root / name).write_text(edited, "utf-8")


async def seen(save: Save, book: Book, address: str, mark: str) -> float:
    """Save it while its page is open, and return how many seconds later the page is new."""
    page = f"{address}{save.document}.html"
    socket = f"ws{address.removeprefix('http')}_preview/socket?page=/{save.document}.html"
    line = await websocket_connect(socket)
    written(save, book, mark)
    began = time.perf_counter()
    while mark.encode() not in (await AsyncHTTPClient().fetch(page)).body:
        await asyncio.sleep(OFTEN)
    taken = time.perf_counter() - began
    line.close()
    await asyncio.sleep(QUIET)
    return taken


@asynccontextmanager
async def preview(book: Book) -> AsyncIterator[str]:
    """Serve a book for as long as this lasts, and yield the address once all of it is there.

    Raises
    ------
    FailedCommandError
        Where the preview ends by itself.
    """
    arguments = ("serve", "--no-browser", "--port", "0", "--study", str(book.study))
    command = Command("compendium", arguments, book.root, book.study)
    process = await asyncio.create_subprocess_exec(
        *command.words,
        cwd=book.root,
        env=command.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None  # noqa: S101 - it was asked for
    said = ""
    while " changed (" not in said:
        line = (await process.stdout.readline()).decode()
        if not line:
            raise command.failed(said)
        said += line
    told("the preview is whole")
    drain = asyncio.create_task(process.stdout.read())
    try:
        yield re.findall(r"http://\S+/", said)[0]
    finally:
        process.terminate()
        await process.wait()
        await drain


def cached(book: Book) -> None:
    """Let Jupyter Book execute with its cache."""
    path = book.root / "_config.yml"
    text = path.read_text("utf-8").replace("execute_notebooks: force", "execute_notebooks: cache")
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
