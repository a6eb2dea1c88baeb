"""Markup: the tables and folds of a page that a build writes, as HTML in MyST."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def raw(html: str) -> str:
    """Return HTML as a block of MyST that is passed on as it stands."""
    return f"````{{raw}} html\n{html}\n````"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    Parameters
    ----------
    caption, heads
        As text; a table may have no caption.
    rows
        Each of cells, as `head` and `cell` made them.
    """
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    first = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        '<div class="compendium-tablebox"><div class="table-wrap">'
        f'<table class="compendium-table">{above}<thead><tr>{first}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></div>"
    )


def head(html: str) -> str:
    """Return the cell that names its row."""
    return f'<th scope="row">{html}</th>'


def cell(html: str) -> str:
    """Return any other cell."""
    return f"<td>{html}</td>"


def folded(summary: str, html: str) -> str:
    """Return what is shown once somebody asks for it."""
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"
