"""A whole small report: what it holds, that it is the same bytes, that a fault changes nothing."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from compendium import report
from compendium.errors import CompendiumError
from compendium.report.publication import publishing


def build(book, **options):
    steps = []
    report.build(book.root, book.study, listener=steps.append, **options)
    return [step.text for step in steps]


def refused(book, match):
    """Build, expect a refusal, and that the published report is as it was; return the message."""
    book.has_a_report()
    before = publishing.digests(book.html)
    with pytest.raises(CompendiumError, match=match) as told:
        build(book)
    assert publishing.digests(book.html) == before
    return str(told.value)


def test_a_report_has_its_figure_its_number_and_its_ledger(book):
    steps = build(book)
    assert steps == [
        "Checking the study",
        "first executed",
        "Passing the gate",
        "Binding the book",
    ]
    page, chapter = book.page("notebooks/first"), book.page("book/index")
    assert '<img alt="Of 663 people, 109 score low."' in page
    assert re.search(r'<figure[^>]* id="figure-bands"', page)
    assert "Bands of GAD-7" in page
    assert "Fig. 1" in page
    assert 'id="result-mean"' in page
    assert '<details class="admonition hide above-input">' in page
    link = re.search(r'<a [^>]*href="../notebooks/first.html#result-mean"[^>]*>.*?</a>', chapter)
    assert 'title="Mean GAD-7 total (n = 663)"' in link[0]
    assert ">7.4<" in link[0]
    ledger = json.loads((book.html / "ledger.json").read_text("utf-8"))
    assert ledger["results"]["first/mean"]["value"] == 7.4
    # What was private on the way, executed notebooks with their parameters, is gone.
    assert not (book.root / "_build" / ".work").exists()


def test_a_report_holds_no_sources_paths_clock_or_other_hosts(book):
    build(book)
    assert not (book.html / "_sources").exists()
    for path in book.html.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert str(book.root).encode() not in content, path
            # The ledger names it among what is installed.
            assert path.name == "ledger.json" or b"papermill" not in content, path
            if path.suffix == ".html":
                assert not re.findall(rb"""(?:src|href)=["'](?:https?:)?//""", content), path
                assert b"unpkg" not in content, path


@pytest.mark.slow
def test_two_builds_in_two_places_are_the_same_bytes(book, tmp_path, monkeypatch):
    build(book)
    elsewhere = tmp_path / "other place" / "work"
    shutil.copytree(book.root, elsewhere, ignore=shutil.ignore_patterns("_build"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    report.build(elsewhere, book.study, listener=lambda _: None, terms=report.Terms(jobs=2))
    assert publishing.digests(book.html) == publishing.digests(elsewhere / "_build" / "html")


def footless(path):
    """Return a page without the foot that our build alone can write."""
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    for foot in page.select(".compendium-origin"):
        foot.decompose()
    return re.sub(r"\s+", " ", str(page))


@pytest.mark.slow
def test_a_plain_build_gives_the_same_pages_and_toc_pages_only(book):
    """Jupyter Book's own command beside a folder of installed packages, and after our build."""
    build(book)
    ours = {
        path.relative_to(book.html).as_posix(): footless(path)
        for path in book.html.rglob("*.html")
        if "_static" not in path.parts
    }
    installed = book.root / ".venv" / "lib" / "package"
    installed.mkdir(parents=True)
    shutil.copyfile(book.root / "notebooks" / "first.ipynb", installed / "demo.ipynb")
    command = Path(sys.executable).with_name("jupyter-book")
    done = subprocess.run(
        [command, "build", "-W", "."],
        cwd=book.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    plain = book.html
    pages = {path.relative_to(plain).as_posix() for path in plain.rglob("*.html")}
    shared = {name for name in pages if not name.startswith("_static")}
    assert shared == {
        "index.html",
        "genindex.html",
        "search.html",
        "book/index.html",
        "notebooks/first.html",
    }
    assert {name: footless(plain / name) for name in shared} == ours


def test_the_pages_of_a_family_are_added_below_their_notebook(book, sources):
    book.runs([{"notebook": "first", "for": "municipality"}])
    book.notebook(
        "first",
        sources.notebook(
            "# parameters\nmunicipality: str | None = None",
            "from IPython.display import display\n"
            "display({'text/html': f'<p>{municipality} seen</p>'},"
            " metadata={'compendium': {'kind': 'note'}}, raw=True)",
            title="# Fidelity",
        ),
    )
    book.chapter("index", "# A small book\n")
    build(book, terms=report.Terms(jobs=2))
    page = book.page("notebooks/first-roedovre")
    assert "<h1>Fidelity: Rødovre" in page
    assert "Rødovre seen" in page
    assert "municipality: str" not in page
    assert "None seen" in book.page("notebooks/first")
    assert 'href="../notebooks/first-bornholm.html"' in book.page("book/index")


def test_the_danish_report_lies_beside_the_english(book, sources):
    book.notebook(
        "first",
        sources.notebook(
            "import os",
            "from IPython.display import display\n"
            "display({'text/html': os.environ['COMPENDIUM_LANGUAGE'] + ' spoken'},"
            " metadata={'compendium': {'kind': 'note'}}, raw=True)",
            sources.shows_result(),
        ),
    )
    build(book, language="da")
    assert not book.html.exists()
    danish = book.root / "_build" / "html-da"
    assert "da spoken" in (danish / "notebooks" / "first.html").read_text("utf-8")
    chapter = (danish / "book" / "index.html").read_text("utf-8")
    assert '<html lang="da"' in chapter
    assert "Gennemsnitlig GAD-7" in chapter


def test_prose_can_refer_to_a_figure_by_its_number(book):
    book.chapter("index", "# Book\n\n{numref}`first/bands`, {ref}`the bands <first/bands>`.\n")
    build(book)
    links = re.findall(
        r'<a [^>]*notebooks/first.html#figure-bands"[^>]*>(.*?)</a>', book.page("book/index")
    )
    assert [re.sub("<[^>]*>", "", link) for link in links] == ["Fig. 1", "the bands"]


def test_a_figure_is_found_beside_a_heading_of_its_name(book, sources):
    source = sources.notebook(sources.shows_figure(), sources.shows_result(), title="# Bands")
    book.notebook("first", source)
    book.chapter("index", "# Book\n\n{numref}`first/bands`\n")
    build(book)
    assert 'href="../notebooks/first.html#figure-bands"' in book.page("book/index")
    assert re.search(r'<figure[^>]* id="figure-bands"', book.page("notebooks/first"))


def test_the_forms_of_a_result_in_prose(book, sources):
    absent = {
        "value": None, "n": None, "shown": False, "absent": "no screening table",
        "text": {"value": "not in this study", "full": "not in this study", "n": ""},
    }  # fmt: skip
    book.runs([{"notebook": "first", "results": {"mean": sources.MEAN, "none": sources.MEAN}}])
    book.notebook(
        "first",
        sources.notebook(
            sources.shows_result(),
            sources.shows_result("none", **absent),
            title="# First\n\nHere {result}`mean:n`.",
        ),
    )
    book.chapter(
        "index",
        "# Book\n\n{result}`first/mean:full`, {result}`first/mean:n`, {result}`first/none`.\n",
    )
    build(book)
    chapter = book.page("book/index")
    assert ">7.4 (7.1 to 7.7)<" in chapter
    assert ">663<" in chapter
    gap = re.search(r"<a [^>]*#result-none[^>]*>.*?</a>", chapter)[0]
    assert 'title="no screening table"' in gap
    assert "compendium-absent" in gap
    assert ">not in this study<" in gap
    assert 'href="#result-mean"' in book.page("notebooks/first")


def test_unknown_results_and_forms_stop_the_build(book):
    book.chapter(
        "index",
        "# Book\n\n{result}`first/median`,\n{result}`second/mean`,\n{result}`first/mean:mode`.\n",
    )
    message = refused(book, "3 warnings; nothing was published")
    assert "book/index.md:3: WARNING: unknown result 'first/median'" in message
    assert "unknown result 'second/mean'" in message
    assert "unknown result 'first/mean', or form of it" in message


def test_outputs_that_are_not_ours_stop_the_build_and_name_their_cells(book, sources):
    cells = [
        "import warnings\nimport pandas as pd\nfrom matplotlib import pyplot as plt",
        "frame = pd.DataFrame({'id': ['p-canary']})\nframe.head()",
        "print(frame)",
        "frame['id']",
        "warnings.warn('p-canary')",
        "plt.plot([1, 2]);",
    ]
    book.notebook("first", sources.notebook(sources.shows_result(), *cells))
    message = refused(book, "The gate is closed: 5 faults")
    assert "cell 4: frame = pd.DataFrame({'id': ['p-canary']})" in message
    assert "cell 5: print(frame)" in message
    assert "cell 6: frame['id']" in message
    assert "cell 7: warnings.warn('p-canary')" in message
    assert "cell 8: plt.plot([1, 2]);" in message


def test_tables_that_give_a_hidden_number_away_stop_the_build(book, sources):
    """Bornholm 100 and all 103 leave 3 for Rødovre, hidden or not: a subtraction."""
    record = {
        "kind": "count", "of": "screened", "by": ["municipality"], "slices": [], "nested": {},
        "threshold": 5, "cells": [["Bornholm", 100], ["Rødovre", None], ["all", 103]],
    }  # fmt: skip
    table = {"kind": "table", "name": "persons", "caption": "Persons", "safe": [json.dumps(record)]}
    book.notebook(
        "first",
        sources.notebook(
            sources.shows_result(), sources.shows({"text/html": "<table></table>"}, table)
        ),
    )
    message = refused(book, "The gate is closed: 1 fault")
    assert "first/persons" in message
    assert "Rødovre" in message


def test_a_pseudonym_in_a_page_stops_the_build(book, sources):
    """An output that only claims to be ours: the bytes of the bound pages are looked at too."""
    add = '\n[tables.screening]\nfile = "screening.csv"\n'
    with (book.study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(add)
    rows = "participant_id,wave,date\np-canary7,baseline,2023-01-02\n"
    (book.study / "screening.csv").write_text(rows, "utf-8")
    claim = sources.shows({"text/html": "<p>P-Canary7</p>"}, {"kind": "note"})
    book.notebook("first", sources.notebook(sources.shows_result(), claim))
    message = refused(book, "The pseudonym of a person stands in the report")
    assert "notebooks/first.html" in message
    assert "anary7" not in message


def test_a_failing_cell_leaves_the_last_report(book, sources):
    book.notebook("first", sources.notebook(sources.shows_result(), "x = 1\nx / 0"))
    message = refused(book, "ZeroDivisionError")
    assert "cell 3, line 2: x / 0" in message


def test_a_warning_of_sphinx_leaves_the_last_report(book):
    book.chapter("index", "# A small book\n\nSee {doc}`/book/nowhere`.\n")
    message = refused(book, "nothing was published")
    assert "book/index.md:3" in message
    assert str(book.root) not in message


def test_what_something_else_wrote_is_said_and_replaced(book):
    build(book)
    before = publishing.digests(book.html)
    (book.html / "stray.html").write_text("stray", "utf-8")
    steps = build(book)
    assert "_build/html is replaced; changed there: stray.html" in steps
    assert publishing.digests(book.html) == before


def test_a_draft_is_one_page_with_its_parameters(book, sources):
    book.has_a_report()
    before = publishing.digests(book.html)
    book.notebook(
        "first",
        sources.notebook(
            "# parameters\nweeks = 52",
            "from IPython.display import display\n"
            "display({'text/html': f'<p>week {weeks}</p>'},"
            " metadata={'compendium': {'kind': 'note'}}, raw=True)",
            sources.shows_result(),
        ),
    )
    page, warnings = report.draft(
        book.root, book.study, "first", {"weeks": "78"}, listener=lambda _: None
    )
    assert page == book.root / "_build" / "draft" / "notebooks" / "first.html"
    assert "week 78" in page.read_text("utf-8")
    assert warnings == []
    assert publishing.digests(book.html) == before
