"""The prose and what stands around it: every key, every result and every promise is kept."""

import csv
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from compendium.present import wording

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = sorted((ROOT / "book").glob("*.md"))
CITATION = re.compile(r"\{cite:[pt]\}`([^`]+)`")
RESULT = re.compile(r"\{result\}`([^`:]+)(?::(?:full|n))?`")
WORKFLOW = ROOT / ".github" / "workflows" / "report.yml"


def bibliography() -> list[str]:
    """Return the keys of references.bib."""
    text = (ROOT / "book" / "references.bib").read_text("utf-8")
    return re.findall(r"^@(?!comment)\w+\{([^,\s]+),", text, flags=re.MULTILINE)


def contents() -> set[str]:
    """Return the documents of the committed table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return {toc["root"]} | {
        chapter["file"] for part in toc["parts"] for chapter in part["chapters"]
    }


def steps(job: str) -> list[dict[str, object]]:
    """Return the steps of a job of the workflow."""
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"][job]["steps"]


def test_no_key_is_entered_twice():
    keys = bibliography()
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_work_a_chapter_cites_is_entered(chapter):
    cited = {
        key.strip()
        for group in CITATION.findall(chapter.read_text("utf-8"))
        for key in group.split(",")
    }
    assert cited <= set(bibliography())


def test_every_source_of_the_evidence_is_entered():
    with (ROOT / "data" / "evidence" / "sources.csv").open(encoding="utf-8", newline="") as file:
        assert {row["key"] for row in csv.DictReader(file)} <= set(bibliography())


def test_every_chapter_is_in_the_contents():
    assert {f"book/{chapter.stem}" for chapter in CHAPTERS} <= contents()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_prose_names_only_declared_results_of_pages_in_the_contents(chapter):
    entries = yaml.safe_load((ROOT / "notebooks" / "runs.yml").read_text("utf-8"))
    declared = {
        f"{entry['notebook']}/{name}"
        for entry in entries
        for name in entry.get("results", {})
        if f"notebooks/{entry['notebook']}" in contents()
    }
    assert set(RESULT.findall(chapter.read_text("utf-8"))) <= declared


def test_every_declared_result_has_a_name_that_a_reader_can_read():
    entries = yaml.safe_load((ROOT / "notebooks" / "runs.yml").read_text("utf-8"))
    declared = {name for entry in entries for name in entry.get("results", {})}
    assert [name for name in sorted(declared) if not wording.known(f"results.{name}")] == []


def test_the_citation_file_and_the_project_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]
    assert citation["authors"] == project["authors"]


def test_the_licence_is_the_full_text_of_the_gpl():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Version 3, 29 June 2007" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_workflow_runs_what_the_project_itself_runs():
    own = re.findall(r"; +(make .+)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    hosted = [
        step["run"] for step in steps("report") if str(step.get("run", "")).startswith("make")
    ]
    assert hosted == own


def test_the_workflow_stops_at_a_study_before_it_does_anything_else():
    first = steps("report")[0]
    assert "COMPENDIUM_STUDY" in first["run"]
    assert "exit 1" in first["run"]


def test_the_workflow_keeps_a_report_only_after_every_step_that_may_fail():
    last = steps("report")[-1]
    assert str(last["uses"]).startswith("actions/upload-pages-artifact@")
    assert "always()" not in WORKFLOW.read_text("utf-8")
    assert "failure()" not in WORKFLOW.read_text("utf-8")
