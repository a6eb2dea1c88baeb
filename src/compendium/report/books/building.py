"""Builds any Jupyter Book: its stale notebooks executed, and one clean pass of Sphinx over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from io import StringIO
from multiprocessing import active_children
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.errors import CompendiumError
from compendium.report import binding, failures, processes
from compendium.report.books import inputs, merging, pages, rounds, standing, volume
from compendium.report.books.execution import Around
from compendium.report.books.keeping import Keeper
from compendium.report.books.rounds import Executed, Hands
from compendium.report.books.standing import HTML, Built
from compendium.report.kernels import warmth
from compendium.report.publication import publishing
from compendium.report.standing import BUILD
from compendium.report.steps import Listener, Step
from compendium.report.workplace import workplace

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SETTINGS = ".settings"
NEEDED = ("compendium.report.books.execution",)
BESIDES = ("bibtex_bibfiles", "html_extra_path", "html_static_path", "templates_path")
"""The settings that name files and folders, which may lie outside of the book's."""

SAVED = "Notebook exception traceback saved in"
"""How MyST-NB's warning begins that names a file; each failure is told by us."""


@dataclass(frozen=True)
class Terms:
    """How a book is built.

    Attributes
    ----------
    jobs
        How many notebooks are executed at once.
    cold
        Whether kernels are ordinary ones; so they are where they cannot be forked.
    cell_limit
        The seconds that a cell may take; None for what the book says.
    """

    jobs: int = 1
    cold: bool = False
    cell_limit: int | None = None


def build(root: Path, *, terms: Terms, listener: Listener) -> Built:
    """Build the book in a folder into `_build/html` there; nothing else of it is written.

    A notebook that fails takes nothing with it, unless the book says `raise_on_error`: its page
    shows how far it came, and the rest of the book is built.

    Raises
    ------
    VolumeError
        Where the folder is no book.
    BindingError
        Where Sphinx stops; the pages that were there stand.
    CompendiumError
        Where a notebook failed and the book says `raise_on_error`; they stand then, too.
    """
    root = root.resolve()
    warnings = volume.check(root)
    with workplace(root, lambda text: listener(Step(text))) as work:
        bound = work / "bound" / HTML
        keeper = Keeper(root)
        standing.forget(keeper)
        there = standing.before(keeper)
        with hands(keeper, terms) as ready:
            book = _Book(keeper, terms, ready, listener)
            warnings += book.bound(bound)
        publishing.exchange(bound, root / BUILD / HTML)
        built = Built(root / BUILD / HTML, warnings, book.faults)
        if book.is_known:
            standing.record(keeper, there, book.read, built)
    return built


@contextmanager
def hands(keeper: Keeper, terms: Terms) -> Iterator[Callable[[], Hands]]:
    """Yield what starts those who execute, once, and end them at the end.

    Where nothing is kept of the book they are started at once, so that they import while Sphinx
    does; otherwise there may be nothing for them to do.
    """
    settings = keeper.root / BUILD / SETTINGS
    settings.mkdir(exist_ok=True)
    others = active_children()
    with ExitStack() as stack:

        @cache
        def started() -> Hands:
            nursery = None
            if warmth.POSSIBLE and not terms.cold:
                nursery = stack.enter_context(warmth.warm_parent(settings))
            executor = stack.enter_context(processes.pool(terms.jobs, *NEEDED))
            processes.start(executor, terms.jobs)
            # Whatever they still do at the end is for nothing: the build is over, or has failed.
            stack.callback(processes.kill_all_but, others)
            return Hands(executor, Around(keeper.root, settings, nursery))

        if not keeper.folder.is_dir():
            started()
        yield started


class _Book:
    """One pass of Sphinx, which executes what is stale before the first page is read."""

    def __init__(
        self, keeper: Keeper, terms: Terms, ready: Callable[[], Hands], listener: Listener
    ) -> None:
        self._keeper, self._terms, self._ready, self._listener = keeper, terms, ready, listener
        self._found: dict[str, Executed] = {}
        self._names: dict[str, str] = {}
        self._rendered: set[str] = set()
        self.read: set[str] = set()

    @property
    def faults(self) -> list[CompendiumError]:
        """Of the notebooks that failed, in the order of their names."""
        found = (self._found[name].fault for name in sorted(self._found))
        return [fault for fault in found if fault]

    @property
    def is_known(self) -> bool:
        """Whether it is known what all the pages rest on; not of what runs while it is rendered."""
        known = all(each.known and not each.fault for each in self._found.values())
        return known and self._rendered <= self._found.keys()

    def bound(self, output: Path) -> list[str]:
        """Bind the book into a folder, and return what Sphinx warned of."""
        from sphinx.util.docutils import docutils_namespace, patch_docutils

        self._listener(Step("Reading the book"))
        warned, root = StringIO(), self._keeper.root
        try:
            with patch_docutils(), docutils_namespace(), merging.executed_before(self._lookup):
                app: Any = binding.application(root, output, warned)
                app.connect("env-before-read-docs", self._execute)
                app.build(force_all=True)
                self.read = self._besides(app)
                self._rendered = {
                    name
                    for name, data in getattr(app.env, "nb_metadata", {}).items()
                    if data.get("exec_data")
                }
        except Exception as error:  # an extension of somebody's may raise anything
            cause = getattr(error, "orig_exc", error)
            if isinstance(cause, CompendiumError):
                raise cause from None
            raise binding.stopped(error, root) from None
        warnings = binding.told(warned.getvalue(), root)
        return [warning for warning in warnings if SAVED not in warning]

    def _execute(self, _: Sphinx, env: Any, documents: Sequence[str]) -> None:
        """Execute what is stale; Sphinx calls this when it knows the documents of the book."""
        root = self._keeper.root
        wanted = list(pages.executable(env, documents, root, self._terms.cell_limit))
        self._names = {str(page.path): page.name for page in wanted}
        self._found = rounds.executed(wanted, self._keeper, self._ready, self._listener)
        if self.faults and env.mystnb_config.execution_raise_on_error:
            raise failures.together(self.faults)
        self._listener(Step("Binding the book"))

    def _besides(self, app: Any) -> set[str]:
        """Return the names of what was read and may lie outside of the book's folder."""
        root = self._keeper.root
        of_pages = (name for names in app.env.dependencies.values() for name in names)
        places = [root / name for name in (*of_pages, *app.env.images)]
        for key in BESIDES:
            for name in getattr(app.config, key, None) or ():
                place = root / name
                places += [place, *(path for path in place.rglob("*") if path.is_file())]
        of_runs = (name for each in self._found.values() for name in each.kept.rests)
        names = {*of_runs, *(inputs.name_of(place, root) for place in places)}
        # The images of outputs are pictures of a page like any other, but this build has made them.
        return {name for name in names if not name.startswith(f"{BUILD}/")}

    def _lookup(self, source: str) -> Executed | None:
        return self._found.get(self._names.get(str(Path(source)), ""))
