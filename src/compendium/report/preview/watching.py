"""Watches what a report is made of, and says which files have changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from compendium.report.plans import configuration, contents
from compendium.report.plans.places import Places

FRAME = (configuration.FILE, contents.FILE)
QUIET = 30
"""Milliseconds without another change after which changes are told."""


class Changes:
    """The files that have changed since somebody last asked."""

    def __init__(self) -> None:
        self._found: set[Path] = set()
        self._any = asyncio.Event()

    def __bool__(self) -> bool:
        return bool(self._found)

    def note(self, paths: Iterable[Path]) -> None:
        """Add files that have changed."""
        self._found.update(paths)
        if self._found:
            self._any.set()

    async def taken(self) -> frozenset[Path]:
        """Wait until something has changed and return all that has, which counts no more then."""
        await self._any.wait()
        self._any.clear()
        found, self._found = frozenset(self._found), set()
        return found


class Noted(DefaultFilter):
    """Passes over hidden files, and over those in which editors and Python keep their own."""

    ignore_dirs = (*DefaultFilter.ignore_dirs, ".ipynb_checkpoints")
    ignore_entity_patterns = (*DefaultFilter.ignore_entity_patterns, r"^\.", r"^#.*#$", r"^4913$")


def folders(places: Places) -> list[Path]:
    """Return the folders to watch with all below them: of code, of data, and of prose."""
    wanted = {path for path in (*places.data, *places.code) if path.is_dir()}
    return [
        path for path in wanted if not any(path.is_relative_to(up) for up in wanted if up != path)
    ]


@asynccontextmanager
async def watched(places: Places) -> AsyncIterator[Changes]:
    """Watch a book, its study and the package, and yield what changes.

    Parameters
    ----------
    places
        Where they lie.
    """
    changes = Changes()
    ended = asyncio.Event()
    tasks = [
        asyncio.create_task(_note(changes, ended, folders(places), recursive=True)),
        # The book's own folder has the environment and what is built, and is not gone through.
        asyncio.create_task(_note(changes, ended, [places.book], recursive=False)),
    ]
    try:
        yield changes
    finally:
        ended.set()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _note(
    changes: Changes, ended: asyncio.Event, where: list[Path], *, recursive: bool
) -> None:
    watching = awatch(
        *where, watch_filter=Noted(), step=QUIET, stop_event=ended, recursive=recursive
    )
    async for found in watching:
        changes.note(_meant(found, recursive))


def _meant(found: set[tuple[Change, str]], recursive: bool) -> list[Path]:
    paths = [Path(path) for _, path in found]
    return paths if recursive else [path for path in paths if path.name in FRAME]
