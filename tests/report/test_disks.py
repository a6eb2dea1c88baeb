"""A disk that is full or closed is told as what it is, and the last whole report stands."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from compendium.report.publication import publishing

KIB = 1024
PAGE = 4 * KIB
LARGE = 200_000 * KIB
ALL = {"first", "second", "third"}
EXECUTED = re.compile(r"^(\S+) executed", re.MULTILINE)
FULL = "There is no room left on the disk; the last whole report stands."
CLOSED = "Nothing can be written here; the last whole report stands."
ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the mounts are Linux's"),
]


class Mounts:
    """Mounts of one test, which end with it."""

    def __init__(self):
        self._places = []

    def _mount(self, *options):
        return subprocess.run(
            [*ROOT, "mount", *options], capture_output=True, text=True, check=False
        )

    def _new(self, place, *options):
        done = self._mount(*options, place)
        if done.returncode:
            # In CI it has to be possible, for else nobody would see that it is not.
            (pytest.fail if "CI" in os.environ else pytest.skip)(f"no mount: {done.stderr}")
        self._places.append(place)

    def small(self, place):
        """Mount a file system in memory that can be given another size."""
        place.mkdir()
        self._new(place, "-t", "tmpfs", "-o", f"size={LARGE},mode=777", "none")

    def resize(self, place, size):
        """Give it another size."""
        done = self._mount("-o", f"remount,size={size}", place)
        assert done.returncode == 0, done.stderr

    def close(self, place):
        """Let a folder be read only; also root cannot write there then."""
        self._new(place, "--bind", place)
        done = self._mount("-o", "remount,ro,bind", place)
        assert done.returncode == 0, done.stderr

    def end(self):
        """Unmount whatever was mounted."""
        while self._places:
            subprocess.run([*ROOT, "umount", "--lazy", self._places.pop()], check=True)


@pytest.fixture
def mounts():
    mounted = Mounts()
    try:
        yield mounted
    finally:
        mounted.end()


def change(house):
    """Make one of the three runs stale."""
    house.change("notebooks/third.ipynb", "weeks seen</p>", "weeks, seen</p>")


def refused(house, what):
    """Build, expect that it cannot be, and return what was told before."""
    before = publishing.digests(house.html)
    done = house.says("build")
    assert done.returncode == 1, done.stdout
    checked(done, what)
    assert publishing.digests(house.html) == before
    return done.stdout


def checked(done, what):
    """Check that a build that could not be says why in our words."""
    assert done.stderr.startswith(f"\n{what}\n"), done.stderr
    assert "Traceback" not in done.stderr
    assert "Errno" not in done.stderr


def leave(mounts, house, room):
    """Leave so many bytes of room on the disk of a house, which is what a build finds there."""
    shutil.rmtree(house.html.parent / ".work", ignore_errors=True)
    place = house.folder.parent
    mounts.resize(place, shutil.disk_usage(place).used + room)


@pytest.fixture
def small(built_house, tmp_path, mounts):
    """Return the house that was built, on a disk that can be given another size."""
    mounts.small(tmp_path / "disk")
    return built_house.copied(tmp_path / "disk" / "here")


@pytest.mark.parametrize("room", [0, 16, 32])
def test_a_disk_without_room_for_the_runs_is_told(small, mounts, room):
    """Nothing is kept of their last time, or room would be made by what goes of that."""
    before = publishing.digests(small.html)
    shutil.rmtree(small.html.parent / ".cache")
    leave(mounts, small, room * KIB)
    told = refused(small, FULL)
    assert "Binding the book" not in told
    mounts.resize(small.folder.parent, LARGE)
    again, _ = small.built()
    assert again == ALL - set(EXECUTED.findall(told))
    assert publishing.digests(small.html) == before


def test_a_disk_without_room_for_the_book_is_told_wherever_it_ends(small, mounts):
    """Less and less room, until none is left for the staged copy; then more, until all is bound."""
    change(small)
    size = sum(-(-path.stat().st_size // PAGE) * PAGE for path in small.html.rglob("*.*"))
    told = ""
    for room in (size // 2, *range(8 * PAGE, -PAGE, -PAGE)):
        leave(mounts, small, room)
        told += refused(small, FULL)
    assert EXECUTED.findall(told) == ["third"]
    room = size - 4 * PAGE
    leave(mounts, small, room)
    while (done := small.says("build")).returncode:
        checked(done, FULL)
        assert "weeks, seen" not in small.page("notebooks/third")
        room += 2 * PAGE
        assert room < 2 * size
        leave(mounts, small, room)
    assert "executed" not in done.stdout
    assert "weeks, seen" in small.page("notebooks/third")


def test_a_disk_without_room_for_what_runs_write_aside_is_told(
    house, tmp_path, mounts, monkeypatch
):
    change(house)
    mounts.small(tmp_path / "t")
    mounts.resize(tmp_path / "t", PAGE)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    refused(house, FULL)
    mounts.resize(tmp_path / "t", LARGE)
    assert house.built()[0] == {"third"}


@pytest.mark.parametrize("kept", [True, False])
def test_a_folder_that_may_not_be_written_is_told(house, mounts, kept):
    change(house)
    if not kept:
        shutil.rmtree(house.html.parent / ".cache")
    mounts.close(house.root)
    refused(house, CLOSED)
    mounts.end()
    assert house.built()[0] == ({"third"} if kept else ALL)


def test_a_study_that_may_not_be_written_is_no_fault(house, mounts):
    before = publishing.digests(house.html)
    shutil.rmtree(house.html.parent)
    mounts.close(house.study)
    assert house.built()[0] == ALL
    assert publishing.digests(house.html) == before
