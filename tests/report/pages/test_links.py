"""A link that leads nowhere stops the build, and is told by the table and row that it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from compendium import report
from compendium.report.pages import links
from compendium.report.publication import publishing

ROWS = (
    "<table id='x'><tbody>"
    '<tr><th scope="row">12a</th><td><a href="../book/index.html#kept">there</a></td></tr>'
    '<tr><th scope="row">12b</th><td><a href="../book/index.html#{0}">gone</a></td></tr>'
    "</tbody></table>"
)


def shows_links(sources, fragment: str) -> str:
    """Return the source of a cell that shows a table with a link in each of two rows."""
    metadata = {"kind": "table", "name": "strobe", "caption": "STROBE", "table": []}
    return sources.shows({"text/html": ROWS.format(fragment)}, metadata)


def test_a_lost_place_stops_the_build_and_leaves_the_last_report(book, sources):
    book.chapter("index", "# A small book\n\n## Kept\n\nText.\n\n## Also kept\n\nText.\n")
    book.notebook(
        "first", sources.notebook(sources.shows_result(), shows_links(sources, "also-kept"))
    )
    report.build(book.root, book.study, listener=lambda _: None)
    before = publishing.digests(book.html)
    book.chapter("index", "# A small book\n\n## Kept\n\nText.\n\n## Renamed\n\nText.\n")
    with pytest.raises(links.LostLinkError) as told:
        report.build(book.root, book.study, listener=lambda _: None)
    assert publishing.digests(book.html) == before
    assert "1 link leads nowhere; nothing was published." in str(told.value)
    lost = "- notebooks/first, at table-strobe, row 12b: there is no book/index#also-kept"
    assert lost in str(told.value)


def written(folder: Path, **pages: str) -> Path:
    """Write pages of HTML, whose names have two underscores where their ways part."""
    for name, text in pages.items():
        path = folder / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    "address",
    [
        *("index.html", "#top", "#", "a/one.html#on", "./a/../a/one.html#on", "index.html#top"),
        *("a/one.html#%C3%A6-%26", "https://nowhere.dk/x.html#y", "sheets/x.csv", "mailto:x@y.dk"),
        *("//nowhere.dk/x.html", "search.html?q=1#x"),
    ],
)  # fmt: skip
def test_what_leads_somewhere_or_elsewhere_is_no_fault(tmp_path, address):
    text = f'<h1 id="top">One</h1><a class="x" href="{address}">x</a>'
    one = '<p id="on">One</p><p id="æ-&amp;">Two</p>'
    assert links.lost(written(tmp_path, index=text, a__one=one, search="")) == []


@pytest.mark.parametrize(
    ("address", "target"),
    [
        *(("#off", "index#off"), ("a/one.html#off", "a/one#off"), ("none.html", "none")),
        *(("../a/one.html#on", "../a/one#on"), ("a/one.html#top", "a/one#top")),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_told_with_the_id_above_it(tmp_path, address, target):
    text = f'<h1 id="top">One</h1><a href="{address}">x</a><h1 id="end">Two</h1>'
    folder = written(tmp_path, index=text, a__one='<p id="on">One</p>')
    assert [str(each) for each in links.lost(folder)] == [f"index, at top: there is no {target}"]


def test_a_place_on_a_page_that_is_not_whole_may_be_lost(tmp_path):
    text = '<a href="a/one.html#off">x</a><a href="a/two.html#off">x</a>'
    folder = written(tmp_path, index=text, a__one="")
    (lost,) = links.lost(folder, besides={"a/one"})
    assert (lost.target, lost.fragment) == ("a/two", "off")
