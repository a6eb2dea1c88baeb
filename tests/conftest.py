"""What tests of all rooms share: R, the open data, and a study made of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGES = (
    *("psych", "vcd", "MASS", "nlme", "lme4", "lavaan", "sandwich", "clubSandwich", "survival"),
    *("MatchIt", "Matching", "mice", "metafor", "jsonlite"),
)
"""Of R, for the oracles."""


def _lacking(what: str, *, strict: bool = False) -> None:
    """Skip for want of something, but fail where it must be there."""
    if strict or os.environ.get("COMPENDIUM_CI_ORACLES"):
        pytest.fail(f"{what}: not here, and must be")
    pytest.skip(f"{what}: not here")


@pytest.fixture(scope="session")
def lacking() -> Callable[..., None]:
    """Return the function that skips a test, or fails it where the thing must be there."""
    return _lacking


@pytest.fixture(scope="session")
def rscript() -> str:
    """Return R's script runner, where R has the packages of the oracles."""
    runner = shutil.which("Rscript") or ""
    loading = "; ".join(f"library({package})" for package in PACKAGES)
    if not runner or subprocess.run([runner, "-e", loading], capture_output=True).returncode:
        _lacking("R with " + ", ".join(PACKAGES), strict=bool(os.environ.get("CI")))
    return runner


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
