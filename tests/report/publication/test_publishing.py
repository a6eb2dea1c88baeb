"""A report is exchanged in whole, knows its files, and two builds do not meet."""

import json
import subprocess
import sys

import pytest

from compendium.report.publication import publishing


@pytest.fixture
def folders(tmp_path):
    bound, target = tmp_path / ".work" / "html", tmp_path / "html"
    bound.mkdir(parents=True)
    (bound / "index.html").write_text("new", "utf-8")
    return bound, target


def old(target):
    target.mkdir()
    (target / "index.html").write_text("old", "utf-8")
    (target / "superseded.png").write_text("old", "utf-8")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("system_call", [True, False])
def test_the_last_report_goes_in_whole(folders, monkeypatch, system_call):
    bound, target = folders
    old(target)
    if not system_call:
        monkeypatch.setattr(publishing, "exchanged", lambda *_: False)
    publishing.publish(bound, target)
    assert (target / "index.html").read_text("utf-8") == "new"
    assert names(target) == ["index.html", "manifest.json"]
    assert names(target.parent) == [".work", "html"]
    assert names(target.parent / ".work") == []


def test_the_first_report_needs_nothing_to_exchange(folders):
    bound, target = folders
    publishing.publish(bound, target)
    assert names(target) == ["index.html", "manifest.json"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system call is Linux's")
def test_the_exchange_is_one_system_call(folders):
    bound, target = folders
    old(target)
    assert publishing.exchanged(bound, target)
    assert (target / "index.html").read_text("utf-8") == "new"
    assert (bound / "index.html").read_text("utf-8") == "old"


def test_the_manifest_has_the_sha256_of_each_file(folders):
    bound, target = folders
    publishing.publish(bound, target)
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    # printf new | sha256sum
    digest = "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"
    assert manifest == {"format": 1, "files": {"index.html": digest}}


def test_what_something_else_wrote_is_noticed(folders):
    bound, target = folders
    assert publishing.changed_since(target) == []
    publishing.publish(bound, target)
    assert publishing.changed_since(target) == []
    (target / "index.html").write_text("other", "utf-8")
    (target / "added.html").write_text("other", "utf-8")
    assert publishing.changed_since(target) == ["added.html", "index.html"]
    (target / "manifest.json").unlink()
    assert publishing.changed_since(target) == ["added.html", "index.html"]


HOLD = """
import sys
from pathlib import Path
from compendium.report.publication import publishing
with publishing.lock(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_build_says_who_builds_and_waits_until_that_one_is_gone(tmp_path):
    """The lock goes with the process, however that ended: here it is killed as it is named."""
    told = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"

        def waiting(text):
            told.append(text)
            assert other.poll() is None
            other.kill()

        with publishing.lock(tmp_path, waiting):
            assert other.wait() < 0
    assert told == [f"Another build of this book is running (process {other.pid}); waiting for it"]
    with publishing.lock(tmp_path, told.append):
        assert len(told) == 1


def test_a_withdrawn_report_leaves_only_what_was_not_its_own(folders):
    bound, target = folders
    (bound / "notebooks").mkdir()
    (bound / "notebooks" / "fidelity-bornholm.html").write_text("a page of a family", "utf-8")
    publishing.publish(bound, target)
    (target / "somebody-elses.txt").write_text("kept", "utf-8")
    publishing.withdraw(target)
    assert sorted(path.name for path in target.rglob("*") if path.is_file()) == [
        "somebody-elses.txt"
    ]


def test_a_folder_that_is_no_report_is_left_alone(folders):
    _, target = folders
    old(target)
    publishing.withdraw(target)
    assert names(target) == ["index.html", "superseded.png"]
