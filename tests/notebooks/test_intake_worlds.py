"""The pages on intake and change in small and lacking worlds: honest, whole, and never a NaN.

Every page is executed as a notebook's cells are, one after the other, on a synthetic study from
which something was taken away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from compendium import disclosure
from compendium.present import outputs
from compendium.tables import checkout

PAGES = ("eligibility", "measurement", "data-status", "change")
TABLES = ("intake", "participants", "screening", "histories")
Tables = dict[str, pd.DataFrame]

SETTINGS = """
id = "world"
title = "A small world"
municipalities = ["Bornholm", "København", "Rødovre"]
allocation = "self-selected"
period = {{ from = 2019-01-01, to = 2025-06-30 }}
{waves}
{tables}
"""
WAVES = {
    "baseline": "from_week = -8\nto_week = 0",
    "month6": "from_week = 22\nto_week = 34",
    "month12": "from_week = 48\nto_week = 64",
}


@pytest.fixture(scope="module")
def whole() -> Tables:
    """Return the tables of the synthetic study as text."""
    folder = checkout() / "data" / "synthetic"
    return {
        name: pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False)
        for name in TABLES
    }


@pytest.fixture
def shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: Tables
) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that executes a page in a world and gives what it shows."""

    def show(page: str, change: Callable[[Tables], Tables], waves: str = "all") -> list[Any]:
        tables = change({name: frame.copy() for name, frame in whole.items()})
        chosen = WAVES if waves == "all" else {waves: WAVES[waves]}
        toml = SETTINGS.format(
            waves="".join(f'[[waves]]\nid = "{name}"\n{text}\n' for name, text in chosen.items()),
            tables="".join(f'[tables.{name}]\nfile = "{name}.csv"\n' for name in tables),
        )
        (tmp_path / "study.toml").write_text(toml, "utf-8")
        for name, frame in tables.items():
            frame.to_csv(tmp_path / f"{name}.csv", index=False)
        found: list[dict[str, Any]] = []

        def collect(output: outputs.Output) -> None:
            found.append({"html": output.data.get("text/html", ""), **output.compendium})

        monkeypatch.setattr(outputs.Output, "_ipython_display_", collect)
        monkeypatch.setenv("COMPENDIUM_STUDY", str(tmp_path))
        notebook = nbformat.read(checkout() / "notebooks" / f"{page}.ipynb", as_version=4)
        names: dict[str, Any] = {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                code = compile(cell.source, f"{page}, {cell.id}", "exec")
                exec(code, names)  # noqa: S102 - a notebook of ours
        return found

    return show


def answers(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if re.match(r"(gad7|mdi|who5)_", name)]


def nothing(tables: Tables) -> Tables:
    return tables


def without(*names: str) -> Callable[[Tables], Tables]:
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


def one_person(tables: Tables) -> Tables:
    person = tables["participants"].query("arm == 'intervention'")["participant_id"].iloc[0]
    return {name: t[t["participant_id"] == person] for name, t in tables.items()}


def few_persons(tables: Tables) -> Tables:
    persons = tables["participants"].query("arm == 'intervention'")["participant_id"][:30]
    return {name: t[t["participant_id"].isin(persons)] for name, t in tables.items()}


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


WORLDS = {
    "whole": nothing,
    "no intake": without("intake"),
    "no screening": without("screening"),
    "no participants": without("participants", "histories"),
    "no histories": without("histories"),
    "no table": without(*TABLES),
    "no MDI": without_mdi,
    "all of the MDI missing": all_mdi_missing,
    "nobody beyond": nobody_beyond,
    "one person": one_person,
    "few persons": few_persons,
    "nobody followed up": nobody_followed_up,
    "all alike": all_alike,
    "no diagnoses": no_diagnoses,
    "three left an item out": three_left_an_item_out,
    "nobody included": nobody_included,
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("world", WORLDS)
def test_a_page_stands_in_every_world_and_tells_of_nobody(shown, page, world):
    found = shown(page, WORLDS[world])
    assert len(found) > 5
    for each in found:
        text = " ".join(str(each.get(part, "")) for part in ("html", "alt", "caption"))
        assert not re.search(r"\bnan\b|<NA>", text, re.IGNORECASE), each["kind"]
    records = [
        json.loads(view) if isinstance(view, str) else view
        for each in found
        for view in each.get("safe", ())
    ]
    assert disclosure.attack(records) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_on_one_wave(shown, page):
    assert len(shown(page, one_wave, waves="baseline")) > 5


def told(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


def test_what_is_lacking_is_named_where_it_would_stand(shown):
    found = shown("eligibility", without("intake"))
    assert "no table of intake" in told(found, "flow")["absent"]
    assert told(found, "intake-included")["record"]["absent"]
    assert told(found, "sets")["kind"] == "figure", "the questionnaires need no intake"
    found = shown("eligibility", without_mdi)
    assert "MDI" in told(found, "sets")["absent"]
    assert told(found, "gad7-cuts")["kind"] == "table"
    found = shown("eligibility", no_diagnoses)
    assert "diagnosed" in told(found, "fields")["absent"]
    assert told(found, "crossed")["kind"] == "table"


def test_three_who_skipped_a_question_cannot_be_told_by_setting_tables_against_each_other(shown):
    """How many are beyond GAD-7 is shown of all; of those who answered all three it would tell."""
    found = shown("eligibility", three_left_an_item_out)
    assert told(found, "sets")["kind"] == "note"
    for name in ("beyond-all", "gad7-mdi-kappa", "included-above"):
        assert told(found, name)["record"]["text"]["full"] == "not shown"
    shown_there = [row for row in told(found, "crossed")["table"] if row["shown"]]
    assert shown_there == []


def test_answers_are_not_counted_where_those_who_left_one_out_would_be_known(shown):
    """All are counted elsewhere, so those who answered in full would tell of the three others."""
    found = shown("measurement", three_left_an_item_out)
    assert told(found, "gad7-answers")["kind"] == "figure"
    assert told(found, "mdi-answers")["kind"] == "note"
    assert told(found, "mdi-omega")["record"]["text"]["full"] == "not shown"


def test_reliability_stands_where_a_questionnaire_or_the_intake_is_lacking(shown):
    found = shown("measurement", all_mdi_missing)
    assert told(found, "gad7-omega")["record"]["shown"]
    assert "complete rows" in told(found, "mdi-omega")["record"]["absent"]
    assert "MDI" in told(found, "mdi-answers")["absent"]
    found = shown("measurement", without("intake"))
    assert told(found, "reliability")["kind"] == "table"
    assert "no table of intake" in told(found, "after-selection")["absent"]
    found = shown("measurement", nobody_beyond)
    assert "alike" in told(found, "gad7-omega")["record"]["absent"]
    found = shown("measurement", one_person)
    assert not told(found, "gad7-omega")["record"]["shown"]


def test_where_nobody_is_beyond_there_is_no_kappa_and_it_says_why(shown):
    found = shown("eligibility", nobody_beyond)
    assert "same side" in told(found, "gad7-mdi-kappa")["record"]["absent"]


def test_the_numbers_of_the_whole_study_hang_together(shown):
    """Whoever is beyond 10 on GAD-7 is so in the table of cut-offs and in that of the three."""
    found = shown("eligibility", nothing)
    cuts = {row["gad7_class"]: row["n"] for row in told(found, "gad7-cuts")["table"]}
    beyond = next(
        row["n"]
        for row in told(found, "beyond")["table"]
        if row["level"] == "gad7" and row["heading"] == "beyond"
    )
    assert cuts["10"] == beyond
    assert cuts["5"] > cuts["10"] > cuts["15"]
    found = shown("data-status", nothing)
    periods = told(found, "included")["table"]
    assert [row["n"] for row in periods] == sorted(row["n"] for row in periods)
    assert told(found, "included-so-far")["record"]["n"] == periods[-1]["n"]


def test_the_page_of_change_says_why_nothing_can_be_said(shown):
    """One wave, nobody followed up, all alike: a reason in place of each number."""
    found = shown("change", one_wave, waves="baseline")
    assert "later wave" in told(found, "gad7-change")["absent"]
    found = shown("change", nobody_followed_up)
    assert "later wave" in told(found, "gad7-means")["absent"]
    found = shown("change", all_alike)
    assert "do not vary" in told(found, "gad7-means")["absent"]
    assert "do not vary" in told(found, "selection")["absent"]
    found = shown("change", without("intake"))
    assert "intake" in told(found, "gad7-change")["absent"]
    found = shown("change", without_mdi)
    assert "MDI" in told(found, "mdi-means")["absent"]
    assert told(found, "gad7-means")["kind"] == "figure"


def few_severe_at_the_end(tables: Tables) -> Tables:
    """Let but three have severe anxiety at the last wave."""
    screening = tables["screening"].copy()
    gad7 = [name for name in screening if name.startswith("gad7_")]
    last = screening["wave"] == "month12"
    severe = screening[last & (screening[gad7] != "").all(axis=1)][gad7].astype(int).sum(axis=1)
    severe = severe.index[severe >= 15]
    screening.loc[severe[3:], gad7] = "1"
    return tables | {"screening": screening}


def test_where_a_band_of_the_screened_is_hidden_the_included_do_not_tell_it(shown):
    """At later waves they are the same persons, in tables that no audit sets side by side."""
    rows = told(shown("change", few_severe_at_the_end), "gad7-moves-table")["table"]
    assert not any(row["shown"] for row in rows if row["wave"] == "month12")
    assert any(row["shown"] for row in rows if row["wave"] == "month6")


def test_movements_hang_together_in_the_whole_study(shown):
    """The bars are of all included, and who stands where later is as many as answered in full."""
    found = shown("change", nothing)
    standing = {
        (row["wave"], row["questionnaire"]): row["n"] for row in told(found, "standing")["table"]
    }
    rows = [row for row in told(found, "gad7-moves-table")["table"] if row["shown"]]
    at = {(row["wave"], row["gad7_start"], row["gad7_later"]): row["n"] for row in rows}
    model = told(found, "gad7-change")["table"]
    scored = {row["wave"]: row["n"] for row in model if row["heading"] == "model"}
    for wave in ("month6", "month12"):
        later = [n for (when, start, band), n in at.items() if (when, start) == (wave, "all")]
        bands = ("below_mild", "mild", "moderate", "severe")
        assert sum(at[wave, "all", band] for band in bands) == scored[wave]
        came = scored[wave] + at[wave, "all", "incomplete"]
        assert came == standing[wave, "received"]
        assert came + at[wave, "all", "no_answer"] == max(later)
    assert told(found, "gad7-moves")["kind"] == "figure"


def test_the_page_on_measurement_tells_who_left_out_which_question(shown):
    found = shown("measurement", nothing)
    rows = told(found, "who5-left-out")["table"]
    assert len(rows) == 5
    assert {row["base"] for row in rows if row["shown"]} == {700}
    assert "in part" in told(shown("measurement", all_alike), "gad7-left-out")["absent"]


def test_change_hangs_together_in_the_whole_study(shown):
    """Four classes add up to the pairs, and a shift of nothing is the model."""
    found = shown("change", nothing)
    classes = [row for row in told(found, "gad7-reliable-table")["table"] if row["shown"]]
    month6 = {row["gad7_reliable"]: row["n"] for row in classes if row["wave"] == "month6"}
    assert sum(n for level, n in month6.items() if level != "all") == month6["all"]
    rows = told(found, "gad7-change")["table"]
    pairs = {row["wave"]: row["n"] for row in rows if row["heading"] == "pairs"}
    assert pairs["month6"] == month6["all"]
    model = {row["wave"]: row["value"] for row in rows if row["heading"] == "model"}
    shift = told(found, "gad7-shift")["table"]
    unshifted = {row["wave"]: row["value"] for row in shift if row["level"] == "0"}
    assert unshifted == model
