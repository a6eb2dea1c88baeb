"""The preview of a small book, through a day's work: what is new, what is refused, what is kept."""

import json

import pytest

from compendium.report import Terms
from compendium.report.preview.maker import Maker
from compendium.report.preview.place import Place
from compendium.report.publication import publishing

SCREENING = '\n[tables.screening]\nfile = "screening.csv"\n'
ROWS = "participant_id,wave,date\np-canary7,baseline,{}\n"


class Desk:
    """A small book, its preview, and what was told of it."""

    def __init__(self, book):
        self.book, self.steps = book, []
        self.html = Place.of(book.root, "en").html
        self.maker = Maker(book.root, book.study, "en", Terms())

    def saved(self, *opened):
        """Make the preview anew, as after a save, and return what came of it."""
        self.steps.clear()
        return self.maker.make((), lambda step: self.steps.append(step.text), opened)

    def page(self, name):
        """Return a page that is served."""
        return (self.html / f"{name}.html").read_text("utf-8")

    def refused(self, *said):
        """Make the preview anew, expect that the pages stay as they are; return what is told."""
        before = publishing.digests(self.html)
        outcome = self.saved()
        assert outcome.changed == ()
        for text in said:
            assert text in outcome.fault
        assert publishing.digests(self.html) == before
        return outcome.fault


@pytest.fixture
def desk(book):
    with Place.of(book.root, "en").claimed():
        made = Desk(book)
        yield made
        made.maker.end()


@pytest.mark.slow
def test_a_day_with_a_notebook_and_a_chapter(desk, sources):
    book = desk.book
    book.has_a_report()
    published = publishing.digests(book.html)
    first = desk.saved()
    assert (first.fault, first.warnings) == ("", ())
    assert "first executed" in desk.steps
    assert ">7.4<" in desk.page("book/index")

    book.chapter("index", "# A small book\n\nStill {result}`first/mean`, as said.\n")
    outcome = desk.saved()
    assert "book/index.html" in outcome.changed
    assert "as said" in desk.page("book/index")
    assert "first executed" not in desk.steps

    texts = {"value": "8.1", "full": "8.1 (7.9 to 8.3)", "n": "663"}
    cells = (sources.shows_result(value=8.1, text=texts), sources.shows_figure())
    book.notebook("first", sources.notebook(*cells))
    assert {"book/index.html", "ledger.json"} <= set(desk.saved().changed)
    assert ">8.1<" in desk.page("book/index")

    book.notebook("first", sources.notebook(*cells, "x = 1\nx / 0"))
    desk.refused("ZeroDivisionError", "notebooks/first.ipynb, cell 4, line 2: x / 0")
    book._write("notebooks/first.ipynb", '{"cells": [{"cell_type": "mark')
    desk.refused("This is not a notebook.", "notebooks/first.ipynb")
    book._write("_toc.yml", "format: [jb-book\n")
    desk.refused("_toc.yml")
    book.notebook("first", sources.notebook(*cells, "print(1)"))
    book.toc({"format": "jb-book", "root": "book/index", "chapters": [{"file": "notebooks/first"}]})
    desk.refused("The gate is closed: 1 fault", "cell 4: print(1)")

    book.notebook("first", sources.notebook(*cells, title="# First\n\nMended."))
    assert desk.saved().fault == ""
    assert "Mended." in desk.page("notebooks/first")
    assert publishing.digests(book.html) == published
    assert not (desk.html / "_sources").exists()


@pytest.mark.slow
def test_warnings_are_told_and_the_page_is_shown(desk):
    desk.book.chapter("index", "# A small book\n\nSee {doc}`/book/nowhere`.\n")
    outcome = desk.saved()
    (warning,) = outcome.warnings
    assert "book/index.md:3" in warning
    assert "See" in desk.page("book/index")
    desk.book.chapter("index", "# A small book\n\nSee nothing.\n")
    assert desk.saved().warnings == ()


@pytest.mark.slow
def test_nothing_about_one_person_is_shown_even_here(desk, sources):
    book = desk.book
    with (book.study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(SCREENING)
    (book.study / "screening.csv").write_text(ROWS.format("2023-01-02"), "utf-8")
    assert desk.saved().fault == ""
    claim = sources.shows({"text/html": "<p>P-Canary7</p>"}, {"kind": "note"})
    book.notebook("first", sources.notebook(sources.shows_result(), claim))
    told = desk.refused("The pseudonym of a person stands in the report", "notebooks/first.html")
    assert "anary7" not in told
    # It is still refused when nothing else has changed.
    desk.refused("The pseudonym of a person stands in the report")
    book.notebook("first", sources.notebook(sources.shows_result()))
    assert desk.saved().fault == ""
    (book.study / "screening.csv").write_text(ROWS.format("yesterday"), "utf-8")
    told = desk.refused("screening.csv", "row 2")
    assert "yesterday" not in told


@pytest.mark.slow
def test_a_person_who_is_new_in_the_study_leaves_the_pages_that_name_them(desk):
    book = desk.book
    book.chapter("index", "# A small book\n\nThe mean is {result}`first/mean`, p-canary7.\n")
    assert desk.saved().fault == ""
    with (book.study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(SCREENING)
    (book.study / "screening.csv").write_text(ROWS.format("2023-01-02"), "utf-8")
    assert "The pseudonym of a person" in desk.saved().fault
    assert list(desk.html.iterdir()) == []
    book.chapter("index", "# A small book\n\nThe mean is {result}`first/mean`.\n")
    assert desk.saved().fault == ""
    assert ">7.4<" in desk.page("book/index")


@pytest.mark.slow
def test_what_a_build_kept_is_not_executed_again_and_the_other_way_round(desk):
    from compendium import report

    report.build(desk.book.root, desk.book.study, listener=lambda _: None)
    assert desk.saved().fault == ""
    assert "first executed" not in desk.steps
    steps = []
    report.build(desk.book.root, desk.book.study, listener=lambda step: steps.append(step.text))
    assert "first executed" not in steps


@pytest.mark.slow
def test_a_session_that_is_killed_is_told_and_another_takes_its_place(desk):
    desk.saved()
    session = desk.maker._session._process
    session.kill()
    session.join()
    assert "has died" in desk.saved().fault
    assert desk.saved().fault == ""
    assert desk.maker._session._process.pid != session.pid


@pytest.mark.slow
def test_the_session_ends_where_code_it_has_imported_changes_and_for_no_other_code(desk):
    from compendium.tables import checkout

    desk.saved()
    package = checkout() / "src" / "compendium"
    session = desk.maker._session
    desk.maker.make([package / "outcomes" / "arms" / "differences.py"], lambda _: None)
    assert desk.maker._session is session
    desk.maker.make([package / "report" / "pages" / "cleaning.py"], lambda _: None)
    assert desk.maker._session is not session
    session = desk.maker._session
    desk.maker.make([package / "present" / "words" / "en.toml"], lambda _: None)
    assert desk.maker._session is not session


def test_a_preview_has_its_place_for_itself(book):
    from compendium.errors import CompendiumError

    place = Place.of(book.root, "en")
    with place.claimed():
        assert place.folder.stat().st_mode & 0o777 == 0o700
        with pytest.raises(CompendiumError, match="Another preview"), place.claimed():
            raise AssertionError("it was claimed twice")
        with Place.of(book.root, "da").claimed():
            pass


@pytest.mark.slow
def test_the_page_that_is_open_comes_first_beside_the_others_as_they_were(desk, sources):
    book, opened = desk.book, "notebooks/first-roedovre.html"
    family = [{"notebook": "first", "for": "municipality", "results": {"mean": sources.MEAN}}]
    book.runs(family)

    def save(text, persons=0):
        record = {
            "kind": "count", "of": "screened", "by": ["municipality"], "slices": [], "nested": {},
            "threshold": 5, "cells": [["all", persons]],
        }  # fmt: skip
        metadata = {"compendium": {"kind": "note", "safe": [json.dumps(record)] if persons else []}}
        shown = f"{{'text/html': f'<p>{{municipality}}: {text}</p>'}}"
        cells = ('# parameters\nmunicipality = "all"', sources.shows_result())
        note = f"display({shown}, metadata={metadata!r}, raw=True)"
        book.notebook("first", sources.notebook(*cells, note))

    save("one")
    assert desk.saved(opened).more is False
    made = desk.page("notebooks/first-bornholm")

    save("two")
    outcome = desk.saved(opened)
    assert (outcome.fault, outcome.more) == ("", True)
    assert "Rødovre: two" in desk.page("notebooks/first-roedovre")
    assert desk.page("notebooks/first-bornholm") == made
    outcome = desk.saved(opened)
    assert (outcome.fault, outcome.more) == ("", False)
    assert "Bornholm: two" in desk.page("notebooks/first-bornholm")
    assert "first (Rødovre) executed" not in desk.steps

    # New tables that contradict those of the other pages wait for them.
    save("three", 20)
    assert desk.saved(opened).more is True
    assert desk.saved(opened).more is False
    save("four", 30)
    outcome = desk.saved(opened)
    assert (outcome.fault, outcome.changed, outcome.more) == ("", (), True)
    assert desk.saved(opened).more is False
    assert "Rødovre: four" in desk.page("notebooks/first-roedovre")

    # Of another study no page stands beside those of the last.
    with (book.study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(SCREENING)
    (book.study / "screening.csv").write_text(ROWS.format("2023-01-02"), "utf-8")
    save("five")
    assert desk.saved(opened).more is False
    assert "Bornholm: five" in desk.page("notebooks/first-bornholm")
