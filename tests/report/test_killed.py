"""Whatever kills a build, the last whole report stands, nothing survives, and the next goes on."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from compendium.report.publication import publishing

COMMAND = "import sys; from compendium.cli import main; sys.exit(main())"
EXECUTED = re.compile(r"^(\S+) executed", re.MULTILINE)
BELONGING = {".cache", ".lock", ".settings", "html"}
STATES = {
    "study/screening.csv": ("2023-01-03", "2023-01-04"),
    "work/notebooks/third.ipynb": ("weeks seen</p>", "weeks, seen</p>"),
}
GROUPS, ROUNDS = 5, 6
PROMPT = 2.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the signal and /proc are Linux's"),
]


@pytest.fixture
def strace():
    """Return the program; where it is missing the test is skipped, but in CI it fails."""
    found = shutil.which("strace")
    if not found:
        (pytest.fail if "CI" in os.environ else pytest.skip)("there is no strace")
    return found


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}


def put(house, state):
    """Put the inputs of two of the three runs into one of two states."""
    for name, texts in STATES.items():
        path = house.folder / name
        text = path.read_text("utf-8")
        assert text.count(texts[1 - state]) == 1, (name, state)
        path.write_text(text.replace(texts[1 - state], texts[state]), "utf-8")


def started(house, told, *before):
    """Start a build as House.says does, and do not wait for it."""
    paths = (house.root / "src", house.folder / "installed")
    return subprocess.Popen(
        [*before, sys.executable, "-c", COMMAND, "build", "--study", str(house.study)],
        cwd=house.root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        stdout=told,
        stderr=subprocess.STDOUT,
    )


def survivors(folder):
    """Return the processes that know of a folder, as every process of a build there does."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            known = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in known:
            found.append(int(process.name))
    return found


def gone(folder):
    """Return whether no process of a build is alive within two seconds."""
    end = time.monotonic() + PROMPT
    while survivors(folder):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def undisturbed(built_house, tmp_path_factory):
    """Return the report of each of two states of a house, and how long a build of one takes."""
    house = built_house.copied(tmp_path_factory.mktemp("undisturbed") / "here")
    reports = [files(house.html)]
    put(house, 1)
    began = time.monotonic()
    assert house.built()[0] == {"first", "third"}
    seconds = time.monotonic() - began
    reports.append(files(house.html))
    assert reports[0] != reports[1]
    return SimpleNamespace(reports=reports, seconds=seconds)


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_build_killed_at_any_moment_leaves_one_whole_report_and_is_gone_on_with(
    house, undisturbed, tmp_path, group
):
    """Thirty moments; from round to round the old report and the new one change places."""
    moments = random.Random(group)  # noqa: S311 - the same moments every time
    for turn in range(ROUNDS):
        old, new = (undisturbed.reports[each % 2] for each in (turn, turn + 1))
        put(house, (turn + 1) % 2)
        moment = moments.uniform(0, undisturbed.seconds)
        with (tmp_path / "told").open("w+") as told, started(house, told) as build:
            time.sleep(moment)
            build.kill()
            build.wait()
            assert files(house.html) in (old, new), moment
            assert gone(house.folder), (moment, survivors(house.folder))
            told.seek(0)
            ended = set(EXECUTED.findall(told.read()))
        again, _ = house.built()
        assert not again & ended, moment
        assert again | ended <= {"first", "third"}, moment
        assert files(house.html) == new, moment
        assert {path.name for path in house.html.parent.iterdir()} == BELONGING, moment


BEGINNING = """
import os, signal, sys
from pathlib import Path
from compendium.report import processes
from compendium.report.kernels import warm_parent
with warm_parent(Path(sys.argv[1])), processes.pool(2) as pool:
    processes.start(pool, 2)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_processes_end_whose_build_was_killed_before_they_could_ask_to_end_with_it(tmp_path):
    program = [sys.executable, "-c", BEGINNING, tmp_path]
    build = subprocess.run(program, env={**os.environ, "HERE": str(tmp_path)}, check=False)
    assert build.returncode == -signal.SIGKILL
    assert gone(tmp_path), survivors(tmp_path)


def test_a_build_killed_as_it_exchanges_the_reports_has_only_that_left_to_do(
    house, undisturbed, tmp_path, strace
):
    put(house, 1)
    kill = (strace, "-f", "-o", tmp_path / "calls", "-e", "trace=renameat2")
    kill = (*kill, "-e", "inject=renameat2:signal=KILL")
    with (tmp_path / "told").open("w+") as told, started(house, told, *kill) as build:
        assert build.wait() == -signal.SIGKILL
        assert files(house.html) == undisturbed.reports[0]
        assert gone(house.folder), survivors(house.folder)
        told.seek(0)
        assert set(EXECUTED.findall(told.read())) == {"first", "third"}
    assert "RENAME_EXCHANGE" in (tmp_path / "calls").read_text("utf-8")
    assert house.built()[0] == set()
    assert files(house.html) == undisturbed.reports[1]
    assert {path.name for path in house.html.parent.iterdir()} == BELONGING


def test_what_was_left_of_a_killed_build_goes_though_nothing_has_changed(house):
    """It holds executed notebooks, which are private."""
    left = house.html.parent / ".work" / "executed" / "first.ipynb"
    left.parent.mkdir(parents=True)
    shutil.copyfile(house.entries / "first.ipynb", left)
    assert house.built()[0] == set()
    assert {path.name for path in house.html.parent.iterdir()} == BELONGING


def test_a_report_left_between_two_renames_stands_again_though_the_next_build_fails(house):
    """So it is left where a system cannot exchange two folders in one call."""
    before = files(house.html)
    house.html.rename(house.html.with_name(".html.last"))
    house.change("notebooks/third.ipynb", "weeks seen</p>", "weeks {1 / 0} seen</p>")
    assert house.says("build").returncode == 1
    assert files(house.html) == before
    house.change("notebooks/third.ipynb", "weeks {1 / 0} seen</p>", "weeks seen</p>")
    house.built()
    assert files(house.html) == before
    assert {path.name for path in house.html.parent.iterdir()} == BELONGING


BEGIN, END = "/marker-begin", "/marker-end"
PUBLISH = f"""
import os, sys
from pathlib import Path
from compendium.report.publication import publishing
bound, target, how = sys.argv[1:]
if how == "two renames":
    publishing.exchanged = lambda *_: False
os.path.exists("{BEGIN}")
publishing.publish(Path(bound), Path(target))
os.path.exists("{END}")
"""
CALL = re.compile(r"^\d+ +(\w+)\(.*", re.MULTILINE)
OF_MEMORY = "mmap"
"""Counted by strace among the calls about files; Python's allocator makes it when it likes."""


def calls(log):
    """Return the system calls in a log of strace: each line, its name, how often it had come."""
    seen = Counter()
    found = []
    for line in CALL.finditer(log.read_text("utf-8")):
        seen[line[1]] += 1
        found.append((line[0], line[1], seen[line[1]]))
    return [call for call in found if call[1] != OF_MEMORY]


def since(found, marker):
    """Return the calls from a marker on, without any where it was not reached."""
    places = [place for place, (line, _, _) in enumerate(found) if marker in line]
    return found[places[0] :] if places else []


class Exchange:
    """Two small reports, of which one is about to take the place of the other."""

    def __init__(self, folder, strace, how):
        self.parent = folder / "_build"
        self.bound, self.target = self.parent / ".work" / "html", self.parent / "html"
        self.aside = self.parent / ".html.last"
        self.log = folder / "calls"
        self._command = (strace, "-f", "-o", self.log, "-e", "trace=%file,%desc")
        self._driver = (sys.executable, "-c", PUBLISH, self.bound, self.target, how)

    def bind(self, content):
        """Write a small report: two pages, and two files in a folder."""
        shutil.rmtree(self.bound.parent, ignore_errors=True)
        for name in ("index.html", "search.html", "notebooks/one.html", "notebooks/one.png"):
            (self.bound / name).parent.mkdir(parents=True, exist_ok=True)
            (self.bound / name).write_text(f"{name} is {content}", "utf-8")

    def begin(self):
        """Stand the old report in its place and the new one beside it."""
        shutil.rmtree(self.parent, ignore_errors=True)
        self.bind("old")
        publishing.publish(self.bound, self.target)
        self.bind("new")

    def run(self, *inject):
        """Publish the new report in a process of its own, and return the calls it has made."""
        fixed = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(
            [*self._command, *inject, *self._driver], env={**os.environ, **fixed}, check=False
        )
        return calls(self.log)


@pytest.mark.parametrize("how", ["one call", "two renames"])
def test_an_exchange_killed_at_any_system_call_loses_no_report_and_leaves_nothing(
    tmp_path, monkeypatch, strace, how
):
    exchange = Exchange(tmp_path, strace, how)
    if how == "two renames":
        monkeypatch.setattr(publishing, "exchanged", lambda *_: False)
    exchange.begin()
    old = files(exchange.target)
    made = since(exchange.run(), BEGIN)
    new = files(exchange.target)
    assert since(made, END)
    assert any("RENAME_EXCHANGE" in line for line, _, _ in made) == (how == "one call")
    for number, (line, name, count) in enumerate(made[1:], 1):
        exchange.begin()
        killed = since(exchange.run("-e", f"inject={name}:signal=KILL:when={count}"), BEGIN)
        assert len(killed) == number + 1, line
        # Between the two renames the last report is whole under another name.
        stands = exchange.target if exchange.target.exists() else exchange.aside
        assert files(stands) in (old, new), line
        assert how == "two renames" or stands == exchange.target, line
        exchange.bind("newest")
        publishing.publish(exchange.bound, exchange.target)
        assert "newest" in (exchange.target / "index.html").read_text("utf-8"), line
        assert files(exchange.target).keys() == new.keys(), line
        assert publishing.changed_since(exchange.target) == [], line
        assert {path.name for path in exchange.parent.iterdir()} == {".work", "html"}, line
