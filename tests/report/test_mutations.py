"""Every tracked file and every file of the study is changed, and removed, and one added beside it.

What must run again is told by the operating system: strace saw which files the kernel of each run
opened and which folders it listed. What the plan says is stale has to be just that.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from compendium import study
from compendium.report import keys, planning, processes
from compendium.report.digests import Digests
from compendium.report.places import Places
from compendium.report.runs import Run
from compendium.report.store import Store
from compendium.tables import checkout

EXECUTE = """
import sys
from pathlib import Path
from compendium.report import execution, planning, processes
from compendium.report.kernels import Surroundings, warm_parent
from compendium import study
from compendium.tables import checkout

if __name__ == "__main__":
    page, out = sys.argv[1], Path(sys.argv[2])
    folder = checkout() / "data" / "synthetic"
    _, _, declarations = planning.committed(checkout())
    (run,) = [run for run in planning.runs(declarations, study.load(folder)) if run.page == page]
    with warm_parent(out / "settings") as nursery, processes.pool(1) as pool:
        around = Surroundings(checkout(), folder, "en", out / "runs", out / "settings", nursery)
        ((_, fault),) = execution.execute([run], around, pool)
    sys.exit(str(fault) if fault else 0)
"""
COMMAND = "import sys; from compendium.cli import main; sys.exit(main(['build']))"
OPENED = re.compile(r'^openat\(AT_FDCWD, "([^"]+)", (\S+?)[,)].* = \d+', re.MULTILINE)
TRACED = (
    "change", "codebook", "data-status", "eligibility", "fidelity", "groups", "instruments",
    "measurement", "neet", "outcomes", "screening", "screening-roedovre", "validation",
)  # fmt: skip
"""Every notebook, and one of a family."""
STARTUP = "00-record.py"


@dataclass
class Tree:
    """A copy of all that is tracked, in which a report was built, and what its runs opened."""

    root: Path
    runs: list[Run]
    judge: Executor
    opened: dict[str, set[Path]] = field(default_factory=dict)
    listed: dict[str, set[Path]] = field(default_factory=dict)

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
            return set(TRACED)
        notebook = path.parent.name == "notebooks" and path.suffix == ".ipynb"
        return {
            run.page
            for run in self.runs
            if path in self.opened[run.page] or (notebook and path.stem == run.notebook)
        }

    def listers(self, folder: Path) -> set[str]:
        """Return the pages that must run again when a folder has other names in it."""
        return {page for page in TRACED if folder in self.listed[page]}


def tool(name):
    found = shutil.which(name)
    if not found:
        pytest.fail(f"there is no {name}") if "CI" in os.environ else pytest.skip(f"no {name}")
    return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """Copy what is tracked, build its report, and look at each run with strace."""
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
    _, _, declarations = planning.committed(root)
    runs = planning.runs(declarations, study.load(root / "data" / "synthetic"))
    with processes.pool(1) as judge:
        found = Tree(root, [run for run in runs if run.page in TRACED], judge)
        look(found, environment)
        assert found.reasons() == {}
        yield found


def look(tree, environment):
    """Execute each run once more, and note what its kernel opens and lists."""
    root = tree.root
    (root.parent / "execute.py").write_text(EXECUTE, "utf-8")
    for page in TRACED:
        traces = root.parent / f"{page}-traces"
        traces.mkdir()
        subprocess.run(
            [tool("strace"), "-ff", "-qq", "-s", "4096", "-e", "trace=openat", "-o", traces / "of",
             sys.executable, root.parent / "execute.py", page, root.parent / page],
            cwd=root, env=environment, check=True,
        )  # fmt: skip
        tree.opened[page], tree.listed[page] = seen(traces, root)
        assert len(tree.opened[page]) > 20


def seen(traces, root):
    """Return the files that the kernel of a run opened, and the folders of data it listed.

    There is a trace of each process; the kernel is the one that read what a kernel starts with.
    """
    every = [OPENED.findall(trace.read_text("utf-8")) for trace in traces.iterdir()]
    (calls,) = [calls for calls in every if any(map(starts_a_kernel, calls))]
    opened, listed = set(), set()
    for name, flags in calls:
        path = Path(name)
        if not path.is_relative_to(root):
            continue
        if path.suffix == ".pyc":
            path = path.parent.parent / f"{path.name.partition('.')[0]}.py"
        folder = "O_DIRECTORY" in flags
        # Python lists the folders of a package, and the one it is in, to find modules there. No
        # output rests on that, for a module that would hide another is refused.
        if not folder:
            opened.add(path)
        elif not (path / "__init__.py").exists() and path.name != "notebooks":
            listed.add(path)
    return opened, listed


def starts_a_kernel(call):
    return call[0].endswith(STARTUP) and "O_RDONLY" in call[1]


def tracked(tree):
    skipped = {"_build", "__pycache__"}
    return [
        path
        for path in sorted(tree.root.rglob("*"))
        if path.is_file() and not skipped & set(path.relative_to(tree.root).parts)
    ]


@pytest.mark.slow
@pytest.mark.xdist_group("mutations")
def test_a_byte_of_any_file_makes_those_stale_that_opened_it_and_no_others(tree):
    wrong, met = {}, 0
    for path in tracked(tree):
        before = path.read_bytes()
        if not before or (path.suffix == ".ipynb" and path.parent.name == "notebooks"):
            continue
        path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        found, expected = tree.stale(), tree.users(path)
        path.write_bytes(before)
        met += bool(expected)
        if found != expected:
            wrong[path.relative_to(tree.root)] = (found, expected)
    assert wrong == {}
    assert met > 60
    assert tree.stale() == set()


@pytest.mark.slow
@pytest.mark.xdist_group("mutations")
def test_a_file_that_is_gone_makes_those_stale_that_opened_it_or_listed_its_folder(tree):
    wrong = {}
    for path in tracked(tree):
        if path.parent.name == "notebooks":
            continue
        aside = tree.root.parent / "aside"
        path.rename(aside)
        found, expected = tree.stale(), tree.users(path) | tree.listers(path.parent)
        aside.rename(path)
        if found != expected:
            wrong[path.relative_to(tree.root)] = (found, expected)
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.xdist_group("mutations")
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


@pytest.mark.slow
@pytest.mark.xdist_group("mutations")
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
