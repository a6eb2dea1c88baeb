"""What the tests of outcomes share: oracles in R, and tables of participants by arm."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ORACLES = Path(__file__).parents[1] / "oracles"


class Oracle:
    """An R script of the folder oracles, and what it printed when it was stored."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stored: dict[str, Any] = json.loads((ORACLES / f"{name}.json").read_text("utf-8"))

    def printed(self, rscript: str, *arguments: str) -> dict[str, Any]:
        """Return what it prints now."""
        command = [rscript, f"{self.name}.R", *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ORACLES)
        return json.loads(done.stdout)

    def rows(self) -> pd.DataFrame:
        """Return the table that it reads."""
        return pd.read_csv(ORACLES / f"{self.name}.csv")


@pytest.fixture(scope="session")
def oracle() -> type[Oracle]:
    """Return the class of oracles; what is called by its name is in the folder of that name."""
    return Oracle
