"""Whole reports, each built once: synthetic, of open data, and with canaries."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from compendium import report, study, synthetic
from compendium.report import building
from compendium.report.pages import outputs
from compendium.report.publication import gate
from compendium.tables import checkout

BOOK = ("_config.yml", "_toc.yml", "book", "notebooks")


@dataclass(frozen=True)
class Whole:
    """A report that was built: its folder, its study, and the notebooks that were executed."""

    html: Path
    study: Path
    notebooks: dict[str, dict[str, Any]]
    records: list[dict[str, Any]]

    def shown(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the metadata of every output of a kind, by page and name."""
        return {
            f"{page}/{output.name}": output.metadata
            for page, notebook in self.notebooks.items()
            for output in outputs.of(notebook)
            if output.kind == kind
        }


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> Callable[..., Whole]:
    """Build a report in a copy of the book, and keep what the gate saw."""

    def build(folder: Path, language: str = "en") -> Whole:
        root = tmp_path_factory.mktemp("book")
        for name in BOOK:
            source = checkout() / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, root / name)
        seen: dict[str, Any] = {}

        def admitted(notebooks: Any, aside: Any) -> None:
            seen["notebooks"] = {run.page: notebook for run, notebook in notebooks.items()}
            seen["records"] = gate.safe_records(notebooks)
            building_admitted(notebooks, aside)

        building_admitted = building.admitted
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "admitted", admitted)
            html = report.build(
                root, folder, language=language, terms=report.Terms(jobs=2), listener=lambda _: None
            )
        return Whole(html, folder, **seen)

    return build


@pytest.fixture(scope="session")
def synthetic_report(whole) -> Whole:
    return whole(checkout() / "data" / "synthetic")


@pytest.fixture(scope="session")
def swedish_report(whole, tmp_path_factory) -> Whole:
    """Build the report of the Swedish questionnaire file, which lies outside the repository."""
    data = os.environ.get("COMPENDIUM_OPEN_DATA")
    if not data:
        pytest.skip("COMPENDIUM_OPEN_DATA does not say where the open data is")
    folder = tmp_path_factory.mktemp("study") / "swb-gad7"
    folder.mkdir()
    shutil.copy(checkout() / "tests" / "open_data" / "swb_gad7.toml", folder / "study.toml")
    (folder / "study_one.xlsx").symlink_to(Path(data) / "swb-gad7" / "study_one.xlsx")
    return whole(folder)


CANARY_ID = "kanarie-7q2x"
CANARY_CONSULTANT = "kanarie-8w3y"
CANARY_RATER = "kanarie-9z4v"
CANARY_NAME = "Kvidrelund Gulfjerborg"
CANARY_DATE = "2020-02-29"


@pytest.fixture(scope="session")
def canary_report(whole, tmp_path_factory) -> Whole:
    """Build the report of another synthetic study, with canaries and a cell of three."""
    folder = tmp_path_factory.mktemp("study") / "canaries"
    synthetic.write(folder, seed=2)
    plant(folder)
    assert not study.check(folder)
    return whole(folder)


def plant(folder: Path) -> None:
    """Give one person of each table the canaries, and leave three persons in one cell."""
    tables = {path.stem: rows(path) for path in sorted(folder.glob("*.csv"))}
    leave_three(tables)
    person = next(row for row in tables["participants"] if row["arm"] == "intervention")
    renamed = {
        person["participant_id"]: CANARY_ID,
        person["consultant_id"]: CANARY_CONSULTANT,
        tables["fidelity"][0]["rater"]: CANARY_RATER,
    }
    visit = tables["fidelity"][0]["review_id"]
    for table in tables.values():
        for row in table:
            for column in ("participant_id", "consultant_id", "rater"):
                if row.get(column) in renamed:
                    row[column] = renamed[row[column]]
            theirs = CANARY_ID in row.values() or row.get("review_id") == visit
            row["name"] = CANARY_NAME if theirs else ""
            for column in ("date", "screened"):
                if theirs and column in row:
                    row[column] = CANARY_DATE
    for name, table in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(table[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)


def leave_three(tables: dict[str, list[dict[str, str]]]) -> None:
    """Leave three persons of Bornholm with severe anxiety at screening."""
    home = {row["participant_id"]: row["municipality"] for row in tables["intake"]}
    severe = [
        row
        for row in tables["screening"]
        if row["wave"] == "baseline"
        and home[row["participant_id"]] == "Bornholm"
        and all(row[item] for item in GAD7)
        and sum(int(row[item]) for item in GAD7) >= 15
    ]
    assert len(severe) > 3
    for row in severe[3:]:
        row |= dict.fromkeys(GAD7, "1")


GAD7 = [f"gad7_{number}" for number in range(1, 8)]


def rows(path: Path) -> list[dict[str, str]]:
    """Return a CSV file as text."""
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
