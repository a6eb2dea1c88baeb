"""What a kernel records of a run: what was read, listed, imported, and read in silence."""

import json
import sys

import pytest

from compendium.report import recording
from compendium.report.plans.places import Places
from compendium.report.plans.runs import Run
from compendium.report.recorder import READ, UNSTEADY, Recorder
from compendium.report.recording import UnrecordedRunError


@pytest.fixture
def recorder(tmp_path):
    """Return a recorder of the folders data and code, and a function that reads its record."""
    for name in ("data", "code"):
        (tmp_path / name).mkdir()
    file = tmp_path / "record.json"
    made = Recorder(file, [str(tmp_path / "data")], [str(tmp_path / "code")])

    def recorded(count=1):
        made.note(count)
        return json.loads(file.read_text("utf-8"))

    return made, recorded


def test_what_is_announced_is_read_and_what_is_not_is_named_with_its_cell(recorder, tmp_path):
    made, recorded = recorder
    said, silent = str(tmp_path / "data" / "said.csv"), str(tmp_path / "data" / "silent.csv")
    made.hear("open", (said, "r", 0))
    made.hear(READ, (said, "d1"))
    made.hear("open", (silent.encode(), "r", 0))
    made.hear("open", (str(tmp_path / "elsewhere.csv"), "r", 0))
    made.hear("open", (3, "r", 0))
    found = recorded(7)
    assert found["reads"] == {said: "d1"}
    assert found["unannounced"] == {silent: 7}
    assert recorded(8)["unannounced"] == {silent: 7}


def test_a_relative_path_is_of_the_folder_the_kernel_is_in(recorder, tmp_path, monkeypatch):
    made, recorded = recorder
    monkeypatch.chdir(tmp_path / "data")
    made.hear("open", ("silent.csv", "r", 0))
    made.hear("os.listdir", (None,))
    made.hear("os.scandir", ("../data",))
    assert recorded()["unannounced"] == {
        str(tmp_path / "data"): 1,
        str(tmp_path / "data" / "silent.csv"): 1,
    }


def test_a_file_that_changes_while_it_is_read_is_never_the_same_again(recorder, tmp_path):
    made, recorded = recorder
    path = str(tmp_path / "data" / "table.csv")
    for digest in ("d1", "d2", "d1"):
        made.hear(READ, (path, digest))
    assert recorded()["reads"] == {path: UNSTEADY}


def test_a_listed_folder_is_recorded_with_its_names(recorder, tmp_path):
    made, recorded = recorder
    folder = tmp_path / "data" / "instruments"
    folder.mkdir()
    for name in ("b.toml", "a.toml", ".hidden"):
        (folder / name).touch()
    made.hear(READ, (str(folder), "d1"))
    assert recorded()["folders"] == {str(folder): ["a.toml", "b.toml"]}


def test_modules_count_by_their_source_and_a_package_by_its_stub_too(
    recorder, tmp_path, monkeypatch
):
    """A module that was opened counts even if it failed to load; bytecode stands for its source."""
    made, recorded = recorder
    code = tmp_path / "code"
    monkeypatch.syspath_prepend(str(code))
    (code / "apackage").mkdir()
    for name in ("apackage/__init__.py", "apackage/__init__.pyi", "broken.py"):
        (code / name).write_text("", "utf-8")
    __import__("apackage")
    monkeypatch.delitem(sys.modules, "apackage", raising=False)
    made.hear("open", (str(code / "apackage/__pycache__/__init__.cpython-311.pyc"), "r", 0))
    made.hear("open", (str(code / "broken.py"), "r", 0))
    found = recorded()
    assert [path.removeprefix(f"{code}/") for path in found["sources"]] == [
        "apackage/__init__.py",
        "apackage/__init__.pyi",
        "broken.py",
    ]
    assert found["unannounced"] == {}


READS = """
import pathlib
len(pathlib.Path("../data/table.csv").read_text("utf-8"))
"""


@pytest.mark.parametrize("warm", [True, False])
def test_a_cell_that_reads_in_silence_is_a_fault_of_the_run(
    tmp_path, notebook_file, execute, around, warm
):
    notebook_file(tmp_path / "notebooks" / "silent.ipynb", READS)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.csv").write_text("1\n", "utf-8")
    surroundings = around()
    fault = execute(Run("silent"), surroundings, warm=warm)
    assert fault.what == "A cell read a file that nothing announced: book:data/table.csv."
    assert fault.where == "notebooks/silent.ipynb, cell 2"
    record = recording.read(surroundings.recorded(Run("silent")), surroundings.places)
    assert not [name for name in record.sources if "compendium" in name]


@pytest.mark.parametrize("content", [None, "", '{"reads": {}}', "{"])
def test_a_run_without_a_whole_record_is_refused(tmp_path, content):
    path = tmp_path / "first.record.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(UnrecordedRunError, match=r"first\.record\.json"):
        recording.read(path, Places(tmp_path, tmp_path, tmp_path))
