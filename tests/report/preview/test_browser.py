"""A person's hour with the preview, in a real browser: each save is seen, and each mistake."""

import pytest

PATIENCE = 60_000
PREVIEW = "#compendium-preview"


def write(book, name, text):
    (book.root / name).write_text(text, "utf-8")


@pytest.mark.slow
def test_saves_and_mistakes_are_seen_in_the_browser(book, serve, browser, sources):
    served = serve()
    browser.set_default_timeout(PATIENCE)
    asked = []
    browser.on("request", lambda request: asked.append(request.url))
    address = served.address()

    # Opened before anything is built, it shows the page as soon as there is one.
    browser.goto(f"{address}notebooks/first.html")
    browser.wait_for_selector("text=Not built yet")
    browser.wait_for_selector("figcaption:has-text('Bands of GAD-7')")

    # A notebook.
    cells = (sources.shows_result(), sources.shows_figure())
    book.notebook("first", sources.notebook(*cells, title="# First\n\nThe second save."))
    browser.wait_for_selector("text=The second save.")

    # A chapter.
    browser.goto(f"{address}book/index.html")
    book.chapter("index", "# A small book\n\nThe third save: {result}`first/mean`.\n")
    browser.wait_for_selector("text=The third save: 7.4.")

    # A broken notebook: the fault lies over the last good page, which stays.
    book.notebook("first", sources.notebook(*cells, "x = 1\nx / 0"))
    fault = browser.wait_for_selector(f"{PREVIEW} .fault")
    assert "cell 4, line 2: x / 0" in fault.inner_text()
    assert browser.is_visible("text=The third save: 7.4.")
    served.tells("The pages are as they were.")

    # One that was half saved.
    write(book, "notebooks/first.ipynb", '{"cells": [{"cell_type": "markd')
    browser.wait_for_selector(f"{PREVIEW} .fault:has-text('This is not a notebook')")

    # A mended one.
    mended = sources.shows_result(text={"value": "8.1", "full": "8.1", "n": "663"})
    book.notebook("first", sources.notebook(mended, sources.shows_figure()))
    browser.wait_for_selector("text=The third save: 8.1.")
    assert browser.query_selector(f"{PREVIEW} .fault") is None

    # A warning is shown beside the page, which is new.
    book.chapter("index", "# A small book\n\nThe fourth save, {doc}`/book/nowhere`.\n")
    warned = browser.wait_for_selector(f"{PREVIEW} .warnings")
    assert "book/index.md:3" in warned.inner_text()
    assert browser.is_visible("text=The fourth save")

    # Whoever has read it closes it, and it stays closed.
    browser.click(f"{PREVIEW} .warnings button")
    assert browser.query_selector(f"{PREVIEW} .warnings") is None

    assert {url for url in asked if not url.startswith((address, "data:"))} == set()
    assert served.interrupted() == 0
    browser.wait_for_selector(f"{PREVIEW} p:has-text('The preview has ended.')")
    assert not (book.root / "_build" / "html").exists()
