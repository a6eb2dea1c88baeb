"""What makes a folder a Jupyter Book: its contents, and a configuration if it has one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from compendium.errors import CompendiumError
from compendium.report.plans import configuration, contents
from compendium.report.plans.runs import FILE as RUNS

NEWER = "myst.yml"


class VolumeError(CompendiumError):
    """A folder is no Jupyter Book, or one of its two files cannot be read."""


def check(root: Path) -> list[str]:
    """Refuse a folder that Jupyter Book would not build, and return what it would only warn of.

    Raises
    ------
    VolumeError
        Where there is no such folder or no table of contents in it, where that, or the
        configuration, cannot be read, or where it is a report of a study.
    """
    if not root.is_dir():
        raise VolumeError(
            "There is no such folder.", where=str(root), remedy="Name the folder of a Jupyter Book."
        )
    if not (root / contents.FILE).is_file():
        raise VolumeError(
            f"This folder is no Jupyter Book: it has no {contents.FILE}.",
            where=str(root),
            remedy=_remedy(root),
        )
    if (root / RUNS).is_file():
        # Its pages are about people, and nothing of them would pass the gate.
        raise VolumeError(
            f"This folder is a report: it has a {RUNS.as_posix()}.",
            where=str(root),
            remedy="Build it without --book, so that it passes the gate.",
        )
    _contents(root / contents.FILE)
    return _warnings(root / configuration.FILE)


def _remedy(root: Path) -> str:
    if (root / NEWER).is_file():
        return f"It has a {NEWER}, so that it is a book of version 2; build it with 'myst build'."
    found = sorted(path.parent.relative_to(root) for path in root.glob(f"*/{contents.FILE}"))
    if found:
        return f"Name the folder that has one: {', '.join(map(str, found))}."
    return "Name the folder of the book; 'jupyter-book toc from-project' writes one for it."


def _contents(path: Path) -> None:
    from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

    try:
        parse_toc_yaml(path)
    except yaml.YAMLError as error:
        raise _unreadable(path, error) from None
    except (MalformedError, UnicodeDecodeError) as error:
        raise VolumeError(
            f"The table of contents is malformed: {str(error).splitlines()[0]}",
            where=path.name,
            remedy="Mend it; one of an old form is mended by 'jupyter-book toc migrate'.",
        ) from None


def _warnings(path: Path) -> list[str]:
    from jsonschema import ValidationError  # type: ignore[import-untyped] # it has none
    from jupyter_book.config import validate_yaml

    if not path.is_file():
        return []
    try:
        config: Any = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None
    if not isinstance(config, dict):
        raise VolumeError("The file holds no keys.", where=path.name, remedy="Give it a title.")
    try:
        validate_yaml(config, raise_on_errors=True)
    except ValidationError as error:
        return [f"{path.name}: a value is of the wrong type.\n{error.message}"]
    return []


def _unreadable(path: Path, error: Exception) -> VolumeError:
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    return VolumeError("This is not YAML.", where=f"{path.name}{line}", remedy="Mend it.")
