"""Outputs: what a notebook cell shows, with the record that travels beside it to the report."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from html import escape
from typing import Any, ParamSpec

from IPython.display import display

from compendium.errors import CompendiumError
from compendium.present.wording import word
from compendium.tables import Absent

P = ParamSpec("P")
Bundle = tuple[dict[str, str], dict[str, Any]]


class UnprotectedError(CompendiumError, TypeError):
    """Something was to be shown that has not passed disclosure."""


@dataclass(frozen=True)
class Output:
    """One output of a notebook cell.

    Attributes
    ----------
    data
        What is shown, by MIME type: HTML, or a PNG in base64.
    compendium
        The record of it, found in the executed notebook at ``metadata.compendium``.
    """

    data: Mapping[str, str]
    compendium: Mapping[str, Any]

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - the signature is IPython's
        exclude: object = None,  # noqa: ARG002 - the signature is IPython's
    ) -> Bundle:
        return dict(self.data), {"compendium": dict(self.compendium)}

    def _ipython_display_(self) -> None:
        # Shown raw: IPython would add a text/plain of its own, which the gate refuses.
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call] # IPython has no types


def shown(maker: Callable[P, Output]) -> Callable[P, None]:
    """Return a maker of outputs as a function that shows what it makes, with the same arguments."""

    @wraps(maker)
    def showing(*args: P.args, **kwargs: P.kwargs) -> None:
        maker(*args, **kwargs)._ipython_display_()

    return showing


def markup(html: str, record: Mapping[str, Any]) -> Output:
    """Return an output that is HTML."""
    return Output({"text/html": html}, record)


def image(png: bytes, record: Mapping[str, Any]) -> Output:
    """Return an output that is a picture."""
    return Output({"image/png": base64.b64encode(png).decode("ascii")}, record)


def absence(absent: Absent, name: str) -> Output:
    """Return the box that says a table or figure is not in this study, and why."""
    return markup(absence_html(absent), {"kind": "note", "name": name, "absent": absent.why})


def absence_html(absent: Absent) -> str:
    """Return the box "Not in this study: why" as HTML."""
    return f'<p class="compendium-absent">{escape(absence_text(absent))}</p>'


def absence_text(absent: Absent) -> str:
    """Return the words "Not in this study: why"; of literature, "Not on this page: why"."""
    return word(f"absent.{absent.of}", why=absent.why)


def silence(why: str, name: str, caption: str) -> Output:
    """Return the box in place of a figure of which nothing may be shown, and why."""
    text = f"{caption.split('. ')[0].rstrip('.')} – {word(f'hidden.{why}').lower()}."
    html = f'<p class="compendium-absent">{escape(text)}</p>'
    return markup(html, {"kind": "note", "name": name})


def require(thing: object, *kinds: type, where: str) -> None:
    """Refuse what is not protected.

    Raises
    ------
    UnprotectedError
        A TypeError: where the thing is of none of the kinds.
    """
    if not isinstance(thing, kinds):
        raise UnprotectedError(
            f"`{where}` was given a {type(thing).__name__}, which has not passed disclosure.",
            where=where,
            remedy="Give it what `disclosure.count`, `share`, `mean`, `estimate`, `published`, "
            "`definitions`, `review` or `practice` return, or a cell of that.",
        )
