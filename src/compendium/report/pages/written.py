"""What a build writes into a book: two chapters, and the foot of each page of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from compendium.disclosure import profile
from compendium.report.ledgers import ledger, provenance
from compendium.report.ledgers.ledger import Ledger
from compendium.report.ledgers.provenance import Origin
from compendium.report.pages import cells, chapters
from compendium.report.plans.contents import FOLDER
from compendium.report.publication import commit
from compendium.study import Study, StudySettings

PUBLISHED = Path("data") / "published"
MADE = (chapters.CHANGES, chapters.THIS_BUILD)


def published(root: Path, language: str) -> Path:
    """Return where the ledger of the last published report in a language lies."""
    return root / PUBLISHED / (ledger.FILE if language == "en" else f"ledger-{language}.json")


def texts(root: Path) -> dict[str, str]:
    """Return the digest of each text of a book, by its path; those that a build writes not.

    Of a notebook that is its cells of text: what its code says is told by what it shows.
    """
    chapters_read = {
        name: path.read_text("utf-8")
        for path in sorted((root / "book").rglob("*.md"))
        if (name := path.relative_to(root).as_posix()) not in MADE
    }
    notebooks = {
        path.relative_to(root).as_posix(): _prose(json.loads(path.read_bytes()))
        for path in sorted((root / FOLDER).glob("*.ipynb"))
    }
    return {name: _digest(text) for name, text in {**chapters_read, **notebooks}.items()}


def feet(origins: Mapping[str, Origin], settings: StudySettings, language: str) -> dict[str, str]:
    """Return the foot of each page of a run, which says what it was made of.

    Parameters
    ----------
    origins
        Page to what it was made of.
    settings
        Of the study.
    language
        en or da.
    """
    return {page: chapters.origin(made, settings, language) for page, made in origins.items()}


def write(root: Path, folder: Path, now: Ledger, loaded: Study) -> None:
    """Write the chapters that the book has a place for.

    Parameters
    ----------
    root
        The book as committed.
    folder
        Its staged copy.
    now
        The ledger of this report.
    loaded
        The study.
    """
    last = published(root, now.language)
    threshold = profile(loaded.settings.profile).threshold
    before = ledger.read(last) if last.exists() else None
    made = {
        chapters.CHANGES: chapters.of_changes(before, now, threshold),
        chapters.THIS_BUILD: chapters.of_this_build(now, loaded.settings, commit.of(root)),
    }
    for name, text in made.items():
        if (folder / name).exists():
            (folder / name).write_text(text, "utf-8")


def _prose(notebook: dict[str, Any]) -> str:
    """Return the text of a notebook, a cell a paragraph."""
    return "\n\n".join(
        cells.source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[: provenance.SHORT]
