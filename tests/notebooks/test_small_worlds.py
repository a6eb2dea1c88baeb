"""Pages of small studies say what cannot be told and why: no traceback, no NaN, no person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from compendium import disclosure
from compendium.present import outputs
from compendium.tables import checkout

FOLDER = checkout() / "notebooks"
SYNTHETIC = checkout() / "data" / "synthetic"
TABLES = ("intake", "screening")
PAGES = (("groups", {}), ("instruments", {"instrument": "gad7"}), ("codebook", {}))
Frames = dict[str, pd.DataFrame]


def one_person(frames: Frames) -> Frames:
    """Keep the first person."""
    return first(frames, 1)


def fewer_than_twenty(frames: Frames) -> Frames:
    """Keep fifteen persons."""
    return first(frames, 15)


def one_municipality(frames: Frames) -> Frames:
    """Keep the people of Bornholm."""
    here = set(frames["intake"].query("municipality == 'Bornholm'")["participant_id"])
    return {name: frame[frame["participant_id"].isin(here)] for name, frame in frames.items()}


def all_alike(frames: Frames) -> Frames:
    """Let everybody answer 1 to everything."""
    return {**frames, "screening": filled(frames["screening"], "1", ("gad7_", "mdi_", "who5_"))}


def never_asked(frames: Frames) -> Frames:
    """Let nobody answer the GAD-7."""
    return {**frames, "screening": filled(frames["screening"], "", ("gad7_",))}


def without_columns(frames: Frames) -> Frames:
    """Leave the GAD-7 out."""
    screening = frames["screening"]
    kept = [column for column in screening if not column.startswith("gad7_")]
    return {**frames, "screening": screening[kept]}


def without_intake(frames: Frames) -> Frames:
    """Leave out the table that knows where people live."""
    return {"screening": frames["screening"]}


def without_screening(frames: Frames) -> Frames:
    """Leave out the answers."""
    return {"intake": frames["intake"]}


WORLDS: dict[Callable[[Frames], Frames], dict[str, str]] = {
    one_person: {
        "groups": "a comparison takes two groups of at least 20 persons",
        "instruments": "not shown, to protect persons",
    },
    fewer_than_twenty: {"groups": "a comparison takes two groups of at least 20 persons"},
    one_municipality: {"groups": "a comparison takes two groups of at least 20 persons"},
    all_alike: {"groups": "all persons of a group score alike"},
    never_asked: {"groups": "nobody answered it in full"},
    without_columns: {
        "groups": "GAD-7, signs of anxiety: the table has no column of it",
        "instruments": "GAD-7, signs of anxiety: the table has no column of it",
    },
    without_intake: {"groups": "a comparison takes two groups of at least 20 persons"},
    without_screening: {
        "groups": "it has no table of screening",
        "instruments": "it has no table of screening",
    },
}


def first(frames: Frames, persons: int) -> Frames:
    here = set(frames["intake"]["participant_id"].head(persons))
    return {name: frame[frame["participant_id"].isin(here)] for name, frame in frames.items()}


def filled(frame: pd.DataFrame, answer: str, begins: tuple[str, ...]) -> pd.DataFrame:
    items = [column for column in frame if column.startswith(begins)]
    return frame.assign(**dict.fromkeys(items, answer))


def write(folder: Path, frames: Frames) -> None:
    """Write the study of these tables, with the settings of the synthetic one."""
    head, _, _ = (SYNTHETIC / "study.toml").read_text("utf-8").partition("[tables.intake]")
    tables = "".join(f'[tables.{name}]\nfile = "{name}.csv"\n' for name in frames)
    (folder / "study.toml").write_text(head + tables, "utf-8")
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)


def shown(page: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list:
    """Run the cells of a page, and return what they show: data and record."""
    found = []

    def display(data, metadata, raw):
        assert raw
        found.append((data, metadata["compendium"]))

    monkeypatch.setattr(outputs, "display", display)
    names: dict = {}
    for cell in nbformat.read(FOLDER / f"{page}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, page, "exec"), names)  # noqa: S102 - a notebook of ours
            if "parameters" in cell.metadata.get("tags", ()):
                names.update(given)
    return found


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_a_small_study_has_honest_pages(world, tmp_path, monkeypatch):
    frames = {name: pd.read_csv(SYNTHETIC / f"{name}.csv", dtype=str) for name in TABLES}
    write(tmp_path, world({name: frame.fillna("") for name, frame in frames.items()}))
    monkeypatch.setenv("COMPENDIUM_STUDY", str(tmp_path))
    views = {}
    for page, given in PAGES:
        told = shown(page, given, monkeypatch)
        text = " ".join(data.get("text/html", "") for data, _ in told)
        words = re.sub(r"<[^>]+>", " ", text)
        assert not re.search(r"\bnan\b", words, re.IGNORECASE), page
        assert WORLDS[world].get(page, "") in words
        for _, record in told:
            views |= dict.fromkeys(record.get("safe", ()), f"{page}/{record.get('name')}")
    records = [json.loads(view) | {"name": name} for view, name in views.items()]
    assert disclosure.attack(records) == []
