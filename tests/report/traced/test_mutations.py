"""Every tracked file and every file of the study is changed, and removed, and one added beside it.

What must run again is told by the operating system: strace saw which files the kernel of each run
opened and which folders it listed. What the plan says is stale has to be just that.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import pytest

from compendium.report import processes
from compendium.report.plans import keys, planning
from compendium.report.plans.digests import Digests
from compendium.report.plans.places import Places
from compendium.report.plans.runs import Run
from compendium.report.store import Store
from compendium.tables import checkout

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("traced")]

COMMAND = "import sys; from compendium.cli import main; sys.exit(main(['build']))"


@dataclass
class Tree:
    """A copy of all that is tracked, in which a report was built, and what its runs opened."""

    root: Path
    runs: list[Run]
    judge: Executor
    opened: dict[str, set[Path]]
    listed: dict[str, set[Path]]

    @property
    def study(self) -> Path:
        """The study of the copy."""
        return self.root / "data" / "synthetic"

    def reasons(self) -> dict[str, list[str]]:
        """Return why the plan would run pages again.

        A process of its own judges, and what is installed is as the build found it: this one has
        run many other tests, and may find packages elsewhere.
        """
        places = Places(self.root, self.study, self.root)
        now = keys.Moment(places, "en", Digests())
        kept = Store.of(self.root / "_build", places, "en")
        built = kept.key(self.runs[0].page)
        assert built is not None
        vars(now)["versions"] = dict(built.versions)
        judged = self.judge.submit(planning.judged, self.runs, kept, now).result()
        return {each.run.page: [*map(str, each.reasons)] for each in judged if each.reasons}

    def stale(self) -> set[str]:
        """Return the pages that the plan would run again."""
        return set(self.reasons())

    def users(self, path: Path) -> set[str]:
        """Return the pages that must run again when a file is no longer what it was."""
        engine = {self.root / f"src/compendium/report/{module}.py" for module in keys.ENGINE}
        if path in engine:
            return set(self.opened)
        return {
            run.page
            for run in self.runs
            if path in self.opened[run.page] or (a_notebook(path) and path.stem == run.notebook)
        }

    def listers(self, folder: Path) -> set[str]:
        """Return the pages that must run again when a folder has other names in it."""
        return {page for page, folders in self.listed.items() if folder in folders}


@pytest.fixture(scope="module")
def tree(tmp_path_factory, traced):
    """Copy what is tracked, and build its report; its runs open what those of the original do."""
    root = tmp_path_factory.mktemp("tree") / "work"
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=checkout(), capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, names.split("\0")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout() / name, root / name)
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    environment.pop("COMPENDIUM_STUDY", None)
    subprocess.run([sys.executable, "-c", COMMAND], cwd=root, env=environment, check=True)
    opened, listed = {}, {}
    for page, calls in traced.calls.items():
        opened[page], listed[page] = seen(calls, root)
        assert len(opened[page]) > 20
    with processes.pool(1) as judge:
        found = Tree(root, [*traced.runs], judge, opened, listed)
        assert found.reasons() == {}
        yield found


def seen(calls, root):
    """Return the files that a run opened, and the folders of data it listed, as those of a copy."""
    opened, listed = set(), set()
    for call, named, more in calls:
        if call != "openat" or "= -1" in more or not named.is_relative_to(checkout()):
            continue
        path = root / named.relative_to(checkout())
        if path.suffix == ".pyc":
            path = path.parent.parent / f"{path.name.partition('.')[0]}.py"
        # Python lists the folders of a package, and the one it is in, to find modules there. No
        # output rests on that, for a module that would hide another is refused.
        if "O_DIRECTORY" not in more:
            opened.add(path)
        elif not (path / "__init__.py").exists() and path.name != "notebooks":
            listed.add(path)
    return opened, listed


def a_notebook(path):
    return path.suffix == ".ipynb" and path.parent.name == "notebooks"


def tracked(tree):
    skipped = {"_build", "__pycache__"}
    return [
        path
        for path in sorted(tree.root.rglob("*"))
        if path.is_file() and not skipped & set(path.relative_to(tree.root).parts)
    ]


def flipped(path):
    """Change the last byte of a file, and back when it is done again."""
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def test_a_byte_of_any_file_makes_those_stale_that_opened_it_and_no_others(tree):
    files = [path for path in tracked(tree) if path.stat().st_size and not a_notebook(path)]
    expected = {path: tree.users(path) for path in files}
    of_nobody = [path for path in files if not expected[path]]
    # What no run opened is changed all at once: where nothing is stale then, no one of it makes it.
    for path in of_nobody:
        flipped(path)
    assert tree.reasons() == {}
    for path in of_nobody:
        flipped(path)
    wrong = {}
    for path in files:
        if not expected[path]:
            continue
        flipped(path)
        if (found := tree.stale()) != expected[path]:
            wrong[path.relative_to(tree.root)] = (found, expected[path])
        flipped(path)
    assert wrong == {}
    assert len(files) - len(of_nobody) > 60
    assert tree.stale() == set()


def test_a_file_that_is_gone_makes_those_stale_that_opened_it_or_listed_its_folder(tree):
    files = [path for path in tracked(tree) if path.parent.name != "notebooks"]
    expected = {path: tree.users(path) | tree.listers(path.parent) for path in files}
    of_nobody = [path for path in files if not expected[path]]
    aside = tree.root.parent / "aside"
    aside.mkdir()
    for place, path in enumerate(of_nobody):
        path.rename(aside / str(place))
    assert tree.reasons() == {}
    for place, path in enumerate(of_nobody):
        (aside / str(place)).rename(path)
    wrong = {}
    for path in files:
        if not expected[path]:
            continue
        path.rename(aside / "gone")
        found = tree.stale()
        (aside / "gone").rename(path)
        if found != expected[path]:
            wrong[path.relative_to(tree.root)] = (found, expected[path])
    assert wrong == {}
    assert len(files) - len(of_nobody) > 60


def test_a_file_that_is_new_makes_those_stale_that_listed_its_folder(tree):
    wrong, met = {}, 0
    for folder in sorted({path.parent for path in tracked(tree)}):
        added = folder / "zz-added.toml"
        added.write_text("id = 'added'\n", "utf-8")
        found, expected = tree.stale(), tree.listers(folder)
        added.unlink()
        met += bool(expected)
        if found != expected:
            wrong[folder.relative_to(tree.root)] = (found, expected)
    assert wrong == {}
    assert met >= 1


def test_a_letter_of_a_cell_makes_the_runs_of_its_notebook_stale(tree):
    """A notebook that no page of a public report shows, such as the feedback, has no runs here."""
    shown = {run.notebook for run in tree.runs}
    for path in sorted((tree.root / "notebooks").glob("*.ipynb")):
        before = path.read_text("utf-8")
        path.write_text(
            before.replace("from compendium import", "from Compendium import", 1), "utf-8"
        )
        found = tree.stale()
        path.write_text(before, "utf-8")
        assert found == tree.users(path)
        assert bool(found) == (path.stem in shown)
    assert shown
