"""What changed between two ledgers that somebody names, or since the last publication."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compendium import study
from compendium.disclosure import profile
from compendium.report import standing
from compendium.report.ledgers import changes, ledger
from compendium.report.ledgers.changes import Change
from compendium.report.pages import chapters, written


@dataclass(frozen=True)
class Changes:
    """What changed, since which version, in plain sentences."""

    since: str
    found: Sequence[Change]

    def __str__(self) -> str:
        if not self.since and not self.found:
            return "Nothing is published of this study."
        told = "\n".join(chapters.sentences(self.found)) or "Nothing has changed."
        return f"Since version {self.since}:\n{told}" if self.since else told

    def json(self) -> str:
        """Return the changes as JSON, for CI."""
        content = {"since": self.since, "changes": [chapters.facts(each) for each in self.found]}
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)


def changed(
    root: Path,
    folder: Path,
    old: Path | None = None,
    new: Path | None = None,
    *,
    language: str = "en",
) -> Changes:
    """Return what changed between two ledgers.

    Parameters
    ----------
    root
        The book.
    folder
        The study, whose profile says below which number persons are not told.
    old
        The earlier ledger; by default the last that was published.
    new
        The later one; by default that of the report as it was last built.
    language
        en or da, where a ledger is not named.

    Raises
    ------
    UnreadableLedgerError
        Where one of them is no ledger.
    OtherStudyError
        Where they are not of one study.
    """
    earlier = old or written.published(root, language)
    if old is None and not earlier.exists():
        return Changes("", ())
    before = ledger.read(earlier)
    after = ledger.read(new or standing.target(root, language) / ledger.FILE)
    if old is None and before.study != after.study:
        return Changes("", ())
    threshold = profile(study.load(folder).settings.profile).threshold
    return Changes(before.version, changes.between(before, after, threshold=threshold))
