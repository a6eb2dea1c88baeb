"""Binds a staged book to HTML with one clean Sphinx pass, in which a warning is an error."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.errors import CompendiumError
from compendium.report.plans import configuration, contents

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ANSI = re.compile(r"\x1b\[[0-9;]*m")
WARNING = re.compile(r"(?m)^(?=.*\b(?:WARNING|ERROR|CRITICAL|SEVERE)\b: |WARNING: )")
NEEDED = (
    "compendium.report.sphinx.extension",
    "compendium.report.sphinx.rendering",
    "jupyter_book.config",
    "myst_nb.sphinx_ext",
    "pybtex.style.formatting.unsrt",
    "pydata_sphinx_theme",
    "sphinx.application",
    "sphinx.builders.html",
    "sphinx.jinja2glue",
    "sphinx.search.en",
    "sphinx.writers.html5",
    "sphinx_book_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_external_toc.collectors",
    "sphinx_external_toc.events",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinxcontrib.bibtex",
)
"""What a process imports before it binds; the extensions that Jupyter Book asks for among them."""

# Sphinx keeps its own books in these, and the first holds a digest of paths.
LEFT_OUT = (".buildinfo", ".buildinfo.bak", ".nojekyll")


class BindingError(CompendiumError):
    """Sphinx warned or stopped; each of its warnings is listed."""


def bind(folder: Path, output: Path, executor: Executor, *, strict: bool = True) -> list[str]:
    """Bind the staged book in `folder` to HTML in `output` and return Sphinx's warnings.

    Parameters
    ----------
    folder
        The staged copy.
    output
        An empty or missing folder; its sibling `jupyter_execute` receives the images.
    executor
        Of a process that binds once: Sphinx keeps languages, roles and directives in globals, so
        that in a process of its own each binding is the first.
    strict
        Whether a warning is an error; a draft of one page only lists them.

    Raises
    ------
    BindingError
        Where Sphinx stops, and where `strict` and it warned.
    """
    warnings = executor.submit(_bind, folder, output).result()
    if warnings and strict:
        listed = "\n".join(f"- {warning}" for warning in warnings)
        raise BindingError(
            f"The book has {len(warnings)} warning{'s' if len(warnings) > 1 else ''}; "
            f"nothing was published.\n{listed}",
            remedy="Mend each; a warning is usually a wrong link or an unknown name.",
        )
    for name in LEFT_OUT:
        (output / name).unlink(missing_ok=True)
    without_sources(output)
    return warnings


def told(text: str, folder: Path) -> list[str]:
    """Return the warnings in what Sphinx wrote, each once, with paths relative to the book."""
    plain = _relative(ANSI.sub("", text), folder)
    parts = (part.strip() for part in WARNING.split(plain))
    return list(dict.fromkeys(part for part in parts if part))


def application(folder: Path, output: Path, warned: StringIO) -> Sphinx:
    """Return a fresh Sphinx, which has read nothing yet.

    Parameters
    ----------
    folder, output
        As for `bind`.
    warned
        Takes what Sphinx warns of.
    """
    from sphinx.application import Sphinx

    _find_plugins_once()
    return Sphinx(
        srcdir=folder,
        confdir=None,
        outdir=output,
        doctreedir=output.parent / "doctrees",
        buildername="html",
        confoverrides=_settings(folder),
        status=None,
        warning=warned,
        freshenv=True,
    )


@contextmanager
def stops_told(folder: Path) -> Iterator[None]:
    """Tell why Sphinx stopped as a fault of the book.

    Raises
    ------
    BindingError
        In the place of Sphinx's own.
    """
    from sphinx.errors import SphinxError

    try:
        yield
    except SphinxError as error:
        raise stopped(error, folder) from None


def stopped(error: Exception, folder: Path) -> BindingError:
    """Return what is told where Sphinx, or an extension of it, stops.

    Raises
    ------
    OSError
        Where an extension could not write: that is the disk's fault, and told as such.
    """
    if isinstance(cause := getattr(error, "orig_exc", None), OSError):
        raise cause from None
    return BindingError(
        f"Sphinx stopped: {_relative(str(error), folder)}",
        where="the book",
        remedy="Mend the chapter or the configuration it names.",
    )


def without_sources(output: Path) -> None:
    """Refuse a bound book that has the sources of its pages, which are whole executed notebooks.

    Raises
    ------
    BindingError
        Once the book is removed.
    """
    if (output / "_sources").exists():
        shutil.rmtree(output)
        raise BindingError(
            "Sphinx copied the sources of the pages into the report; nothing was published.",
            where=configuration.FILE,
            remedy="Set html_copy_source and html_show_sourcelink to false under sphinx.config.",
        )


def _bind(folder: Path, output: Path) -> list[str]:
    warned = StringIO()
    with stops_told(folder):
        application(folder, output, warned).build(force_all=True)
    return told(warned.getvalue(), folder)


def _find_plugins_once() -> None:
    """Let pybtex look up each of its plug-ins once in the life of this process.

    Left to itself it goes through everything that is installed for every citation on a page, which
    takes as long as writing the page.
    """
    from pybtex import plugin

    if not hasattr(plugin.find_plugin, "cache_info"):
        plugin.find_plugin = cache(plugin.find_plugin)


def _settings(folder: Path) -> dict[str, Any]:
    from jupyter_book.config import get_final_config

    config = folder / configuration.FILE
    settings, _ = get_final_config(
        user_yaml=config if config.exists() else None,
        cli_config={
            "external_toc_path": (folder / contents.FILE).as_posix(),
            "latex_individualpages": False,
        },
        sourcedir=folder,
        validate=False,
    )
    return dict(settings)


def _relative(text: str, folder: Path) -> str:
    return text.replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")
