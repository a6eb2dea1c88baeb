"""What the tests of evidence share: the documents that it was read in, which are not shipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compendium import evidence


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Return the folder of the documents, where COMPENDIUM_SEEDS names it."""
    folder = os.environ.get("COMPENDIUM_SEEDS")
    if not folder:
        pytest.skip("COMPENDIUM_SEEDS does not say where the documents are")
    return Path(folder)


@pytest.fixture(scope="session")
def texts(seeds: Path) -> evidence.Documents:
    """Return the lines of each document, by the name of its file."""
    return evidence.documents(seeds)


@pytest.fixture(scope="session")
def report(texts: evidence.Documents) -> list[str]:
    """Return the lines of the VIVE report."""
    return list(texts["001_34aeeeeb298b4be7.txt"])


@pytest.fixture(scope="session")
def slides(texts: evidence.Documents) -> list[str]:
    """Return the lines of the slides of the Viborg seminar."""
    return list(texts["004_eaf6dcf02e6bad05.txt"])
