"""The notebooks of a book that Jupyter Book would execute, as it reads them itself."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from compendium.errors import CompendiumError
from compendium.report.books import inputs
from compendium.report.pages import cells

KERNEL = "python3"
STEERING = ("raises-exception", "skip-execution")
"""The tags that tell how a cell is executed; all others are about its looks."""


class UnreadableError(CompendiumError):
    """A notebook of a book is not in the form that its name, or its head, says."""


@dataclass(frozen=True)
class Page:
    """A notebook to be executed.

    Attributes
    ----------
    name
        The page: the way from the book's folder, without suffix.
    path, root
        The file, and the book.
    notebook
        As it was read, with no output of ours yet.
    kernel
        The name of its kernel.
    timeout
        The seconds that a cell may take; None for as long as it likes.
    allow_errors
        Whether it goes on over a cell that fails.
    in_temp
        Whether it runs in an empty folder, and not in its own.
    """

    name: str
    path: Path
    root: Path
    notebook: Any
    kernel: str
    timeout: int | None
    allow_errors: bool
    in_temp: bool

    @property
    def folder(self) -> Path:
        """The folder of the notebook."""
        return self.path.parent

    @property
    def place(self) -> str:
        """The file of the notebook, for a message."""
        return inputs.name_of(self.path, self.root)

    def at(self, number: int) -> str:
        """Return the place of a cell: counted from 1, and its line where the file is text."""
        lines = self.notebook.metadata.get("source_map")
        line = f" (at line {lines[number - 1]})" if lines else ""
        return f"{self.place}, cell {number}{line}"

    @property
    def code(self) -> str:
        """The digest of what is executed, and how; the words around it, and looks, do not count."""
        how = [self.kernel, self.allow_errors, self.in_temp, inputs.shadowing(self.folder)]
        said = [
            [cells.source(cell), sorted(cells.tags(cell) & set(STEERING))]
            for cell in self.notebook.cells
            if cell["cell_type"] == "code"
        ]
        return sha256(json.dumps([how, said], ensure_ascii=False).encode()).hexdigest()

    @property
    def named(self) -> set[str]:
        """The names of what the cells call by its name, and of matplotlib's settings beside it."""
        texts = [cells.source(cell) for cell in self.notebook.cells if cell["cell_type"] == "code"]
        style = inputs.style(self.folder, self.root)
        return {style, *inputs.named(texts, self.folder, self.root)}


def executable(env: Any, documents: Iterable[str], root: Path, limit: int | None) -> Iterator[Page]:
    """Yield the notebooks among the documents of a book that Jupyter Book would execute.

    How a document is read, and whether it is executed at all, is MyST-NB's own judgement. What is
    executed while it is rendered ('inline') is left to it.

    Parameters
    ----------
    env
        Sphinx's, before it reads the first document.
    documents
        Their names.
    root
        The book.
    limit
        The seconds that a cell may take, in the place of what the book says; None for that.

    Raises
    ------
    UnreadableError
        Where a notebook is not in its own form; Jupyter Book would stop there, too.
    """
    from myst_nb.core.execute import NotebookClientCache, NotebookClientDirect, create_client
    from myst_nb.core.read import create_nb_reader

    silent = logging.getLogger(__name__)
    for name in sorted(documents):
        path = Path(env.doc2path(name))
        text = path.read_text("utf-8")
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, text)
        if reader is None:
            continue
        try:
            notebook = reader.read(text)
        except Exception as error:  # whatever a reader finds wrong with it
            raise UnreadableError(
                f"A notebook cannot be read: {str(error).splitlines()[0]}",
                where=inputs.name_of(path, root),
                remedy="Mend the file, or restore it; it may have been saved half.",
            ) from None
        config = _config(env.mystnb_config, notebook)
        client = create_client(notebook, str(path), config, silent, reader.read_fmt)
        if type(client) in {NotebookClientCache, NotebookClientDirect}:
            yield _page(name, path, root, notebook, config, limit)


def _config(config: Any, notebook: Any) -> Any:
    """Return the settings of a notebook: the book's, but for what it says itself."""
    from myst_nb.core.nb_to_tokens import nb_node_to_dict

    spec = notebook.metadata.get("kernelspec", {})
    for pattern, alias in (config.kernel_rgx_aliases or {}).items():
        if spec.get("name") is not None and re.fullmatch(pattern, spec["name"]):
            spec["name"] = alias
            break
    own = nb_node_to_dict(notebook.metadata.get(config.metadata_key, {}))
    own.pop("output_folder", None)
    try:
        return config.copy(**own)
    except Exception:  # MyST-NB tells it as a warning when it reads the page
        return config


def _page(name: str, path: Path, root: Path, notebook: Any, config: Any, limit: int | None) -> Page:
    own = notebook.metadata.get("execution", {})
    seconds = limit or own.get("timeout", config.execution_timeout)
    return Page(
        name=name,
        path=path,
        root=root,
        notebook=notebook,
        kernel=notebook.metadata.get("kernelspec", {}).get("name", KERNEL),
        timeout=seconds if seconds and seconds > 0 else None,
        allow_errors=bool(own.get("allow_errors", config.execution_allow_errors)),
        in_temp=bool(config.execution_in_temp),
    )
