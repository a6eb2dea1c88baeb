"""The command line: its words and exit codes; bad input never hurts a published report."""

import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
import yaml

from compendium import cli, commands
from compendium.report import pins
from compendium.report.publication import publishing
from compendium.tables import checkout

STUDY = """
id = "small"
title = "A small study"
municipalities = ["Bornholm", "Rødovre"]
allocation = "self-selected"

[[waves]]
id = "baseline"
label = "Baseline"

[tables.screening]
file = "screening.csv"
"""
ITEMS = [f"gad7_{item}" for item in range(1, 8)]
CONFIG = {
    "title": "A small book",
    "only_build_toc_files": True,
    "html": {"use_multitoc_numbering": False},
    "latex": {"use_jupyterbook_latex": False},
    "sphinx": {
        "extra_extensions": ["compendium.report.sphinx"],
        "recursive_update": True,
        "config": {"html_copy_source": False, "html_show_sourcelink": False},
    },
}
NOTE = """from IPython.display import display
display({'text/html': f'<p>week {weeks}</p>'}, metadata={'compendium': {'kind': 'note'}}, raw=True)
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Return a small book, built once before each test by copying, in the current folder."""
    root = tmp_path / "book"
    (root / "notebooks").mkdir(parents=True)
    (root / "_config.yml").write_text(yaml.safe_dump(CONFIG), "utf-8")
    toc = {"format": "jb-book", "root": "notebooks/first"}
    (root / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    (root / "notebooks" / "runs.yml").write_text("- notebook: first\n", "utf-8")
    write(root, "weeks = 52", NOTE)
    html = root / "_build" / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text("the last whole report", "utf-8")
    monkeypatch.chdir(root)
    monkeypatch.delenv("COMPENDIUM_STUDY", raising=False)
    return root


@pytest.fixture
def study(tmp_path):
    """Return a study of two people with GAD-7."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.toml").write_text(STUDY, "utf-8")
    rows(folder, [1] * 7, [2] * 7)
    return folder


def write(root, *code):
    cells = [nbformat.v4.new_markdown_cell("# First")]
    cells += [nbformat.v4.new_code_cell(source) for source in code]
    cells[1].metadata["tags"] = ["parameters", "remove-cell"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (root / "notebooks" / "first.ipynb").write_text(json.dumps(made), "utf-8")


def rows(folder, *scores, columns=ITEMS):
    lines = [",".join(["participant_id", "wave", "date", *columns])]
    for number, row in enumerate(scores):
        lines.append(",".join([f"p-canary{number}", "baseline", "2023-01-02", *map(str, row)]))
    (folder / "screening.csv").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def said(capsys):
    """Return a function that runs a command and returns its exit code, output and error."""

    def running(*arguments):
        code = cli.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return running


def refused(book, said, *arguments):
    """Run, expect exit code 1, no traceback, no person's value, and the report as it was."""
    before = publishing.digests(book / "_build" / "html")
    code, _, error = said(*arguments)
    assert code == 1
    assert "what to do: " in error
    assert "Traceback" not in error
    assert "canary" not in error
    assert publishing.digests(book / "_build" / "html") == before
    return error


def test_a_build_says_its_steps_in_plain_lines_and_where_the_report_is(book, study, said):
    code, out, error = said("build", "--study", study, "--jobs", 1)
    assert (code, error) == (0, "")
    lines = out.splitlines()
    assert lines[:3] == ["Checking the study", "first executed (1/1)", "Passing the gate"]
    assert lines[-1].startswith("_build/html/index.html is built")
    assert "week 52" in (book / "_build/html/notebooks/first.html").read_text("utf-8")


def test_a_missing_study_folder(book, said, tmp_path):
    error = refused(book, said, "build", "--study", tmp_path / "nowhere")
    assert "no such study folder" in error
    assert "nowhere" in error


def test_an_unreadable_study_toml(book, study, said):
    (study / "study.toml").write_text("id = small\n", "utf-8")
    error = refused(book, said, "build", "--study", study)
    assert "study.toml is not TOML" in error
    assert "line 1" in error


def test_a_missing_column(book, study, said):
    rows(study, [1] * 6, columns=ITEMS[:-1])
    error = refused(book, said, "build", "--study", study)
    assert "screening.csv" in error
    assert "gad7_7" in error


def test_out_of_range_scores_are_all_told_with_row_and_column(book, study, said):
    rows(study, [1, 1, 1, 1, 1, 1, 4], [9, 1, 1, 1, 1, 1, 1])
    error = refused(book, said, "build", "--study", study)
    assert "2 faults" in error
    assert "row 2, column gad7_7" in error
    assert "row 3, column gad7_1" in error
    assert "must be at most 3" in error


def test_an_unknown_parameter(book, study, said):
    error = refused(book, said, "run", "first", "-p", "week", 78, "--study", study)
    assert "The notebook 'first' has no parameter 'week'." in error
    assert "It knows: weeks: int = 52." in error


def test_an_ill_typed_parameter(book, study, said):
    error = refused(book, said, "run", "first", "-p", "weeks", "many", "--study", study)
    assert "'weeks' of the notebook 'first' is not of the type str" in error


def test_a_municipality_that_the_study_does_not_have(book, study, said):
    write(book, "municipality = 'all'", NOTE)
    error = refused(book, said, "run", "first", "-p", "municipality", "Atlantis", "--study", study)
    assert "The study has no municipality 'Atlantis'." in error
    assert "Give one of: Bornholm, Rødovre, all." in error


def test_a_failing_cell(book, study, said):
    write(book, "weeks = 52", NOTE, "rows = {}\nrows['p-can' + 'ary0']")
    error = refused(book, said, "build", "--study", study)
    assert "A cell failed with KeyError" in error
    assert "notebooks/first.ipynb, cell 4, line 2: rows['p-can' + 'ary0']" in error
    assert "a terminal shows it" in error


def test_an_unknown_notebook(book, study, said):
    error = refused(book, said, "run", "second", "--study", study)
    assert "There is no notebook 'second'." in error
    assert "first" in error


def test_a_missing_notebook(book, study, said):
    (book / "notebooks" / "first.ipynb").unlink()
    error = refused(book, said, "build", "--study", study)
    assert "A declared notebook is missing." in error
    assert "notebooks/first.ipynb" in error


def test_a_run_prints_its_page_and_leaves_the_report(book, study, said):
    before = publishing.digests(book / "_build" / "html")
    code, out, _ = said("run", "first", "-p", "weeks", 78, "--study", study)
    assert code == 0
    page = out.splitlines()[-1]
    assert page == "_build/draft/notebooks/first.html"
    assert "week 78" in (book / page).read_text("utf-8")
    assert publishing.digests(book / "_build" / "html") == before


def test_the_study_may_be_named_by_the_variable(book, study, said, monkeypatch):
    monkeypatch.setenv("COMPENDIUM_STUDY", str(study))
    (study / "study.toml").unlink()
    assert str(study) in refused(book, said, "build")


def test_check_study_says_all_faults_or_none(study, said):
    code, out, error = said("check", "study", study)
    assert (code, out, error) == (0, "The study has no faults.\n", "")
    rows(study, [1, 1, 1, 1, 1, 1, 4], [9, 1, 1, 1, 1, 1, 1])
    code, out, error = said("check", "study", study)
    assert code == 1
    assert out == "The study has 2 faults.\n"
    *faults, remedy = error.splitlines()
    assert len(faults) == 2
    assert remedy.startswith("  what to do: mend the file, or say in study.toml")
    assert "canary" not in error


def test_check_evidence_counts_the_committed_facts(said, monkeypatch):
    monkeypatch.delenv("COMPENDIUM_SEEDS", raising=False)
    status, told, errors = said("check", "evidence")
    assert (status, errors) == (0, "")
    *counted, without, verdict = told.splitlines()
    total = next(line for line in counted if line.endswith("facts in all."))
    documents = counted[: counted.index(total)]
    facts = [int(line.split(": ")[1].split()[0].replace(",", "")) for line in documents]
    assert total == f"{sum(facts):,} facts in all."
    assert documents[0].startswith("read in no document: ")
    assert "Odd in the sources, and left as printed:" in counted
    assert any(
        re.fullmatch(r"  programme_outcomes.csv, .*: impossible_share", line) for line in counted
    )
    assert without.startswith("Nobody said where the documents are")
    assert verdict == "The evidence has no faults."


def test_check_evidence_says_what_stands_in_a_document(said, tmp_path):
    (tmp_path / "000_ddc817a5ae889df6.txt").write_text("Agenda", "utf-8")
    status, told, errors = said("check", "evidence", "--documents", tmp_path)
    assert status == 1
    assert "prevalence.csv, rows" in errors
    assert "its document is not among those at hand" in errors
    assert "its anchor does not stand in its lines" in errors
    assert told.startswith("The evidence has ")


def test_a_new_study_passes_its_own_check(tmp_path, said):
    code, out, _ = said("new", "study", tmp_path / "begun")
    assert code == 0
    assert "study.toml is written" in out
    assert said("check", "study", tmp_path / "begun")[0] == 0
    code, _, error = said("new", "study", tmp_path / "begun")
    assert code == 1
    assert "something at this path already" in error


def test_a_new_instrument_goes_into_its_study_once(tmp_path, said):
    folder = tmp_path / "begun"
    said("new", "study", folder)
    code, out, _ = said("new", "instrument", "phq9", "--study", folder)
    assert code == 0
    assert "phq9.toml is written" in out
    assert said("check", "study", folder)[0] == 0
    code, _, error = said("new", "instrument", "phq9", "--study", folder)
    assert code == 1
    assert "nothing is written over" in error


def test_a_malformed_instrument_is_told_by_line_and_without_a_traceback(tmp_path, said):
    folder = tmp_path / "begun"
    said("new", "study", folder)
    said("new", "instrument", "phq9", "--study", folder)
    path = folder / "instruments" / "phq9.toml"
    path.write_text(path.read_text("utf-8").replace("from = 5", "from = 4"), "utf-8")
    code, out, error = said("check", "study", folder)
    assert code == 1
    rows = path.read_text("utf-8").splitlines()
    line = 1 + next(number for number, row in enumerate(rows) if "from = 4" in row)
    assert error.count("definition is malformed") == 1
    assert f"line {line}, bands[1].levels[2].from" in out + error
    assert "overlap" in out + error
    assert "Traceback" not in out + error


def test_a_synthetic_study_passes_its_own_check(tmp_path, said):
    folder = tmp_path / "twin"
    code, out, _ = said("synth", "study", "--seed", 3, "--participants", 40, "--out", folder)
    assert code == 0
    assert "truth.json" in out
    assert said("check", "study", folder)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bild"],
        ["build", "--language", "sv"],
        ["build", "--jobs", "0"],
        ["run"],
        ["check", "prose"],
        ["synth", "study"],
    ],
)
def test_a_wrong_command_is_told_with_its_usage(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: compendium" in capsys.readouterr().err


def test_the_book_is_the_one_we_stand_in_else_the_checkout(book, monkeypatch, tmp_path):
    monkeypatch.chdir(book / "notebooks")
    assert commands.home() == book
    monkeypatch.chdir(tmp_path)
    assert commands.home() == checkout()


def test_interrupting_says_that_the_last_report_stands(said, monkeypatch):
    from compendium import study

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(study, "check", interrupted)
    code, _, error = said("check", "study")
    assert code == 130
    assert "last whole report stands" in error


def test_whoever_reads_no_further_meets_no_traceback(book):
    command = [sys.executable, "-c", "from compendium.cli import run; run()", "plan"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=book, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.usefixtures("book")
def test_a_plan_says_what_is_locked_and_not_installed(said, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(pins, "checked", lambda: "Other versions are installed: scipy 1 for 2")
    code, output, _ = said("plan")
    assert code == 0
    assert output.splitlines()[0] == "Other versions are installed: scipy 1 for 2"
