"""The role `result`: a number in prose, read from the record that a run put beside its output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from compendium.report.pages import outputs
from compendium.report.plans import runs

FORMS = ("value", "full", "n")


class ResultRole(XRefRole):
    """A reference to `page/name`, or `name` for the page's own, with `:full` or `:n` after it."""

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: nodes.Element,
        has_explicit_title: bool,  # noqa: ARG002 - the signature is Sphinx's
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Split off the form and complete the page's own name."""
        name, _, form = target.strip().partition(":")
        if "/" not in name:
            name = f"{page_of(env.docname)}/{name}"
        refnode["form"] = form or "value"
        # Sphinx derives the domain from the name a role is called by, and ours has no prefix.
        refnode["refdomain"] = Results.name
        Results.of(env).note_quote(env.docname, name, refnode["form"])
        return title, name


@dataclass(frozen=True)
class Quote:
    """A result as prose quotes it.

    Attributes
    ----------
    docname, anchor
        Where it is shown.
    text, title
        Its words, and what explains them.
    absent
        Whether there is no number.
    """

    docname: str
    anchor: str
    text: str
    title: str
    absent: bool


class Results(Domain):
    """The results recorded on the pages that were read, and where prose quotes them."""

    name = "compendium"
    label = "Results of the compendium"
    # Sphinx declares both as attributes of an instance, which mypy lets nobody make ClassVar.
    initial_data = {"results": {}, "quoting": {}, "sheets": {}}  # noqa: RUF012 - as Sphinx types it
    dangling_warnings = {"result": "unknown result '%(target)s', or form of it"}  # noqa: RUF012 - as Sphinx types it
    data_version = 3

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._written: dict[str, list[Quote | None]] = {}

    @classmethod
    def of(cls, env: BuildEnvironment) -> Results:
        """Return what is known of results in an environment."""
        return cast("Results", env.get_domain(cls.name))

    def note(self, docname: str, name: str, record: Mapping[str, Any]) -> None:
        """Keep the record of a result shown on a page."""
        self.data["results"].setdefault(docname, {})[name] = dict(record)

    @cached_property
    def declarations(self) -> tuple[runs.Declaration, ...]:
        """What runs.yml of the book declares."""
        return runs.read(Path(self.env.srcdir) / runs.FILE)

    def definition(self, page: str, name: str, language: str) -> str:
        """Return what runs.yml says of a result, in a language; empty where it says nothing."""
        for entry in self.declarations:
            family = entry.family and page.startswith(f"{entry.notebook}-")
            if name in entry.results and (page == entry.notebook or family):
                texts = entry.results[name].definition
                return texts.get(language, texts["en"])
        return ""

    def note_quote(self, docname: str, target: str, form: str) -> None:
        """Keep which result a page quotes, by `page/name`, and in which form."""
        self.data["quoting"].setdefault(docname, set()).add((target, form))

    def note_sheet(self, docname: str, name: str, text: str) -> None:
        """Keep what a figure or table on a page shows, as the text of its CSV file."""
        self.data["sheets"].setdefault(docname, {})[name] = text

    def clear_doc(self, docname: str) -> None:
        """Forget what a page recorded and quoted, before it is read again."""
        self.data["results"].pop(docname, None)
        self.data["sheets"].pop(docname, None)
        self.data["quoting"].pop(docname, None)

    def merge_domaindata(self, docnames: list[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for docname in docnames:
            if docname in otherdata["results"]:
                self.data["results"][docname] = otherdata["results"][docname]
            if docname in otherdata["sheets"]:
                self.data["sheets"][docname] = otherdata["sheets"][docname]
            if docname in otherdata["quoting"]:
                self.data["quoting"][docname] = otherdata["quoting"][docname]

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature is Sphinx's
        fromdocname: str,
        builder: Builder,
        typ: str,  # noqa: ARG002 - the signature is Sphinx's
        target: str,
        node: pending_xref,
        contnode: nodes.Element,  # noqa: ARG002 - the signature is Sphinx's
    ) -> nodes.reference | None:
        """Return the number as a link to the output that shows it, or None where it is unknown."""
        quote = self.quote(target, node["form"])
        if quote is None:
            return None
        classes = ["compendium-result", *(["compendium-absent"] if quote.absent else [])]
        inner = nodes.inline(quote.text, quote.text, classes=classes)
        return make_refnode(builder, fromdocname, quote.docname, quote.anchor, inner, quote.title)

    def quote(self, target: str, form: str) -> Quote | None:
        """Return a result, by `page/name`, as prose quotes it; None where it is unknown."""
        page, _, name = target.partition("/")
        for docname, records in self.data["results"].items():
            if page_of(docname) == page and name in records and form in FORMS:
                defined = self.definition(page, name, self.env.config.language)
                text, title = told(records[name], form, defined)
                anchor = nodes.make_id(outputs.anchor("result", name))
                return Quote(docname, anchor, text, title, bool(records[name].get("absent")))
        return None

    def changed(self) -> list[str]:
        """Return the pages whose quotes are not those that were last written; at first, all.

        They have to be written, also where their own text is as it was.
        """
        return sorted(
            page for page, quotes in self._quoted().items() if self._written.get(page) != quotes
        )

    def written(self, *, well: bool) -> None:
        """Remember what the pages quote now that they are written.

        Where writing did not end `well`, nobody knows which were, and all are to be written.
        """
        self._written = self._quoted() if well else {}

    def _quoted(self) -> dict[str, list[Quote | None]]:
        """Return what each page quotes."""
        return {
            page: [self.quote(*each) for each in sorted(quoting)]
            for page, quoting in self.data["quoting"].items()
            if page in self.env.found_docs
        }


def page_of(docname: str) -> str:
    """Return the name of a page, the last part of its document's name."""
    return docname.rpartition("/")[2]


def told(record: Mapping[str, Any], form: str, definition: str) -> tuple[str, str]:
    """Return the words of a result in prose, and the title that explains them.

    Parameters
    ----------
    record
        As `present.result` made it.
    form
        value, full (with interval) or n.
    definition
        From runs.yml, in the language of the report.
    """
    texts = record["text"]
    if why := record.get("absent"):
        return str(texts["value"]), str(why)
    persons = str(texts.get("n") or "") if record["shown"] else ""
    return str(
        texts[form] or texts["value"]
    ), f"{definition} (n = {persons})" if persons else definition
