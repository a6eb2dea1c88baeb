"""The book's `_toc.yml`, and the staged copy with the pages of families and internal runs."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from compendium.errors import CompendiumError
from compendium.report.plans.runs import FILE as RUNS
from compendium.report.plans.runs import Declaration, Run

FILE = "_toc.yml"
FOLDER = "notebooks/"
BIBLIOGRAPHY = "```{bibliography}"


class ContentsError(CompendiumError):
    """`_toc.yml` and `runs.yml` do not agree, or the former cannot be read."""

    @classmethod
    def of(cls, what: str, remedy: str) -> ContentsError:
        """Return a fault of the file."""
        return cls(what, where=FILE, remedy=remedy)


def read(root: Path) -> dict[str, Any]:
    """Return the table of contents of the book at `root`.

    Raises
    ------
    ContentsError
        Where the file is missing or is not in Jupyter Book's form.
    """
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    try:
        toc = yaml.safe_load((root / FILE).read_text("utf-8"))
        parse_toc_data(toc)
    except FileNotFoundError:
        raise ContentsError.of(
            "The book has no table of contents.", "Run the command in a checkout of the compendium."
        ) from None
    except (yaml.YAMLError, MalformedError) as error:
        told = str(error).splitlines()[0]
        raise ContentsError.of(f"The table of contents is malformed: {told}", "Mend it.") from None
    return dict(toc)


def documents(toc: dict[str, Any]) -> list[str]:
    """Return the documents of a table of contents, in its order."""
    return [str(toc["root"]), *(entry["file"] for entry in _entries(toc))]


def check(toc: dict[str, Any], declarations: Sequence[Declaration]) -> None:
    """Refuse a table of contents whose notebooks are not the public ones of runs.yml.

    Raises
    ------
    ContentsError
        Naming the notebook that stands in one of the files only, or is internal.
    """
    listed = {name.removeprefix(FOLDER) for name in documents(toc) if name.startswith(FOLDER)}
    public = {entry.notebook for entry in declarations if entry.audience == "public"}
    for name in sorted(listed - {entry.notebook for entry in declarations}):
        raise ContentsError.of(
            f"The notebook '{name}' is not declared.", f"Declare it in {RUNS.as_posix()}."
        )
    for name in sorted(listed - public):
        raise ContentsError.of(
            f"The notebook '{name}' is internal.", "Remove it; an internal build adds its page."
        )
    for name in sorted(public - listed):
        raise ContentsError.of(
            f"The notebook '{name}' of {RUNS.as_posix()} has no place.", "Give it a chapter."
        )


def staged(toc: dict[str, Any], runs: Sequence[Run]) -> dict[str, Any]:
    """Return the contents of the staged copy: each case below its notebook, internal pages last.

    Parameters
    ----------
    toc
        The committed table of contents.
    runs
        The runs of this report.
    """
    changed = copy.deepcopy(toc)
    listed = set(documents(changed))
    for entry in _entries(changed):
        if pages := _cases(runs, entry["file"]):
            entry["sections"] = [*entry.get("sections", ()), *pages]
    internal = [
        {
            "file": run.document,
            **({"sections": pages} if (pages := _cases(runs, run.document)) else {}),
        }
        for run in runs
        if not run.case and run.document not in listed
    ]
    if internal:
        changed.setdefault("parts", []).append({"caption": "Internal", "chapters": internal})
    return changed


def draft(root: Path, toc: dict[str, Any], pages: Sequence[str]) -> dict[str, Any]:
    """Return the contents of a draft: a few pages, and the chapters that list what they cite.

    Parameters
    ----------
    root, toc
        The book and its contents.
    pages
        The documents, the first of which is the draft's root.
    """
    works = [each for each in documents(toc) if _lists_works(root / f"{each}.md")]
    files = [{"file": each} for each in (*pages[1:], *works)]
    return {"format": "jb-book", "root": pages[0], **({"chapters": files} if files else {})}


def _lists_works(chapter: Path) -> bool:
    return chapter.is_file() and BIBLIOGRAPHY in chapter.read_text("utf-8")


def _cases(runs: Sequence[Run], document: str) -> list[dict[str, Any]]:
    return [
        {"file": run.document, "title": run.label}
        for run in runs
        if run.case and f"{FOLDER}{run.notebook}" == document
    ]


def _entries(branch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in branch.get("parts", ()):
        yield from _entries(part)
    for key in ("chapters", "sections"):
        for entry in branch.get(key, ()):
            if "file" in entry:
                yield entry
                yield from _entries(entry)
