"""Two sets of parameters stand side by side, what differs first, and no few persons between."""

import re

import pytest
from bs4 import BeautifulSoup

from compendium import cli
from compendium.report.publication import publishing

MEAN = {
    "definition": {"en": "Mean score", "da": "Gennemsnitlig score"},
    "method": {"en": "Mean", "da": "Gennemsnit"},
}
PERSONS = {
    "definition": {"en": "Persons above the cut-off", "da": "Personer over grænsen"},
    "method": {"en": "Count", "da": "Antal"},
}
SAME = {
    "definition": {"en": "Persons in all", "da": "Personer i alt"},
    "method": {"en": "Count", "da": "Antal"},
}
SHOW = """
from IPython.display import display

numbers = {
    "mean": (7.5 + above / 100, 600, "mean"),
    "persons": (100 + above, 100 + above, "count"),
    "same": (700, 700, "count"),
}
for key, (value, n, unit) in numbers.items():
    text = {"value": str(value), "full": str(value), "n": str(n)}
    record = {"value": float(value), "low": None, "high": None, "unit": unit, "n": n,
              "shown": True, "why": "", "absent": None, "text": text}
    display({"text/html": f"<p>{value} of {n}</p>"}, raw=True,
            metadata={"compendium": {"kind": "result", "name": key, "record": record}})
tables = {
    "bands": {"low": 200 - above, "high": 300 + above},
    "steady": {"low": 40, "high": 60},
}
for key, persons in tables.items():
    rows = [{"gad7_band": level, "value": float(n), "low": None, "high": None, "n": n,
             "unit": "persons", "shown": True, "why": ""} for level, n in persons.items()]
    display({"text/html": f"<p>{key}: {[*persons.values()]}</p>"}, raw=True,
            metadata={"compendium": {"kind": "table", "name": key, "table": rows,
                                     "caption": f"Persons of {key}"}})
"""
PARAMETERS = "# parameters\nabove: int = 0\nname = 'x'"


@pytest.fixture
def apart(book, sources, monkeypatch):
    """Return a small book whose numbers depend on a parameter, and what it says to a command."""
    results = {"mean": MEAN, "persons": PERSONS, "same": SAME}
    book.runs([{"notebook": "first", "results": results}])
    book.notebook("first", sources.notebook(PARAMETERS, SHOW))
    book.has_a_report()
    monkeypatch.chdir(book.root)
    return book


@pytest.fixture
def compared(apart, capsys):
    """Return a function that compares, and returns the exit code and what was said."""

    def comparing(*arguments, language="en"):
        before = publishing.digests(apart.html)
        words = ["--study", str(apart.study), "--language", language, "--no-browser"]
        code = cli.main(["compare", "first", *map(str, arguments), *words])
        said = capsys.readouterr()
        assert publishing.digests(apart.html) == before
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return comparing


def page(book, name="comparison"):
    path = book.root / "_build" / "draft" / f"{name}.html"
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def rows(page, heading):
    """Return the rows of the tables of a section of the page, each as its texts."""
    section = next(
        each
        for each in page.select("article section section")
        if each.h2.get_text().startswith(heading)
    )
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in section.select("tbody tr")
    ]


def test_what_differs_comes_first_with_both_values_and_the_difference(apart, compared):
    code, out, error = compared("-p", "above", 10, "--with", "-p", "above", 20)
    assert (code, error) == (0, "")
    assert out.splitlines()[-1] == "_build/draft/comparison.html"
    assert "first/mean went from 7.6 to 7.7 (by +0.1)." in out
    assert "first/bands changed." in out
    assert "first/steady" not in out
    assert rows(page(apart), "Numbers") == [
        ["Mean score first/mean", "7.6 n = 600", "7.7 n = 600", "+0.1"],
        ["Persons above the cut-off first/persons", "110", "120", "+10"],
        ["Persons in all first/same", "700"],
    ]
    folded = page(apart).select_one("details")
    assert "Persons in all" in folded.get_text()
    assert "Mean score" not in folded.get_text()


def test_the_cells_in_which_a_table_differs_are_told_and_a_table_that_is_the_same_is_folded(
    apart, compared
):
    compared("-p", "above", 10, "--with", "-p", "above", 20)
    assert rows(page(apart), "Figures and tables") == [
        ["GAD-7 band: Low", "190", "180", "−10"],
        ["GAD-7 band: High", "310", "320", "+10"],
    ]
    headings = [each.get_text() for each in page(apart).select("h3")]
    assert headings == ["Persons of bands"]
    assert "Persons of steady" in page(apart).select("details")[-1].get_text()


def test_both_pages_stand_beside_each_other_each_with_its_parameters(apart, compared):
    compared("--with", "-p", "above", 20)
    frames = [frame["src"] for frame in page(apart).select("iframe")]
    assert frames == ["notebooks/first-one.html", "notebooks/first-other.html"]
    one, other = (page(apart, frame.removesuffix(".html")) for frame in frames)
    assert one.h1.get_text().startswith("First: above = 0")
    assert other.h1.get_text().startswith("First: above = 20")
    assert "bands: [200, 300]" in one.get_text()
    assert "bands: [180, 320]" in other.get_text()
    for link in page(apart).select("h3 + p a"):
        target, _, anchor = link["href"].partition("#")
        assert page(apart, target.removesuffix(".html")).find(id=anchor)


@pytest.mark.parametrize("moved", [1, 4])
def test_a_few_persons_between_the_sides_are_told_on_neither_page_nor_beside(
    apart, compared, moved
):
    _, out, _ = compared("--with", "-p", "above", moved)
    assert "first/persons changed, with a few persons more or fewer." in out
    told = page(apart).get_text()
    assert "they lie fewer than 5 persons apart" in told
    assert "2 cells are told on the first side only" in told
    other = page(apart, "notebooks/first-other")
    files = [
        path.read_text("utf-8")
        for path in (apart.root / "_build" / "draft").rglob("*")
        if path.suffix in {".html", ".csv", ".json", ".js"}
    ]
    for number in (100 + moved, 200 - moved, 300 + moved):
        assert not any(re.search(rf"\b{number}(\.0)?\b", _text(file)) for file in files)
    assert "Shown on the first side only" in other.get_text()
    assert "bands: [200, 300]" in page(apart, "notebooks/first-one").get_text()


def test_a_table_that_would_bound_a_hidden_number_beside_the_other_side_stands_on_one_only(
    apart, compared, sources
):
    """100 of 103 live on Bornholm: each side tells one of the two, and both tell of three."""
    counted = """
import json

from IPython.display import display

persons = [100, None] if above else [None, 103]
cells = [["Bornholm", persons[0]], ["Rødovre", None], ["all", persons[1]]]
view = {"kind": "count", "of": "screened", "by": ["municipality"], "slices": [], "nested": {},
        "threshold": 5, "cells": cells}
display({"text/html": f"<p>Persons: {persons}</p>"}, raw=True,
        metadata={"compendium": {"kind": "table", "name": "homes", "caption": "Persons",
                                 "table": [], "safe": [json.dumps(view)]}})
"""
    apart.notebook("first", sources.notebook(PARAMETERS, SHOW, counted))
    code, _, error = compared("--with", "-p", "above", 20)
    assert (code, error) == (0, "")
    assert "Persons: [None, 103]" in page(apart, "notebooks/first-one").get_text()
    other = page(apart, "notebooks/first-other").get_text()
    assert "Persons: [100" not in other
    assert "Shown on the first side only" in other


def test_what_is_cited_is_listed_in_the_draft_so_that_no_citation_is_missing(
    apart, compared, sources
):
    work = "@misc{work, author={Somebody}, title={A work}, year={2020}}\n"
    apart._write("book/references.bib", work)
    apart.config({**sources.CONFIG, "bibtex_bibfiles": ["book/references.bib"]})
    apart.chapter("references", "# References\n\n```{bibliography}\n```\n")
    toc = {"format": "jb-book", "root": "book/index", "chapters": [
        {"file": "notebooks/first"}, {"file": "book/references"}]}  # fmt: skip
    apart.toc(toc)
    cited = sources.notebook(PARAMETERS, SHOW, title="# First\n\nSo says {cite:t}`work`.")
    apart.notebook("first", cited)
    code, _, error = compared("--with", "-p", "above", 20)
    assert (code, error) == (0, "")
    assert "So says Somebody" in page(apart, "notebooks/first-one").get_text()


def _text(markup):
    """Return what can be read in a file, without addresses and styles that hold numbers too."""
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.select("script, style, svg"):
        tag.decompose()
    return soup.get_text(" ")


def test_the_headings_are_danish_where_the_report_is(apart, compared):
    assert compared("--with", "-p", "above", 20, language="da")[0] == 0
    headings = [each.get_text() for each in page(apart).select("article :is(h1, h2)")]
    assert [each.rstrip("#") for each in headings] == [
        "First, side om side", "Tal", "Figurer og tabeller", "Begge sider i deres helhed",
    ]  # fmt: skip


def test_the_page_is_opened_in_the_browser_unless_it_is_not_wanted(apart, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    words = ["compare", "first", "--with", "-p", "above", "20", "--study", str(apart.study)]
    assert cli.main(words) == 0
    assert opened == [(apart.root / "_build/draft/comparison.html").as_uri()]
    assert cli.main([*words, "--no-browser"]) == 0
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--with",), "Both sides have the same parameters"),
        (("-p", "above", 0, "--with"), "Both sides have the same parameters"),
        (("-p", "above", 7, "--with", "-p", "above", 7), "Both sides have the same parameters"),
        (("-p", "below", 7, "--with"), "The notebook 'first' has no parameter 'below'."),
        (("--with", "-p", "above", "many"), "is not of the type str"),
    ],
)
def test_what_cannot_be_compared_is_told_and_leaves_the_last_draft(
    apart, compared, arguments, told
):
    compared("--with", "-p", "above", 20)
    draft = apart.root / "_build" / "draft"
    before = publishing.digests(draft)
    code, _, error = compared(*arguments)
    assert code == 1
    assert told in error
    assert "what to do: " in error
    assert publishing.digests(draft) == before


def test_an_unknown_notebook_is_told_with_those_there_are(apart, capsys):
    words = ["compare", "second", "--with", "--study", str(apart.study), "--no-browser"]
    assert cli.main(words) == 1
    assert "There is no notebook 'second'." in (error := capsys.readouterr().err)
    assert "first" in error


def test_a_side_that_fails_is_named_by_its_parameters(apart, compared, sources):
    stop = "if name == 'y':\n    raise ValueError(name)"
    apart.notebook("first", sources.notebook(PARAMETERS, SHOW, stop))
    code, _, error = compared("--with", "-p", "name", "y")
    assert code == 1
    assert "notebooks/first.ipynb, case name = y, cell 4" in error
    assert not (apart.root / "_build" / "draft").exists()


def test_the_gate_holds_on_each_side(apart, compared, sources):
    bare = "if name == 'y':\n    print('a row of somebody')"
    apart.notebook("first", sources.notebook(PARAMETERS, SHOW, bare))
    code, _, error = compared("--with", "-p", "name", "y")
    assert code == 1
    assert "The gate is closed" in error
    assert "somebody" not in error
    assert not (apart.root / "_build" / "draft").exists()
