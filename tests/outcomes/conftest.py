"""What the tests of outcomes share: oracles in R, and histories as one draws them, on both engines.

A performance warning of narwhals is an error.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
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


COLUMNS = ["participant_id", "strand", "state", "hours", "first_week", "last_week"]
INDEX_WEEK = 1600

Lazy = nw.LazyFrame[Any]


class Engine:
    """One engine: it makes lazy frames of pandas frames, and pandas frames of lazy ones."""

    def __init__(self, name: str) -> None:
        self.name = name

    def lazy(self, frame: pd.DataFrame) -> Lazy:
        """Return a frame on this engine, with the types that a study's tables have."""
        if self.name == "duckdb":
            connection = duckdb.default_connection()
            return nw.from_native(connection.from_df(frame))
        levels = {name: "category" for name in ("strand", "state") if name in frame}
        return nw.from_native(frame.astype(levels)).lazy()

    def histories(self, *spells: tuple[Any, ...], index: int = INDEX_WEEK) -> Lazy:
        """Return spells: person, strand, state, hours, first and last week from the index week."""
        frame = pd.DataFrame(spells, columns=COLUMNS)
        text = dict.fromkeys(COLUMNS[:3], "str")
        weeks = dict.fromkeys(COLUMNS[-2:], "int32")
        frame[COLUMNS[-2:]] += index
        return self.lazy(frame.astype({**text, "hours": "float64", **weeks}))

    def people(self, *names: str, index: int = INDEX_WEEK) -> Lazy:
        """Return people with one index week."""
        frame = pd.DataFrame({"participant_id": list(names), "index_week": index})
        return self.lazy(frame.astype({"participant_id": "str", "index_week": "int32"}))

    def rows(self, frame: Lazy) -> dict[str, Any]:
        """Return what a frame with one row a person has, by person: a value, or a tuple of them."""
        found = {}
        for person, *values in self.listed(frame):
            assert person not in found
            found[person] = values[0] if len(values) == 1 else tuple(values)
        return found

    def listed(self, frame: Lazy) -> list[tuple[Any, ...]]:
        """Return the rows of a frame in order, what is missing as None."""
        native = frame.collect(backend="pyarrow").to_native()
        rows = [tuple(row.values()) for row in native.to_pylist()]
        plain = [tuple(None if cell != cell else cell for cell in row) for row in rows]
        return sorted(plain, key=str)


@pytest.fixture(params=["pandas", "duckdb"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return each engine in turn."""
    return Engine(request.param)


@pytest.fixture
def both() -> tuple[Engine, Engine]:
    """Return the two engines, for tests that compare them."""
    return Engine("pandas"), Engine("duckdb")


@pytest.fixture
def until() -> Callable[[int], int]:
    """Return a function that counts a week from the index week as those of spells are counted."""
    return lambda week: INDEX_WEEK + week
