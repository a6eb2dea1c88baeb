"""Why a run is stale: reasons as data, told in words last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from compendium.present.wording import word
from compendium.report.plans import keys
from compendium.report.plans.keys import Key, Moment
from compendium.report.plans.places import BOOK, STUDY
from compendium.report.plans.runs import Run
from compendium.tables.announcing import ABSENT

Kind = Literal[
    "never run",
    "damaged",
    "notebook",
    "parameter",
    "language",
    "added",
    "removed",
    "changed",
    "module",
    "engine",
    "version",
]
INSTRUMENTS = f"{STUDY}instruments"
PACKAGE = "src/compendium/"


@dataclass(frozen=True)
class Reason:
    """One reason to execute a run again.

    Attributes
    ----------
    kind
        What happened.
    subject
        The file, module, distribution or parameter that it happened to, by its name.
    before, after
        The versions of a distribution; empty where it was not there.
    """

    kind: Kind
    subject: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return self.told("en")

    def told(self, language: str) -> str:
        """Return the reason in words."""
        fields = {"subject": self._subject(language), "before": self.before, "after": self.after}
        return word(f"reasons.{self._word()}", language, **fields)

    def _word(self) -> str:
        match self.kind:
            case "module" | "engine":
                return "changed"
            case "version" if self.before and self.after:
                return "became"
            case "version":
                return "installed" if self.after else "uninstalled"
        return self.kind.replace(" ", "_")

    def _subject(self, language: str) -> str:
        if self.kind in ("module", "engine"):
            return _module(self.subject)
        if self.subject.startswith(f"{INSTRUMENTS}/") or self.subject == INSTRUMENTS:
            return word("reasons.instrument", language)
        return self.subject.removeprefix(STUDY).removeprefix(BOOK).removeprefix(PACKAGE)


def of(run: Run, key: Key, moment: Moment) -> list[Reason]:
    """Return why a run with this key is stale at this moment; nothing where it is fresh.

    Parameters
    ----------
    run
        The run as it is planned now.
    key
        The key with which it was last executed.
    moment
        How things are now.
    """
    file = moment.places.book / "notebooks" / f"{run.notebook}.ipynb"
    notebook, parameters = keys.of_cells(file)
    found: list[Reason] = []
    if notebook != key.notebook:
        found.append(Reason("notebook", run.notebook))
    if parameters != key.parameters or dict(run.parameters) != dict(key.given):
        found.append(Reason("parameter", run.notebook))
    if moment.language != key.language:
        found.append(Reason("language", moment.language))
    for name, then in key.reads.items():
        found += _of_read(name, then, key, moment)
    found += _of_code("module", key.sources, {name: moment.digest(name) for name in key.sources})
    found += (Reason("module", name) for name in key.sources if _shadowed(name, moment))
    found += _of_code("engine", key.engine, moment.engine)
    found += _of_versions(key.versions, moment.versions)
    return list(dict.fromkeys(found))


def _of_read(name: str, then: str, key: Key, moment: Moment) -> Iterator[Reason]:
    now = moment.digest(name)
    if now == then:
        return
    if then == ABSENT:
        yield Reason("added", name)
    elif now == ABSENT:
        yield Reason("removed", name)
    elif name in key.folders and (path := moment.places.path(name)).is_dir():
        yield from _of_folder(name, {*key.folders[name]}, path)
    else:
        yield Reason("changed", name)


def _of_folder(name: str, then: set[str], path: Path) -> Iterator[Reason]:
    now = {each.name for each in path.iterdir() if not each.name.startswith(".")} - {"__pycache__"}
    yield from (Reason("added", f"{name}/{each}") for each in sorted(now - then))
    yield from (Reason("removed", f"{name}/{each}") for each in sorted(then - now))
    if now == then:
        yield Reason("changed", name)


def _of_code(kind: Kind, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Reason]:
    for name in sorted({*then, *now}):
        if then.get(name) != (found := now.get(name, ABSENT)):
            yield Reason("removed" if found == ABSENT else kind, name)


def _shadowed(name: str, moment: Moment) -> bool:
    """Return whether a package stands beside a module of its name, and is imported in its place."""
    package = moment.places.path(name).with_suffix("") / "__init__.py"
    return name.endswith(".py") and package.exists()


def _of_versions(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Reason]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield Reason("version", name, then.get(name, ""), now.get(name, ""))


def _module(name: str) -> str:
    path = Path(name.removeprefix(BOOK).removeprefix("src/")).with_suffix("")
    parts = path.parts[:-1] if path.name == "__init__" else path.parts
    return ".".join(parts)
