"""How myst-nb renders an output of ours: captions, text alternatives, ids, records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docutils import nodes

from compendium.present.wording import word
from compendium.report.pages import outputs, sheets
from compendium.report.sphinx.references import Results, page_of


class Outputs:
    """A plug-in of myst-nb for outputs that carry `metadata.compendium`; it leaves others alone."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = ()

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the nodes of an output of ours, or None for any other.

        Parameters
        ----------
        renderer
            myst-nb's renderer of notebook elements.
        data
            One mime type of an output, with the output's metadata.
        inline
            Whether it stands in a line of text, which ours never do.
        """
        metadata = data.output_metadata.get(outputs.KEY)
        if inline or not isinstance(metadata, Mapping):
            return None
        if data.mime_type != outputs.MIME.get(str(metadata.get("kind"))):
            return [] if data.mime_type == "text/plain" else None
        if metadata["kind"] == "figure":
            made: nodes.Element = figure(renderer, data, metadata)
        else:
            made = block(renderer, data, metadata)
        return [made, *sheet(renderer, metadata)]


def figure(renderer: Any, data: Any, metadata: Mapping[str, Any]) -> nodes.figure:
    """Return a numbered figure with its caption and text alternative."""
    (image,) = renderer.render_image(data)
    image["alt"] = str(metadata["alt"])
    caption = nodes.caption(str(metadata["caption"]), str(metadata["caption"]))
    caption.source, caption.line = renderer.source, data.line
    made = nodes.figure("", image, caption, classes=["compendium-figure"])
    _identify(renderer, made, "figure", str(metadata["name"]))
    return made


def block(renderer: Any, data: Any, metadata: Mapping[str, Any]) -> nodes.container:
    """Return a table, a result or a note as a block; a result is put on record."""
    kind, name = str(metadata["kind"]), str(metadata.get("name", ""))
    made = nodes.container("", *renderer.render_text_html(data), classes=[f"compendium-{kind}-box"])
    if name:
        _identify(renderer, made, kind, name)
    env = renderer.renderer.sphinx_env
    if kind == "result" and env is not None:
        Results.of(env).note(env.docname, name, metadata["record"])
    return made


def sheet(renderer: Any, metadata: Mapping[str, Any]) -> list[nodes.Element]:
    """Return a line that links to what a figure or table shows as CSV, and put that on record."""
    env, rows = renderer.renderer.sphinx_env, metadata.get(sheets.MIME)
    if env is None or not rows or metadata["kind"] not in sheets.KINDS:
        return []
    name = str(metadata["name"])
    Results.of(env).note_sheet(env.docname, name, sheets.written(rows))
    up = "../" * env.docname.count("/")
    address = f"{up}{sheets.place(page_of(env.docname), name)}"
    said = word("sheet.link", env.config.language)
    link = nodes.reference("", said, refuri=address, internal=False)
    return [nodes.paragraph("", "", link, classes=["compendium-sheet"])]


def _identify(renderer: Any, node: nodes.Element, kind: str, name: str) -> None:
    """Give a node the id that its name stands for and, for references, its label."""
    document, env = renderer.renderer.document, renderer.renderer.sphinx_env
    anchor = outputs.anchor(kind, name)
    # The gate refuses a name shown twice; a sentence that is absent may stand twice.
    if anchor in document.ids:
        return
    node["ids"] = [anchor]
    if env is not None:
        node["names"] = [outputs.label(kind, page_of(env.docname), name)]
        document.note_explicit_target(node, node)
