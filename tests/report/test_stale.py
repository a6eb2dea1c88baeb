"""One thing is changed and the report built again: what runs, why, and that no byte is old.

The oracle of each report is a build of the same tree from nothing, in another folder.
"""

import json
import os
import sys

import pytest

NOTHING = "Nothing has changed; _build/html/index.html stands."
INTAKE = '\n[tables.intake]\nfile = "intake.csv"\n'
ALL = {"first", "second", "third"}
DAMAGED = "what was stored of it is damaged"
TOLD = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
"""Lets a process tell what it has imported when it ends."""


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}


def text_of_a_notebook(house):
    """Said otherwise, and more of it, before and behind the code."""
    path = house.root / "notebooks" / "first.ipynb"
    content = json.loads(path.read_bytes())
    content["cells"][0]["source"] = "# First, said otherwise\n\nThe mean is {result}`mean`."
    more = {"cell_type": "markdown", "id": "more", "metadata": {}, "source": "More."}
    content["cells"].append(more)
    path.write_text(json.dumps(content), "utf-8")


def table_byte(house):
    path = house.study / "screening.csv"
    path.write_text(path.read_text("utf-8").replace("2023-01-03", "2023-01-04"), "utf-8")


def table_byte_with_its_time_put_back(house):
    before = (house.study / "screening.csv").stat()
    table_byte(house)
    os.utime(house.study / "screening.csv", ns=(before.st_atime_ns, before.st_mtime_ns))


def unrelated_study_file(house):
    (house.study / "letter.txt").write_text("nobody reads this", "utf-8")


def instrument_added(house):
    definition = house.root / "src/compendium/instruments/definitions/gad7.toml"
    (house.study / "instruments").mkdir()
    text = definition.read_text("utf-8").replace("gad7", "mine")
    (house.study / "instruments" / "mine.toml").write_text(text, "utf-8")


def withdrawal_added(house):
    (house.study / "withdrawn.txt").write_text("kanarie-2\n", "utf-8")


def missing_table_added(house):
    (house.study / "intake.csv").write_text("participant_id,municipality,screened\n", "utf-8")
    with (house.study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(INTAKE)


def reached_module(house):
    with (house.root / "src/compendium/evidence/reading.py").open("a", encoding="utf-8") as file:
        file.write("\n# a comment\n")


def reached_module_of_the_same_size_and_time(house):
    """Python takes the bytecode of such a file for fresh, unless told to look at its digest."""
    path = house.root / "src/compendium/present/wording.py"
    before = path.stat()
    house.change(
        "src/compendium/present/wording.py", "        return text\n", "        return key \n"
    )
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def unreached_module(house):
    with (house.root / "src/compendium/synthetic/writing.py").open("a", encoding="utf-8") as file:
        file.write("\n# a comment\n")


def words(house):
    old = "# The words of figures"
    house.change("src/compendium/present/words/en.toml", old, "# All words of figures")


def evidence_table(house):
    path = house.root / "data/evidence/prevalence.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",Eurostat,Eurostat,", ",Eurostats,Eurostat,", 1), "utf-8")


def evidence_table_that_nobody_reads(house):
    path = house.root / "data/evidence/barriers.csv"
    path.write_bytes(path.read_bytes() + b"\n")


def cell(house):
    house.change("notebooks/third.ipynb", "weeks seen</p>", "weeks, seen</p>")


def tag(house):
    path = house.root / "notebooks/second.ipynb"
    path.write_text(path.read_text("utf-8").replace("hide-input", "full-width", 1), "utf-8")


def parameter(house):
    house.change("notebooks/third.ipynb", "weeks = 52", "weeks = 78")


def definition(house):
    house.change("notebooks/runs.yml", "Mean GAD-7 total", "Mean total of GAD-7")


def chapter(house):
    house.chapter("index", "# A small book\n\nThe mean is still {result}`first/mean`.\n")


def comment_in_the_lock(house):
    with (house.root / "requirements.lock").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")


def installed_version(house):
    folder = house.folder / "installed"
    (folder / "adistribution-1.0.dist-info").rename(folder / "adistribution-1.1.dist-info")


def entry_truncated(house):
    path = house.entries / "second.json"
    path.write_bytes(path.read_bytes()[:-200])


def entry_flipped(house):
    path = house.entries / "second.json"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"language": "en"', '"language": "eN"'), "utf-8")


def kept_notebook_flipped(house):
    path = house.entries / "first.ipynb"
    path.write_bytes(path.read_bytes().replace(b"January", b"january"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {
            table_byte_with_its_time_put_back: {"first": "screening.csv changed"},
            evidence_table: {"second": "data/evidence/prevalence.csv changed"},
            words: {"third": "present/words/en.toml changed"},
        },
        {
            instrument_added: {"first": "an instrument file was added"},
            reached_module: {"second": "compendium.evidence.reading changed"},
            parameter: {"third": "a parameter changed"},
        },
        {
            withdrawal_added: {"first": "withdrawn.txt was added"},
            tag: {"second": "the notebook changed"},
            reached_module_of_the_same_size_and_time: {
                "third": "compendium.present.wording changed"
            },
        },
        {
            kept_notebook_flipped: {"first": DAMAGED},
            entry_truncated: {"second": DAMAGED},
        },
        {
            missing_table_added: {"first": "study.toml changed"},
            entry_flipped: {"second": DAMAGED},
            cell: {"third": "the notebook changed"},
        },
        {installed_version: dict.fromkeys(ALL, "adistribution 1.0 became 1.1")},
        {
            unreached_module: {},
            definition: {},
            evidence_table_that_nobody_reads: {},
            chapter: {},
            text_of_a_notebook: {},
        },
    ],
)
def test_what_changed_runs_again_and_nothing_else(house, tmp_path, changes):
    """Each change is of other runs than the last, so that the plan tells them apart."""
    stale = {}
    for change, why in changes.items():
        change(house)
        stale |= why
        assert house.stale() == stale, change
    again, told = house.built()
    assert again == stale.keys()
    assert NOTHING not in told
    clean = house.copied(tmp_path / "clean", "_build")
    assert clean.built()[0] == ALL
    assert files(house.html) == files(clean.html)
    assert house.built() == (set(), f"{NOTHING}\n")


@pytest.mark.slow
def test_what_is_no_input_runs_nothing_at_all(house):
    before = files(house.html)
    unrelated_study_file(house)
    comment_in_the_lock(house)
    assert house.stale() == {}
    assert house.built() == (set(), f"{NOTHING}\n")
    assert files(house.html) == before


@pytest.mark.slow
def test_a_language_has_runs_of_its_own(house):
    """And the build imports nothing of what its kernels and processes have for it."""
    assert house.stale("--language", "da") == dict.fromkeys(ALL, "never run")
    done = house.says("build", "--language", "da", before=TOLD)
    assert {line.split()[0] for line in done.stdout.splitlines() if "executed" in line} == ALL
    assert not {"pandas", "scipy", "papermill"} & set(done.stderr.split())
    assert house.stale() == {}
    assert house.built() == (set(), f"{NOTHING}\n")


@pytest.mark.slow
def test_nothing_that_ended_well_runs_twice_though_the_build_failed(house):
    table_byte(house)
    cell(house)
    house.change("notebooks/second.ipynb", "rows of", "rows {1 / 0} of")
    house.chapter("index", "# A small book\n\nSee {doc}`/book/nowhere`.\n")
    before = files(house.html)
    assert house.says("build").returncode == 1
    assert house.stale() == {"second": "never run"}
    house.change("notebooks/second.ipynb", "rows {1 / 0} of", "rows of")
    assert house.says("build").returncode == 1
    assert house.stale() == {}
    assert files(house.html) == before
    chapter(house)
    assert house.built()[0] == set()


@pytest.mark.slow
def test_who_withdrew_leaves_the_cache_of_every_language_at_the_next_build(house):
    assert house.built("--language", "da")[0] == ALL
    withdrawal_added(house)
    assert house.built()[0] == {"first"}
    danish = house.root / "_build" / ".cache"
    kept = {path.stem for path in danish.glob("da-*/runs/*")}
    assert kept == {"second", "third"}


def test_what_is_kept_is_its_owners_alone_and_names_no_machine(house):
    cache = house.root / "_build" / ".cache"
    for path in (cache, *cache.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
        if path.suffix == ".json":
            assert str(house.folder.parent) not in path.read_text("utf-8")


def test_a_report_of_another_study_does_not_stand_for_this_one(house):
    """Its manifest is true, but it is not what was built of this study."""
    assert NOTHING in house.built()[1]
    manifest = house.html / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8") + "\n", "utf-8")
    again, told = house.built()
    assert (again, NOTHING in told) == (set(), False)


def test_the_build_that_changes_nothing_imports_the_standard_library_only(house):
    """Nothing but the package itself and its lazy loader comes from outside Python."""
    done = house.says("build", before=TOLD)
    assert done.stdout == f"{NOTHING}\n"
    roots = {name.partition(".")[0] for name in done.stderr.split()}
    outside = roots - sys.stdlib_module_names - set(sys.builtin_module_names)
    assert {name for name in outside if not name.startswith("_")} == {"compendium", "lazy_loader"}
