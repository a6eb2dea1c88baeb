"""What a notebook may not say: reading files by itself, starting programs, defining functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from compendium.errors import CompendiumError
from compendium.report.pages import cells

READERS = {"open", "exec", "eval", "__import__"}
LIBRARIES = {
    "duckdb",
    "http",
    "importlib",
    "io",
    "pyarrow",
    "pyreadstat",
    "requests",
    "socket",
    "sqlite3",
    "subprocess",
    "urllib",
}
ARRAYS = {"load", "loadtxt", "genfromtxt", "fromfile", "memmap"}
SETTINGS = "matplotlibrc"
READ = "Read through compendium.study or compendium.evidence, which announce what they read."
DEFINE = "Put it into the package, where it is tested, and import it."


class ForbiddenSourceError(CompendiumError):
    """A cell does what only the package may do."""


@dataclass(frozen=True)
class Finding:
    """Something in a cell that a notebook may not do: the line of the cell, what, and the cure."""

    line: int
    what: str
    remedy: str


def check_folder(folder: Path) -> None:
    """Refuse a folder of notebooks whose other files would change what libraries do.

    A kernel looks for modules in its working directory before it looks among those installed, and
    matplotlib for its settings; a warm kernel has both loaded already.

    Parameters
    ----------
    folder
        The folder of notebooks.

    Raises
    ------
    ForbiddenSourceError
        Naming the first such file.
    """
    for path in sorted(folder.iterdir()):
        module = path.stem if path.suffix == ".py" or (path / "__init__.py").exists() else ""
        if path.name == SETTINGS or (module and find_spec(module)):
            raise ForbiddenSourceError(
                f"A file among the notebooks would take the place of {module or 'our own look'}.",
                where=f"notebooks/{path.name}",
                remedy="Remove it, or give it another name.",
            )


def check(name: str, notebook: dict[str, Any]) -> None:
    """Refuse a notebook whose cells read files, start programs or define functions.

    The hook that observes a run sees nothing of pyarrow, DuckDB, pyreadstat or a subprocess, so
    what they read would be no part of a run's inputs. The cells are parsed, not executed.

    Parameters
    ----------
    name
        The notebook, for the message.
    notebook
        The notebook as it is kept.

    Raises
    ------
    ForbiddenSourceError
        Naming the first such cell, its line, and what to do instead.
    """
    for number, cell in cells.numbered(notebook):
        if cell["cell_type"] != "code":
            continue
        for finding in findings(cells.source(cell)):
            line = cells.source(cell).splitlines()[finding.line - 1].strip()
            raise ForbiddenSourceError(
                f"{finding.what}: {line}",
                where=f"notebooks/{name}.ipynb, cell {number}, line {finding.line}",
                remedy=finding.remedy,
            )


def findings(code: str) -> list[Finding]:
    """Return what a cell does that it may not, in the order of its lines."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        line = min(error.lineno or 1, len(code.splitlines()) or 1)
        remedy = "Write plain Python; magics and shell commands have no place in a report."
        return [Finding(line, "This is not Python", remedy)]
    found = [finding for node in ast.walk(tree) for finding in _of(node)]
    return sorted(found, key=lambda finding: finding.line)


def _of(node: ast.AST) -> Iterator[Finding]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield Finding(node.lineno, "A notebook defines nothing of its own", DEFINE)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield from _imported(node, alias.name)
    elif isinstance(node, ast.ImportFrom):
        yield from _imported(node, node.module or "")
    elif isinstance(node, ast.Call):
        yield from _called(node)


def _imported(node: ast.stmt, module: str) -> Iterator[Finding]:
    if module.partition(".")[0] in LIBRARIES:
        yield Finding(node.lineno, f"A notebook does not use {module.partition('.')[0]}", READ)


def _called(node: ast.Call) -> Iterator[Finding]:
    function = node.func
    if isinstance(function, ast.Name):
        if function.id in READERS or function.id.startswith("read_"):
            yield Finding(node.lineno, "A notebook reads no files by itself", READ)
    elif isinstance(function, ast.Attribute):
        array = isinstance(function.value, ast.Name) and function.value.id in {"np", "numpy"}
        if (
            function.attr == "open"
            or function.attr.startswith("read_")
            or (array and function.attr in ARRAYS)
        ):
            yield Finding(node.lineno, "A notebook reads no files by itself", READ)
