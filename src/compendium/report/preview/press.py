"""Binds a staged book again and again with one Sphinx, which keeps what it has read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from compendium.report import binding
from compendium.report.steps import Listener
from compendium.tables.announcing import digest

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LATE = 900
"""The priority of who is asked after Sphinx itself, which gives figures and sections numbers."""

OF_A_PAGE = re.compile(r"(?P<page>[^\n:]+?)\.(?:md|ipynb)\b")


class Press:
    """A Sphinx that reads only the pages whose bytes have changed, and those that last warned.

    It is for pages alone: where the contents, the configuration or the bibliography change,
    another takes its place. For what is published, see `binding.bind`.

    Parameters
    ----------
    folder
        The staged copy of the book.
    output
        An empty or missing folder.
    """

    def __init__(self, folder: Path, output: Path) -> None:
        self._folder, self._output = folder, output
        self._warned = StringIO()
        self._app: Sphinx | None = None
        self._files: list[list[Any]] = []
        self._read: dict[str, str] = {}
        self._shared = ""
        self._suspect: set[str] = set()
        self._lasting: list[str] = []

    def __call__(self, _: Listener) -> list[str]:
        """Bind what has changed and return all warnings that hold.

        Raises
        ------
        BindingError
            Where Sphinx stops; it is of no further use then.
        """
        self._warned.seek(0)
        self._warned.truncate()
        first = self._app is None
        with binding.stops_told(self._folder):
            app = self._app or self._set_up()
            if not first:
                self._forget_pages(app)
            app.build(force_all=first)
        # Now, for only after it was read is it known what a page includes.
        self._read = {page: _digest(app.env, page) for page in app.env.found_docs}
        self._tidy(app)
        warnings = binding.told(self._warned.getvalue(), self._folder)
        pages = {warning: page for warning in warnings if (page := self._page(warning))}
        if first:
            # What is not said of a page is said of the book, and will not be said again.
            self._lasting = [warning for warning in warnings if warning not in pages]
        self._suspect = set(pages.values())
        return list(dict.fromkeys([*self._lasting, *warnings]))

    def _set_up(self) -> Sphinx:
        app = self._app = binding.application(self._folder, self._output, self._warned)
        _format_works_once()
        app.connect("env-get-outdated", self._outdated)
        app.connect("env-get-updated", self._concerned, priority=LATE)
        app.connect("write-started", self._remember_files)
        app.connect("html-collect-pages", _without_old_words)
        return app

    def _remember_files(self, app: Sphinx, _: Any) -> None:
        """Remember which scripts and styles are the whole book's: those before the first page."""
        self._files = self._files or [[*files] for files in _files(app)]

    def _forget_pages(self, app: Sphinx) -> None:
        """Forget what the last pass has left: scripts and styles of pages, images, trees, works.

        Sphinx is made for one pass in a process. What an extension adds to one page, it takes for
        the whole book's in the next pass; of a page that is read anew it may keep the old tree; and
        to a list of works it adds them all once more.
        """
        for files, of_the_book in zip(_files(app), self._files, strict=True):
            files[:] = of_the_book
        app.builder.images.clear()
        app.env._pickled_doctree_cache.clear()
        for works in app.env.domaindata.get("cite", {}).get("bibliographies", {}).values():
            for work in works.citation_nodes.values():
                work.clear()

    def _outdated(self, _: Sphinx, env: BuildEnvironment, *__: set[str]) -> set[str]:
        """Return the pages to be read: those whose bytes, or what they include, are not as read."""
        return {
            page
            for page in env.found_docs
            if page in self._suspect or self._read.get(page) != _digest(env, page)
        }

    def _concerned(self, _: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages to be written beside those that were read.

        They are all, if what pages take from one another has changed, else none.
        """
        before, self._shared = self._shared, _shared(env)
        return [] if before in ("", self._shared) else sorted(env.found_docs)

    def _page(self, warning: str) -> str:
        """Return the page that a warning is of; nothing where it is of none."""
        found = OF_A_PAGE.match(warning)
        page = found["page"] if found else ""
        return page if self._app and page in self._app.env.found_docs else ""

    def _tidy(self, app: Sphinx) -> None:
        """Remove the images that no page shows any more; one may have shown too much."""
        shown = {name for _, name in app.env.images.values()}
        for image in (self._output / "_images").glob("*"):
            if image.name not in shown:
                image.unlink()


def _format_works_once() -> None:
    """Let each work of the bibliography be formatted once in this process, not in each pass.

    Another bibliography is for another press, in a process of its own.
    """
    from pybtex.style.formatting import BaseStyle

    plain: Callable[..., Any] = BaseStyle.format_entry
    known: dict[tuple[type, str, str], Any] = {}

    def format_entry(style: Any, label: str, entry: Any, bib_data: Any = None) -> Any:
        name = type(style), label, entry.key
        if name not in known:
            known[name] = plain(style, label, entry, bib_data)
        return known[name]

    BaseStyle.format_entry = format_entry


def _files(app: Sphinx) -> tuple[list[Any], ...]:
    """Return the lists in which Sphinx keeps the scripts and styles of pages."""
    builder, registry = cast(Any, app.builder), app.registry
    return registry.css_files, registry.js_files, builder._css_files, builder._js_files


def _without_old_words(app: Sphinx) -> list[Any]:
    """Remove the words from the search index that stand on no page any more; return no page."""
    index = cast(Any, app.builder).indexer
    for pages in (index._mapping, index._title_mapping):
        for word in [word for word, where in pages.items() if not where]:
            del pages[word]
    return []


def _digest(env: BuildEnvironment, page: str) -> str:
    """Return a digest of a page's bytes and of those of all that it is known to include."""
    included = (Path(env.srcdir) / name for name in sorted(env.dependencies.get(page, ())))
    parts = (digest(path) for path in (Path(env.doc2path(page)), *included))
    return " ".join(parts)


def _shared(env: BuildEnvironment) -> str:
    """Return a digest of what pages take from one another: titles, labels, numbers, citations."""
    return sha256(repr(list(_of_each_other(env))).encode()).hexdigest()


def _of_each_other(env: BuildEnvironment) -> Iterator[Any]:
    for titles in (env.titles, env.longtitles):
        yield sorted((page, title.pformat()) for page, title in titles.items())
    for numbers in (env.toc_secnumbers, env.toc_fignumbers):
        yield sorted((page, repr(found)) for page, found in numbers.items())
    standard = env.domaindata.get("std", {})
    for labels in ("labels", "anonlabels"):
        yield sorted((name, repr(found)) for name, found in standard.get(labels, {}).items())
    cited = env.domaindata.get("cite", {}).get("citations", ())
    yield [(each.citation_id, each.key, each.formatted_entry.label) for each in cited]
