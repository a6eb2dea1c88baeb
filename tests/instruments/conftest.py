"""What the tests of the instruments stand on: the open data, R, and definitions of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest


def _lacking(what: str, *, strict: bool = False) -> None:
    """Skip for want of something, but fail where it must be there."""
    if strict or os.environ.get("COMPENDIUM_CI_ORACLES"):
        pytest.fail(f"{what}: not here, and must be")
    pytest.skip(f"{what}: not here")


@pytest.fixture(scope="session")
def study_one() -> pd.DataFrame:
    """Swedish well-being data: pgmj/rasch_qwb, study one, CC BY 4.0, unchanged."""
    folder = os.environ.get("COMPENDIUM_OPEN_DATA", "")
    path = Path(folder) / "swb-gad7" / "study_one.xlsx"
    if not folder or not path.is_file():
        _lacking("the open data (COMPENDIUM_OPEN_DATA)", strict=bool(folder))
    return pd.read_excel(path)


@pytest.fixture(scope="session")
def rscript() -> str:
    """Return R's script runner, where R has the packages of the oracles."""
    runner = shutil.which("Rscript") or ""
    packages = "library(psych); library(lavaan); library(vcd); library(jsonlite)"
    if not runner or subprocess.run([runner, "-e", packages], capture_output=True).returncode:
        _lacking("R with psych, lavaan, vcd and jsonlite", strict=bool(os.environ.get("CI")))
    return runner


@pytest.fixture
def define(tmp_path: Path):
    """Return a function that writes a definition of items from `low` to `high` with one total."""

    def write(name: str, items: int, low: int, high: int, bands: str = "") -> Path:
        asked = "".join(
            f'[[items]]\nid = "{name}_{number}"\nlabel = {{ en = "{number}", da = "{number}" }}\n'
            for number in range(1, items + 1)
        )
        path = tmp_path / f"{name}.toml"
        path.write_text(
            f'id = "{name}"\nkind = "questionnaire"\ntitle = {{ en = "{name}", da = "{name}" }}\n'
            f"answers = {{ low = {low}, high = {high} }}\n[references]\n{asked}"
            f'[[scales]]\nid = "total"\ntitle = {{ en = "all", da = "alt" }}\nitems = "all"\n'
            f"range = [{items * low}, {items * high}]\n{bands}"
            f'[missing]\nmax_missing = 0\nmethod = "none"\nnote = {{ en = "", da = "" }}\n'
            f'source = "none"\nstatus = "unconfirmed"\n',
            "utf-8",
        )
        return path

    return write
