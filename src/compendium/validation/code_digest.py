"""Digest of code: whether a record was computed by the code that is there, comments apart."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from compendium.tables import announce

ROOTS = ("validation/recovery.py", "synthetic/simulated.py", "outcomes/effects/estimating.py")
FOLLOWED = ("compendium.outcomes.effects.", "compendium.synthetic.")
"""Imports that the digest of the sources follows: designs, and what draws studies."""
UNSAID = (
    "annotation", "ctx", "kind", "returns", "simple", "type_comment", "type_params",
)  # fmt: skip
"""Parts of a syntax tree that compute nothing, or that not every version of Python has."""


@cache
def code_digest() -> str:
    """Return the digest of the code that a recovery is computed with, and announce them.

    It is of what the code says, without comments, docstrings, types and layout: who had to run all
    studies again for a comma would run them never. Followed are the imports of designs and of what
    draws studies; what is built into scenarios is on record by itself.
    """
    whole = sha256()
    for path in _followed():
        announce(path)
        whole.update(f"{path.name}\0{said(path.read_text('utf-8'))}\0".encode())
    return whole.hexdigest()


def said(text: str) -> str:
    """Return what a module says, alike in all versions of Python, without its docstrings."""
    return json.dumps(_plain(ast.parse(text)))


def _plain(node: object) -> object:
    if isinstance(node, list):
        return [_plain(each) for each in node if not _is_docstring(each)]
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.AnnAssign) and node.value:
        return _plain(ast.Assign([node.target], node.value))
    fields = {name: _plain(value) for name, value in ast.iter_fields(node) if name not in UNSAID}
    return [type(node).__name__, {name: each for name, each in fields.items() if each != []}]


def _is_docstring(node: object) -> bool:
    """Return whether a statement is a text that nothing is done with."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _followed() -> list[Path]:
    """Return the modules that a recovery is computed with, in the order of their names."""
    package = Path(__file__).parents[1]
    found: set[Path] = set()
    waiting = [package / root for root in ROOTS]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += [
            package.joinpath(*name.split(".")[1:]).with_suffix(".py")
            for name in _imported(ast.parse(path.read_text("utf-8")))
        ]
    return sorted(found)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(FOLLOWED):
            yield str(node.module)
