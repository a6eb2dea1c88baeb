"""The page of effects where there is no plan, no choice of arm, or hardly anybody."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from compendium.tables import checkout

SYNTHETIC = checkout() / "data" / "synthetic"

Shown = list[dict[str, Any]]


def said(found: Shown) -> str:
    """Return what a reader is told, in words."""
    told = " ".join(str(each.get(part, "")) for each in found for part in ("html", "alt"))
    return re.sub(r"\s+", " ", re.sub(r"</?[a-z][^>]*>", " ", told))


def table(found: Shown, name: str) -> list[dict[str, Any]]:
    return next(
        (each["table"] for each in found if each.get("name") == name and "table" in each), []
    )


@pytest.fixture
def changed(tmp_path, executed) -> Callable[..., Shown]:
    """Return a function that executes the page on the synthetic study with other settings."""

    def show(change: Callable[[str], str]) -> Shown:
        folder = shutil.copytree(SYNTHETIC, tmp_path / "study")
        settings = folder / "study.toml"
        settings.write_text(change(settings.read_text("utf-8")), "utf-8")
        return executed("effects", folder)

    return show


def without_plan(settings: str) -> str:
    before, _, after = settings.partition("[plan]")
    return before + after[after.index("[tables.intake]") :]


def test_the_whole_study_says_what_was_planned_and_how_it_was_found(shown):
    found = shown("effects")
    words = said(found)
    assert "joined by choice" in words
    assert "dated before the histories were delivered" not in words, "the world has no delivery"
    (primary,) = [row for row in table(found, "primary") if row["heading"] == "effect_difference"]
    assert primary["shown"]
    assert primary["low"] < primary["value"] < primary["high"]
    plan = table(found, "plan")
    assert {row["conforms"] for row in plan[1:]} == {"yes"}


def test_without_a_plan_all_is_exploratory_and_the_default_is_shown(changed):
    found = changed(without_plan)
    words = said(found)
    assert "No plan is recorded. All of this page is exploratory" in words
    assert {row["conforms"] for row in table(found, "plan")} == {"no"}
    assert table(found, "primary")
    assert not table(found, "secondary")


def test_a_plan_younger_than_the_data_is_called_so(changed):
    words = said(changed(lambda text: re.sub(r"(?m)^date = .*$", "date = 2027-05-05", text)))
    assert "younger than the histories" in words


def test_deviations_are_listed_with_their_date(changed):
    deviation = (
        '[[plan.deviations]]\ndate = 2027-02-01\nplanned = { en = "Week 52" }\n'
        'done = { en = "Week 40" }\nreason = { en = "The registers ended sooner." }\n\n'
    )
    found = changed(lambda text: text.replace("[tables.intake]", deviation + "[tables.intake]"))
    assert "2027-02-01" in said(found)
    assert "The registers ended sooner." in said(found)


def test_arms_that_were_drawn_by_lot_are_compared_as_the_lot_made_them(changed):
    found = changed(lambda text: text.replace('"self-selected"', '"randomised"'))
    words = said(found)
    assert "The arms were drawn by lot." in words
    assert "joined by choice" not in words
    assert "The lot was kept" in words
    assert not any(row["n"] for row in table(found, "used") if row.get("use") == "dropped")


@pytest.mark.parametrize("world", ["few of both arms", "few persons"])
def test_of_few_no_effect_is_told(shown, world):
    """What is told stands on twenty participants, and on more than a few of the others."""
    found = shown("effects", world)
    used = {
        row["arm"]: row["n"]
        for row in table(found, "used")
        if row["use"] == "matched" and row["arm"] != "all"
    }
    enough = (used.get("intervention") or 0) >= 20 and (used.get("comparison") or 0) >= 5
    told = [row for row in table(found, "primary") if row["heading"] == "effect_difference"]
    assert enough or not any(row["shown"] for row in told)
