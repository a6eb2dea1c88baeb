"""A Sphinx that is kept writes what a clean one would, and reads only what has changed."""

import base64
import json
import re

import pytest
import yaml

from compendium.report import binding, processes
from compendium.report.preview import mirror
from compendium.report.preview.resident import Resident

PRESS = "compendium.report.preview.press", "Press"
CONFIG = {
    "title": "A small book",
    "only_build_toc_files": True,
    "execute": {"execute_notebooks": "off"},
    "html": {"use_multitoc_numbering": False},
    "latex": {"use_jupyterbook_latex": False},
    "bibtex_bibfiles": ["works.bib"],
    "sphinx": {
        "extra_extensions": ["compendium.report.sphinx"],
        "recursive_update": True,
        "config": {"html_copy_source": False, "html_show_sourcelink": False},
    },
}
TOC = {
    "format": "jb-book",
    "root": "index",
    "chapters": [{"file": name} for name in ("first", "second", "works")],
}
WORKS = "@book{one, title={One}, author={A, B}, year={2001}, publisher={P}}\n"
DOT = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    b"gg=="
)


def figure(picture, name="bands"):
    """Return a notebook that shows one figure."""
    metadata = {"compendium": {"kind": "figure", "name": name, "caption": "Bands", "alt": "Low."}}
    output = {
        "output_type": "display_data",
        "data": {"image/png": picture},
        "metadata": metadata,
    }
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Second"},
        {
            "cell_type": "code", "id": "b", "metadata": {"tags": ["remove-input"]},
            "source": "x",
            "execution_count": 1, "outputs": [output],
        },
    ]  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def result(text):
    """Return a notebook that shows one result."""
    record = {"text": {"value": text, "full": text, "n": "663"}, "shown": True, "absent": None}
    metadata = {"compendium": {"kind": "result", "name": "mean", "record": record}}
    output = {
        "output_type": "display_data",
        "data": {"text/html": f"<p>{text}</p>"},
        "metadata": metadata,
    }
    made = json.loads(figure(""))
    made["cells"][1]["outputs"] = [output]
    return json.dumps(made)


def page(path):
    """Return a page without the checksum that a style sheet gets which is there already."""
    return re.sub(rb"\.css\?v=[0-9a-f]+", b".css", path.read_bytes())


class Bench:
    """A staged book, the press that binds it, and what a clean pass makes of the same."""

    def __init__(self, folder):
        self.folder, self.book = folder, folder / "book"
        self.html = folder / "bound" / "html"
        self.book.mkdir()
        self.write("_config.yml", yaml.safe_dump(CONFIG))
        self.write("_toc.yml", yaml.safe_dump(TOC))
        self.write("works.bib", WORKS)
        self.write("notebooks/runs.yml", "[]")
        self.write("index.md", "# Book\n\nSee {doc}`first` and {ref}`a-label`.\n")
        self.write("first.md", "# First\n\n(a-label)=\n## Here\n\nSaid by {cite:t}`one`.\n")
        self.write("second.ipynb", figure(DOT.decode()))
        self.write("works.md", "# Works\n\n```{bibliography}\n```\n")
        self.press = Resident(PRESS, self.book, self.html, needed=binding.NEEDED)

    def write(self, name, text):
        """Write a file of the staged book."""
        (self.book / name).parent.mkdir(exist_ok=True)
        (self.book / name).write_text(text, "utf-8")

    def quoting(self, text):
        """Have a chapter that quotes the result of the second page, which shows one."""
        chapters = [*TOC["chapters"], {"file": "third"}]
        self.write("_toc.yml", yaml.safe_dump({**TOC, "chapters": chapters}))
        self.write("second.ipynb", result(text))
        self.write("third.md", "# Third\n\nThe mean is {result}`second/mean`.\n")

    def said(self, name):
        """Return the text of a page's HTML."""
        return (self.html / f"{name}.html").read_text("utf-8")

    def bound(self):
        """Bind, and return the warnings and the pages that were written anew."""
        before = {path: path.stat().st_mtime_ns for path in self.html.rglob("*.html")}
        warnings = self.press(lambda _: None)
        written = {
            path.stem for path in self.html.glob("*.html")
            if path.stat().st_mtime_ns != before.get(path)
        }  # fmt: skip
        return warnings, written - {"genindex", "search"}

    def is_as_bound_clean(self):
        """Bind the same book from nothing and see that no file differs."""
        clean = self.folder / "clean" / str(len(list(self.folder.glob("clean/*")))) / "html"
        with processes.pool(1, *binding.NEEDED) as pool:
            binding.bind(self.book, clean, pool, strict=False)
        names = mirror.differing(clean, self.html, binding.LEFT_OUT)
        return [name for name in names if page(clean / name) != page(self.html / name)] == []


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    yield made
    made.press.end()


@pytest.mark.slow
def test_after_each_edit_the_pages_are_those_of_a_clean_pass(bench):
    assert bench.bound() == ([], {"index", "first", "second", "works"})
    bench.write("first.md", "# First\n\n(a-label)=\n## Here\n\nSaid otherwise.\n")
    # The list of works has one less, and the root is always written.
    assert bench.bound()[1] >= {"first", "works"}
    assert bench.is_as_bound_clean()
    bench.write("first.md", "# Another title\n\n(a-label)=\n## There\n\nSaid by {cite:t}`one`.\n")
    assert bench.bound() == ([], {"index", "first", "second", "works"})
    assert "Another title" in bench.said("index")
    assert "There" in bench.said("index")
    assert bench.is_as_bound_clean()


@pytest.mark.slow
def test_one_page_is_written_where_one_has_changed(bench):
    bench.bound()
    bench.write("works.md", "# Works\n\nAll of them.\n\n```{bibliography}\n```\n")
    assert bench.bound()[1] <= {"works", "index"}
    assert bench.bound()[1] <= {"index"}
    assert bench.is_as_bound_clean()


@pytest.mark.slow
def test_a_page_that_quotes_is_written_only_where_the_result_is_another(bench):
    bench.quoting("7.4")
    assert bench.bound() == ([], {"index", "first", "second", "third", "works"})
    bench.write("works.md", "# Works\n\nAll of them.\n\n```{bibliography}\n```\n")
    assert "third" not in bench.bound()[1]
    bench.write("second.ipynb", result("8.1"))
    assert bench.bound()[1] >= {"second", "third"}
    assert "8.1" in bench.said("third")
    assert bench.is_as_bound_clean()


@pytest.mark.slow
def test_a_result_that_is_gone_and_comes_back_is_told_and_quoted_again(bench):
    bench.quoting("7.4")
    bench.bound()
    bench.write("second.ipynb", figure(DOT.decode()))
    (warned,) = bench.bound()[0]
    assert "unknown result 'second/mean'" in warned
    assert "7.4" not in bench.said("third")
    bench.write("second.ipynb", result("7.4"))
    assert bench.bound()[0] == []
    assert "7.4" in bench.said("third")
    assert bench.is_as_bound_clean()


@pytest.mark.slow
def test_a_picture_that_no_page_shows_any_more_is_gone(bench):
    bench.bound()
    (before,) = (bench.html / "_images").iterdir()
    other = base64.b64encode(base64.b64decode(DOT) + b"\0").decode()
    bench.write("second.ipynb", figure(other))
    bench.bound()
    (after,) = (bench.html / "_images").iterdir()
    assert before.name != after.name
    assert bench.is_as_bound_clean()


@pytest.mark.slow
def test_a_warning_lasts_until_its_page_is_mended(bench):
    bench.bound()
    bench.write("first.md", "# First\n\n(a-label)=\n## Here\n\nSee {doc}`nowhere`.\n")
    (warned,) = bench.bound()[0]
    assert "first.md:6" in warned
    bench.write("works.md", "# Works\n\nOthers.\n\n```{bibliography}\n```\n")
    assert bench.bound()[0] == [warned]
    # A page that is as it was warns as soon as another takes away what it refers to.
    bench.write("first.md", "# First\n")
    (warned,) = bench.bound()[0]
    assert "index.md" in warned
    assert "a-label" in warned
    bench.write("index.md", "# Book\n")
    assert bench.bound()[0] == []
