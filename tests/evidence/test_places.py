"""Every fact of the evidence stands where it says that it stands, in the documents themselves.

The documents are not shipped: the tests run where the variable COMPENDIUM_SEEDS names their folder.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from compendium import evidence
from compendium.evidence.declaring import Declared, declared
from compendium.evidence.places import Row, misplaced
from compendium.evidence.reading import cells as lying

FACTS = tuple(
    name
    for name in evidence.names()
    if "read_in" in evidence.schema(name).names and any(row["file"] for row in lying(name))
)
"""The tables whose rows say where they stand; those of works read by themselves do not."""

LEVELS = ["structural", "institutional", "interpersonal", "individual"]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the facts of a table that were read in a document, as they lie in the file."""
    return tuple(row for row in lying(name) if row["file"])


def place(row: Row, known: Declared) -> Row:
    """Return the part of a row that says where it stands."""
    return {column: row[column] for column in ("file", "first_line", "last_line", *known.lines)}


@pytest.mark.parametrize("name", FACTS)
def test_every_number_and_anchor_stands_in_the_lines_named(name, texts):
    known = declared(name)
    lost = [
        row
        for row in rows(name)
        if bool(misplaced(row, row, known, texts)) != bool(row.get("unmatched"))
    ]
    assert lost == []


def test_the_cells_of_the_matrix_lie_between_their_risk_factor_and_the_next(report):
    for cell in rows("risk_factor_barriers"):
        assert cell["risk_factor"] == factor_above(cell, report), cell


def test_the_cells_of_a_risk_factor_run_from_the_structural_to_the_individual_level():
    by_factor: dict[str, list[Row]] = {}
    for cell in rows("risk_factor_barriers"):
        by_factor.setdefault(cell["risk_factor"], []).append(cell)
    for cells in by_factor.values():
        ordered = sorted(cells, key=lambda cell: int(cell["first_line"]))
        levels = [LEVELS.index(cell["level"]) for cell in ordered]
        assert all(before <= after for before, after in pairwise(levels))


@pytest.mark.parametrize("name", FACTS)
def test_a_row_at_the_place_of_another_is_found_out(name, texts, report):
    """Each row is tried at every other place of its table: at least 95 percent must fail."""
    known = declared(name)
    tried = missed = 0
    for row in rows(name):
        for other in rows(name):
            if place(other, known) == place(row, known):
                continue
            tried += 1
            holds = not misplaced(row, other, known, texts)
            if holds and name == "risk_factor_barriers":
                holds = factor_above(other, report) == row["risk_factor"]
            missed += holds
    assert tried
    assert missed <= 0.05 * tried


def factor_above(cell: Row, report: list[str]) -> str:
    """Return the risk factor whose name stands last before a cell in Tables 4.2 and 4.3."""
    factors = {
        int(row["matrix_line"]): row for row in rows("risk_factors") if row["listed_in"] == "matrix"
    }
    for line, row in factors.items():
        name = "".join(text.rstrip().removesuffix("-") for text in report[line - 1 : line + 1])
        assert row["anchor"] in name
    return factors[max(line for line in factors if line <= int(cell["first_line"]))]["key"]


@pytest.mark.parametrize(("people", "lines"), [("adults", (1203, 1434)), ("young", (1445, 1767))])
def test_no_marked_barrier_of_the_matrix_is_left_out(people, lines, report):
    table = "\n".join(report[lines[0] - 1 : lines[1]])
    marks = Counter(re.findall(r"(?<=[a-zæøå.)])(\d{1,2})(?!\d)", table))
    assert marks == Counter(
        row["mark"]
        for row in rows("risk_factor_barriers")
        if row["mark"] and row["people"] == people
    )


def test_danish_labels_are_in_our_own_words(texts):
    """No label of six words or more stands word for word in a document."""
    prose = [" ".join(" ".join(lines).split()) for lines in texts.values()]
    prose = [text.replace("- ", "") + text for text in prose]
    for name in evidence.names():
        for row in lying(name):
            for column in row:
                if column.endswith("_da") and len(row[column].split()) >= 6:
                    assert not any(row[column] in text for text in prose), row[column]
