"""A world of full size, and its study folder read as plain text."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from compendium import synthetic

SEED = 11


@pytest.fixture(scope="session")
def world() -> synthetic.World:
    """Return the world of 500 participants."""
    return synthetic.world(SEED)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the study folder of that world."""
    path = tmp_path_factory.mktemp("synthetic") / "study"
    synthetic.write(path, seed=SEED)
    return path


@pytest.fixture(scope="session")
def rows(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Return its tables, read with nothing of ours."""
    tables = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


@pytest.fixture(scope="session")
def digest():
    """Return a function that makes one digest of all files of a folder."""

    def of(path: Path) -> str:
        whole = hashlib.sha256()
        for file in sorted(path.iterdir()):
            whole.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return whole.hexdigest()

    return of
