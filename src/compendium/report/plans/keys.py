"""The key of a run: all that can change its output and nothing else, as data."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.report.plans.digests import Digests
from compendium.report.plans.places import Places
from compendium.report.recorder import UNSTEADY

if TYPE_CHECKING:
    from compendium.report.plans.runs import Run
    from compendium.report.recording import Record

ENGINE = (
    "execution",
    "failures",
    "processes",
    "recorder",
    "recording",
    "kernels/engine",
    "kernels/nursery",
    "kernels/client",
    "kernels/managing",
    "kernels/provisioner",
    "kernels/stopping",
    "kernels/surroundings",
    "kernels/warmth",
    "pages/cells",
    "pages/cleaning",
    "publication/gate",
    "plans/keys",
    "pages/outputs",
    "plans/parameters",
)
INFORMATION = re.compile(r"([A-Za-z0-9._]+)-([^-]+)\.(?:dist|egg)-info")
OURS = "reconnect-compendium"
VENDORED = "_vendor"
PARAMETERS = "parameters"
PUT_IN = {"injected-parameters", "papermill-error-cell-tag"}


@dataclass(frozen=True)
class Key:
    """What the output of one run rests on; every mapping is from a name to a digest or version.

    Attributes
    ----------
    notebook, parameters
        Digests of the cells of code that hold no parameters, and of those that do: source, tags.
    given
        The parameters that the run was given.
    language
        Of the report.
    reads
        What was read, listed or looked for in vain, as it was at that moment.
    folders
        The names in each folder that was listed, to say later which one is new.
    sources
        The modules that were imported, their stubs too.
    engine
        The modules that executed, recorded and cleaned it.
    versions
        Every distribution installed, and Python.
    """

    notebook: str
    parameters: str
    given: Mapping[str, Any]
    language: str
    reads: Mapping[str, str]
    folders: Mapping[str, Sequence[str]]
    sources: Mapping[str, str]
    engine: Mapping[str, str]
    versions: Mapping[str, str]

    def written(self) -> dict[str, Any]:
        """Return the key as what JSON holds."""
        return asdict(self)


@dataclass(frozen=True)
class Moment:
    """How things are when a build begins: what keys are made of and compared with."""

    places: Places
    language: str
    digests: Digests

    def digest(self, name: str) -> str:
        """Return the digest of what has a name, as it is now."""
        return self.digests.of(self.places.path(name))

    @cached_property
    def engine(self) -> dict[str, str]:
        """The digests of the modules that execute, record and clean."""
        names = (f"src/compendium/report/{module}.py" for module in ENGINE)
        return {name: self.digest(name) for name in names}

    @cached_property
    def versions(self) -> dict[str, str]:
        """What is installed."""
        return installed()


def of(run: Run, record: Record, executed: Path, moment: Moment) -> Key | None:
    """Return the key of a run that has ended, or None where what it used changed meanwhile.

    Parameters
    ----------
    run
        The run.
    record
        What its kernel recorded: digests at the moment of reading.
    executed
        The executed notebook, whose cells are those that were in fact executed.
    moment
        How things were when the build began.
    """
    steady = all(moment.digest(name) == then for name, then in record.sources.items())
    if not steady or UNSTEADY in record.reads.values():
        return None
    notebook, parameters = of_cells(executed)
    return Key(
        notebook=notebook,
        parameters=parameters,
        given=dict(run.parameters),
        language=moment.language,
        reads=record.reads,
        folders=record.folders,
        sources=record.sources,
        engine=moment.engine,
        versions=moment.versions,
    )


def installed() -> dict[str, str]:
    """Return the version of every distribution in this environment, and of Python.

    Read from the names of the folders in which installers describe what they put there, as
    importlib.metadata does it. The package itself is left out: its sources count one by one.
    """
    found: dict[str, str] = {}
    for place in sys.path:
        # setuptools, once imported, has copies of its own behind all that is installed.
        if Path(place).name == VENDORED:
            continue
        try:
            names = sorted(os.listdir(place or "."))  # noqa: PTH208 (names only, and at once)
        except OSError:
            continue
        for name in names:
            if match := INFORMATION.fullmatch(name):
                found.setdefault(re.sub(r"[-_.]+", "-", match[1]).lower(), match[2])
    found.pop(OURS, None)
    return {"python": sys.version.partition(" ")[0], **dict(sorted(found.items()))}


def of_cells(path: Path) -> tuple[str, str]:
    """Return the digests of a notebook's cells of code: those without parameters, and those with.

    The same for a notebook and for what papermill made of it: what it put in does not count.
    Outputs, ids and other metadata do not either, nor does text: nothing that is shown rests on
    it, and it is bound as it is kept; see `cells.retold`.
    """
    every = json.loads(path.read_bytes())["cells"]
    cells = [cell for cell in every if cell["cell_type"] == "code" and not PUT_IN & {*_tags(cell)}]
    plain = [_said(cell) if PARAMETERS not in _tags(cell) else None for cell in cells]
    given = [_said(cell) for cell in cells if PARAMETERS in _tags(cell)]
    return _digest(plain), _digest(given)


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return sorted(cell.get("metadata", {}).get("tags", ()))


def _said(cell: Mapping[str, Any]) -> list[Any]:
    return ["".join(cell["source"]), _tags(cell)]


def _digest(content: Any) -> str:
    return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
