"""Diagram: boxes in rows under their headings, and arrows between them that cross no box.

Rows and not columns, for a phone is narrow: what comes first stands at the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matplotlib.figure import Figure

from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms.boxes import Arrow, Box, Scene
from compendium.present.forms.drafting import drawn
from compendium.present.grid import Part
from compendium.present.labelling import Labels
from compendium.present.numerals import number
from compendium.present.reading import LayoutError, holding, need_columns
from compendium.present.rows import text_of
from compendium.present.speaking import listed
from compendium.present.wording import word


def compose(
    parts: Mapping[str, Part],
    labels: Labels,
    *,
    key: str = "key",
    label: str = "label",
    heading: str = "heading",
    beside: Sequence[str] = (),
    group: str | None = None,
    dashed: str = "uncertain",
) -> Figure:
    """Return the diagram.

    Parameters
    ----------
    parts
        ``boxes``, one row a box, in the order they are read; and ``arrows``, one row an arrow, with
        the columns ``sender`` and ``receiver``, keys of boxes, and, where there are such,
        ``label`` and ``certain``: an arrow that is not certain is dashed. An end that is not told
        is empty; that arrow leads to a box that says so, and without both ends it is written
        below. Without ``arrows`` there are boxes only.
    labels
        Names of levels.
    key, label
        Columns of a box's key and of what stands in it.
    heading
        Column of what boxes stand under; each level is a row of its own, or several. A column the
        table has not is no heading.
    beside
        Columns set in quieter type below the label.
    group
        Column that gives boxes their colour, which a line below tells.
    dashed
        Word key below ``figure`` of what a dashed arrow is: ``uncertain``, ``by_order`` or
        ``our_reading``.
    """
    scene = _scene(parts, labels, key, label, heading, beside, group)
    return drawn(scene, word(f"figure.{dashed}"))


def describe(
    parts: Mapping[str, Part],
    labels: Labels,
    *,
    key: str = "key",
    label: str = "label",
    heading: str = "heading",
    beside: Sequence[str] = (),
    group: str | None = None,
    dashed: str = "uncertain",
) -> str:
    """Return every box under its heading and every arrow in words."""
    scene = _scene(parts, labels, key, label, heading, beside, group)
    told = [box for box in scene.boxes if box.key]
    counts = {"boxes": number(len(told)), "arrows": number(len(scene.arrows))}
    sentences = [word("alt.diagram", **counts)]
    for name in scene.headings:
        said = listed([_said(box) for box in told if box.heading == name])
        if said:
            sentences.append(f"{name}: {said}." if name else f"{said}.")
    for arrow in scene.arrows:
        ends = {
            "sender": scene.called(arrow.sender) if arrow.sender else word("figure.not_told"),
            "receiver": scene.called(arrow.receiver) if arrow.receiver else word("figure.not_told"),
        }
        text = word("alt.arrow", **ends)
        text += f": {arrow.label}" if arrow.label else ""
        sentences.append(text + ("" if arrow.certain else f" ({word(f'figure.{dashed}')})") + ".")
    return " ".join(sentences)


def _said(box: Box) -> str:
    more = "; ".join(part for part in (box.beside, box.group) if part)
    return f"{box.label} ({more})" if more else box.label


def _scene(
    parts: Mapping[str, Part],
    labels: Labels,
    key: str,
    label: str,
    heading: str,
    beside: Sequence[str],
    group: str | None,
) -> Scene:
    """Return the boxes and arrows of the tables, each end of an arrow a box that there is."""
    boxes = _boxes(parts.get("boxes"), labels, key, label, heading, beside, group)
    arrows = tuple(_arrows(parts.get("arrows")))
    keys = [box.key for box in boxes]
    ends = {end for arrow in arrows for end in (arrow.sender, arrow.receiver) if end}
    unknown = sorted(ends - set(keys)) or sorted({each for each in keys if keys.count(each) > 1})
    if unknown or not boxes:
        raise LayoutError(
            "An arrow leads to a box that there is not once: " + ", ".join(unknown) + "."
            if boxes
            else "A diagram has no boxes.",
            where="the call of present",
            remedy="Give a table 'boxes' whose keys are all different; of those given there are: "
            + ", ".join(dict.fromkeys(keys)) + ".",
        )  # fmt: skip
    if any(bool(arrow.sender) != bool(arrow.receiver) for arrow in arrows):
        boxes.append(Box("", word("figure.not_told"), "", "", "", look.QUIET))
    return Scene(tuple(boxes), arrows)


def _boxes(
    part: Part | None,
    labels: Labels,
    key: str,
    label: str,
    heading: str,
    beside: Sequence[str],
    group: str | None,
) -> list[Box]:
    if not isinstance(part, Safe):
        return []
    frame = part.frame
    need_columns(frame, [key, *([group] if group else [])])
    heads = holding(frame, heading) if {heading, f"{heading}_en"} & set(frame) else ()
    named = holding(frame, label)
    quiet = [(name, holding(frame, name)) for name in beside]
    rows = frame.to_dict("records")
    groups = [text_of(row, (group,)) if group else "" for row in rows]
    several = labels.in_order(group or "", list(dict.fromkeys(groups)))
    hues = dict(zip(several, look.hues(len(several)), strict=True))
    return [
        Box(
            key=text_of(row, (key,)),
            label=labels.level(label, text_of(row, named)),
            beside=", ".join(
                labels.level(name, text) for name, held in quiet if (text := text_of(row, held))
            ),
            heading=labels.level(heading, text) if (text := text_of(row, heads)) else "",
            group=labels.level(group, member) if group and member else "",
            hue=hues[member],
        )
        for row, member in zip(rows, groups, strict=True)
    ]


def _arrows(part: Part | None) -> Iterator[Arrow]:
    if not isinstance(part, Safe):
        return
    frame = part.frame
    need_columns(frame, ["sender", "receiver"])
    named = holding(frame, "label") if {"label", "label_en"} & set(frame) else ()
    for row in frame.to_dict("records"):
        yield Arrow(
            text_of(row, ("sender",)),
            text_of(row, ("receiver",)),
            text_of(row, named),
            bool(row.get("certain", True)),
        )
