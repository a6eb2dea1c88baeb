"""Keeps pages from naming other hosts: Thebe, which Jupyter Book always loads, is left out."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

NAMES = ("thebe", "kernelName")


def remove_blocks(_: Sphinx, doctree: nodes.document, __: str) -> None:
    """Remove the blocks that configure Thebe, which name a public server of demonstrations."""
    for node in list(doctree.findall(nodes.raw)):
        text = node.astext()
        if (
            node.get("format") == "html"
            and "<script" in text
            and any(name in text for name in NAMES)
        ):
            node.parent.remove(node)


def remove_scripts(
    _: Sphinx, __: str, ___: str, context: dict[str, Any], ____: nodes.document | None
) -> None:
    """Remove Thebe's files from a page; one of them holds the address it would be loaded from."""
    for kind in ("css_files", "script_files"):
        context[kind] = [file for file in context.get(kind, ()) if not _of_thebe(file)]


def _of_thebe(file: Any) -> bool:
    body = getattr(file, "attributes", {}).get("body", "")
    return "thebe" in f"{getattr(file, 'filename', file)}{body}".lower()
