"""Executes what is stale of a book side by side, in rounds, until nothing of it is.

Jupyter Book executes one notebook after the other in the order of their names, so that one may read
what an earlier one wrote. Side by side it may come too early; it is then stale once all have ended,
for something that it read, or missed, has changed, and is executed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import dataclass
from pathlib import Path

from compendium.errors import CompendiumError
from compendium.report.books import execution, inputs
from compendium.report.books.execution import Around, Outcome
from compendium.report.books.keeping import Keeper, Kept
from compendium.report.books.pages import Page
from compendium.report.plans.digests import Digests
from compendium.report.steps import Listener, Step

MOST = 4
"""Rounds after which a book is taken as it is: there are notebooks that change what they read."""


@dataclass(frozen=True)
class Hands:
    """Who executes notebooks, and what these share."""

    executor: Executor
    around: Around


@dataclass(frozen=True)
class Executed:
    """The notebook of a page as it was executed, now or before, and its fault if it failed.

    `known` is whether it is known what it rests on, and `made` the names of the folders in which it
    made something itself.
    """

    kept: Kept
    known: bool = True
    made: frozenset[str] = frozenset()
    fault: CompendiumError | None = None
    trace: str = ""


def executed(
    pages: Sequence[Page],
    keeper: Keeper,
    ready: Callable[[], Hands],
    listener: Listener,
) -> dict[str, Executed]:
    """Return the executed notebook of each page, by its name.

    What has ended well is kept as soon as its round has ended, what fails is not, and is executed
    again by the next build. So is what ran in a kernel of another environment.

    Parameters
    ----------
    pages
        The notebooks.
    keeper
        Of the book.
    ready
        Returns who executes them; it is asked only where anything is stale.
    listener
        Is told each that has ended.
    """
    found = {page.name: Executed(kept) for page in pages if (kept := keeper.get(page.name))}
    keeper.retain({page.name for page in pages})
    ran: set[str] = set()
    for number in range(MOST):
        now = keeper.now()
        stale = [
            page
            for page in pages
            if not _stands(page, found.get(page.name), keeper, now, page.name in ran)
        ]
        now.remember()
        if not stale:
            break
        if number == 0 and len(stale) < len(pages):
            listener(Step(f"{len(pages) - len(stale)} of {len(pages)} notebooks are fresh"))
        before = _before(stale, keeper, now)
        for done, (page, outcome) in enumerate(_ended(stale, ready()), 1):
            text = f"{page.name} {'failed' if outcome.fault else 'executed'}"
            listener(Step(text, done, len(stale)))
            found[page.name] = _taken(page, outcome, before, keeper)
            if found[page.name].known and not outcome.fault:
                keeper.keep(page.name, found[page.name].kept)
        ran |= {page.name for page in stale}
    return found


def _stands(
    page: Page,
    executed: Executed | None,
    keeper: Keeper,
    now: Digests,
    ran: bool,
) -> bool:
    """Return whether a page need not be executed (again)."""
    if executed is None:
        return False
    kept = executed.kept
    if ran and not executed.known:
        return True
    # What it has made itself, among names that it read before, does not call for it again at once.
    rests = {
        name: then for name, then in kept.rests.items() if not ran or name not in executed.made
    }
    same = (kept.code, kept.engine, kept.versions) == (page.code, keeper.engine, keeper.versions)
    return same and inputs.digests(rests, keeper.root, now) == rests


def _before(stale: Iterable[Page], keeper: Keeper, now: Digests) -> dict[str, str]:
    """Return the digests of all that stale notebooks may read unheard, before they begin."""
    names = {name for page in stale for name in page.named}
    return inputs.digests({*names, *inputs.everything(keeper.root)}, keeper.root, now)


def _ended(pages: Sequence[Page], hands: Hands) -> Iterable[tuple[Page, Outcome]]:
    futures = {_submitted(page, hands): page for page in pages}
    for future in as_completed(futures):
        try:
            yield futures[future], future.result()
        except BrokenExecutor:
            yield futures[future], execution.broken(futures[future])


def _submitted(page: Page, hands: Hands) -> Future[Outcome]:
    try:
        return hands.executor.submit(execution.attempt, page, hands.around)
    except BrokenExecutor as error:
        broken: Future[Outcome] = Future()
        broken.set_exception(error)
        return broken


def _taken(page: Page, outcome: Outcome, before: Mapping[str, str], keeper: Keeper) -> Executed:
    """Return what came of a notebook with all that it rests on."""
    rests: dict[str, str] = {}
    folders: set[str] = set()
    if record := outcome.record:
        sources = (keeper.root / name for name in record.sources if name.endswith(".py"))
        texts = [path.read_text("utf-8", "replace") for path in sources if path.is_file()]
        of_modules = inputs.named(texts, page.folder, keeper.root)
        called = {*page.named, *of_modules, *(before if record.unheard else ())}
        # Which modules there are is known only now, and so is what they ask for by its name.
        late = inputs.digests(called - before.keys(), keeper.root, keeper.now())
        earlier = {name: before.get(name, late.get(name, "")) for name in called}
        folders = {Path(name).parent.as_posix() for name in record.written}
        heard = {**earlier, **record.reads, **record.sources}
        rests = {name: digest for name, digest in heard.items() if name not in record.written}
    kept = Kept(
        notebook=outcome.notebook,
        code=page.code,
        rests=rests,
        engine=keeper.engine,
        versions=keeper.versions,
        seconds=outcome.seconds,
        ended=outcome.ended,
    )
    return Executed(
        kept, record is not None, frozenset(folders), fault=outcome.fault, trace=outcome.trace
    )
