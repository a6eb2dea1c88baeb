"""Any Jupyter Book is built as Jupyter Book builds it; what has not changed is not executed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from myst_nb.core.execute import NotebookClientDirect

from compendium import cli
from compendium.errors import CompendiumError
from compendium.report.books import rounds


def files(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and "_build" not in path.parts and "__pycache__" not in path.parts
    }


def jupyter_book(root: Path) -> None:
    """Build a book as everybody does."""
    jupyter = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([jupyter, "build", root], check=True, capture_output=True)


@pytest.mark.slow
def test_the_pages_say_what_those_of_jupyter_book_say(full, tmp_path, monkeypatch):
    monkeypatch.setattr(NotebookClientDirect, "start_client", None)
    theirs = tmp_path / "theirs"
    shutil.copytree(full.root, theirs)
    jupyter_book(theirs)
    before = files(full.root)
    built = full.build()
    assert not built.faults
    assert files(full.root) == before
    assert full.executed == {"first", "words/second"}
    for page in (theirs / "_build" / "html").rglob("*.html"):
        name = page.relative_to(theirs / "_build" / "html").with_suffix("").as_posix()
        if name not in {"genindex", "search"}:
            ours, other = (
                (root / "_build" / "html" / f"{name}.html").read_text("utf-8")
                for root in (full.root, theirs)
            )
            assert ours == other, name
    assert "sum 6" in full.page("first")
    assert "mean 4.0" in full.page("words/second")
    assert "3 rows" in full.page("index")
    assert "Knuth" in full.page("index")


def test_what_changed_is_executed_and_nothing_else(full):
    full.build()
    full.build()
    assert full.executed == set()
    assert "3 rows" in full.page("index")

    full.write("words/second.csv", "a\n3\n")
    full.build()
    assert full.executed == {"words/second"}
    assert "1 rows" in full.page("index")

    full.write("helper.py", "def twice(number):\n    return 3 * number\n")
    full.build()
    assert full.executed == {"first"}
    assert "sum 9" in full.page("first")

    path = full.root / "words" / "second.md"
    path.write_text(path.read_text("utf-8").replace("Words.", "Other words."), "utf-8")
    full.build()
    assert full.executed == set()
    assert "Other words. " in full.page("words/second")
    assert "mean 3.0" in full.page("words/second")


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("import glob\nprint('seen', len(glob.glob('d*/*.csv')))", "data/new.csv"),
        ("import os\nprint('seen', int(os.path.exists('settings.toml')))", "settings.toml"),
        ("import subprocess\nprint(subprocess.getoutput('cat da*/old.csv'))", "data/old.csv"),
        ("import asks\nprint(asks.there)", "asked.txt"),
        ("try:\n    import extra\nexcept ImportError:\n    extra = 0\nprint(extra)", "extra.py"),
        ("print(open('sought.txt').read() if __import__('os').path.lexists('./sought.txt')"
         " else 'none')", "sought.txt"),
    ],
)  # fmt: skip
def test_what_no_open_file_tells_is_not_missed(volume, source, made):
    volume.write("data/old.csv", "a\n1\n")
    volume.write("asks.py", "import os\nthere = os.path.exists('asked.txt')\n")
    volume.text("seeing.md", source)
    volume.text("other.md", "print('nothing')")
    volume.build()
    assert volume.executed == {"seeing", "other"}
    volume.write(made, "a = 2\n")
    volume.build()
    assert volume.executed == {"seeing"}


def test_a_library_that_opens_files_by_itself_is_not_trusted(volume):
    import pandas as pd

    pd.DataFrame({"a": [1]}).to_parquet(volume.root / "some.parquet")
    volume.text(
        "parquet.md", "import pandas as pd\nprint(pd.read_parquet('so' + 'me.parquet').a[0])"
    )
    volume.build()
    volume.build()
    assert volume.executed == set()
    pd.DataFrame({"a": [7]}).to_parquet(volume.root / "some.parquet")
    volume.build()
    assert volume.executed == {"parquet"}
    assert " 7" in volume.page("parquet")


def test_notebooks_of_the_same_code_read_what_lies_beside_each(volume):
    for folder, number in (("one", 1), ("two", 2)):
        volume.write(f"{folder}/number.txt", f"number {number}")
        volume.text(f"{folder}/same.md", "print(open('number.txt').read())")
    volume.build()
    assert "number 1" in volume.page("one/same")
    assert "number 2" in volume.page("two/same")


def test_a_notebook_may_read_what_an_earlier_one_writes(volume):
    """As Jupyter Book would have it, which executes one after the other."""
    volume.write("start.txt", "one")
    writing = "import time\ntime.sleep(2)\nopen('made.txt', 'w').write(open('start.txt').read())"
    volume.text("a_writes.md", writing)
    volume.text("b_reads.md", "print('made', open('made.txt').read())")
    assert not volume.build().faults
    assert "made one" in volume.page("b_reads")
    volume.build()
    assert volume.executed == set()
    volume.write("start.txt", "two")
    volume.build()
    assert volume.executed == {"a_writes", "b_reads"}
    assert "made two" in volume.page("b_reads")


def test_a_notebook_that_makes_a_file_where_it_looks_is_executed_once(volume):
    listing = "import os\nprint(len(os.listdir('.')))\nopen('made.txt', 'w').write('x')"
    volume.text("makes.md", listing)
    volume.build()
    assert volume.told.count("makes executed") == 1
    volume.build()
    volume.build()
    assert volume.executed == set()


def test_a_notebook_that_changes_what_it_reads_ends(volume):
    counting = (
        "import os\nold = os.open('count.txt', os.O_RDWR | os.O_CREAT)\n"
        "number = len(os.read(old, 100))\nos.write(old, b'x')\nprint('times', number)"
    )
    volume.text("counts.md", counting)
    volume.build()
    assert len((volume.root / "count.txt").read_text()) <= rounds.MOST


def test_a_failing_cell_is_told_and_the_rest_of_the_book_is_built(volume, capsys, monkeypatch):
    volume.text("fails.md", "print('before')", "word = 'a'\nraise ValueError(word + 'b')")
    volume.notebook("well.ipynb", "print('well')")
    monkeypatch.chdir(volume.root.parent)
    assert cli.main(["build", "--book", "book", "--jobs", "2"]) == 1
    told = capsys.readouterr()
    assert "A cell failed with ValueError: ab" in told.err
    assert "fails.md, cell 3 (at line 13), line 2: raise ValueError(word + 'b')" in told.err
    assert "1 notebook failed" in told.err
    assert "book/_build/html/index.html is built" in told.out
    assert "Traceback" in volume.page("fails")
    assert "before" in volume.page("fails")
    assert "well" in volume.page("well")
    assert (volume.root / "_build" / "html" / "reports" / "fails.err.log").is_file()
    volume.build()
    assert "fails failed" in volume.told
    assert volume.executed == set()


def test_where_the_book_says_raise_on_error_the_last_pages_stand(volume):
    volume.config(execute={"raise_on_error": True})
    volume.text("page.md", "print('good')")
    volume.build()
    volume.text("page.md", "raise ValueError('bad')")
    with pytest.raises(CompendiumError, match="ValueError: bad"):
        volume.build()
    assert "good" in volume.page("page")


@pytest.mark.parametrize("execute", [{"allow_errors": True}, {}])
def test_an_error_that_is_wanted_is_no_fault(volume, execute):
    volume.config(execute=execute)
    tag = "" if execute else ":tags: [raises-exception]\n\n"
    volume.text("page.md", f"{tag}1 / 0", "print('went on')")
    assert not volume.build().faults
    assert "ZeroDivisionError" in volume.page("page")
    assert "went on" in volume.page("page")


def test_off_and_auto_are_kept_to(volume):
    volume.notebook("empty.ipynb", "print('ran')")
    volume.config(execute={"execute_notebooks": "off"})
    volume.build()
    assert volume.executed == set()
    assert "ran" not in volume.page("empty").replace("print('ran')", "")
    volume.config(execute={"execute_notebooks": "auto"})
    volume.build()
    assert volume.executed == {"empty"}


def test_what_is_executed_while_it_is_rendered_is_left_to_myst(volume):
    volume.config(execute={"execute_notebooks": "inline"})
    volume.text("inline.md", "number = 6 * 7")
    with (volume.root / "inline.md").open("a", encoding="utf-8") as file:
        file.write("\nIt is {eval}`number`.\n")
    assert not volume.build().faults
    assert "It is 42" in volume.page("inline")
    assert volume.executed == set()


def test_a_notebook_runs_in_its_folder_or_in_an_empty_one(volume):
    volume.text("words/where.md", "import os\nprint('in', os.getcwd())")
    volume.build()
    assert f"in {volume.root / 'words'}" in volume.page("words/where")
    volume.config(execute={"run_in_temp": True})
    volume.build()
    assert volume.executed == {"words/where"}
    assert f"in {volume.root}" not in volume.page("words/where")


@pytest.mark.parametrize("cold", [False, True])
def test_a_module_beside_a_notebook_hides_one_of_the_same_name(volume, cold):
    """A warm kernel has the library in memory already, which the notebook is not to see."""
    volume.write("yaml.py", "whose = 'of the book'")
    volume.text("page.md", "import yaml\nprint(yaml.whose)")
    assert not volume.build(cold=cold).faults
    assert "of the book" in volume.page("page")


def test_a_kernel_that_is_not_there_is_named(volume):
    volume.notebook("other.ipynb", "1 + 1", kernel="julia-9")
    volume.text("page.md", "print('well')")
    (fault,) = volume.build().faults
    assert "kernel 'julia-9'" in fault.what
    assert fault.where == "other.ipynb"
    assert "python3" in fault.remedy
    assert "well" in volume.page("page")


def test_a_cell_that_takes_too_long_or_ends_its_kernel_is_told(volume):
    volume.text("long.md", "import time\ntime.sleep(60)")
    volume.text("dies.md", "import os\nos._exit(1)")
    dies, long = volume.build(cell_limit=2).faults
    assert dies.what == "The kernel of a run died."
    assert dies.where == "dies.md, cell 2: import os"
    assert long.what == "A cell took longer than the 2 seconds it may take."
    assert long.where == "long.md, cell 2: import time"


def test_warnings_are_listed_and_stop_nothing(volume):
    volume.text("page.md", "print('well')", words="See [there](nowhere.md).")
    built = volume.build()
    assert any("nowhere.md" in warning for warning in built.warnings)
    assert "well" in volume.page("page")


def test_pages_that_left_the_book_leave_nothing_behind(volume):
    volume.text("goes.md", "print('here')")
    volume.text("stays.md", "print('here')")
    volume.build()
    (volume.root / "goes.md").unlink()
    volume.write("_toc.yml", "format: jb-book\nroot: index\nchapters:\n- file: stays\n")
    volume.build()
    html = volume.root / "_build" / "html"
    assert not (html / "goes.html").exists()
    assert not list((volume.root / "_build" / ".cache" / "book").glob("goes*"))
    assert volume.executed == set()
