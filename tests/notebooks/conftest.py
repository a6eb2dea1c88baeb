"""Worlds: the synthetic study with something taken away, and a page as it is shown in one.

A page is executed as a notebook's cells are, one after the other.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from compendium.present import outputs
from compendium.tables import checkout

SYNTHETIC = checkout() / "data" / "synthetic"
TABLES = ("intake", "participants", "screening", "histories")
Tables = dict[str, pd.DataFrame]
World = Callable[[Tables], Tables]
Shown = list[dict[str, Any]]


def answers(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if re.match(r"(gad7|mdi|who5)_", name)]


def nothing(tables: Tables) -> Tables:
    return tables


def without(*names: str) -> World:
    return lambda tables: {name: t for name, t in tables.items() if name not in names}


def without_mdi(tables: Tables) -> Tables:
    screening = tables["screening"]
    kept = [name for name in screening if not name.startswith("mdi_")]
    return tables | {"screening": screening[kept]}


def all_mdi_missing(tables: Tables) -> Tables:
    screening = tables["screening"]
    gone = {name: "" for name in screening if name.startswith("mdi_")}
    return tables | {"screening": screening.assign(**gone)}


def nobody_beyond(tables: Tables) -> Tables:
    screening = tables["screening"]
    good = {name: "5" if name.startswith("who5") else "0" for name in answers(screening)}
    return tables | {"screening": screening.assign(**good)}


def few_persons(number: int) -> World:
    def few(tables: Tables) -> Tables:
        persons = tables["participants"].query("arm == 'intervention'")["participant_id"]
        here = set(persons[:number])
        return {name: t[t["participant_id"].isin(here)] for name, t in tables.items()}

    return few


def few_of_both_arms(tables: Tables) -> Tables:
    """Let both arms be as small as a study has them that has only begun."""
    participants = tables["participants"]
    here = {*participants.groupby("arm")["participant_id"].head(40)}
    return {
        name: t if name in ("intake", "screening") else t[t["participant_id"].isin(here)]
        for name, t in tables.items()
    }


def no_hours(tables: Tables) -> Tables:
    return tables | {"histories": tables["histories"].assign(hours="")}


def one_municipality(tables: Tables) -> Tables:
    people = tables["intake"].query("municipality == 'Bornholm'")["participant_id"]
    here = set(people)
    return {name: t[t["participant_id"].isin(here)] for name, t in tables.items()}


def one_wave(tables: Tables) -> Tables:
    screening = tables["screening"]
    return tables | {"screening": screening[screening["wave"] == "baseline"]}


def nobody_followed_up(tables: Tables) -> Tables:
    screening = tables["screening"].copy()
    screening.loc[screening["wave"] != "baseline", answers(screening)] = ""
    return tables | {"screening": screening}


def all_alike(tables: Tables) -> Tables:
    screening = tables["screening"]
    return tables | {"screening": screening.assign(**dict.fromkeys(answers(screening), "2"))}


def no_diagnoses(tables: Tables) -> Tables:
    return tables | {"intake": tables["intake"].drop(columns="diagnosed")}


def nobody_included(tables: Tables) -> Tables:
    intake = tables["intake"].assign(included="", ended="", reason_class="")
    screening = tables["screening"]
    return {"intake": intake, "screening": screening[screening["wave"] == "baseline"]}


def three_left_an_item_out(tables: Tables) -> Tables:
    """Everybody answers everything, but for three with the worst anxiety, who skip one question."""
    screening = tables["screening"].copy()
    items = answers(screening)
    screening[items] = screening[items].replace("", "1")
    three = screening.index[screening["wave"] == "baseline"][:3]
    screening.loc[three, [name for name in items if name.startswith("gad7")]] = "3"
    screening.loc[three, "mdi_1"] = ""
    return tables | {"screening": screening}


def few_severe_at_the_end(tables: Tables) -> Tables:
    """Let but three have severe anxiety at the last wave."""
    screening = tables["screening"].copy()
    gad7 = [name for name in screening if name.startswith("gad7_")]
    last = screening["wave"] == "month12"
    severe = screening[last & (screening[gad7] != "").all(axis=1)][gad7].astype(int).sum(axis=1)
    severe = severe.index[severe >= 15]
    screening.loc[severe[3:], gad7] = "1"
    return tables | {"screening": screening}


def three_of_fifteen_years(tables: Tables) -> Tables:
    """Let but three of the comparison be 15 years old in the November before their index date."""
    participants = tables["participants"].copy()
    there = participants["arm"].eq("comparison") & participants["index_date"].str[5:7].le("10")
    three = participants.index[there][:3]
    years = participants.loc[three, "index_date"].str[:4].astype(int) - 1
    participants.loc[three, "birth_year"] = (years - 15).astype(str)
    return tables | {"participants": participants}


WORLDS: dict[str, World] = {
    "whole": nothing,
    "no intake": without("intake"),
    "no screening": without("screening"),
    "no participants": without("participants", "histories"),
    "no histories": without("histories"),
    "no table": without(*TABLES),
    "no MDI": without_mdi,
    "all of the MDI missing": all_mdi_missing,
    "nobody beyond": nobody_beyond,
    "one person": few_persons(1),
    "fewer than twenty": few_persons(15),
    "few persons": few_persons(30),
    "few of both arms": few_of_both_arms,
    "no hours": no_hours,
    "one municipality": one_municipality,
    "one wave": one_wave,
    "nobody followed up": nobody_followed_up,
    "all alike": all_alike,
    "no diagnoses": no_diagnoses,
    "three left an item out": three_left_an_item_out,
    "few severe at the end": few_severe_at_the_end,
    "nobody included": nobody_included,
    "three of fifteen years": three_of_fifteen_years,
}


OF_ANSWERS = (
    *("no screening", "no MDI", "all of the MDI missing", "nobody beyond", "all alike"),
    *("nobody followed up", "three left an item out", "few severe at the end"),
)
ONLY = {"no intake": {"intake"}, "no diagnoses": {"intake"}}
ONLY |= {world: {"screening"} for world in OF_ANSWERS}
"""Of worlds that leave most tables as they are, the tables that are not."""


@pytest.fixture(scope="session")
def whole() -> Tables:
    """Return the tables of the synthetic study as text."""
    return {
        name: pd.read_csv(SYNTHETIC / f"{name}.csv", dtype="str", keep_default_na=False)
        for name in TABLES
    }


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test each page of its module in each world that may change something of it."""
    asked = {"page", "world"} & set(metafunc.fixturenames)
    if "world" in asked and hasattr(metafunc.module, "READS"):
        reads = metafunc.module.READS
        pairs = [
            (page, world)
            for page in metafunc.module.PAGES
            for world in WORLDS
            if page not in reads or world not in ONLY or ONLY[world] & reads[page]
        ]
        metafunc.parametrize(("page", "world"), pairs)
    elif "only" in metafunc.fixturenames:
        metafunc.parametrize("only", ONLY)


@pytest.fixture
def changed(whole: Tables) -> Callable[[str], tuple[set[str], set[str]]]:
    """Return a function that gives the tables that a world changes, and those it is said to."""

    def change(world: str) -> tuple[set[str], set[str]]:
        there = WORLDS[world](dict(whole))
        same = {name for name in whole if name in there and there[name].equals(whole[name])}
        return {*whole} - same, ONLY[world]

    return change


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shown]:
    """Return a function that executes a page on the study in a folder and gives what it shows.

    Each output as its record, with its data beside it by MIME type, and its HTML.
    """

    def execute(page: str, folder: Path, **parameters: object) -> Shown:
        found: Shown = []

        def collect(output: outputs.Output) -> None:
            html = output.data.get("text/html", "")
            found.append({"html": html, "data": dict(output.data), **output.compendium})

        monkeypatch.setattr(outputs.Output, "_ipython_display_", collect)
        monkeypatch.setenv("COMPENDIUM_STUDY", str(folder))
        notebook = nbformat.read(checkout() / "notebooks" / f"{page}.ipynb", as_version=4)
        names: dict[str, Any] = {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                code = compile(cell.source, f"{page}, {cell.id}", "exec")
                exec(code, names)  # noqa: S102 - a notebook of ours
                if "parameters" in cell.metadata.get("tags", ()):
                    names.update(parameters)
        return found

    return execute


@pytest.fixture
def shown(tmp_path: Path, executed: Callable[..., Shown], whole: Tables) -> Callable[..., Shown]:
    """Return a function that executes a page in a world and gives what it shows."""

    def show(page: str, world: str = "whole", **parameters: object) -> Shown:
        _write(tmp_path, WORLDS[world](dict(whole)), waves=1 if world == "one wave" else 3)
        return executed(page, tmp_path, **parameters)

    return show


def _write(folder: Path, tables: Tables, *, waves: int) -> None:
    """Write the study of these tables, with the settings of the synthetic one."""
    settings, _, _ = (SYNTHETIC / "study.toml").read_text("utf-8").partition("[tables.intake]")
    before, *asked = re.split(r"(?=\[\[waves\]\])", settings)
    asked[-1], _, after = asked[-1].partition("[methods]")
    files = "".join(f'[tables.{name}]\nfile = "{name}.csv"\n' for name in tables)
    text = "".join([before, *asked[:waves], "[methods]", after, files])
    (folder / "study.toml").write_text(text, "utf-8")
    shutil.copy(SYNTHETIC / "plan.toml", folder)
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
