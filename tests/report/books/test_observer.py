"""What is heard of a run from within its process, and what is said of all that is not."""

import json
import os
import subprocess
import sys
from hashlib import sha256

import pytest

from compendium.report.books import inputs, observer
from compendium.tables import announcing

PROGRAM = """
import runpy, sys
class Events:
    def register(self, name, function): self.note = function
class Shell: events = Events()
runpy.run_path({program!r})["begin"]({book!r}, [], Shell)
{source}
Shell.events.note()
"""


@pytest.fixture
def observed(tmp_path):
    """Return a function that runs a source in a book's folder and returns what was recorded."""
    book = tmp_path / "book"
    book.mkdir()

    def observing(source: str) -> inputs.Record:
        record = tmp_path / "apart" / "record.json"
        record.parent.mkdir(exist_ok=True)
        program = PROGRAM.format(program=observer.__file__, book=str(book), source=source)
        environment = {**os.environ, observer.VARIABLE: str(record), "PYTHONPATH": str(book)}
        subprocess.run([sys.executable, "-c", program], cwd=book, env=environment, check=True)
        found = inputs.recorded(record, book)
        assert found is not None
        return found

    observing.book = book
    return observing


def test_what_is_opened_counts_with_its_digest_and_what_is_missing_as_absent(observed):
    (observed.book / "some.txt").write_text("some", "utf-8")
    record = observed(
        "open('some.txt').read()\ntry: open('none.txt')\nexcept OSError: pass\nimport os\n"
    )
    assert record.reads["some.txt"] == sha256(b"some").hexdigest()
    assert record.reads["none.txt"] == "absent"
    assert not record.unheard


def test_what_a_run_makes_itself_is_no_input(observed):
    record = observed("open('made.txt', 'w').write('x')\nopen('made.txt').read()")
    assert record.written == {"made.txt"}
    assert "made.txt" not in record.reads


def test_a_folder_that_is_listed_counts_by_its_names_but_not_where_modules_are_sought(observed):
    (observed.book / "data").mkdir()
    (observed.book / "data" / "one.csv").write_text("", "utf-8")
    (observed.book / "helper.py").write_text("", "utf-8")
    record = observed("import os\nos.listdir('data')\nimport helper, importlib.metadata as m\n"
                      "list(m.entry_points())")  # fmt: skip
    assert record.reads["data"] == announcing.digest(observed.book / "data")
    assert "." not in record.reads
    assert set(record.sources) == {"helper.py"}


def test_a_module_that_is_sought_in_vain_would_be_found_if_it_came(observed):
    record = observed("try: import extra\nexcept ImportError: pass")
    assert record.reads["extra.py"] == record.reads["extra"] == "absent"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import subprocess\nsubprocess.run(['true'])", "true"),
        ("import os\nos.system('true')", "true"),
        ("import os\nif os.fork() == 0: os._exit(0)", "a process"),
        ("import pyarrow.parquet", "pyarrow._parquet"),
    ],
)
def test_what_may_read_unheard_is_named(observed, source, what):
    assert any(name.startswith(what) for name in observed(source).unheard)


def test_the_usual_libraries_are_heard(observed):
    record = observed(
        "import numpy, pandas, matplotlib.pyplot, scipy.stats, seaborn, statsmodels.api\n"
        "import sklearn.linear_model, sqlite3\nsqlite3.connect('base.db').close()"
    )
    assert record.unheard == ()
    assert "base.db" in record.reads


def test_a_book_below_an_environment_is_observed_none_the_less(tmp_path, monkeypatch):
    """Where Python itself is installed above the book, only its libraries are left out."""
    inner = tmp_path / "book"
    inner.mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    monkeypatch.setenv(observer.VARIABLE, str(tmp_path / "apart" / "record.json"))
    (tmp_path / "apart").mkdir()
    hooks = []
    monkeypatch.setattr(sys, "addaudithook", hooks.append)

    class Shell:
        class events:  # noqa: N801 - as IPython has it
            register = staticmethod(lambda _, function: hooks.append(function))

    observer.begin(str(inner), [], Shell)
    hear, note = hooks
    (inner / "some.txt").write_text("some", "utf-8")
    hear("open", (str(inner / "some.txt"), "r", 0))
    note()
    record = json.loads((tmp_path / "apart" / "record.json").read_text("utf-8"))
    assert list(record["reads"]) == [str(inner / "some.txt")]


def test_what_cells_call_by_its_name_counts_whether_it_is_there_or_not(tmp_path):
    (tmp_path / "folder").mkdir()
    texts = [
        "a = 'data.csv'; b = \"folder\"; c = 'some words.'; d = 'https://x.org/y.csv'; e = 'r'"
    ]
    assert inputs.named(texts, tmp_path, tmp_path) == {"data.csv", "folder"}


def test_a_record_that_is_not_whole_is_none(tmp_path):
    path = tmp_path / "record.json"
    assert inputs.recorded(path, tmp_path) is None
    path.write_text('{"reads": {', "utf-8")
    assert inputs.recorded(path, tmp_path) is None


def test_a_module_that_hides_a_library_is_seen(tmp_path):
    for name in ("yaml.py", "random.py", "mine.py", "notes.txt"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "pandas").mkdir()
    assert inputs.shadowing(tmp_path) == ["random", "yaml"]
