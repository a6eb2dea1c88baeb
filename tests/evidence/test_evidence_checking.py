"""What is found wrong with evidence, in copies of the real tables with one thing broken in each."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from compendium import evidence
from compendium.tables import checkout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(checkout() / "data" / "evidence", tmp_path / "evidence"))


def changed(folder: Path, name: str, where: dict[str, str], **cells: str) -> int:
    """Change the first row that has these cells, and return it as a spreadsheet counts."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    at, row = next((number, row) for number, row in enumerate(rows) if where.items() <= row.items())
    assert cells.keys() <= row.keys()
    row.update(cells)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return at + 2


def found(folder: Path) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.row, fault.column) for fault in evidence.check(folder)]


def test_the_evidence_has_no_fault():
    assert evidence.check() == []


@pytest.mark.parametrize(
    ("table", "where", "cells", "column"),
    [
        ("prevalence", {"key": "dst_2015"}, {"value": "105"}, "value"),
        ("prevalence", {"key": "dst_2015"}, {"source": "nobody1999"}, "source"),
        ("prevalence", {"key": "dst_2015"}, {"measure": "share"}, "measure"),
        ("prevalence", {"key": "dst_2015"}, {"last_line": "63"}, "last_line"),
        ("prevalence", {"key": "dst_2015"}, {"last_line": "59"}, "last_line"),
        ("sources", {"key": "offstat2019"}, {"file": "some.txt"}, "file"),
        ("risk_factors", {"key": "parents_with_problems"}, {"also": "dea2016;no2020"}, "also"),
        ("risk_factor_barriers", {"barrier": "feels_less_able"}, {"barrier": "none"}, "barrier"),
        ("risk_factor_barriers", {"barrier": "feels_less_able"}, {"level": "structural"}, "level"),
        ("programme_outcomes", {"key": "u_turn_school"}, {"programme": "u_turns"}, "programme"),
        ("programme_outcomes", {"key": "u_turn_crime"}, {"figure": "140"}, "figure"),
        ("programme_outcomes", {"key": "team_succes_academic"}, {"figure": "72"}, "figure"),
        ("programme_outcomes", {"key": "i_fokus_steps"}, {"oddity": ""}, "figure"),
        ("programme_outcomes", {"key": "i_fokus_steps"}, {"figure": "18"}, "oddity"),
        ("programme_outcomes", {"key": "nextwork_belief"}, {"oddity": ""}, "figure"),
        ("checklists", {"status": "reported"}, {"answered_at": ""}, "answered_at"),
        ("checklists", {"status": "reported"}, {"answered_at": "nowhere"}, "answered_at"),
        ("checklists", {"status": "reported"}, {"reason_da": "fordi"}, "reason_da"),
        ("checklists", {"status": "in_part"}, {"answered_at": ""}, "answered_at"),
        ("checklists", {"status": "in_part"}, {"reason_en": ""}, "reason_en"),
        ("checklists", {"status": "not_done"}, {"reason_da": ""}, "reason_da"),
        ("checklists", {"status": "not_done"}, {"status": ""}, "status"),
        ("checklists", {"item": "12a"}, {"item": "12z"}, "item"),
        ("report_places", {"key": "design"}, {"page": "design"}, "page"),
    ],
)  # fmt: skip
def test_one_broken_cell_is_one_fault_at_its_place(folder, table, where, cells, column):
    row = changed(folder, table, where, **cells)
    assert found(folder) == [(f"{table}.csv", row, column)]


def test_figures_with_halves_rounded_up_are_right(folder):
    """74 of 80 are 92.5: 93 is well printed, and 92 is not."""
    row = changed(folder, "programme_outcomes", {"key": "team_succes_personal"}, figure="92")
    assert found(folder) == [("programme_outcomes.csv", row, "figure")]


def test_the_same_key_twice_is_a_fault(folder):
    changed(folder, "barriers", {"key": "drops_out"}, key="two_sets_of_values")
    assert {(file, column) for file, _, column in found(folder)} == {("barriers.csv", "key")}


def test_all_faults_are_told_together(folder):
    first = changed(folder, "prevalence", {"key": "dst_2015"}, value="105")
    second = changed(folder, "programme_outcomes", {"key": "i_fokus_steps"}, oddity="")
    assert found(folder) == [
        ("prevalence.csv", first, "value"),
        ("programme_outcomes.csv", second, "figure"),
    ]


def test_a_schema_without_its_table_and_a_table_without_its_schema(folder):
    (folder / "programmes.csv").unlink()
    (folder / "prevalence.schema.json").unlink()
    faults = {(fault.file, fault.rule) for fault in evidence.check(folder)}
    assert ("programmes.schema.json", "has no table beside it") in faults
    assert ("prevalence.schema.json", "There is no such schema.") in faults
    assert ("programme_outcomes.csv", "points to programmes, which is not there") in faults


def test_every_table_says_where_its_sources_lie():
    own = {
        "checklists": {"source", "answered_at"},
        "element_practice": {"practice_element"},
        "report_places": set(),
        "sources": {"read_in"},
    }
    for name in evidence.names():
        path = checkout() / "data" / "evidence" / f"{name}.schema.json"
        declared = json.loads(path.read_text("utf-8"))["foreignKeys"]
        linked = {each["fields"] for each in declared}
        assert own.get(name, {"source", "also", "read_in"}) <= linked, name
