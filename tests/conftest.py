"""What tests of all rooms share: the open data, and a study made of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def open_data() -> Path:
    """Return the folder of open data, which is not shipped; without it the test is skipped."""
    folder = os.environ.get("COMPENDIUM_OPEN_DATA")
    if not folder:
        pytest.skip("COMPENDIUM_OPEN_DATA does not say where the open data is")
    return Path(folder)


@pytest.fixture
def swb_study(open_data: Path, tmp_path: Path) -> Path:
    """Return a study folder of the Swedish GAD-7 data: their file as it is, and a study.toml."""
    folder = tmp_path / "swb-gad7"
    folder.mkdir()
    shutil.copyfile(HERE / "open_data" / "swb_gad7.toml", folder / "study.toml")
    (folder / "study_one.xlsx").symlink_to(open_data / "swb-gad7" / "study_one.xlsx")
    return folder
