"""Freezes a report under a version: the built report where the user says, its ledger on record."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

from compendium import study
from compendium.disclosure import profile
from compendium.errors import CompendiumError
from compendium.report import standing
from compendium.report.disks import writable
from compendium.report.ledgers import ledger, persons, provenance
from compendium.report.ledgers.ledger import Ledger
from compendium.report.pages import written
from compendium.report.publication import publishing
from compendium.report.publication.admission import checked

ARCHIVE = ".zip"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the first that the format knows, and no clock's."""


class NotBuiltError(CompendiumError):
    """There is no report that could be published, or it is not that of the study as it is now."""


class NoKeyError(CompendiumError):
    """A study without a digest key cannot be published."""


class TakenError(CompendiumError):
    """There is something already where a report is to be published, or under its version."""


def publish(
    root: Path,
    folder: Path,
    to: Path,
    version: str,
    *,
    language: str = "en",
    waiting: publishing.Waiting,
) -> Path:
    """Freeze the report of a study, which must have been built of everything as it is now.

    Parameters
    ----------
    root
        The book.
    folder
        The study.
    to
        A folder that is not there yet, or a file that ends in ``.zip``.
    version
        The name of this publication.
    language
        en or da.
    waiting
        Is told who builds, where somebody does.

    Returns
    -------
    Path
        The ledger that was put on record: ``data/published`` of the book for a public report, else
        beside what was published.

    Raises
    ------
    NotBuiltError
        Where the report does not stand.
    NoKeyError
        Where the study has no digest key.
    TakenError
        Where the place or the version is taken.
    ForgottenError
        Where nobody knows any more who was in the last publication.
    FewChangedError
        Where fewer persons than the threshold are new or changed since a publication.
    """
    html = standing.stands(root, folder, language, waiting=waiting)
    if html is None:
        raise NotBuiltError(
            "The report is not built, or not of everything as it is now.",
            where=standing.target(root, language).name,
            remedy="Say `compendium build` first, and publish what it built.",
        )
    if to.exists():
        raise TakenError(
            "There is something at this place already, and nothing is written over.",
            where=to.name,
            remedy="Name a folder or an archive that is not there yet.",
        )
    made = replace(ledger.read(html / ledger.FILE), version=version)
    record = _record(root, to, made)
    last = ledger.read(record) if record.exists() else None
    if last and last.version == version:
        raise TakenError(
            f"Version {version} of this report is published already.",
            where=record.name,
            remedy="Give this one a version of its own.",
        )
    loaded = checked(folder)
    now = _persons(loaded)
    threshold = profile(loaded.settings.profile).threshold
    on_record = last is not None and last.study == made.study
    earlier = persons.remembered(loaded.folder, published=on_record)
    persons.check(earlier, now, threshold)
    with writable(to):
        _copied(html, to)
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(str(made), "utf-8")
        persons.remember(loaded.folder, earlier, now)
    return record


def _record(root: Path, to: Path, made: Ledger) -> Path:
    if made.audience == "public":
        return written.published(root, made.language)
    return to.with_name(f"{to.name.removesuffix(ARCHIVE)}-{ledger.FILE}")


def _persons(loaded: study.Study) -> dict[str, list[str]]:
    secret = provenance.secret(loaded)
    if not secret:
        raise NoKeyError(
            "The study has no key, without which nobody can tell later who is new or changed.",
            where="study.toml, digest_key",
            remedy="Name a file there with a long random text that only you have.",
        )
    return persons.digests(loaded, secret)


def _copied(html: Path, to: Path) -> None:
    """Copy a report into a folder, or into an archive whose bytes are those of its files alone."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.suffix != ARCHIVE:
        shutil.copytree(html, to)
        return
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(html.rglob("*")):
            if path.is_file():
                name = zipfile.ZipInfo(path.relative_to(html).as_posix(), EPOCH)
                name.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(name, path.read_bytes())
