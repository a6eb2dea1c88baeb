"""Whether the pages of a book stand as they are: asked first, with the standard library alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from compendium.errors import CompendiumError
from compendium.report import saved
from compendium.report.books import inputs
from compendium.report.books.keeping import Keeper
from compendium.report.disks import writable
from compendium.report.publication import publishing
from compendium.report.standing import BUILD, tidied

HTML = "html"
FILE = "built.json"
FORMAT = 1


@dataclass(frozen=True)
class Built:
    """A book that was built.

    Attributes
    ----------
    html
        Its pages.
    warnings
        What Sphinx warned of.
    faults
        Of each notebook that failed; its page has the traceback, as Jupyter Book would have it.
    """

    html: Path
    warnings: Sequence[str]
    faults: Sequence[CompendiumError] = ()


def stands(root: Path, *, waiting: Callable[[str], object]) -> Built | None:
    """Return a book as it was built if nothing has changed since then, else None.

    Nothing of its folder, of what lies outside and was read, of the package and the environment
    has, every notebook succeeded, and the pages are as they were written.

    Parameters
    ----------
    root
        The book.
    waiting
        Is told who builds, where another build of the book is running; then this waits for it.
    """
    keeper = Keeper(root.resolve())
    record = saved.unsealed(keeper.folder.with_name(FILE), FORMAT)
    if not record:
        return None
    build = keeper.root / BUILD
    with writable(build), publishing.lock(build, waiting):
        tidied(keeper.root)
        now = keeper.now()
        same = (
            record["engine"] == keeper.engine
            and record["versions"] == keeper.versions
            and set(inputs.everything(keeper.root)) <= record["inputs"].keys()
            and inputs.digests(record["inputs"], keeper.root, now) == record["inputs"]
            and record["pages"] == _pages(build / HTML)
        )
        now.remember()
    return Built(build / HTML, record["warnings"]) if same else None


def before(keeper: Keeper) -> dict[str, str]:
    """Return the digests of all that lies in a book's folder, before it is read."""
    return inputs.digests(inputs.everything(keeper.root), keeper.root, keeper.now())


def record(keeper: Keeper, found: dict[str, str], more: Iterable[str], built: Built) -> None:
    """Note what a book was built from.

    Parameters
    ----------
    keeper
        Of the book.
    found
        What was there `before`.
    more
        The names of what was read besides; it counts as it is now.
    built
        The book, without a fault.
    """
    besides = inputs.digests(set(more) - found.keys(), keeper.root, keeper.now())
    content = {
        "format": FORMAT,
        "engine": keeper.engine,
        "versions": keeper.versions,
        "inputs": {**besides, **found},
        "warnings": list(built.warnings),
        "pages": _pages(built.html),
    }
    saved.write(keeper.folder.with_name(FILE), saved.sealed(content))


def forget(keeper: Keeper) -> None:
    """Let nothing stand until the next book is built."""
    keeper.folder.with_name(FILE).unlink(missing_ok=True)


def _pages(html: Path) -> str:
    """Return the digest of all pages, and of what lies beside them."""
    text = json.dumps(publishing.digests(html)) if html.is_dir() else ""
    return sha256(text.encode()).hexdigest()
