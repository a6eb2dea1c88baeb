"""Drawing: one line in a notebook, one figure with its caption, text alternative and record."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pandas as pd

from compendium.disclosure import Safe
from compendium.errors import CompendiumError
from compendium.present import look
from compendium.present.forms import (
    bands,
    diagram,
    distribution,
    dots,
    flow,
    heatmap,
    lines,
    marks,
    periods,
    pips,
    sets,
    shifts,
    specifications,
    steps,
    transitions,
)
from compendium.present.grid import Part, pieces, plain_parts
from compendium.present.labelling import Labels, bands_called
from compendium.present.outputs import Output, absence, image, require, shown, silence
from compendium.present.reading import LayoutError, levels
from compendium.present.speaking import Field
from compendium.present.speaking import caption as spoken_caption
from compendium.tables import Absent

FORMS: Mapping[str, ModuleType] = {
    "bands": bands,
    "diagram": diagram,
    "distribution": distribution,
    "dots": dots,
    "flow": flow,
    "heatmap": heatmap,
    "lines": lines,
    "marks": marks,
    "periods": periods,
    "pips": pips,
    "sets": sets,
    "shifts": shifts,
    "specifications": specifications,
    "steps": steps,
    "transitions": transitions,
}


SEVERAL = ("diagram", "dots", "flow", "lines", "shifts", "steps")
"""Forms that draw several tables, side by side or below one another."""

PARTED = ("bins", "bands")
"""Layouts by what persons are parted into; a column without a level has nobody in it."""


class UnknownFormError(CompendiumError):
    """A figure was asked for in a form there is not."""


def figure_output(
    safe: Safe | Absent | Mapping[str, Part],
    form: str,
    *,
    name: str,
    caption: str,
    labels: Labels | None = None,
    fields: Mapping[str, Field] | None = None,
    **layout: Any,
) -> Output:
    """Show a figure of protected cells.

    Parameters
    ----------
    safe
        The table that is drawn; hidden cells are drawn as such, never as nothing. Where all are
        hidden, or there is nobody, a sentence says so in place of the figure. Of ``lines`` it may
        also be a mapping from the heading of a panel to its table, of ``diagram``, ``flow`` and
        ``steps`` it is one, and of ``dots`` it may be one from a heading to a mapping from a name
        to a table of one cell, as of ``shifts`` it is.
    form
        ``distribution``, ``bands``, ``heatmap``, ``lines``, ``marks``, ``dots``, ``periods``,
        ``pips``, ``sets``, ``shifts``, ``specifications``, ``flow``, ``steps``, ``diagram`` or
        ``transitions``.
    name
        What the figure is called within its page.
    caption
        Word key below ``captions``.
    labels
        Titles and names of levels beyond those of the words.
    fields
        Protected cells, and names, for the fields of the caption.
    **layout
        What the form is laid out by: see ``compose`` of ``compendium.present.forms.<form>``.

    Raises
    ------
    UnprotectedError
        A TypeError: where anything but a `Safe` is to be drawn.
    UnknownFormError
        Where there is no such form.
    LayoutError
        Where a form that draws one table is given several.
    """
    parts: Mapping[str, Part] = safe if isinstance(safe, Mapping) else {"": safe}
    every = list(pieces(parts))
    for piece in every:
        require(piece, Safe, Absent, where="present.figure")
    tables = [piece for piece in every if isinstance(piece, Safe)]
    absences = [piece for piece in every if isinstance(piece, Absent)]
    if not tables and absences:
        return absence(absences[0], name)
    if isinstance(safe, Mapping) and form not in SEVERAL:
        raise LayoutError(
            f"A figure in the form '{form}' is drawn of one table, and several were given.",
            where="present.figure",
            remedy="Give one table, or draw one of: " + ", ".join(SEVERAL) + ".",
        )
    if form not in FORMS:
        raise UnknownFormError(
            f"There is no form of figure called '{form}'.",
            where="present.figure",
            remedy="Use one of: " + ", ".join(FORMS) + ".",
        )
    text = spoken_caption(caption, fields)
    frame = pd.concat([table.frame for table in tables])
    if not frame["shown"].any() and len(frame):
        return silence(str(frame["why"].mode()[0]), name, text)
    if any(not levels(frame, layout[part]) for part in PARTED if part in layout):
        return silence("none", name, text)
    names = labels or Labels()
    with look.style():
        picture = look.png(FORMS[form].compose(safe, names, **layout))
    record = {
        "kind": "figure",
        "name": name,
        "caption": text,
        "alt": FORMS[form].describe(safe, names, **layout),
        "safe": [table.view for table in tables],
        "table": (plain := plain_parts(parts)),
        **bands_called(plain, names),
    }
    return image(picture, record)


figure = shown(figure_output)
