"""The project keeps its promises: environment files agree, floors hold, notebooks are clean."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def ranges() -> list[Requirement]:
    """Return every requirement of pyproject.toml: of use, of development and of the build."""
    project = PROJECT["project"]
    listed = [
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    return [Requirement(line) for line in listed]


def locked() -> dict[str, list[Version]]:
    """Return the locked versions by package; a package may have one for each Python."""
    pins: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, flags=re.MULTILINE):
        pins.setdefault(canonicalize_name(name), []).append(Version(version))
    return pins


@pytest.mark.parametrize("requirement", ranges(), ids=lambda requirement: requirement.name)
def test_every_dependency_has_a_lower_bound_that_the_lock_satisfies(requirement):
    assert any(bound.operator in {">=", "~=", "=="} for bound in requirement.specifier)
    pins = locked()[canonicalize_name(requirement.name)]
    assert all(requirement.specifier.contains(pin, prereleases=True) for pin in pins)


def test_the_lock_has_a_hash_for_each_package_and_no_address():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 100
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCK
    assert "-e ." not in LOCK


def test_conda_gives_python_and_pip_and_pip_takes_the_lock():
    *conda, pip = ENVIRONMENT["dependencies"]
    python, name = conda
    assert name == "pip"
    assert pip == {"pip": ["--require-hashes -r requirements.lock"]}
    version = python.removeprefix("python=")
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(version)


def test_the_makefile_and_the_project_name_the_same_pythons():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info < (3, 14)" in makefile


def test_imports_go_down():
    """The contract in pyproject.toml, held by import-linter."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_stands_on_a_floor():
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = {room.strip() for layer in layers for room in layer.split("|")}
    package = ROOT / "src" / "compendium"
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    rooms |= {path.stem for path in package.glob("[!_]*.py")}
    assert rooms == floors


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "src").rglob("__init__.py")),
    ids=lambda path: path.parent.name,
)
def test_a_package_imports_nothing_eagerly(path):
    tree = ast.parse(path.read_text("utf-8"))
    imported = {
        alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported <= {"lazy_loader"}
    assert not [node for node in tree.body if isinstance(node, ast.ImportFrom)]


def test_importing_every_room_loads_no_heavy_library():
    rooms = sorted(path.parent.name for path in (ROOT / "src" / "compendium").glob("*/__init__.py"))
    code = "import sys\n" + "".join(f"import compendium.{room}\n" for room in rooms)
    code += "print(sorted({'pandas', 'numpy', 'matplotlib', 'sphinx', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_notebooks_are_kept_without_outputs(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def test_the_committed_synthetic_study_stays_small():
    size = sum(path.stat().st_size for path in (ROOT / "data" / "synthetic").rglob("*"))
    assert 0 < size < 5_000_000


GROUPED = """
import os
import pytest

pytestmark = pytest.mark.xdist_group("alone")


@pytest.mark.parametrize("turn", range(6))
def test_which_worker(turn, record_property):
    record_property("worker", os.environ["PYTEST_XDIST_WORKER"])
"""


def test_the_tests_of_a_group_share_one_worker_and_what_it_has_built(tmp_path):
    """Else each worker builds the whole report by itself, and the tests take half as long again."""
    for name in ("test_first.py", "test_second.py"):
        (tmp_path / name).write_text(GROUPED, "utf-8")
    given = re.search(r"-m pytest (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = given[1].replace("-n auto", "-n 2").split()
    report = tmp_path / "report.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", *told, f"--junitxml={report}", "-p", "no:cacheprovider"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    workers = re.findall(r'name="worker" value="(\w+)"', report.read_text("utf-8"))
    assert len(workers) == 12
    assert len(set(workers)) == 1
