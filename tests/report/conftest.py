"""Small books: tiny notebooks, a chapter that quotes them, and a study without tables."""

import base64
import json
import struct
import zlib
from pathlib import Path

import nbformat
import pytest
import yaml

CONFIG = {
    "title": "A small book",
    "author": "Nobody",
    "copyright": "2026",
    "exclude_patterns": [".*", "_build"],
    "only_build_toc_files": True,
    "execute": {"execute_notebooks": "force", "timeout": -1, "raise_on_error": True},
    "html": {"use_multitoc_numbering": False},
    "latex": {"use_jupyterbook_latex": False},
    "sphinx": {
        "extra_extensions": ["compendium.report.sphinx"],
        "recursive_update": True,
        "config": {
            "language": "en",
            "html_copy_source": False,
            "html_show_sourcelink": False,
        },
    },
}
TOC = {
    "format": "jb-book",
    "root": "book/index",
    "parts": [{"caption": "Results", "chapters": [{"file": "notebooks/first"}]}],
}
MEAN = {
    "definition": {"en": "Mean GAD-7 total", "da": "Gennemsnitlig GAD-7"},
    "method": {"en": "t interval", "da": "t-interval"},
}
STUDY = """
id = "small"
title = "A small study"
period = { from = 2020-01-01, to = 2024-12-31 }
municipalities = ["Bornholm", "Rødovre"]
allocation = "self-selected"
profile = "dk"
audience = "public"

[[waves]]
id = "baseline"
label = "Baseline"
"""


def png(width: int = 2) -> str:
    """Return a small white picture as base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    rows = (b"\0" + b"\xff" * 3 * width) * width
    head = struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + data).decode()


def shows(data: dict, metadata: dict) -> str:
    """Return the source of a cell that shows one output of ours."""
    return (
        "from IPython.display import display\n"
        f"display({data!r}, metadata={{'compendium': {metadata!r}}}, raw=True)"
    )


def shows_result(name: str = "mean", **record) -> str:
    """Return the source of a cell that shows a result."""
    texts = {"value": "7.4", "full": "7.4 (7.1 to 7.7)", "n": "663"}
    full = {
        "value": 7.4, "low": 7.1, "high": 7.7, "unit": "score", "n": 663,
        "shown": True, "why": "", "absent": None, "text": texts, **record,
    }  # fmt: skip
    metadata = {"kind": "result", "name": name, "record": full}
    return shows({"text/html": "<p>7.4</p>"}, metadata)


def shows_figure(name: str = "bands", alt: str = "Of 663 people, 109 score low.") -> str:
    """Return the source of a cell that shows a figure."""
    metadata = {"kind": "figure", "name": name, "caption": "Bands of GAD-7", "alt": alt}
    return shows({"image/png": png()}, metadata)


def notebook(*sources: str, title: str = "# First") -> dict:
    """Return a notebook of these cells; one that begins with "# parameters" holds parameters."""
    cells = [nbformat.v4.new_markdown_cell(title)]
    for source in sources:
        cell = nbformat.v4.new_code_cell(source)
        tags = (
            ["parameters", "remove-cell"] if source.startswith("# parameters") else ["hide-input"]
        )
        cell.metadata["tags"] = tags
        cells.append(cell)
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )


class Book:
    """A small book in a folder of its own, and the study beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "work"
        self.study = folder / "study"
        self.study.mkdir(parents=True)
        (self.study / "study.toml").write_text(STUDY, "utf-8")
        self.config(CONFIG)
        self.toc(TOC)
        self.runs([{"notebook": "first", "results": {"mean": MEAN}}])
        self.chapter("index", "# A small book\n\nThe mean is {result}`first/mean`.\n")
        self.notebook("first", notebook(shows_result(), shows_figure()))

    def _write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def config(self, content: dict) -> None:
        """Write _config.yml."""
        self._write("_config.yml", yaml.safe_dump(content))

    def toc(self, content: dict) -> None:
        """Write _toc.yml."""
        self._write("_toc.yml", yaml.safe_dump(content))

    def runs(self, entries: list) -> None:
        """Write runs.yml."""
        self._write("notebooks/runs.yml", yaml.safe_dump(entries, allow_unicode=True))

    def chapter(self, name: str, text: str) -> None:
        """Write a chapter."""
        self._write(f"book/{name}.md", text)

    def notebook(self, name: str, content: dict) -> None:
        """Write a notebook."""
        self._write(f"notebooks/{name}.ipynb", json.dumps(content))

    def has_a_report(self) -> None:
        """Stand a published report in its place, for tests in which nothing else is asked of it."""
        self._write("_build/html/index.html", "the last whole report")

    @property
    def html(self) -> Path:
        """Where the report is published."""
        return self.root / "_build" / "html"

    def page(self, name: str) -> str:
        """Return a published page."""
        return (self.html / f"{name}.html").read_text("utf-8")


@pytest.fixture
def book(tmp_path) -> Book:
    """Return a small book that builds."""
    return Book(tmp_path)


@pytest.fixture
def notebook_file():
    """Return a function that writes a notebook of one cell to a file."""

    def writing(path: Path, source: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook(source)), "utf-8")

    return writing


@pytest.fixture
def sources():
    """Return the makers of notebooks and cells above, for tests that write their own."""
    from types import SimpleNamespace

    return SimpleNamespace(
        notebook=notebook,
        shows=shows,
        shows_result=shows_result,
        shows_figure=shows_figure,
        MEAN=MEAN,
    )
