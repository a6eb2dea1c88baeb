"""Whether the published report stands as it is: asked first, with the standard library alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from compendium.report import saved, store
from compendium.report.disks import writable
from compendium.report.plans.digests import Digests
from compendium.report.plans.keys import Moment
from compendium.report.plans.places import Places
from compendium.report.publication import commit, publishing
from compendium.report.store import Store

BUILD = "_build"
WORK = ".work"
FILE = "report.json"
FORMAT = 2
BOOK = ("_config.yml", "_toc.yml", "book", "notebooks/runs.yml", "data/published")
FOLDER = "notebooks"
"""Only its names: of the notebooks in it, those of runs count."""


def target(root: Path, language: str) -> Path:
    """Return where the report in a language is published."""
    return root / BUILD / ("html" if language == "en" else f"html-{language}")


def stands(
    root: Path, folder: Path, language: str = "en", *, waiting: publishing.Waiting
) -> Path | None:
    """Return the published report if a build would give the same bytes, else None.

    Nothing of the book, the study, the package and the environment has changed since it was
    built, what is stored of its runs is whole, and it is as its manifest says.

    Parameters
    ----------
    root
        The book.
    folder
        The study.
    language
        en or da.
    waiting
        Is told who builds, where another build of the book is running; then this waits for it.
    """
    places = Places.of(root, folder)
    kept = Store.of(root / BUILD, places, language)
    record = saved.unsealed(kept.folder / FILE, FORMAT)
    published = target(root, language)
    if not record:
        return None
    with writable(root / BUILD), publishing.lock(root / BUILD, waiting):
        tidied(root)
        memory = root / BUILD / store.FOLDER / store.MEMORY
        now = Moment(places, language, Digests(memory))
        same = (
            published.is_dir()
            and record["manifest"] == _manifest(published)
            and record["versions"] == now.versions
            and record["commit"] == str(commit.of(places.book))
            and all(now.digest(name) == then for name, then in record["inputs"].items())
            and all(kept.key(page) is not None for page in record["pages"])
            and not publishing.changed_since(published)
        )
        now.digests.remember()
    return published if same else None


def tidied(root: Path) -> None:
    """Put away what a build that was killed has left; whoever calls this holds the lock.

    A report that was on its way aside stands again, and executed notebooks, which are private, go.
    """
    for aside in sorted((root / BUILD).glob(f".*{publishing.ASIDE}")):
        publishing.restored(aside)
    shutil.rmtree(root / BUILD / WORK, ignore_errors=True)


def observed(now: Moment, files: Iterable[Path]) -> dict[str, str]:
    """Return the digests of all that a build reads besides what its runs record.

    Parameters
    ----------
    now
        The moment at which the build begins.
    files
        The notebooks and the files of the study; those that are missing count as absent.
    """
    book = (now.places.book / name for name in BOOK)
    trees = (path for place in (*book, now.places.package) for path in _tree(place))
    every = (*trees, now.places.book / FOLDER, *files)
    return {now.places.name(path): now.digests.of(path) for path in every}


def record(kept: Store, pages: list[str], inputs: dict[str, str], now: Moment, html: Path) -> None:
    """Note what a report was built from; not if anything of it changed while it was built.

    Parameters
    ----------
    kept
        The store, which has the keys of all runs.
    pages
        The runs of the report.
    inputs
        What was `observed` when the build began.
    now
        The moment at which it began.
    html
        The published report.
    """
    (kept.folder / FILE).unlink(missing_ok=True)
    together = dict(inputs)
    for page in pages:
        if (key := kept.key(page)) is None:
            return
        for name, then in {**key.reads, **key.sources, **key.engine}.items():
            if together.setdefault(name, now.digest(name)) != then:
                return
    content = {
        "format": FORMAT,
        "pages": pages,
        "manifest": _manifest(html),
        "inputs": together,
        "versions": now.versions,
        "commit": str(commit.of(now.places.book)),
    }
    saved.write(kept.folder / FILE, saved.sealed(content))


def _manifest(published: Path) -> str:
    """Return the digest of a report's manifest; nothing where it has none."""
    path = published / publishing.MANIFEST
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _tree(path: Path) -> Iterator[Path]:
    """Yield a file or a folder with all that lies below it, but hidden files and bytecode."""
    yield path
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith(".") and child.name != "__pycache__":
                yield from _tree(child)
