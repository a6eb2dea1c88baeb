"""Facts are counted by document, and those that do not stand at their place say why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compendium import evidence
from compendium.evidence.counting import unfounded

COLUMNS = (
    *("value", "value_line", "source", "read_in"),
    *("file", "first_line", "last_line", "anchor", "unmatched"),
)
REPORT = {"report.txt": ("Om unge", "I 2015 var 6,8 % af de unge", "uden job.", "48.000 unge")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return evidence of four facts: two that stand, one that says why not, one of no document."""
    fields = [{"name": column} for column in COLUMNS]
    fields[0]["printed_at"] = "value_line"
    record = {"name": "shares", "fields": fields}
    (tmp_path / "shares.schema.json").write_text(json.dumps(record), "utf-8")
    write(
        tmp_path,
        ["6.8", "", "eurostat", "report", "report.txt", "2", "3", "unge", ""],
        ["48000", "4", "eurostat", "report", "report.txt", "1", "1", "unge", ""],
        ["9", "", "eurostat", "report", "report.txt", "1", "1", "unge", "the chart is torn apart"],
        ["10", "", "oecd", "", "", "", "", "", ""],
    )
    return tmp_path


def write(folder: Path, *rows: list[str]) -> None:
    text = "\n".join(",".join(row) for row in (list(COLUMNS), *rows))
    (folder / "shares.csv").write_text(f"{text}\n", "utf-8")


def test_facts_by_document_and_those_that_are_not_matched(folder):
    none, report = evidence.counts(folder, REPORT)
    assert (none.document, none.facts) == ("", 1)
    assert (report.facts, report.matched, report.apart) == (3, 2, 1)
    assert report.told(REPORT) == [
        "report: 3 facts, 2 matched to their place (1 with a number in a line apart), 1 not:",
        "  shares.csv, row 4: the chart is torn apart",
    ]
    assert none.told(REPORT) == ["read in no document: 1 fact"]


def test_without_the_documents_facts_are_counted_only(folder):
    _, report = evidence.counts(folder)
    assert report.told(None) == ["report: 3 facts"]


def test_what_does_not_stand_where_it_says_is_a_fault(folder):
    assert list(unfounded(REPORT, folder)) == []
    write(
        folder,
        ["6.9", "", "eurostat", "report", "report.txt", "2", "3", "unge", ""],
        ["6.8", "", "eurostat", "report", "report.txt", "2", "3", "voksne", ""],
        [
            "6.8",
            "",
            "eurostat",
            "report",
            "report.txt",
            "2",
            "3",
            "unge",
            "the chart is torn apart",
        ],
        ["6.8", "", "eurostat", "report", "other.txt", "2", "3", "unge", ""],
        ["48000", "3", "eurostat", "report", "report.txt", "1", "1", "unge", ""],
    )
    assert [(fault.row, fault.column, fault.rule) for fault in unfounded(REPORT, folder)] == [
        (2, "first_line", "its value does not stand in its lines"),
        (3, "first_line", "its anchor does not stand in its lines"),
        (4, "unmatched", "says why it cannot be matched to its place, but it can"),
        (5, "first_line", "its document is not among those at hand"),
        (6, "first_line", "its value does not stand in its lines"),
    ]


def test_a_folder_without_documents_is_told(tmp_path):
    with pytest.raises(evidence.MissingDocumentsError, match="There is no text of a document"):
        evidence.documents(tmp_path)


def test_what_is_odd_in_a_source_is_listed_with_its_row(folder):
    schema = json.loads((folder / "shares.schema.json").read_text("utf-8"))
    schema["fields"].append({"name": "oddity"})
    (folder / "shares.schema.json").write_text(json.dumps(schema), "utf-8")
    rows = (folder / "shares.csv").read_text("utf-8").splitlines()
    marks = ("oddity", "", "impossible_share;misprint", "", "misprint")
    text = "\n".join(f"{row},{mark}" for row, mark in zip(rows, marks, strict=True))
    (folder / "shares.csv").write_text(f"{text}\n", "utf-8")
    assert [(odd.row, odd.rule) for odd in evidence.oddities(folder)] == [
        (3, "impossible_share"),
        (3, "misprint"),
        (5, "misprint"),
    ]
