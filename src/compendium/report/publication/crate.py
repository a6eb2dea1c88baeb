"""The crate: what a report is made of, as RO-Crate metadata for whoever gathers research objects.

https://www.researchobject.org/ro-crate/specification/1.1/ and, for the runs, the Process Run
Crate profile, https://www.researchobject.org/workflow-run-crate/profiles/process_run_crate/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from compendium.report.ledgers import ledger, provenance
from compendium.report.ledgers.ledger import Ledger
from compendium.report.pages.chapters import STACK
from compendium.report.publication import commit
from compendium.report.publication.commit import Commit
from compendium.study import Study
from compendium.tables.announcing import ABSENT

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

FILE = "ro-crate-metadata.json"
NEEDED = ("rocrate.rocrate",)
"""What a process imports before it describes."""

VERSION = "1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
LICENCE = Path("book") / "LICENSE"
DEED = re.compile(r"https://\S+")
OF_THE_TEXT = {"name": "Licence", "description": "Of the text and the figures of this report."}
COMPLETED = "http://schema.org/CompletedActionStatus"
FORMATS = {".html": "text/html", ".csv": "text/csv", ".json": "application/json"}


@dataclass(frozen=True)
class About:
    """What a crate says of a whole report.

    Attributes
    ----------
    title, author
        Of the book.
    study
        The title of the study.
    licence
        The address of the licence of the text; empty where it names none.
    commit
        The commit that the report was built from.
    """

    title: str
    author: str
    study: str
    licence: str
    commit: Commit


def about(root: Path, config: Mapping[str, Any], loaded: Study) -> About | None:
    """Return what is said of a report; None of a book in no repository, for a crate has a date.

    Parameters
    ----------
    root
        The book; the licence of its text is the first address in `book/LICENSE`.
    config
        Its configuration.
    loaded
        The study.
    """
    made_of = commit.of(root)
    if made_of is None:
        return None
    licence = root / LICENCE
    found = DEED.search(licence.read_text("utf-8")) if licence.is_file() else None
    return About(
        title=str(config.get("title", "")),
        author=str(config.get("author", "")),
        study=loaded.settings.titled("en"),
        licence=found.group() if found else "",
        commit=made_of,
    )


def parts(folder: Path) -> list[str]:
    """Return the files of a bound report that say something: pages, sheets and the ledger."""
    files = (*folder.rglob("*.html"), *folder.rglob("*.csv"), folder / ledger.FILE)
    names = (path.relative_to(folder).as_posix() for path in files)
    return sorted(name for name in names if not name.startswith("_"))


def of(made: Ledger, about: About, files: Sequence[str]) -> str:
    """Return the text of `ro-crate-metadata.json` of a report.

    Each run is an action: its notebook the instrument; its parameters and the files that it read
    the objects, the latter by the digests that the foot of its page shows; its page and sheets the
    results. The date is the commit's, never the clock's.

    Parameters
    ----------
    made
        The ledger of the report.
    about
        What is said of the whole.
    files
        The `parts` of the report, which are the data of the crate.
    """
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=VERSION)
    crate.name = about.title
    crate.description = f"A report on the study “{about.study}”, built from notebooks."
    crate.datePublished = about.commit.date
    crate.root_dataset["identifier"] = about.commit.id
    crate.root_dataset["inLanguage"] = made.language
    crate.root_dataset["conformsTo"] = _entity(
        crate, PROFILE, "CreativeWork", name="Process Run Crate", version="0.5"
    )
    if about.licence:
        crate.license = _entity(crate, about.licence, "CreativeWork", **OF_THE_TEXT)
    else:
        crate.license = "None is stated."
    author = _entity(crate, "#author", "Organization", name=about.author)
    crate.root_dataset["author"] = crate.root_dataset["publisher"] = author
    captions = {each["csv"]: each["caption"] for each in made.shown.values()}
    for name in files:
        said = {"name": captions.get(name, name), "encodingFormat": FORMATS[Path(name).suffix]}
        crate.add_file(dest_path=name, properties=said)
    software = [
        _entity(crate, f"#{name}", "SoftwareApplication", name=name, version=made.versions[name])
        for name in STACK
        if name in made.versions
    ]
    runs = [_run(crate, page, made, software, author) for page in sorted(made.origins)]
    crate.root_dataset["mentions"] = runs
    return (
        json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )


def _run(
    crate: ROCrate, page: str, made: Ledger, software: Sequence[Entity], author: Entity
) -> Entity:
    origin = made.origins[page]
    notebook = _entity(
        crate,
        f"#notebook-{origin['notebook']}",
        "SoftwareSourceCode",
        name=f"The notebook of {page}",
        version=origin["notebook"],
        programmingLanguage="Python",
        softwareRequirements=list(software),
    )
    results = [f"notebooks/{page}.html"]
    results += [each["csv"] for each in made.shown.values() if _page(each) == page]
    return _entity(
        crate,
        f"#run-{page}",
        "CreateAction",
        name=f"The run of {page}",
        description="The notebook, executed with these parameters on these files.",
        actionStatus=COMPLETED,
        agent=author,
        instrument=notebook,
        object=[*_parameters(crate, page, origin), *_data(crate, origin)],
        result=[crate.get(name) for name in results if crate.get(name)],
    )


def _parameters(crate: ROCrate, page: str, origin: Any) -> Iterator[Entity]:
    for name, value in origin["parameters"].items():
        yield _entity(
            crate, f"#parameter-{page}-{name}", "PropertyValue", name=name, value=str(value)
        )


def _data(crate: ROCrate, origin: Any) -> Iterator[Entity]:
    for name, digest in origin["data"].items():
        if digest != ABSENT:
            called = provenance.called(name)
            identity = f"#data-{quote(name.replace(':', '-'))}"
            yield _entity(crate, identity, "CreativeWork", name=called, identifier=digest)


def _entity(crate: ROCrate, identity: str, kind: str, **said: Any) -> Entity:
    """Return the entity of this identity, which is made the first time it is asked for."""
    from rocrate.model.contextentity import ContextEntity

    if found := crate.get(identity):
        return found
    return crate.add(ContextEntity(crate, identity, {"@type": kind, **said}))


def _page(record: Any) -> str:
    return Path(str(record["anchor"]).partition("#")[0]).stem
