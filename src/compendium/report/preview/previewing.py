"""Keeps a report in a browser as it would be built, from save to save, until it is ended."""

from __future__ import annotations

import asyncio
import threading
import time
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from compendium.report.crew import Terms
from compendium.report.plans.places import Places
from compendium.report.preview.maker import Maker
from compendium.report.preview.outcome import Outcome
from compendium.report.preview.place import Place
from compendium.report.preview.serving import served
from compendium.report.preview.shown import Shown
from compendium.report.preview.watching import Changes, watched
from compendium.report.steps import Listener, Step


class Narrator(Protocol):
    """Tells whoever sits at the terminal."""

    def at(self, address: str) -> None:
        """Tell where the preview is."""

    def steps(self) -> AbstractContextManager[Listener]:
        """Return whom the steps of one pass are told."""

    def came(self, outcome: Outcome, seconds: float) -> None:
        """Tell what came of a pass, and how long it took."""


def serve(
    root: Path,
    folder: Path,
    *,
    language: str = "en",
    terms: Terms | None = None,
    port: int = 0,
    browser: bool = False,
    narrator: Narrator,
) -> None:
    """Make and serve the preview of a report until somebody interrupts it.

    No process of it is left then. What its runs execute is kept for the next build, and what a
    build has kept is not executed again; `_build/html` is left alone.

    Parameters
    ----------
    root, folder, language, terms
        The book, the study, en or da, and how runs are executed.
    port
        On this machine; 0 for any that is free.
    browser
        Whether to open a browser.
    narrator
        Tells what goes on.

    Raises
    ------
    PortError
        Where the port cannot be had.
    RunningError
        Where the book has a preview already.
    KeyboardInterrupt
        When it is interrupted.
    """
    place, shown = Place.of(root, language), Shown(language)
    maker = Maker(root, folder, language, terms or Terms())

    async def keep() -> None:
        with served(place.html, shown, port) as address:
            narrator.at(address)
            if browser:
                threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
            async with watched(Places.of(root, folder)) as changes:
                await _keep(maker, changes, shown, narrator)

    with place.claimed():
        asyncio.run(keep())


async def _keep(maker: Maker, changes: Changes, shown: Shown, narrator: Narrator) -> None:
    """Make the preview, and make it anew whenever something changes."""
    loop = asyncio.get_running_loop()
    changed: frozenset[Path] = frozenset()
    with ThreadPoolExecutor(1) as thread:
        try:
            while True:
                began = time.monotonic()
                with narrator.steps() as listener:

                    def tell(step: Step, told: Listener = listener) -> None:
                        told(step)
                        loop.call_soon_threadsafe(shown.doing, step.text)

                    opened = shown.opened
                    outcome = await loop.run_in_executor(thread, maker.make, changed, tell, opened)
                # What was saved meanwhile may mend it: a file may have been half-written.
                if not (outcome.fault and changes):
                    shown.came(outcome)
                    narrator.came(outcome, time.monotonic() - began)
                changed = frozenset() if outcome.more else await changes.taken()
        finally:
            maker.end()
