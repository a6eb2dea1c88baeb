"""Two builds of one book at once: the second says whom it waits for, and nothing is done twice."""

import os
import re
import subprocess
import sys
import time

import pytest

COMMAND = "import sys; from compendium.cli import main; sys.exit(main())"
EXECUTED = re.compile(r"^(\S+) executed", re.MULTILINE)
WAITING = "Another build of this book is running (process {}); waiting for it\n"
ALL = {"first", "second", "third"}

pytestmark = pytest.mark.slow


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}


def started(house):
    """Start a build as House.says does, and do not wait for it."""
    paths = (house.root / "src", house.folder / "installed")
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "build", "--study", str(house.study)],
        cwd=house.root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("later", [0.0, 1.0])
def test_one_of_two_builds_waits_for_the_other_and_finds_its_work_done(
    house, tmp_path, kept, later
):
    """With a report to be replaced and without any, started in one moment and a moment later."""
    change = ("notebooks/third.ipynb", "weeks seen</p>", "weeks, seen</p>")
    single = house.copied(tmp_path / "single")
    single.change(*change)
    stale, _ = single.built()
    if kept:
        house.change(*change)
    else:
        house = single.copied(tmp_path / "new", "_build")
        stale = ALL
    with started(house) as one:
        time.sleep(later)
        with started(house) as other:
            told = {build: build.communicate() for build in (one, other)}
    assert [build.returncode for build in told] == [0, 0], told
    assert [faults for _, faults in told.values()] == ["", ""]
    # Both may have waited: for each other's look at the last report, and then for the build.
    assert any(
        WAITING.format(holder.pid) in told[build][0]
        for build, holder in ((one, other), (other, one))
    ), told
    executed = [run for said, _ in told.values() for run in EXECUTED.findall(said)]
    assert sorted(executed) == sorted(stale)
    assert files(house.html) == files(single.html)
    assert {path.name for path in house.html.parent.iterdir()} == {
        ".cache",
        ".lock",
        ".settings",
        "html",
    }
