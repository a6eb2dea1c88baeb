"""What scores mean: bands, cuts and algorithms, as a definition file tells them."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from compendium.instruments.algorithm import Algorithm, Grade, Group, Need
from compendium.instruments.definition import BandSet, Cut, Item, Level, Scale
from compendium.instruments.parts import Part, once
from compendium.instruments.terms import Status


def band_set(part: Part, scales: tuple[Scale, ...], references: Part) -> BandSet:
    """Return a band set, which covers its scale without gap or overlap."""
    part.only("id", "scale", "title", "levels", "source", "status")
    source, status = part.sourced(references)
    scale = _scale_named(part, scales)
    parts = part.parts("levels")
    levels = tuple(_level(level, status) for level in parts)
    if not levels or (levels[0].low, levels[-1].high) != (scale.low, scale.high):
        raise part.refuse(f"bands must cover the scale from {scale.low} to {scale.high}", "levels")
    for (below, above), place in zip(pairwise(levels), parts[1:], strict=True):
        if above.low <= below.high:
            raise place.refuse(f"bands '{below.id}' and '{above.id}' overlap", "from")
        if above.low > below.high + 1:
            raise place.refuse(f"there is a gap between '{below.id}' and '{above.id}'", "from")
    once(parts, [level.id for level in levels])
    return BandSet(part.take("id", str), scale.id, part.text("title"), levels, source, status)


def _level(part: Part, status: Status) -> Level:
    part.only("id", "label", "from", "to", "status")
    low, high = part.take("from", int), part.take("to", int)
    if low > high:
        raise part.refuse(f"it goes from {low} to {high}", "to")
    own = cast(Status, part.one_of("status", Status, status))
    return Level(part.take("id", str), part.text("label"), low, high, own)


def cut(part: Part, scales: tuple[Scale, ...], bands: tuple[BandSet, ...], references: Part) -> Cut:
    """Return a screening cut, which is a score of its scale."""
    part.only("scale", "at_least", "at_most", "bands", "source", "status")
    if ("at_least" in part.data) == ("at_most" in part.data):
        raise part.refuse("a cut is either at_least or at_most so many points")
    scale = _scale_named(part, scales)
    key = "at_least" if "at_least" in part.data else "at_most"
    value = part.take(key, int)
    if not scale.low <= value <= scale.high:
        raise part.refuse(f"{value} is no score of the scale", key)
    with_bands = part.take("bands", str, None)
    if with_bands is not None and with_bands not in {bands.id for bands in bands}:
        raise part.refuse(f"unknown band set '{with_bands}'", "bands")
    return Cut(scale.id, key == "at_least", value, with_bands, *part.sourced(references))


def diagnosis(part: Part, items: tuple[Item, ...], references: Part) -> Algorithm:
    """Return an algorithm, whose grades after the first need symptoms that there are."""
    part.only("id", "title", "groups", "grades", "note", "source", "status")
    named = {item.id: item for item in items}
    parts = part.parts("groups")
    groups = tuple(_group(each, named) for each in parts)
    once(parts, [group.id for group in groups])
    sizes = {group.id: len(group.symptoms) for group in groups}
    steps = part.parts("grades")
    grades = tuple(_grade(each, sizes, first=each is steps[0]) for each in steps)
    once(steps, [grade.id for grade in grades])
    if not groups or len(grades) < 2:
        raise part.refuse("an algorithm has a group of symptoms, and two grades")
    found = Algorithm(
        part.take("id", str), part.text("title"), groups, grades, part.text("note"),
        *part.sourced(references),
    )  # fmt: skip
    if len(set(found.items)) < len(found.items):
        raise part.refuse("each item counts once", "groups")
    return found


def _group(part: Part, items: dict[str, Item]) -> Group:
    part.only("id", "label", "items", "at_least")
    symptoms = []
    for number, symptom in enumerate(part.take("items", list), start=1):
        # A list within the list is one symptom that several items ask about.
        several = tuple(symptom) if isinstance(symptom, list) else (symptom,)
        for item in several:
            if not isinstance(item, str) or item not in items:
                raise part.refuse(f"unknown item '{item}'", f"items[{number}]")
        symptoms.append(several)
    if not symptoms or not all(symptoms):
        raise part.refuse("a group has symptoms, and a symptom an item", "items")
    at_least = part.take("at_least", int)
    for item in (item for symptom in symptoms for item in symptom):
        if not items[item].low < at_least <= items[item].high:
            raise part.refuse(f"an answer of {at_least} tells nothing about '{item}'", "at_least")
    return Group(part.take("id", str), part.text("label"), tuple(symptoms), at_least)


def _grade(part: Part, sizes: dict[str, int], *, first: bool) -> Grade:
    part.only("id", "label", "needs")
    needs = tuple(_need(need, sizes) for need in part.parts("needs", []))
    if first == bool(needs):
        raise part.refuse("the first grade needs nothing, and each other one something", "needs")
    return Grade(part.take("id", str), part.text("label"), needs)


def _need(part: Part, sizes: dict[str, int]) -> Need:
    part.only("of", "at_least")
    groups = tuple(part.take("of", list))
    for number, group in enumerate(groups, start=1):
        if group not in sizes:
            raise part.refuse(f"unknown group '{group}'", f"of[{number}]")
    if not groups or len(set(groups)) < len(groups):
        raise part.refuse("each group counts once, and there is at least one", "of")
    at_least, there = part.take("at_least", int), sum(sizes[group] for group in groups)
    if not 1 <= at_least <= there:
        raise part.refuse(f"the groups have from 1 to {there} symptoms", "at_least")
    return Need(groups, at_least)


def _scale_named(part: Part, scales: tuple[Scale, ...]) -> Scale:
    wanted = part.take("scale", str, "total")
    for scale in scales:
        if scale.id == wanted:
            return scale
    raise part.refuse(f"unknown scale '{wanted}'", "scale")
