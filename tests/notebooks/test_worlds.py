"""Every page in small and lacking worlds: honest, whole, never a NaN, and telling of nobody."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from compendium import disclosure

PAGES = (
    *("eligibility", "measurement", "data-status", "change", "groups", "instruments", "codebook"),
    *("outcomes", "neet-definitions", "effects", "comparison-group", "sensitivity"),
    "checklists",
)
OF_ONE = {"instruments": {"instrument": "mdi"}}
"""Parameters of a page that is of one thing."""
WORDS = {
    "one person": {
        "groups": "a comparison takes two groups of at least 20 persons",
        "instruments": "not shown, to protect persons",
    },
    "fewer than twenty": {"groups": "a comparison takes two groups of at least 20 persons"},
    "few persons": {"outcomes": "one has nobody who can be followed so far"},
    "no histories": {
        "outcomes": "it has no table of histories",
        "effects": "it has no table of histories",
        "comparison-group": "it has no table of histories",
        "sensitivity": "it has no table of histories",
    },
    "no hours": {
        "outcomes": "its histories have no hours of work",
        "effects": "its histories have no hours of work",
    },
    "one municipality": {"groups": "a comparison takes two groups of at least 20 persons"},
    "no intake": {"groups": "a comparison takes two groups of at least 20 persons"},
    "all alike": {"groups": "all persons of a group score alike"},
    "all of the MDI missing": {"groups": "nobody answered it in full"},
    "no MDI": {
        "groups": "MDI, signs of depression: the table has no column of it",
        "instruments": "MDI, signs of depression: the table has no column of it",
    },
    "no screening": {
        "groups": "it has no table of screening",
        "instruments": "it has no table of screening",
    },
}
"""What a page says, at least, where the world lacks what it is about."""


READS: dict[str, set[str]] = {
    "outcomes": {"intake", "participants", "histories"},
    "neet-definitions": {"participants", "histories"},
    "comparison-group": {"participants", "histories"},
    "effects": {"participants", "histories"},
    "sensitivity": {"participants", "histories"},
    "checklists": set(),
}
"""Of pages that take long, the tables that they read; to change another changes nothing there."""
HEARD: list[str] = []
sys.addaudithook(lambda event, args: HEARD.append(args[0]) if event == "compendium.read" else None)


def said(output: dict[str, Any]) -> str:
    """Return what a reader is told by an output, in words."""
    told = " ".join(str(output.get(part, "")) for part in ("html", "alt", "caption"))
    return re.sub(r"</?[a-z][^>]*>", " ", told)


def test_a_page_stands_in_every_world_and_tells_of_nobody(shown, world, page):
    found = shown(page, world, **OF_ONE.get(page, {}))
    assert len(found) > (0 if page in ("instruments", "codebook") else 5)
    words = {place: said(each) for place, each in enumerate(found)}
    for place, text in words.items():
        assert not re.search(r"\bnan\b|<NA>", text, re.IGNORECASE), found[place].get("name")
    assert WORDS.get(world, {}).get(page, "") in " ".join(words.values())
    views = {view: each.get("name") for each in found for view in each.get("safe", ())}
    records = [json.loads(view) | {"name": name} for view, name in views.items()]
    assert disclosure.attack(records) == []


def test_a_world_changes_no_table_but_those_it_is_said_to(only, changed):
    found, told = changed(only)
    assert found == told


@pytest.mark.parametrize("of_few", READS)
def test_a_page_reads_no_table_but_those_it_is_said_to(shown, of_few, tmp_path):
    HEARD.clear()
    shown(of_few)
    files = (Path(heard) for heard in HEARD if heard.startswith(str(tmp_path)))
    assert {file.stem for file in files if file.suffix == ".csv"} == READS[of_few]
