"""What the tests of the instruments stand on: the open data, and definitions of their own."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest


@pytest.fixture(scope="session")
def study_one(lacking) -> pd.DataFrame:
    """Swedish well-being data: pgmj/rasch_qwb, study one, CC BY 4.0, unchanged."""
    folder = os.environ.get("COMPENDIUM_OPEN_DATA", "")
    path = Path(folder) / "swb-gad7" / "study_one.xlsx"
    if not folder or not path.is_file():
        lacking("the open data (COMPENDIUM_OPEN_DATA)", strict=bool(folder))
    return pd.read_excel(path)


@pytest.fixture(scope="session")
def table():
    """Return a function that lays answers out as study tables have them, in the usual columns."""

    def lay_out(instrument, rows) -> pd.DataFrame:
        names = [column.name for column in instrument.columns if column.required]
        return pd.DataFrame(rows, columns=names, dtype="Int8")

    return lay_out


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
