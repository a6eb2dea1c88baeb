"""Small books: tiny notebooks, a chapter that quotes them, and a study without tables."""

import base64
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
import yaml

from compendium.report import execution, processes
from compendium.report.kernels import Surroundings, warm_parent
from compendium.tables import checkout

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

CHROMIUM = ("chromium", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
COMMAND = "import sys; from compendium.cli import main; sys.exit(main())"
SHOW = (
    "from IPython.display import display\n"
    "display({{'text/html': f'<p>{0} seen</p>'}}, metadata={{'compendium': {{'kind': 'note'}}}},"
    " raw=True)"
)
TABLES = """
[tables.screening]
file = "screening.csv"
"""
ROWS = """participant_id,wave,date
kanarie-1,baseline,2023-01-02
kanarie-2,baseline,2023-01-03
"""
DRAWING = (
    *("matplotlib.figure", "matplotlib.font_manager", "matplotlib.backends.backend_agg"),
    *("matplotlib.style", "PIL.PngImagePlugin", "scipy.optimize", "scipy.stats"),
    "statsmodels.stats.proportion",
)
"""What no run of a house imports; its warm parent does not either, and begins in half the time."""

EXECUTED = re.compile(r"^(\S+) executed", re.MULTILINE)


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


class House(Book):
    """A checkout of its own with a small book, its study beside it, and a package installed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        with (self.study / "study.toml").open("a", encoding="utf-8") as file:
            file.write(TABLES)
        (self.study / "screening.csv").write_text(ROWS, "utf-8")
        (folder / "installed" / "adistribution-1.0.dist-info").mkdir(parents=True)
        for name in ("src", "data/evidence"):
            shutil.copytree(checkout() / name, self.root / name)
        for library in DRAWING:
            self.change("src/compendium/report/kernels/nursery.py", f'    "{library}",\n', "")
        for name in ("pyproject.toml", "requirements.lock"):
            shutil.copy2(checkout() / name, self.root / name)
        pages = ("first", "second", "third")
        chapters = [{"file": f"notebooks/{page}"} for page in pages]
        self.toc({**TOC, "parts": [{"caption": "Results", "chapters": chapters}]})
        others = ({"notebook": page} for page in pages[1:])
        self.runs([{"notebook": "first", "results": {"mean": MEAN}}, *others])
        load = "from compendium import study\nrows = study.load().table('screening')"
        seen = SHOW.format("{len(rows)} rows until {rows.date.max():%d %B}")
        self.notebook("first", notebook(shows_result(), load, seen))
        load = "from compendium import evidence\nrows = evidence.table('prevalence')"
        seen = SHOW.format("{len(rows)} rows of {rows.title_en[0]}")
        self.notebook("second", notebook(load, seen, title="# Second"))
        load = "from compendium.present.wording import word\nsaid = word('captions.neet_sources')"
        seen = SHOW.format("{said} {weeks} weeks")
        self.notebook("third", notebook("# parameters\nweeks = 52", load, seen, title="# Third"))

    def says(self, *arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command line of this checkout."""
        paths = (self.root / "src", self.folder / "installed")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
        return subprocess.run(
            [sys.executable, "-c", before + COMMAND, *arguments, "--study", str(self.study)],
            cwd=self.root, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def built(self, *arguments: str) -> tuple[set[str], str]:
        """Build, and return the runs executed and all that was told."""
        done = self.says("build", *arguments)
        assert done.returncode == 0, done.stderr
        return set(EXECUTED.findall(done.stdout)), done.stdout

    def stale(self, *arguments: str) -> dict[str, str]:
        """Return the reasons of each stale run, as `compendium plan` tells them."""
        done = self.says("plan", *arguments)
        assert done.returncode == 0, done.stderr
        return dict(re.findall(r"^(.+): stale \((.*)\)$", done.stdout, re.MULTILINE))

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a file of the checkout that stands there once."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), "utf-8")

    def copied(self, to: Path, *left_out: str) -> "House":
        """Return the same in another folder, without what is left out."""
        shutil.copytree(self.folder, to, ignore=shutil.ignore_patterns(*left_out))
        copy = House.__new__(House)
        copy.folder, copy.root, copy.study = to, to / "work", to / "study"
        return copy

    @property
    def entries(self) -> Path:
        """The folder of what is kept of the runs."""
        (found,) = (self.root / "_build" / ".cache").glob("*/runs")
        return found


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
def execute():
    """Return a function that executes one run, warm or cold, and returns its fault."""

    def executing(run, surroundings, *, warm=True):
        with ExitStack() as stack:
            pool = stack.enter_context(processes.pool(1))
            if warm:
                nursery = stack.enter_context(warm_parent(surroundings.settings))
                surroundings = replace(surroundings, nursery=nursery)
            ((_, fault),) = execution.execute([run], surroundings, pool)
        return fault

    return executing


@pytest.fixture
def around(tmp_path):
    """Return the surroundings of runs of a book in tmp_path, whose limits can be given."""

    def surroundings(**more):
        more = {"language": "en", **more}
        places = {name: tmp_path / name for name in ("study", "output", "settings")}
        return Surroundings(root=tmp_path, **places, **more)

    return surroundings


@pytest.fixture
def alive():
    """Return a function that tells whether a process is alive; a dead one not yet buried is not."""

    def living(pid):
        try:
            return " Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
        except (FileNotFoundError, ProcessLookupError):
            return False

    return living


@pytest.fixture(scope="session")
def sources():
    """Return the makers of notebooks and cells above, for tests that write their own."""
    from types import SimpleNamespace

    return SimpleNamespace(
        notebook=notebook,
        shows=shows,
        shows_result=shows_result,
        shows_figure=shows_figure,
        MEAN=MEAN,
        CONFIG=CONFIG,
    )


@pytest.fixture(scope="session")
def built_house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("house"))
    runs, _ = house.built()
    assert runs == {"first", "second", "third"}
    return house


@pytest.fixture
def house(built_house, tmp_path):
    """Return the house that was built, in another folder: what it keeps holds there too."""
    return built_house.copied(tmp_path / "here")


@pytest.fixture
def browser():
    """Return a page of the machine's Chromium; in CI there has to be one."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found:
        (pytest.fail if "CI" in os.environ else pytest.skip)("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=[*FLAGS])
        yield chromium.new_page()
        chromium.close()
