"""Bytecode of the package that Python checks by the source's digest, never by its time alone."""

from __future__ import annotations

import py_compile
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode

CHECKED_BY_DIGEST = (3).to_bytes(4, "little")


def settle(package: Path) -> None:
    """Compile every module of a package that is not yet compiled so; Python itself keeps to it.

    A file that was changed within the second, or whose time was set back, would else be imported
    as it was before, and the key of a run would name a source that the run never saw. Where the
    folder cannot be written, nothing is compiled.
    """
    for source in sorted(package.rglob("*.py")):
        compiled = Path(cache_from_source(str(source)))
        if not _checked(compiled):
            try:
                py_compile.compile(
                    str(source),
                    doraise=True,
                    invalidation_mode=PycInvalidationMode.CHECKED_HASH,
                )
            except (OSError, py_compile.PyCompileError):
                continue


def _checked(compiled: Path) -> bool:
    try:
        with compiled.open("rb") as file:
            return file.read(8) == MAGIC_NUMBER + CHECKED_BY_DIGEST
    except OSError:
        return False
