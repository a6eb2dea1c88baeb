"""A report is frozen with its ledger, and two beside each other tell nothing of one person."""

import json
import zipfile

import pytest

NAMES = [f"kanarie-{number}" for number in range(1, 60)]


def rows(house, people, date="2023-01-02"):
    lines = [f"{name},baseline,{date}" for name in people]
    text = "\n".join(["participant_id,wave,date", *lines]) + "\n"
    (house.study / "screening.csv").write_text(text, "utf-8")


@pytest.fixture
def ready(house):
    """Return a house whose study has a key and forty people, with the chapters a build writes."""
    with (house.study / "study.toml").open("r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(text.replace("audience =", 'digest_key = "digest.key"\naudience ='))
    (house.study / "digest.key").write_text("0" * 64, "utf-8")
    rows(house, NAMES[:40])
    house.chapter("changes", "# What changed\n")
    house.chapter("this-build", "# This build\n")
    toc = house.root / "_toc.yml"
    chapters = "  - file: book/changes\n  - file: book/this-build\n"
    toc.write_text(toc.read_text("utf-8").replace("- file: notebooks/first",
                   f"- file: notebooks/first\n{chapters}".rstrip()), "utf-8")  # fmt: skip
    house.built()
    return house


def published(house, version, to=None):
    done = house.says("publish", str(to or house.folder / version), "--version", version)
    return done.returncode, done.stdout, done.stderr


def test_a_report_is_frozen_as_it_is_with_its_ledger(ready):
    assert published(ready, "v1")[0] == 0
    there = ready.folder / "v1"
    assert (there / "index.html").read_bytes() == (ready.html / "index.html").read_bytes()
    record = json.loads((ready.root / "data/published/ledger.json").read_text("utf-8"))
    assert (record["version"], record["study"]) == ("v1", "small")
    kept = json.loads((ready.study / "published-persons.json").read_text("utf-8"))
    assert len(kept["persons"]) == 40
    assert "kanarie" not in json.dumps([record, kept])


def test_an_archive_is_the_same_bytes_for_the_same_report(ready):
    for name in ("one.zip", "two.zip"):
        assert published(ready, name.removesuffix(".zip"), ready.folder / name)[0] == 0
        ready.built()
    with zipfile.ZipFile(ready.folder / "one.zip") as archive:
        assert "index.html" in archive.namelist()
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


def test_the_page_and_the_command_say_what_changed_and_why(ready):
    assert "Nothing is published of this study" in ready.page("book/changes")
    assert ready.says("changes").stdout == "Nothing is published of this study.\n"
    assert published(ready, "v1")[0] == 0
    ready.change("notebooks/first.ipynb", "7.4 (7.1 to 7.7)", "7.9 (7.1 to 8.7)")
    ready.chapter("index", "# A small book\n\nAnother sentence: {result}`first/mean`.\n")
    ready.built()
    told = ready.says("changes").stdout
    because = "because the notebook changed"
    assert "first/mean went from 7.4 (7.1 to 7.7) to 7.9 (7.1 to 8.7)" in told
    assert because in told
    assert "book/index.md changed." in told
    assert told.count("\n") == 3
    page = ready.page("book/changes")
    assert "Compared with version v1" in page
    assert because in page
    assert 'href="../notebooks/first.html#result-mean"' in page
    found = json.loads(ready.says("changes", "--json").stdout)
    assert {each["kind"] for each in found["changes"]} == {"result", "text"}


def test_one_new_person_is_not_published_and_five_are(ready):
    assert published(ready, "v1")[0] == 0
    rows(ready, NAMES[:41])
    ready.built()
    code, _, told = published(ready, "v2")
    assert code == 1
    assert "Fewer than 5 persons are new or changed" in told
    assert "kanarie" not in told
    assert not (ready.folder / "v2").exists()
    rows(ready, NAMES[:45])
    ready.built()
    assert published(ready, "v2")[0] == 0


def test_somebody_who_withdrew_leaves_at_the_next_publication(ready):
    assert published(ready, "v1")[0] == 0
    (ready.study / "withdrawn.txt").write_text("kanarie-3\n", "utf-8")
    ready.built()
    assert published(ready, "v2")[0] == 0


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("not built", "The report is not built, or not of everything as it is now."),
        ("place taken", "There is something at this place already"),
        ("version taken", "Version v1 of this report is published already."),
        ("ledger edited", "This is not a ledger."),
        ("forgotten", "It is not known who was in the last publication"),
    ],
)
def test_what_cannot_be_published_is_told(ready, what, told):
    assert published(ready, "v1")[0] == 0
    ready.built()
    version = "v1" if what in ("version taken", "place taken") else "v2"
    to = ready.folder / ("v1" if what == "place taken" else "v2")
    if what == "not built":
        rows(ready, NAMES[:50])
    elif what == "ledger edited":
        (ready.root / "data/published/ledger.json").write_text("{}", "utf-8")
    elif what == "forgotten":
        (ready.study / "published-persons.json").unlink()
    code, _, said = published(ready, version, to)
    if what == "ledger edited":
        # The page compares with it, so that the report no longer stands; the build says why.
        said = ready.says("build").stderr
    assert code == 1
    assert told in said
    assert "Traceback" not in said
    assert version == "v1" or not (ready.folder / "v2").exists()


def edited(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_number_that_was_edited_in_the_published_ledger_is_told_and_the_report_stands(ready):
    assert published(ready, "v1")[0] == 0
    ready.built()
    before = (ready.html / "manifest.json").read_bytes()
    record = ready.root / "data/published/ledger.json"
    edited(record, "7.4 (7.1 to 7.7)", "8.4 (7.1 to 8.7)")
    left = record.read_bytes()
    for words in (["changes"], ["build"], ["changes", str(record)]):
        done = ready.says(*words)
        assert done.returncode == 1
        assert "This ledger is not as it was written: somebody has edited it." in done.stderr
        assert "Restore it" in done.stderr
        assert "Traceback" not in done.stderr
    assert (ready.html / "manifest.json").read_bytes() == before
    assert record.read_bytes() == left


def test_a_report_that_was_edited_by_hand_is_not_published_and_the_next_build_mends_it(ready):
    sound = ready.page("book/index")
    edited(ready.html / "book" / "index.html", "7.4", "8.4")
    code, _, told = published(ready, "v1")
    assert code == 1
    assert "The report is not built, or not of everything as it is now." in told
    assert not (ready.folder / "v1").exists()
    _, said = ready.built()
    assert "_build/html is replaced; changed there: book/index.html" in said
    assert ready.page("book/index") == sound
    assert published(ready, "v1")[0] == 0


def test_a_ledger_of_another_version_is_told_and_not_compared(ready):
    old = ready.folder / "old.json"
    text = (ready.html / "ledger.json").read_text("utf-8")
    old.write_text(text.replace('"format": 3', '"format": 2'), "utf-8")
    done = ready.says("changes", str(old))
    assert done.returncode == 1
    assert "This is a ledger of version 2." in done.stderr
    assert "that this version of the compendium built" in done.stderr


def test_an_internal_report_keeps_its_ledger_beside_it(ready):
    with (ready.study / "study.toml").open("r+", encoding="utf-8") as file:
        text = file.read().replace('"public"', '"internal"')
        file.seek(0)
        file.write(text)
        file.truncate()
    ready.built()
    assert published(ready, "v1")[0] == 0
    assert not (ready.root / "data/published").exists()
    assert json.loads((ready.folder / "v1-ledger.json").read_text("utf-8"))["version"] == "v1"


def test_each_page_says_what_it_was_made_of_and_this_build_names_the_study(ready):
    page = ready.page("notebooks/first")
    assert "What this page was made of" in page
    assert "screening.csv" in page
    assert "2020, first half, to 2024, second half" in page
    build = ready.page("book/this-build")
    assert "A small study" in build
    assert "not built in a repository" in build
