"""runs.yml: what it may say, what is told of what it may not, and the runs that follow from it."""

import pytest

from compendium.report.plans import runs
from compendium.report.plans.runs import (
    Case,
    Declaration,
    UnknownNotebookError,
    UnreadableRunsError,
)

WHOLE = """
- notebook: screening
  needs: [screening]
  results:
    gad7-mean:
      definition: {en: "Mean", da: "Gennemsnit"}
      method: {en: "t interval", da: "t-interval"}
- notebook: fidelity
  for: municipality
  needs: [fidelity]
- notebook: agreement
  audience: internal
"""
FAMILIES = {
    "municipality": [
        Case("bornholm", "Bornholm", "Bornholm"),
        Case("roedovre", "Rødovre", "Rødovre"),
    ],
    "instrument": [Case("gad7", "gad7", "GAD-7")],
}


@pytest.fixture
def read(tmp_path):
    def reading(text):
        (tmp_path / "runs.yml").write_text(text, "utf-8")
        return runs.read(tmp_path / "runs.yml")

    return reading


def test_an_overview_comes_before_its_family(read):
    planned = runs.planned(read(WHOLE), FAMILIES, "public")
    assert [run.page for run in planned] == [
        "screening",
        "fidelity",
        "fidelity-bornholm",
        "fidelity-roedovre",
    ]
    assert planned[0].parameters == {}
    assert planned[3].parameters == {"municipality": "Rødovre"}
    assert planned[3].document == "notebooks/fidelity-roedovre"
    assert planned[3].name == "fidelity (Rødovre)"
    assert planned[0].results["gad7-mean"].definition["da"] == "Gennemsnit"


def test_an_instrument_has_a_page_that_is_called_as_people_call_it(read):
    planned = runs.planned(read("- notebook: instruments\n  for: instrument"), FAMILIES, "public")
    assert [run.page for run in planned] == ["instruments", "instruments-gad7"]
    assert planned[1].parameters == {"instrument": "gad7"}
    assert planned[1].name == "instruments (GAD-7)"


def test_internal_runs_are_planned_for_an_internal_report_only(read):
    declared = read(WHOLE)
    assert "agreement" not in {run.page for run in runs.planned(declared, {}, "public")}
    assert "agreement" in {run.page for run in runs.planned(declared, {}, "internal")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- notebook: [", "line 1: This is not YAML"),
        ("notebook: screening", "the whole file: The file is not a list of runs"),
        ("- needs: [screening]", "entry 1: An entry names no notebook"),
        ("- notebook: a\n  audiance: internal", "a: Unknown key 'audiance'"),
        ("- notebook: a\n  for: consultant", "a: 'for: consultant' is no family"),
        ("- notebook: a\n  audience: all", "a: 'audience: all' is not known"),
        ("- notebook: a\n  needs: screening", "a: 'needs' is not a list"),
        ("- notebook: a\n- notebook: a", "a: A notebook is declared twice"),
        (
            "- notebook: a\n  results:\n    mean: {}\n    mean: {}",
            "line 4: The name 'mean' stands there twice",
        ),
        ("- notebook: a\n  needs: []\n  needs: []", "line 3: The name 'needs' stands there twice"),
        (
            "- notebook: a\n  results: {mean: {definition: {en: x}}}",
            "a, result mean: A result needs",
        ),
    ],
)
def test_what_cannot_be_run_is_told_with_its_place(read, text, words):
    with pytest.raises(UnreadableRunsError) as told:
        read(text)
    place, _, what = words.partition(": ")
    assert what in told.value.what
    assert place in told.value.where


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableRunsError, match="missing"):
        runs.read(tmp_path / "runs.yml")


def test_an_unknown_notebook_is_told_with_those_there_are():
    with pytest.raises(UnknownNotebookError) as told:
        runs.declared([Declaration("screening"), Declaration("fidelity")], "screning")
    assert "'screning'" in told.value.what
    assert "fidelity, screening" in told.value.remedy
