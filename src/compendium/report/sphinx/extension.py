"""Sets the extension up: domain of results, style sheet, script; in a plain build as in ours."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from compendium.present.wording import word
from compendium.report.pages import sheets
from compendium.report.publication import publishing
from compendium.report.sphinx import offline
from compendium.report.sphinx.references import ResultRole, Results, page_of

STATIC = Path(__file__).parent / "static"
SHEET = "compendium.css"
SCRIPT = "filtering.js"


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the domain of results, its role, the style sheet and the script of tables to a book."""
    app.add_domain(Results)
    app.add_role("result", ResultRole(warn_dangling=True))
    app.add_css_file(SHEET)
    app.add_js_file(SCRIPT, loading_method="defer")
    app.connect("config-inited", add_static_folder)
    # Early, for other extensions read these words at the same event.
    app.connect("config-inited", speak, priority=100)
    app.connect("builder-inited", quote_as_the_prose)
    app.connect("builder-inited", withdraw_last_report)
    app.connect("env-updated", pages_that_quote)
    app.connect("build-finished", write_sheets)
    app.connect("build-finished", remember_quotes)
    # Late, so that what other extensions add is there to be removed.
    app.connect("doctree-resolved", offline.remove_blocks, priority=900)
    app.connect("html-page-context", offline.remove_scripts, priority=900)
    app.connect("html-page-context", credit, priority=900)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True}


def add_static_folder(_: Sphinx, config: Config) -> None:
    """Let Sphinx find our own static files beside the book's."""
    config.html_static_path.append(str(STATIC))


def speak(_: Sphinx, config: Config) -> None:
    """Name what opens and closes a part of a page in the language of the report."""
    for option in ("nb_code_prompt_show", "nb_code_prompt_hide"):
        config[option] = word(f"frame.{option.removeprefix('nb_')}", config.language)
    config["togglebutton_hint"] = word("frame.show", config.language)
    config["togglebutton_hint_hide"] = word("frame.hide", config.language)


def quote_as_the_prose(app: Sphinx) -> None:
    """Curl quotes and apostrophes as in English, for the prose of pages is English in any language.

    Danish ones would turn the apostrophe of "the sources' own" into a quotation mark.
    """
    app.env.settings["smartquotes_locales"] = [(app.config.language, "\u201c\u201d\u2018\u2019")]


def credit(
    app: Sphinx, _: str, __: str, context: dict[str, Any], ___: nodes.document | None
) -> None:
    """Say who made the report in our word; the theme's Danish one means beside, and not by."""
    theirs = context.get("translate", str)
    said = {"By": word("frame.by", app.config.language)}
    context["translate"] = lambda text: said.get(text) or theirs(text)


def withdraw_last_report(app: Sphinx) -> None:
    """Leave no page of our last report among those of a plain build that writes in its place.

    Ours binds into an empty folder, so that only a plain build ever finds a report there.
    """
    publishing.withdraw(Path(app.outdir))


def write_sheets(app: Sphinx, exception: Exception | None) -> None:
    """Write the CSV file of each figure and table beside the pages, and no other."""
    folder = Path(app.outdir) / sheets.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    if exception:
        return
    for docname, found in Results.of(app.env).data["sheets"].items():
        for name, text in found.items():
            folder.mkdir(exist_ok=True)
            path = Path(app.outdir) / sheets.place(page_of(docname), name)
            path.write_text(text, "utf-8")


def pages_that_quote(_: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the pages that quote a result which is not as they say: they are written anew."""
    return Results.of(env).changed()


def remember_quotes(app: Sphinx, exception: Exception | None) -> None:
    """Remember what the pages that were written quote, for the next pass of this Sphinx."""
    Results.of(app.env).written(well=exception is None)
