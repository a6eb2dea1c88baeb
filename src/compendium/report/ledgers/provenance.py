"""What each page of a report was made of: data, code, parameters and packages, without a guess.

Digests of the study's files are keyed: a plain digest of a small table confirms whoever guesses it.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from compendium.report.plans.keys import Key
from compendium.report.plans.places import BOOK, STUDY
from compendium.report.plans.reasons import Reason
from compendium.study import Study
from compendium.tables.announcing import ABSENT, CLOSED

SHORT = 16
"""Letters of a digest: enough to tell two states of a file apart, and to be read aloud."""

SAID = (ABSENT, CLOSED)
WITHHELD = "withheld"
PACKAGE = "src/"


@dataclass(frozen=True)
class Origin:
    """What one page was made of; every mapping is from a name to a digest, and names are relative.

    Attributes
    ----------
    notebook, settings
        Digests of the cells that hold no parameters, and of those that do.
    parameters
        Those that were given.
    data
        Files of the study, keyed, and of the evidence; ``absent`` where one was looked for in vain.
    code
        Modules, and files of the package, that were used.
    """

    notebook: str
    settings: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)


def of(key: Key, secret: bytes) -> Origin:
    """Return what a page was made of, from the key of its run.

    Parameters
    ----------
    key
        The key with which the run was executed.
    secret
        The study's own, which nobody publishes; see `secret`.
    """
    read = dict(key.reads)
    code = {name: then for name, then in read.items() if name.startswith(PACKAGE)}
    data = {name: then for name, then in read.items() if name not in code}
    return Origin(
        notebook=key.notebook[:SHORT],
        settings=key.parameters[:SHORT],
        parameters=dict(key.given),
        data={name: _of_data(name, then, secret) for name, then in sorted(data.items())},
        code={
            name: _short(then)
            for name, then in sorted({**code, **key.sources, **key.engine}.items())
        },
    )


def secret(loaded: Study) -> bytes:
    """Return the key of a study's digests; nothing where it has none, and no digest is told."""
    name = loaded.settings.digest_key
    return (Path(loaded.folder) / name).read_bytes().strip() if name else b""


def keyed(secret: bytes, text: str) -> str:
    """Return a digest that confirms nobody's guess who has not the key; without one, none."""
    return hmac.new(secret, text.encode(), sha256).hexdigest()[:SHORT] if secret else WITHHELD


def called(name: str) -> str:
    """Return how a file that was read is called, without the place that its name begins with."""
    return name.partition(":")[2] or name


def differences(before: Origin, after: Origin) -> Iterator[Reason]:
    """Yield why a page may say something else than before, as a plan would tell it."""
    if before.notebook != after.notebook:
        yield Reason("notebook")
    if before.settings != after.settings or dict(before.parameters) != dict(after.parameters):
        yield Reason("parameter")
    yield from _of_files("changed", before.data, after.data)
    yield from _of_files("module", before.code, after.code)


def _of_files(kind: Any, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Reason]:
    for name in sorted({*before, *after}):
        then, now = before.get(name, ABSENT), after.get(name, ABSENT)
        if then == now:
            continue
        if ABSENT in (then, now):
            yield Reason("added" if then == ABSENT else "removed", name)
        else:
            yield Reason(kind if name.endswith((".py", ".pyi")) else "changed", name)


def _of_data(name: str, digest: str, secret: bytes) -> str:
    if digest in SAID:
        return digest
    return keyed(secret, digest) if name.startswith((STUDY, BOOK)) else digest[:SHORT]


def _short(digest: str) -> str:
    return digest if digest in SAID else digest[:SHORT]
