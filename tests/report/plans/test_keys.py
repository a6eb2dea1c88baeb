"""What a key is made of: cells, versions, digests of files large and small."""

import json
import os
from importlib.metadata import distributions

import pytest

from compendium.report import saved
from compendium.report.plans import digests, keys, reasons
from compendium.report.plans.digests import LARGE, Digests
from compendium.report.plans.keys import Moment
from compendium.report.plans.places import Places
from compendium.report.plans.reasons import Reason
from compendium.report.plans.runs import Run
from compendium.report.recorder import UNSTEADY
from compendium.report.recording import Record


def test_the_versions_are_those_of_importlib_metadata():
    """Python's own reader of what is installed, which takes ten times as long."""
    found = keys.installed()
    for each in distributions():
        name = each.metadata["Name"].lower().replace("_", "-").replace(".", "-")
        if name != keys.OURS:
            assert found[name] == each.version, name
    assert keys.OURS not in found
    assert found["python"].startswith("3.")


def test_of_a_notebook_outputs_ids_and_what_papermill_put_in_do_not_count(tmp_path, sources):
    plain = sources.notebook("# parameters\nweeks = 52", "x = 1\ny = 2")
    (tmp_path / "plain.ipynb").write_text(json.dumps(plain), "utf-8")
    executed = json.loads(json.dumps(plain))
    for number, cell in enumerate(executed["cells"]):
        cell["id"] = f"other-{number}"
        cell["source"] = cell["source"].splitlines(keepends=True)
        cell["metadata"]["papermill"] = {"duration": 3}
    injected = {"cell_type": "code", "source": "weeks = 1", "metadata": {}, "outputs": []}
    injected["metadata"]["tags"] = ["injected-parameters"]
    executed["cells"].insert(2, injected)
    executed["cells"][3]["outputs"] = [{"output_type": "stream"}]
    (tmp_path / "executed.ipynb").write_text(json.dumps(executed), "utf-8")
    assert keys.of_cells(tmp_path / "plain.ipynb") == keys.of_cells(tmp_path / "executed.ipynb")


@pytest.mark.parametrize("change", ["source", "order", "kind", "tags"])
def test_of_code_sources_kinds_tags_and_order_count(tmp_path, sources, change):
    content = sources.notebook("x = 1", "y = 2")
    path = tmp_path / "first.ipynb"
    path.write_text(json.dumps(content), "utf-8")
    before = keys.of_cells(path)
    cells = content["cells"]
    if change == "source":
        cells[1]["source"] = "x = 2"
    elif change == "order":
        cells[1], cells[2] = cells[2], cells[1]
    elif change == "kind":
        cells[1]["cell_type"] = "markdown"
    else:
        cells[1]["metadata"]["tags"] = ["full-width"]
    path.write_text(json.dumps(content), "utf-8")
    assert keys.of_cells(path) != before


def test_of_a_notebook_text_does_not_count(tmp_path, sources):
    path = tmp_path / "first.ipynb"
    path.write_text(json.dumps(sources.notebook("x = 1", "y = 2")), "utf-8")
    before = keys.of_cells(path)
    content = sources.notebook("x = 1", "y = 2", title="# Said otherwise")
    content["cells"].append(content["cells"][0])
    path.write_text(json.dumps(content), "utf-8")
    assert keys.of_cells(path) == before


@pytest.fixture
def large(tmp_path, monkeypatch):
    """Return a large file, and the list of the files that were read to the end."""
    path = tmp_path / "large.csv"
    path.write_bytes(b"1" * (LARGE + 1))
    read = []

    def watched(path):
        read.append(path.name)
        return digest(path)

    digest = digests.digest
    monkeypatch.setattr(digests, "digest", watched)
    return path, read


def looked(path):
    now = Digests(path.parent / "memory" / "digests.json")
    found = now.of(path)
    now.remember()
    return found


def test_a_large_file_is_read_once_for_as_long_as_it_stands(large, monkeypatch):
    path, read = large
    monkeypatch.setattr(digests, "SETTLED", -1_000_000_000_000)
    first = looked(path)
    assert looked(path) == first
    assert read == ["large.csv"]
    before = path.stat()
    with path.open("r+b") as file:
        file.write(b"2")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert looked(path) != first


def test_a_large_file_that_has_just_changed_is_not_remembered(large):
    path, read = large
    looked(path)
    looked(path)
    assert read == ["large.csv", "large.csv"]


def test_a_memory_that_was_touched_is_forgotten(large, monkeypatch):
    path, read = large
    monkeypatch.setattr(digests, "SETTLED", -1_000_000_000_000)
    first = looked(path)
    memory = path.parent / "memory" / "digests.json"
    memory.write_text(memory.read_text("utf-8").replace(first, first[::-1]), "utf-8")
    assert looked(path) == first
    assert read == ["large.csv", "large.csv"]


def test_a_sealed_file_with_any_byte_changed_or_lost_is_as_if_it_were_not_there(tmp_path):
    path = tmp_path / "private" / "entry.json"
    content = {"format": 1, "name": "Rødovre"}
    saved.write(path, saved.sealed(content))
    assert saved.unsealed(path, 1) == content
    assert saved.unsealed(path, 2) == {}
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert saved.unsealed(path, 1) == {}, place
        path.write_bytes(whole[:place])
        assert saved.unsealed(path, 1) == {}, place


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("study/screening.csv", "study:screening.csv"),
        ("checkout/src/compendium/errors.py", "src/compendium/errors.py"),
        ("book/notebooks/first.ipynb", "book:notebooks/first.ipynb"),
        ("elsewhere/prices.csv", "study:../elsewhere/prices.csv"),
    ],
)
def test_a_name_is_the_same_wherever_the_folders_lie(tmp_path, path, name):
    for place in ("here", "there"):
        folders = (tmp_path / place / each for each in ("book", "study", "checkout"))
        places = Places(*folders)
        assert places.name(tmp_path / place / path) == name
        assert places.path(name).resolve() == tmp_path / place / path
        assert places.way == "../study"


RUN = Run("first", parameters={"weeks": 52})


@pytest.fixture
def world(tmp_path, sources):
    """Return the places of a notebook, a study and a checkout of one module."""
    places = Places(*(tmp_path / name for name in ("book", "study", "checkout")))
    for path in (places.book / "notebooks", places.study / "instruments", places.package):
        path.mkdir(parents=True)
    text = json.dumps(sources.notebook("x = 1"))
    (places.book / "notebooks" / "first.ipynb").write_text(text, "utf-8")
    (places.study / "screening.csv").write_text("1\n", "utf-8")
    (places.package / "scoring.py").write_text("x = 1\n", "utf-8")
    return places


def used(places, *reads):
    now = Digests()
    names = {places.name(path): now.of(path) for path in reads}
    module = places.package / "scoring.py"
    return Record(names, {"study:instruments": []}, {places.name(module): now.of(module)}, {})


def key_of(places, record):
    notebook = places.book / "notebooks" / "first.ipynb"
    return keys.of(RUN, record, notebook, Moment(places, "en", Digests()))


def test_a_run_is_fresh_until_something_it_used_is_not_as_it_was(world):
    table, missing, listed = (
        world.study / name for name in ("screening.csv", "withdrawn.txt", "instruments")
    )
    key = key_of(world, used(world, table, missing, listed))

    def told(run=RUN):
        return reasons.of(run, key, Moment(world, "en", Digests()))

    assert told() == []
    table.unlink()
    assert told() == [Reason("removed", "study:screening.csv")]
    table.write_text("1\n", "utf-8")
    missing.mkdir()
    assert told() == [Reason("added", "study:withdrawn.txt")]
    missing.rmdir()
    (listed / "mine.toml").touch()
    assert told() == [Reason("added", "study:instruments/mine.toml")]
    (listed / "mine.toml").unlink()
    assert told(Run("first", parameters={"weeks": 78})) == [Reason("parameter", "first")]
    (world.package / "scoring").mkdir()
    (world.package / "scoring" / "__init__.py").touch()
    assert told() == [Reason("module", "src/compendium/scoring.py")]
    (world.package / "scoring" / "__init__.py").unlink()
    (world.package / "scoring.py").unlink()
    assert told() == [Reason("removed", "src/compendium/scoring.py")]


def test_a_run_is_not_kept_if_what_it_used_changed_while_it_ran(world):
    record = used(world, world.study / "screening.csv")
    assert key_of(world, record) is not None
    read_twice = Record({"study:screening.csv": UNSTEADY}, {}, {}, {})
    assert key_of(world, read_twice) is None
    (world.package / "scoring.py").write_text("x = 2\n", "utf-8")
    assert key_of(world, record) is None


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (Reason("never run", "first"), "never run"),
        (Reason("changed", "study:screening.csv"), "screening.csv changed"),
        (Reason("added", "study:instruments/mine.toml"), "an instrument file was added"),
        (Reason("removed", "data/evidence/barriers.csv"), "data/evidence/barriers.csv was removed"),
        (
            Reason("module", "src/compendium/instruments/scoring.py"),
            "compendium.instruments.scoring changed",
        ),
        (
            Reason("engine", "src/compendium/report/publication/gate.py"),
            "compendium.report.publication.gate changed",
        ),
        (Reason("module", "src/compendium/study/__init__.py"), "compendium.study changed"),
        (Reason("version", "numpy", "2.4.6", "2.5.5"), "numpy 2.4.6 became 2.5.5"),
        (Reason("version", "numpy", "", "2.5.5"), "numpy 2.5.5 was installed"),
        (Reason("version", "numpy", "2.4.6", ""), "numpy 2.4.6 was uninstalled"),
        (Reason("parameter", "first"), "a parameter changed"),
        (Reason("notebook", "first"), "the notebook changed"),
    ],
)
def test_a_reason_is_told_in_words(reason, text):
    assert str(reason) == text


def test_what_setuptools_brings_along_is_not_installed(monkeypatch, tmp_path):
    before = keys.installed()
    (tmp_path / "setuptools" / "_vendor" / "brought-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "setuptools" / "_vendor"))
    assert keys.installed() == before
