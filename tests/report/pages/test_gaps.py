"""With --keep-going a report has honest gaps where runs failed, as a draft, and says so."""

import json
import re

import pytest

from compendium.report.publication import publishing

FAILS = "divided = 4711 / (len('kanarie') - 7)"
PRINTS = "print('kanarie', 4711)"
FINE = (
    "from IPython.display import display\n"
    "display({'text/html': '<p>all is fine here</p>'},"
    " metadata={'compendium': {'kind': 'note'}}, raw=True)"
)
CHAPTER = "# A small book\n\nThe mean is {result}`first/mean`, of {result}`third/other`.\n"
UNAVAILABLE = {"en": "not available", "da": "ikke tilgængelig"}
FAILED = {
    "en": "This page could not be made. A cell failed with ZeroDivisionError notebooks/first.ipynb",
    "da": "Siden kunne ikke laves. A cell failed with ZeroDivisionError notebooks/first.ipynb",
}
TOLD = (
    "2 runs failed; a report with gaps in their place was built.",
    "A cell failed with ZeroDivisionError",
    f"where: notebooks/first.ipynb, cell 2, line 2: {FAILS}",
    "The gate is closed: 1 fault; nothing was published.",
    "The cell writes to stdout.",
    f"where: notebooks/second.ipynb, cell 2: {PRINTS}",
    "where: _build/draft/index.html",
)


@pytest.fixture
def gappy(house, sources):
    """Return a house with a report, of whose three runs one then fails and one is refused."""
    other = {"first": sources.MEAN, "third": sources.MEAN}
    house.runs(
        [
            {"notebook": "first", "results": {"mean": other["first"]}},
            {"notebook": "second"},
            {"notebook": "third", "results": {"other": other["third"]}},
        ]
    )
    house.chapter("index", CHAPTER)
    failing = (f"step = 1\n{FAILS}", sources.shows_result())
    house.notebook("first", sources.notebook(*failing))
    house.notebook("second", sources.notebook(PRINTS, title="# Second"))
    fine = (FINE, sources.shows_result("other"))
    house.notebook("third", sources.notebook(*fine, title="# Third"))
    return house


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "da"])
def test_a_draft_has_gaps_where_runs_failed_and_the_report_is_as_it_was(gappy, language):
    before = publishing.digests(gappy.html)
    done = gappy.says("build", "--keep-going", "--language", language)
    assert done.returncode == 1
    for piece in TOLD:
        assert piece in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert "is built" not in done.stdout
    draft = gappy.root / "_build" / "draft"
    assert (draft / "index.html").is_file()
    failed, refused, fine, chapter = (
        (draft / f"{name}.html").read_text("utf-8")
        for name in ("notebooks/first", "notebooks/second", "notebooks/third", "book/index")
    )
    assert f"{FAILED[language]}, cell 2, line 2" in text(failed)
    assert f"mean: {UNAVAILABLE[language]}" in text(failed)
    assert "The cell writes to stdout. where: notebooks/second.ipynb, cell 2" in text(refused)
    assert "all is fine here" in fine
    link = re.search(r'<a [^>]*href="../notebooks/first.html#result-mean"[^>]*>.*?</a>', chapter)
    assert UNAVAILABLE[language] in link[0]
    assert "A cell failed with ZeroDivisionError" in link[0]
    link = re.search(r'<a [^>]*href="../notebooks/third.html#result-other"[^>]*>.*?</a>', chapter)
    assert "7.4" in text(link[0])
    ledger = json.loads((draft / "ledger.json").read_text("utf-8"))
    assert ledger["results"]["first/mean"]["value"] is None
    assert publishing.digests(gappy.html) == before
    assert not (gappy.root / "_build" / "html-da").exists()


@pytest.mark.slow
def test_no_value_reaches_a_gap_though_the_message_of_the_error_holds_it(gappy, sources):
    raising = "raise ValueError(f'participant {40 + 2}-kanarie')"
    gappy.notebook("first", sources.notebook(raising, sources.shows_result()))
    printed = "print('x' * 3 + 'kanarie')"
    gappy.notebook("second", sources.notebook(printed, title="# Second"))
    done = gappy.says("build", "--keep-going")
    assert "A cell failed with ValueError" in done.stderr
    draft = gappy.root / "_build" / "draft"
    told = done.stdout.encode() + done.stderr.encode()
    for content in (told, *(path.read_bytes() for path in draft.rglob("*") if path.is_file())):
        assert b"42-kanarie" not in content
        assert b"xxxkanarie" not in content


@pytest.mark.slow
def test_without_the_option_nothing_is_written_and_all_failures_are_told(gappy):
    before = publishing.digests(gappy.html)
    done = gappy.says("build")
    assert done.returncode == 1
    assert "A cell failed with ZeroDivisionError" in done.stderr
    assert f"where: notebooks/first.ipynb, cell 2, line 2: {FAILS}" in done.stderr
    assert not (gappy.root / "_build" / "draft").exists()
    assert publishing.digests(gappy.html) == before


@pytest.mark.slow
def test_a_book_without_failures_keeps_going_to_its_report(house):
    before = publishing.digests(house.html)
    house.change("notebooks/third.ipynb", "weeks seen</p>", "weeks, seen</p>")
    assert house.built("--keep-going")[0] == {"third"}
    assert publishing.digests(house.html) != before
    assert not (house.root / "_build" / "draft").exists()
